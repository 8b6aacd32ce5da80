"""``rotate``: prove a new key beside the old one, and only then replace it."""

import asyncio
import sys
from argparse import Namespace
from dataclasses import replace

from roo_wizard.cli import exits
from roo_wizard.cli.connection import Connection, draft_of, keyed
from roo_wizard.cli.elsewhere import places_of
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.keys import FoundKey, given_key, key_of_profile
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.proving import prove
from roo_wizard.cli.recording import rotated_on
from roo_wizard.cli.remembering import remember
from roo_wizard.cli.rotating import Proof, Rotation
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.probe.target import Options
from roo_wizard.profiles.from_proof import profile_of
from roo_wizard.profiles.profile import ENV_PREFIX, KEYRING, NO_KEY, Profile, Profiles
from roo_wizard.profiles.rotation import swap_in
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Vault

SCHEMA = "roo-wizard.rotate/1"


def run(arguments: Namespace) -> int:
    """Rotate the key of a profile; the exit code is the verdict of the new key."""
    profiles = ProfileStore(Places.of_user()).load()
    if profiles.problem is not None and not profiles.profiles:
        raise profiles.problem
    profile = profiles.get(arguments.profile)
    if arguments.revoked:
        from roo_wizard.cli.revoked import prove_revoked

        return prove_revoked(arguments, profile, profiles)
    place = _new_place(arguments, profile)
    if place == KEYRING:
        asyncio.run(_refuse_unusable_keyring())
    key = _new_key(arguments, profile)
    return asyncio.run(_rotate(profile, profiles, FoundKey(key, place), as_json=arguments.json))


def _new_place(arguments: Namespace, profile: Profile) -> str:
    """Return where the new key will be: a profile whose key is in a variable may move to another variable."""
    if profile.key_kind == NO_KEY:
        raise UsageError(f"{profile.name!r} needs no key", "there is nothing to rotate")
    if profile.key_variable is None or arguments.key_env is None:
        return KEYRING
    if profile.key_variable == arguments.key_env:
        message = f"{profile.name!r} reads its key from {profile.key_variable} itself"
        raise UsageError(message, "give the new key in another variable, or with --key-stdin")
    return f"{ENV_PREFIX}{arguments.key_env}"


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


async def _refuse_unusable_keyring() -> None:
    state = await Vault().probe()
    if state.trouble is not None:
        raise state.trouble.as_error


async def _rotate(profile: Profile, profiles: Profiles, new: FoundKey, *, as_json: bool) -> int:
    vault = Vault()
    connection = await keyed(draft_of(profile), new, profiles, vault)
    old, problem = await _old_key(profile, vault)
    if old == new.key:
        raise UsageError("this is the key that is in use already", "make a new one on the gateway's key page")
    stop = asyncio.Event()
    with ctrl_c_sets(stop):
        narrate("first the new key:")
        proof = Proof(*await prove(connection.target, Options(), stop))
        beside = None
        if old is not None and not stop.is_set():
            narrate("and now the old one:")
            beside = Proof(*await prove(replace(connection.target, key=old), Options(), stop))
    outcome = Rotation(profile.name, proof, beside, problem)
    if proof.is_ready and not stop.is_set():
        stored = await _stored(connection, profile, new, old, proof, vault)
        outcome = replace(outcome, stored=stored, elsewhere=await places_of(profile, old, profiles, vault))
    _remember(outcome)
    if as_json:
        print_json(SCHEMA, outcome.as_json())
    else:
        print("\n".join(outcome.lines()))
    return exits.INTERRUPTED if stop.is_set() else proof.report.verdict.exit_code


async def _old_key(profile: Profile, vault: Vault) -> tuple[ApiKey | None, str]:
    """Return the old key, or why there is none to compare with. A keyring that gives no answer stops everything."""
    try:
        return (await key_of_profile(profile, vault)).key, ""
    except UsageError as error:
        return None, error.message


async def _stored(
    connection: Connection, profile: Profile, new: FoundKey, old: ApiKey | None, proof: Proof, vault: Vault
) -> str:
    """Make *new* the profile's key, and return in words where it is; raises what `swap_in` raises."""
    window, store = profile.context_window, ProfileStore(Places.of_user())
    after = profile_of(profile.name, connection.target, proof.report, key_place=new.place, context_window=window)
    after = replace(after, allow_http=profile.allow_http, typed_url=profile.typed_url)
    if new.place != KEYRING:
        store.save(after)
        where = f"read from the variable {new.place.removeprefix(ENV_PREFIX)}"
    else:
        expected = old if profile.key_kind == KEYRING else None
        outcome = await swap_in(vault, store, after, new.key, expected=expected)
        if isinstance(outcome, NotStored):
            raise outcome.trouble.as_error
        where = f"in {outcome.backend_name}"
    rotated_on(after.name, proof.report.started_at)
    return where


def _remember(outcome: Rotation) -> None:
    """Keep the check of the key that the profile has now."""
    proof = outcome.new if outcome.stored else outcome.old
    problem = remember(outcome.profile, proof.report, proof.exchanges).problem if proof else ""
    if problem:
        narrate(problem)
