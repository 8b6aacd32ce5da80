"""``undo``: put back what a connection was before its last change, and print that card."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.connection import draft_of
from roo_wizard.cli.handing import handed_over
from roo_wizard.cli.output import narrate
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.handoff.formats import render
from roo_wizard.profiles.rotation import PutBack, put_back
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault

_WORDS = {False: ("before its last change", "newer"), True: ("before the last undo", "older")}
_AGAIN = {False: "a second undo takes this one back", True: "another undo goes back to those once more"}
"""By whether the newer values are in use again."""


def run(arguments: Namespace) -> int:
    """Undo the last change of the wizard's own state; the client's fields are changed by hand, with the card."""
    store = ProfileStore(Places.of_user())
    loaded = store.load()
    if loaded.problem is not None and not loaded.profiles:
        raise loaded.problem
    before = loaded.choose(arguments.profile)
    done = asyncio.run(put_back(Vault(), store, before.name))
    profile = done.profile
    said, still = _WORDS[done.newer]
    narrate(f"undone: {safe(profile.name)} is what it was {said}; {_of_the_key(done, before.key_place)}")
    narrate(f"the client still has the {still} values: paste these ({_AGAIN[done.newer]})")
    target = draft_of(profile).target
    print(render("card", handed_over(target, name=profile.name, key_place=profile.key_place, profile=profile)), end="")
    return exits.READY


def _of_the_key(done: PutBack, place: str) -> str:
    if done.key_replaced:
        return "the newer key is in use again" if done.newer else "the key before the rotation is in use again"
    variable = done.profile.key_variable
    if variable and done.profile.key_place != place:
        return f"its key is read from the variable {safe(variable)}"
    return "its key was not changed"
