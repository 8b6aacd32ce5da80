"""``rotate --revoked``: prove that the key kept for `undo` is refused now, and only then delete it.

After a rotation that is the previous key; after an `undo` it is the newer one, which was taken back: a key that
nobody uses any more either way, and that is to be revoked.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from roo_wizard.cli import exits
from roo_wizard.cli.connection import draft_of, keyed
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.keys import FoundKey, key_of_profile, key_of_variable
from roo_wizard.cli.narration import narrate_event
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.proving import Proof, proving
from roo_wizard.cli.rotation.proofs import as_report
from roo_wizard.cli.rotation.replacing import profile_to_rotate
from roo_wizard.core.errors import UsageError
from roo_wizard.core.events import Event
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
from roo_wizard.flow.rotation import Exchanging
from roo_wizard.presets.loader import load
from roo_wizard.probe.target import Options
from roo_wizard.profiles.profile import KEYRING, Profile, Profiles
from roo_wizard.profiles.rotation import drop_previous, previous_address
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault

SCHEMA = "roo-wizard.rotate/1"
REFUSED_KEY = "N07"
_ENOUGH = 2
"""Billed requests at most: a refusal and its repeat. A key that still works is known after the first one."""
_EXITS = {True: exits.READY, False: exits.NOT_READY, None: exits.INCONCLUSIVE}


@dataclass(frozen=True, slots=True)
class Revoked:
    """Whether the kept key of a profile is ``refused`` (None: not found out), and whether it is ``deleted``.

    ``taken_back`` says that it is not the previous one, but the newer one that `undo` took back.
    """

    profile: Profile
    report: Report
    refused: bool | None
    deleted: bool = False
    taken_back: bool = False
    unkept: str = ""

    def as_json(self) -> dict[str, Json]:
        """Return the fields of ``roo-wizard.rotate/1`` for this proof."""
        value = {"action": "revoked", "profile": self.profile.name, "refused": self.refused, "deleted": self.deleted}
        return {**value, "report": as_report(self.report)}

    def text(self, again: str) -> str:
        """Return the outcome for people; *again* says how to ask once more."""
        cause, which = self.report.cause, key_words(self.profile.name, taken_back=self.taken_back)
        if self.refused:
            gone = "it is deleted from the keyring" if self.deleted else "remove its variable where it is defined"
            return f"REVOKED: {which} is refused; {gone}. undo cannot bring it back."
        if self.refused is False:
            preset = load().get(self.profile.preset or "")
            known = preset.page_at(preset.key_page, self.profile.base_url) if preset else ""
            page = known or "the gateway's key page"
            return f"STILL WORKS: {which} is accepted. Revoke it on {page}, then {again}."
        why = f"{cause.id}, {safe(cause.title)}" if cause else self.report.verdict.value
        said = f"the answer says nothing about {which} ({why})"
        return f"NOT FOUND OUT: {said}. It is kept; {again} later."


def key_words(profile: str, *, taken_back: bool) -> str:
    """Return what the kept key of the profile called *profile* is."""
    name = safe(profile)
    return f"the newer key of {name}, which undo took back," if taken_back else f"the previous key of {name}"


def prove_revoked(arguments: Namespace) -> int:
    """Exit 0 when the kept key is refused and deleted, 1 when it still works, 3 when that was not found out."""
    if arguments.key_stdin or arguments.key_env is not None:
        raise UsageError("--revoked is about the key kept for undo", "leave --key-stdin and --key-env out")
    return asyncio.run(_prove(*profile_to_rotate(arguments.profile), as_json=arguments.json))


async def _prove(profile: Profile, profiles: Profiles, *, as_json: bool) -> int:
    vault, stop = Vault(), asyncio.Event()
    previous = await previous_key(profile, profiles, vault)
    which = key_words(profile.name, taken_back=is_taken_back(profile, profiles))
    narrate(f"is {which} refused now?")
    outcome: Revoked | None = None
    with ctrl_c_sets(stop):
        async for step in revocation(profile, profiles, previous, vault, stop):
            if isinstance(step, Revoked):
                outcome = step
            elif not isinstance(step, Exchanging):
                narrate_event(step)
    if outcome is None:
        raise RuntimeError("the proof ended without an outcome")
    if outcome.unkept:
        narrate(outcome.unkept)
    if as_json:
        print_json(SCHEMA, outcome.as_json())
    else:
        print(outcome.text("run this again"))
    return exits.INTERRUPTED if stop.is_set() else _EXITS[outcome.refused]


async def revocation(
    profile: Profile, profiles: Profiles, previous: FoundKey, vault: Vault, stop: asyncio.Event | None = None
) -> AsyncGenerator[Event | Exchanging | Revoked, None]:
    """Ask with the *previous* key, as `previous_key` found it, and yield what happens.

    A refused one is deleted; the last step says so.
    """
    target, store = (await keyed(draft_of(profile), previous, profiles, vault)).target, ProfileStore(Places.of_user())
    async with aclosing(proving(target, Options(max_requests=_ENOUGH), stop)) as steps:
        async for step in steps:
            if not isinstance(step, Proof):
                yield step
                continue
            refused = None if stop is not None and stop.is_set() else _refused(step.report)
            deleted = False
            if refused:
                yield Exchanging()
                kept_in = vault if previous.place == KEYRING else None
                dropping = drop_previous(kept_in, store, profile, previous.key)
                deleted = await asyncio.to_thread(asyncio.run, dropping)
            yield Revoked(profile, step.report, refused, deleted, is_taken_back(profile, profiles), step.unkept)


def is_taken_back(profile: Profile, profiles: Profiles) -> bool:
    """Whether the key kept for `undo` is the newer one, because an `undo` was the last change."""
    before = profiles.before(profile.name)
    return before is not None and before.taken_back


async def previous_key(profile: Profile, profiles: Profiles, vault: Vault) -> FoundKey:
    """Return the key kept for `undo` from where it is; raises `UsageError` when there is none."""
    before = profiles.before(profile.name)
    if before is not None and before.profile.key_variable not in {None, profile.key_variable}:
        return key_of_variable(before.profile.key_variable or "")
    address = previous_address(profile)
    previous = await vault.read(address, address.origin)
    if previous is None:
        raise UsageError(
            f"no previous key of {profile.name!r} is kept", "nothing was rotated, or it is deleted already"
        )
    if previous == (await key_of_profile(profile, vault)).key:
        raise UsageError("the previous key is the one in use", "rotate to the new key first")
    return FoundKey(previous, KEYRING)


def _refused(report: Report) -> bool | None:
    """Whether the key is refused; None where the answer says nothing about the key."""
    if any(request.method == "POST" and request.status == 200 for request in report.requests):
        return False
    cause = report.cause
    return True if report.verdict is Verdict.BLOCKED and cause and cause.id == REFUSED_KEY else None
