"""``rotate``: prove a new key beside the old one, and only then replace it."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import AsyncIterator

from roo_wizard.cli import exits
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.keys import FoundKey, given_key
from roo_wizard.cli.narration import narrate_event
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.rotation.proofs import Rotation
from roo_wizard.cli.rotation.replacing import new_place, prepared, profile_to_rotate, refuse_unusable_keyring, rotation
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.rotation import Exchanging, Proving, Side
from roo_wizard.profiles.profile import KEYRING, Profile, Profiles
from roo_wizard.profiles.vault import Vault

SCHEMA = "roo-wizard.rotate/1"
_HEADINGS = {Side.NEW: "first the new key:", Side.OLD: "and now the old one:"}


def run(arguments: Namespace) -> int:
    """Rotate the key of a profile; the exit code is the verdict of the new key."""
    if arguments.revoked:
        from roo_wizard.cli.rotation.revoked import prove_revoked

        return prove_revoked(arguments)
    profile, profiles = profile_to_rotate(arguments.profile)
    place = new_place(profile, arguments.key_env)
    if place == KEYRING:
        asyncio.run(refuse_unusable_keyring(Vault()))
    key = _new_key(arguments, profile)
    return asyncio.run(_rotate(profile, profiles, FoundKey(key, place), as_json=arguments.json))


def _new_key(arguments: Namespace, profile: Profile) -> ApiKey:
    """Return the new key; without an option it is asked for where there is a terminal."""
    asked = arguments.key_env is None and not arguments.key_stdin
    if asked and not (sys.stdin and sys.stdin.isatty()):
        raise UsageError("the new key is missing", "give --key-stdin or --key-env NAME")
    narrate(f"{safe(profile.name)} at {profile.endpoint.origin}: the new key is proven beside the old one")
    given = Namespace(no_key=False, key_env=arguments.key_env, key_stdin=arguments.key_stdin or asked)
    found = given_key(given, profile.endpoint.netloc)
    if found is None:
        raise UsageError("the new key is missing", "give --key-stdin or --key-env NAME")
    return found.key


async def _rotate(profile: Profile, profiles: Profiles, new: FoundKey, *, as_json: bool) -> int:
    vault, stop = Vault(), asyncio.Event()
    wanted = await prepared(profile, profiles, new, vault)
    with ctrl_c_sets(stop):
        outcome = await _narrated(rotation(wanted, vault, stop))
    for note in outcome.notes:
        narrate(note)
    if as_json:
        print_json(SCHEMA, outcome.as_json())
    else:
        print("\n".join(outcome.lines()))
    return exits.INTERRUPTED if stop.is_set() and not outcome.stored else outcome.new.report.verdict.exit_code


async def _narrated(steps: AsyncIterator[Proving | Exchanging | Rotation]) -> Rotation:
    """Tell both proofs as they run, and return the outcome."""
    outcome: Rotation | None = None
    told: Side | None = None
    async for step in steps:
        if isinstance(step, Rotation):
            outcome = step
        elif isinstance(step, Proving):
            if step.side is not told:
                told = step.side
                narrate(_HEADINGS[told])
            narrate_event(step.event)
    if outcome is None:
        raise RuntimeError("the rotation ended without an outcome")
    return outcome
