"""The core of a rotation, which the command and the screen are two views of: prove, compare, exchange, remember."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from roo_wizard.cli.connection import draft_of, keyed
from roo_wizard.cli.keys import FoundKey, key_of_profile
from roo_wizard.cli.proving import Proof, proving
from roo_wizard.cli.remembering import remember
from roo_wizard.cli.rotation.elsewhere import places_of
from roo_wizard.cli.rotation.proofs import Rotation
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.rotation import Exchanging, Proving, Side
from roo_wizard.probe.target import Target
from roo_wizard.profiles.from_proof import profile_of
from roo_wizard.profiles.profile import ENV_PREFIX, KEYRING, NO_KEY, Profile, Profiles
from roo_wizard.profiles.rotation import swap_in
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Vault


@dataclass(frozen=True, slots=True)
class Replacement:
    """A rotation that may begin. ``target`` carries the new key, ``place`` is where that will be kept.

    ``old`` is None where no old key could be read; ``old_problem`` then says why.
    """

    profile: Profile
    profiles: Profiles
    target: Target
    place: str
    old: ApiKey | None
    old_problem: str = ""


def profile_to_rotate(name: str) -> tuple[Profile, Profiles]:
    """Return the saved connection *name* and all of them; raises `UsageError` for one without a key."""
    profiles = ProfileStore(Places.of_user()).load()
    if profiles.problem is not None and not profiles.profiles:
        raise profiles.problem
    profile = profiles.get(name)
    if profile.key_kind == NO_KEY:
        raise UsageError(f"{profile.name!r} needs no key", "there is nothing to rotate")
    return profile, profiles


def new_place(profile: Profile, variable: str | None) -> str:
    """Return where the new key will be: a profile whose key is in a variable may move to another *variable*."""
    if profile.key_variable is None or not variable:
        return KEYRING
    if profile.key_variable == variable:
        message = f"{profile.name!r} reads its key from {profile.key_variable} itself"
        raise UsageError(message, "give the new key in another variable, or the key itself")
    return f"{ENV_PREFIX}{variable}"


async def refuse_unusable_keyring(vault: Vault) -> str:
    """Return the name of the keyring, tested with a canary; raises `KeyringProblem`."""
    state = await vault.probe()
    if state.trouble is not None:
        raise state.trouble.as_error
    return state.backend_name


async def prepared(profile: Profile, profiles: Profiles, new: FoundKey, vault: Vault) -> Replacement:
    """Return the rotation to *new*; sends nothing, and raises for whatever forbids it.

    A keyring that gives no answer stops everything; an old key that is not there does not.
    """
    connection = await keyed(draft_of(profile), new, profiles, vault)
    try:
        old, problem = (await key_of_profile(profile, vault)).key, ""
    except UsageError as error:
        old, problem = None, error.message
    if old == new.key:
        raise UsageError("this is the key that is in use already", "make a new one on the gateway's key page")
    return Replacement(profile, profiles, connection.target, new.place, old, problem)


async def rotation(
    wanted: Replacement, vault: Vault, stop: asyncio.Event | None = None
) -> AsyncGenerator[Proving | Exchanging | Rotation, None]:
    """Prove both keys, exchange them if the new one is proven, and yield what happens; the last step is the outcome.

    *stop* ends it early, with an outcome that changed nothing; closing the generator does so without one.
    """
    proofs: dict[Side, Proof] = {}
    for side, key in ((Side.NEW, wanted.target.key), (Side.OLD, wanted.old)):
        if side is Side.OLD and (key is None or _is_set(stop)):
            break
        async with aclosing(proving(replace(wanted.target, key=key), stop=stop)) as steps:
            async for step in steps:
                if isinstance(step, Proof):
                    proofs[side] = step
                else:
                    yield Proving(side, step)
    outcome = Rotation(wanted.profile.name, proofs[Side.NEW], proofs.get(Side.OLD), wanted.old_problem)
    if outcome.new.is_ready and not _is_set(stop):
        yield Exchanging()
        outcome = await _exchanged(wanted, outcome, vault)
    yield replace(outcome, notes=(*(proof.unkept for proof in proofs.values() if proof.unkept), *_remembered(outcome)))


def _is_set(stop: asyncio.Event | None) -> bool:
    return stop is not None and stop.is_set()


async def _exchanged(wanted: Replacement, outcome: Rotation, vault: Vault) -> Rotation:
    """Make the new key the profile's own, and return *outcome* with where it is now; raises what `swap_in` raises.

    In a thread of its own: waiting for another terminal's lock would stop the screen, and nothing tears it apart.
    """
    profile, target, new = wanted.profile, wanted.target, wanted.target.key
    window, report = profile.context_window, outcome.new.report
    after = profile_of(profile.name, target, report, key_place=wanted.place, context_window=window)
    after = replace(after, allow_http=profile.allow_http, typed_url=profile.typed_url)
    store, today = ProfileStore(Places.of_user()), report.started_at[:10]
    if new is None or wanted.place != KEYRING:
        await asyncio.to_thread(partial(store.save, after, rotated_on=today))
        stored = f"read from the variable {wanted.place.removeprefix(ENV_PREFIX)}"
    else:
        expected = wanted.old if profile.key_kind == KEYRING else None
        swapping = swap_in(vault, store, after, new, expected=expected, rotated_on=today)
        kept = await asyncio.to_thread(asyncio.run, swapping)
        if isinstance(kept, NotStored):
            raise kept.trouble.as_error
        stored = f"in {kept.backend_name}"
    elsewhere = await places_of(profile, wanted.old, wanted.profiles, vault)
    return replace(outcome, stored=stored, elsewhere=elsewhere)


def _remembered(outcome: Rotation) -> tuple[str, ...]:
    """Keep the check of the key that the profile has now; return what could not be kept."""
    proof = outcome.new if outcome.stored else outcome.old
    problem = remember(outcome.profile, proof.report, proof.exchanges).problem if proof else ""
    return (problem,) if problem else ()
