"""unsaved.toml: the keyring entries that a set-up is about to make, noted before the first of them is made.

A keyring cannot be searched for what is ours on every system. A set-up that is killed between the keyring and
profiles.toml would leave a key that no profile names, and that nobody could name to `forget`. The note holds
addresses, never a secret; it goes once the profile is saved.
"""

import tomllib
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress

from roo_wizard.core.errors import KeyringProblem, ProfileError, RooWizardError, UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.text import is_clean
from roo_wizard.profiles.files import (
    file_error,
    make_private_folder,
    read_private,
    remove_leftovers,
    set_aside,
    write_private,
)
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.names import same_name
from roo_wizard.profiles.profile import Profiles
from roo_wizard.profiles.vault import Vault

Addresses = tuple[KeyAddress, ...]

_VERSION = 1
_MAX_BYTES = 1024 * 1024
_MOST = 300
"""Addresses that are kept, the latest ones; each is of a set-up that was killed."""
_LONGEST = 2000


class UnsavedKeys:
    """The note of one user: ``state/unsaved.toml``, mode 0600."""

    def __init__(self, places: Places) -> None:
        self.path = places.state / "unsaved.toml"
        self._lock_path = places.state / "lock"

    def load(self) -> Addresses:
        """Return what is noted; a note that cannot be read is as good as none."""
        with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError, UsageError):
            document = tomllib.loads(read_private(self.path, _MAX_BYTES).decode())
            return tuple(map(_address, document.get("keys", [])))
        return ()

    def without_profile(self, saved: Profiles) -> Addresses:
        """Return what is noted and belongs to no connection in *saved*, nor to what one was before its last change."""
        profiles = (*saved.profiles, *(kept.profile for kept in saved.previous))
        named = {address for profile in profiles for address in profile.addresses}
        return tuple(address for address in self.load() if address not in named)

    def of(self, name: str) -> Addresses:
        """Return what is noted of set-ups of the connection called *name* (in any case)."""
        return tuple(address for address in self.load() if same_name(address.profile, name))

    def begin(self, addresses: Collection[KeyAddress]) -> None:
        """Note *addresses*; raises `ProfileError`, and then nothing may be stored there."""
        self._change(lambda old: (*(one for one in old if one not in addresses), *addresses)[-_MOST:])

    def end(self, addresses: Collection[KeyAddress]) -> None:
        """Take *addresses* off the note; raises `ProfileError`."""
        self._change(lambda old: tuple(one for one in old if one not in addresses))

    def _change(self, change: Callable[[Addresses], Addresses]) -> None:
        with locked(self._lock_path):
            try:
                old = self.load()
                if not old and self.path.exists():
                    set_aside(self.path)
                self._write(change(old))
            except OSError as error:
                raise file_error(self.path, "written", error) from None

    def _write(self, addresses: Addresses) -> None:
        import tomli_w

        make_private_folder(self.path.parent)
        remove_leftovers(self.path)
        if not addresses:
            self.path.unlink(missing_ok=True)
            return
        keys = [{"origin": one.origin, "profile": one.profile, "item": one.item} for one in addresses]
        write_private(self.path, tomli_w.dumps({"schema": _VERSION, "keys": keys}).encode(), replace=True)


@asynccontextmanager
async def noted(unsaved: UnsavedKeys, vault: Vault, addresses: Collection[KeyAddress]) -> AsyncIterator[None]:
    """Keep *addresses* on the note while they are stored and their profile is saved.

    After an error only what is really in the keyring stays there. Raises `ProfileError` before anything is stored.
    """
    if not addresses:
        yield
        return
    unsaved.begin(addresses)
    try:
        yield
    except RooWizardError:
        held = await held_of(vault, addresses)
        with suppress(ProfileError):
            unsaved.end([address for address in addresses if address not in held])
        raise
    with suppress(ProfileError):  # the profile is saved and names them: the note says nothing any more
        unsaved.end(addresses)


async def held_of(vault: Vault, addresses: Collection[KeyAddress]) -> Addresses:
    """Return those of *addresses* that hold something, or may: a keyring that gives no answer is asked once."""
    absent = []
    with suppress(KeyringProblem):
        for address in addresses:
            if await vault.read(address, address.origin) is None:
                absent.append(address)
    return tuple(address for address in addresses if address not in absent)


def _address(entry: Json) -> KeyAddress:
    """One entry of the note; raises `TypeError` for one that we did not write."""
    texts = [entry.get(name, "") for name in ("origin", "profile", "item")]
    if not all(isinstance(text, str) and is_clean(text, _LONGEST) for text in texts):
        raise TypeError
    return KeyAddress(*texts)
