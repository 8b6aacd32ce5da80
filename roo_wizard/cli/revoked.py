"""``rotate --revoked``: prove that the previous key is refused now, and only then delete it."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.connection import draft_of, keyed
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.keys import FoundKey, key_of_profile, key_of_variable
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.proving import prove
from roo_wizard.cli.rotating import as_report
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
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


def prove_revoked(arguments: Namespace, profile: Profile, profiles: Profiles) -> int:
    """Exit 0 when the previous key is refused and deleted, 1 when it still works, 3 when that was not found out."""
    if arguments.key_stdin or arguments.key_env is not None:
        raise UsageError("--revoked is about the previous key, which is kept", "leave --key-stdin and --key-env out")
    return asyncio.run(_prove(profile, profiles, as_json=arguments.json))


async def _prove(profile: Profile, profiles: Profiles, *, as_json: bool) -> int:
    vault, stop = Vault(), asyncio.Event()
    previous = await _previous_key(profile, profiles, vault)
    connection = await keyed(draft_of(profile), previous, profiles, vault)
    narrate(f"{safe(profile.name)}: is the previous key refused now?")
    with ctrl_c_sets(stop):
        report, _ = await prove(connection.target, Options(max_requests=_ENOUGH), stop)
    refused = None if stop.is_set() else _refused(report)
    deleted = refused is True and await drop_previous(vault, ProfileStore(Places.of_user()), profile)
    if as_json:
        value = {"action": "revoked", "profile": profile.name, "refused": refused, "deleted": deleted}
        print_json(SCHEMA, {**value, "report": as_report(report)})
    else:
        print(_text(profile, report, refused=refused, deleted=deleted))
    if stop.is_set():
        return exits.INTERRUPTED
    return {True: exits.READY, False: exits.NOT_READY, None: exits.INCONCLUSIVE}[refused]


async def _previous_key(profile: Profile, profiles: Profiles, vault: Vault) -> FoundKey:
    """Return the key before the last rotation from where it was kept; raises `UsageError` when there is none."""
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


def _text(profile: Profile, report: Report, *, refused: bool | None, deleted: bool) -> str:
    name = safe(profile.name)
    if refused:
        gone = "it is deleted from the keyring" if deleted else "remove its variable where it is defined"
        return f"REVOKED: the previous key of {name} is refused; {gone}. undo cannot bring it back."
    if refused is False:
        preset = load().get(profile.preset or "")
        page = (preset.key_page if preset else "") or "the gateway's key page"
        return f"STILL WORKS: the previous key of {name} is accepted. Revoke it on {page}, then run this again."
    why = f"{report.cause.id}, {safe(report.cause.title)}" if report.cause else report.verdict.value
    return f"NOT FOUND OUT: the answer says nothing about the previous key ({why}). It is kept; run this again later."
