"""``forget``: delete a saved connection and everything that belongs to it, and prove that it is gone."""

import asyncio
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence

from roo_wizard.cli import exits
from roo_wizard.cli.output import narrate
from roo_wizard.core.errors import KeyringProblem, ProfileError
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.names import same_name
from roo_wizard.profiles.profile import KEYRING, Profile, Profiles
from roo_wizard.profiles.resume import ResumeFile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.unsaved import UnsavedKeys
from roo_wizard.profiles.vault import Vault


def run(arguments: Namespace) -> int:
    """Delete the secrets first and the profile last, so that an interruption leaves nothing without a name."""
    places = Places.of_user()
    store = ProfileStore(places)
    loaded = store.load()
    if loaded.problem is not None and not loaded.profiles:
        raise loaded.problem
    unsaved = UnsavedKeys(places)
    stray = unsaved.of(arguments.profile)
    if stray and loaded.find(arguments.profile) is None:
        return _forget_unsaved(store, unsaved, stray)
    profile = loaded.get(arguments.profile)
    addresses = tuple(dict.fromkeys((*_addresses(profile, loaded), *stray)))
    keys = asyncio.run(_delete_secrets(addresses, must=bool(stray) or _has_secrets(profile)))
    if stray:
        unsaved.end(stray)
    history, runs = HistoryStore(places).forget(profile.name), Ledger(places).forget(_about(profile, loaded))
    _forget_progress(places, profile)
    store.forget(profile.name)
    _prove_gone(places, profile, loaded)
    print(f"forgotten: {safe(profile.name)}; read back: nothing of it is left")
    print(f"  {_counted(keys, 'keyring entry', 'keyring entries')}, {_counted(runs, 'run', 'runs')}, ", end="")
    print("its history, its values" if history else "its values; it had no history")
    for path in store.set_aside_files():
        narrate(f"a damaged file that was set aside may still name it: {safe(path, 200)}")
    return exits.READY


def _forget_unsaved(store: ProfileStore, unsaved: UnsavedKeys, stray: Sequence[KeyAddress]) -> int:
    """Delete what a set-up that was cut short left in the keyring; nothing else of it was kept."""
    name = stray[0].profile
    with store.keys_locked():
        if store.load().find(name) is not None:
            raise ProfileError(f"{name!r} was saved just now", "run this again to forget it")
        keys = asyncio.run(_delete_secrets(stray, must=True))
        unsaved.end(stray)
    print(f"forgotten: {safe(name)}, which no set-up had finished; read back: nothing of it is left")
    print(f"  {_counted(keys, 'keyring entry', 'keyring entries')}")
    return exits.READY


def _addresses(profile: Profile, loaded: Profiles) -> tuple[KeyAddress, ...]:
    """Every keyring entry of the profile, those of its values before the last change included."""
    before = loaded.before(profile.name)
    return tuple(dict.fromkeys((*profile.addresses, *(before.profile.addresses if before else ()))))


def _has_secrets(profile: Profile) -> bool:
    return profile.key_kind == KEYRING or bool(profile.secret_headers)


async def _delete_secrets(addresses: Sequence[KeyAddress], *, must: bool) -> int:
    """Delete the keyring entries, each read back, and return how many there were.

    A keyring that cannot be asked stops the command where it *must* hold a secret; else it is only told.
    """
    vault, deleted = Vault(), 0
    try:
        for address in addresses:
            deleted += await vault.delete(address)
    except KeyringProblem as error:
        if must:
            raise
        narrate(f"the keyring was not asked: {error.message}")
    return deleted


def _forget_progress(places: Places, profile: Profile) -> None:
    """An interrupted wizard that was about this profile would bring its values back."""
    resume = ResumeFile(places)
    progress = resume.load()
    if progress is not None and progress.answers.get("profile") == profile.name:
        resume.clear()


def _about(profile: Profile, loaded: Profiles) -> Callable[[Mapping[str, Json]], bool]:
    """Return whether a run was about *profile*: by its name, or, from before it had one, by its address and model.

    A run without a name that may be another profile's stays.
    """
    values = (profile.base_url, profile.model)
    shared = any((one.base_url, one.model) == values for one in loaded.profiles if one is not profile)

    def fits(target: Mapping[str, Json]) -> bool:
        name = target.get("profile")
        if isinstance(name, str):
            return same_name(name, profile.name)
        return not shared and (target.get("base_url"), target.get("model")) == values

    return fits


def _prove_gone(places: Places, profile: Profile, before: Profiles) -> None:
    """Read everything back; raises `ProfileError` that names what is left."""
    loaded = ProfileStore(places).load()
    left = {
        "the profile": loaded.find(profile.name) or loaded.before(profile.name),
        "its history": HistoryStore(places).files(profile.name),
        "a run": Ledger(places).runs_about(_about(profile, before)),
    }
    for what, found in left.items():
        if found:
            raise ProfileError(f"{what} of {profile.name!r} is still there", "run this again")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
