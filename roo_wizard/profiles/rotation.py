"""Replacing the key of a profile, and taking that back: what must hold between the keyring and profiles.toml.

At every moment, also when the process is killed, the profile's own entry holds a key that was proven: the old one
or the new one, and no key that was in use is lost. The order is: old key to ``#previous``, file, new key; so that
`put_back` knows of every exchange of keys that may have happened. It writes the newer key to ``#previous/undo``
before it exchanges the two, and the next call finishes an exchange that was cut short.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from roo_wizard.core.errors import KeyringProblem, ProfileError, RooWizardError, UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.key_address import PREVIOUS, UNDOING, KeyAddress
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Stored, Vault, Waiting

Kept = Mapping[KeyAddress, ApiKey | None]
"""What the keyring had at some addresses; None is nothing."""


class KeyTaken(ProfileError):
    """Another key stands where one was about to be kept: somebody else put it there, and it stays."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What `put_back` did: the profile as it is now, whether its key was exchanged too, and which way.

    ``newer`` says that the newer of the two is in use again: an `undo` was taken back.
    """

    profile: Profile
    key_replaced: bool
    newer: bool = False


def previous_address(profile: Profile) -> KeyAddress:
    """Return where the key that the last rotation replaced is kept."""
    return replace(profile.key_address, item=PREVIOUS)


async def swap_in(
    vault: Vault,
    store: ProfileStore,
    after: Profile,
    new: ApiKey,
    *,
    expected: ApiKey | None = None,
    rotated_on: str = "",
    waiting: Waiting | None = None,
) -> Stored | NotStored:
    """Save *after* with the key *new* in the keyring; the key before is kept for one step of `undo`.

    A rotation goes on record with the day in *rotated_on*.

    On `NotStored`, and when `ProfileError` or `KeyringProblem` is raised, everything is as it was.
    *expected* is the key that *new* was compared with: another one of a saved profile is somebody else's work, and
    stays (`KeyTaken`). One without a profile was left behind by a process that was killed.
    """
    address = after.key_address
    with store.keys_locked():
        current = await vault.read(address, address.origin, waiting)
        known = store.load().find(after.name)
        if expected is not None and known is not None and current not in {None, expected}:
            message = f"the key of {after.name!r} was changed meanwhile; it stays as it is"
            raise KeyTaken(message, "check the profile, and rotate again if it is still needed")
        if current is None or current == new or known is None or known.key_address != address:
            return await _keep(vault, store, after, new, current, rotated_on)
        return await _exchange(vault, store, after, new, current, rotated_on)


async def _keep(
    vault: Vault, store: ProfileStore, after: Profile, new: ApiKey, current: ApiKey | None, rotated_on: str
) -> Stored | NotStored:
    """Save a key where the profile as it was had none, or the same."""
    outcome = await vault.save(after.key_address, new)
    try:
        if isinstance(outcome, Stored):
            store.save(after, rotated_on=rotated_on)
    except RooWizardError:
        await _restore(vault, after.key_address, current)
        raise
    return outcome


async def _exchange(
    vault: Vault, store: ProfileStore, after: Profile, new: ApiKey, current: ApiKey, rotated_on: str
) -> Stored | NotStored:
    loaded = store.load()
    known, kept = loaded.find(after.name), loaded.before(after.name)
    spare = previous_address(after)
    aside = replace(spare, item=UNDOING)
    older = await vault.read(aside, aside.origin) or await vault.read(spare, spare.origin)
    await vault.delete(aside)
    outcome = await vault.save(spare, current)
    if isinstance(outcome, NotStored):
        return outcome
    try:
        store.save(after, key_replaced=True, rotated_on=rotated_on)
        outcome = await vault.save(after.key_address, new)
    except RooWizardError:
        await _restore(vault, spare, older)
        raise
    if isinstance(outcome, NotStored):
        await _restore(vault, spare, older)
        if known is not None:
            store.put(known, kept, loaded.record(known.name))
    return outcome


async def _restore(vault: Vault, address: KeyAddress, key: ApiKey | None) -> None:
    if key is None:
        await vault.delete(address)
    else:
        await vault.save(address, key)


async def put_back(vault: Vault, store: ProfileStore, name: str, waiting: Waiting | None = None) -> PutBack:
    """Take back the last change of the profile *name*: its values, and its key if that was replaced.

    What was undone is kept in its place, so that a second call takes the first one back. Raises `UsageError`
    when nothing is kept, `ProfileError` or `KeyringProblem`; everything is then as it was.
    """
    with store.keys_locked():
        loaded = store.load()
        profile = loaded.get(name)
        before = loaded.before(name)
        was: Kept = {}
        if before is not None and before.key_replaced:
            was = await _exchange_back(vault, before.profile, waiting)
        try:
            restored = store.undo(profile.name)
            done = PutBack(restored.profile, restored.key_replaced, restored.taken_back)
        except RooWizardError:
            await _restore_all(vault, was)
            raise
        with suppress(KeyringProblem):  # it is done; what is left here is only a copy
            await vault.delete(replace(profile.key_address, item=UNDOING))
        return done


async def _exchange_back(vault: Vault, profile: Profile, waiting: Waiting | None) -> Kept:
    """Exchange the key and the one before it; returns what was kept until now, for taking that back."""
    address, spare = profile.key_address, previous_address(profile)
    aside = replace(spare, item=UNDOING)
    previous = await vault.read(spare, spare.origin, waiting)
    current = await vault.read(address, address.origin)
    begun = await vault.read(aside, aside.origin)
    if previous is None:
        raise UsageError(f"the previous key of {profile.name!r} is no longer kept", "rotate to the key that you want")
    was = {address: current, spare: previous, aside: begun}
    if begun is not None and begun != current:  # cut short after the older key was put back
        previous, current = current, begun
    for place, key in ((aside, current), (address, previous), (spare, current)):
        outcome = await vault.save(place, key) if key is not None else None
        if isinstance(outcome, NotStored):
            await _restore_all(vault, was)
            raise outcome.trouble.as_error
    return was


async def _restore_all(vault: Vault, was: Kept) -> None:
    for address, key in was.items():
        await _restore(vault, address, key)


async def drop_previous(vault: Vault | None, store: ProfileStore, profile: Profile, refused: ApiKey) -> bool:
    """Delete the key kept for `undo`, and with it what `undo` would put back; returns whether there was a key.

    Only *refused* is deleted: the proof took its time, and by a rotation or an `undo` meanwhile the key kept there
    may be one that works. Without *vault* the keyring is left alone: the previous key was in a variable, and there
    may be no keyring. Raises `KeyringProblem` or `ProfileError`.
    """
    with store.keys_locked():
        spare = previous_address(profile)
        kept = None if vault is None else await vault.read(spare, spare.origin)
        if kept is not None and kept != refused:
            message = f"the previous key of {profile.name!r} was changed meanwhile; nothing was deleted"
            raise ProfileError(message, "ask again about the one that is kept now")
        deleted = vault is not None and await vault.delete(spare)
        if vault is not None:
            await vault.delete(replace(profile.key_address, item=UNDOING))
        store.put(store.load().get(profile.name), None)
    return deleted
