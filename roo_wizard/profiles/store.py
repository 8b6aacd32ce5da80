"""profiles.toml: the one readable file of saved connections, written atomically under a lock."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.profiles.files import (
    file_error,
    make_private_folder,
    read_private,
    reason,
    remove_leftovers,
    set_aside,
    write_private,
)
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.names import clean_name, propose_name, same_name
from roo_wizard.profiles.profile import Previous, Profile, Profiles
from roo_wizard.profiles.record import ROTATED_ON, Record
from roo_wizard.profiles.toml_text import MAX_FILE_BYTES, Damaged, from_toml, to_toml


class ProfileStore:
    """Reads and changes the profiles of one user.

    Every change is read → changed → written under the lock, so that two terminals never lose each other's
    profile. Nothing here is async: the file is small; only the lock may wait, at most *lock_wait_s* seconds.
    """

    propose_name = staticmethod(propose_name)

    def __init__(self, places: Places, lock_wait_s: float = 5.0) -> None:
        self.path = places.profiles_file
        self._lock_path = places.state / "lock"
        self._lock_wait_s = lock_wait_s

    def load(self) -> Profiles:
        """Return the saved profiles; never raises.

        A file that cannot be understood is set aside under a new name and named in ``problem``. One of a
        newer program, or one that cannot be moved, stays where it is; saving is then refused.
        """
        try:
            return self._read()
        except ProfileError as error:
            return Profiles(problem=error)
        except (Damaged, OSError):
            pass
        try:
            with locked(self._lock_path, self._lock_wait_s):
                return self._read_or_set_aside()
        except ProfileError as error:
            return Profiles(problem=error)

    def save(
        self, profile: Profile, make_default: bool = False, *, key_replaced: bool = False, rotated_on: str = ""
    ) -> Profiles:
        """Add *profile*, or replace the one of the same name in its place; returns all profiles.

        What a changed connection was before is kept for `undo`; *key_replaced* says that its key in the
        keyring was replaced too, *rotated_on* (a day) that this is a rotation, which goes on record.

        Raises `ProfileError` when the file cannot be written, is of a newer program, or could not be read
        back (a value that has no place in the file); the old file is then untouched.
        """
        profile = replace(profile, name=clean_name(profile.name))

        def change(old: Profiles) -> Profiles:
            known = old.find(profile.name)
            kept = tuple(profile if same_name(one.name, profile.name) else one for one in old.profiles)
            previous = old.previous
            if known is not None and (key_replaced or not known.connects_like(profile)):
                day = old.record(known.name).facts.get(ROTATED_ON, "") if rotated_on else None
                previous = (*_others(old, profile.name), Previous(known, key_replaced, day))
            default = profile.name if make_default else old.default
            new = replace(old, profiles=kept if known else (*kept, profile), default=default, previous=previous)
            return replace(new, records=new.rotated_on(profile.name, rotated_on)) if rotated_on else new

        return self._change(change)

    def make_default(self, name: str) -> Profiles:
        """Make the profile called *name* the one that is meant when none is named; returns all profiles.

        Raises `UnknownName` or `ProfileError`.
        """
        return self._change(lambda old: replace(old, default=old.get(name).name))

    def update(self, name: str, change: Callable[[Profile], Profile]) -> Profile:
        """Replace the profile called *name* by what *change* makes of it, and return that.

        For what was found out about a connection: nothing is kept for `undo`. Raises `UnknownName` or
        `ProfileError`.
        """
        changed: list[Profile] = []

        def apply(old: Profiles) -> Profiles:
            known = old.get(name)
            changed.append(replace(change(known), name=known.name))
            return replace(old, profiles=tuple(changed[0] if one is known else one for one in old.profiles))

        self._change(apply)
        return changed[0]

    def keys_locked(self) -> AbstractContextManager[None]:
        """Hold what belongs together in keyring and file; `save` and the like may be called meanwhile."""
        return locked(self._lock_path.with_name("lock-keys"), self._lock_wait_s)

    def put(self, profile: Profile, previous: Previous | None, record: Record | None = None) -> None:
        """Write *profile*, exactly what is kept of the time before its last change, and *record*, if one is given.

        Raises `ProfileError`.
        """

        def change(old: Profiles) -> Profiles:
            known = old.get(profile.name).name
            profiles = tuple(profile if same_name(one.name, profile.name) else one for one in old.profiles)
            kept = (*_others(old, profile.name), *((previous,) if previous else ()))
            records = old.tidied().records if record is None else {**old.tidied().records, known: record}
            return replace(old, profiles=profiles, previous=kept, records=records)

        self._change(change)

    def bind(self, modes: Mapping[str, str], fallback: str | None = None) -> Profiles:
        """Bind *modes* to the profiles they name, and keep *fallback* if one is given; other bindings stay.

        The name "" takes a binding, or the fallback, away. Raises `UnknownName`, `ProfileError` for a mode that the
        client does not have, or `UsageError` for a *fallback* that every mode uses anyway.
        """

        def change(old: Profiles) -> Profiles:
            bound = {**old.modes, **{mode: old.get(name).name if name else "" for mode, name in modes.items()}}
            kept = old.fallback if fallback is None else old.get(fallback).name if fallback else None
            new = replace(old, modes={mode: name for mode, name in bound.items() if name}, fallback=kept).tidied()
            if fallback:
                from roo_wizard.profiles.modes import refuse_no_fallback  # it loads the presets

                refuse_no_fallback(new)
            return new

        return self._change(change)

    def record(self, name: str, change: Callable[[Record], Record]) -> Record:
        """Replace what is on record beside the profile called *name* by what *change* makes of it, and return that.

        Raises `UnknownName`, `ProfileError`, or what *change* raises.
        """

        def apply(old: Profiles) -> Profiles:
            known = old.get(name).name
            return replace(old, records={**old.tidied().records, known: change(old.record(known))})

        return self._change(apply).record(name)

    def undo(self, name: str) -> Previous:
        """Put back what the profile called *name* was before its last change, and return that.

        The day of the last rotation goes back on record with it, if that change was a rotation.
        What it was until now is kept in its place, so that a second `undo` takes the first one back. Raises
        `UnknownName`, `UsageError` when nothing is kept, or `ProfileError`.
        """
        restored: list[Previous] = []

        def change(old: Profiles) -> Profiles:
            known, before = old.get(name), old.before(name)
            if before is None:
                raise UsageError(f"nothing of {known.name!r} was changed that could be undone")
            restored.append(before)
            kept = replace(before, profile=known, taken_back=not before.taken_back)
            records = old.records
            if before.rotated_on is not None:
                kept = replace(kept, rotated_on=old.record(known.name).facts.get(ROTATED_ON, ""))
                records = old.rotated_on(known.name, before.rotated_on)
            profiles = tuple(before.profile if one is known else one for one in old.profiles)
            return replace(old, profiles=profiles, previous=(*_others(old, name), kept), records=records)

        self._change(change)
        return restored[0]

    def forget(self, name: str) -> Profile:
        """Remove the profile called *name* and return it; its secrets are the vault's (`Profile.addresses`).

        Raises `UnknownName` or `ProfileError`.
        """
        gone: list[Profile] = []

        def change(old: Profiles) -> Profiles:
            gone.append(old.get(name))
            kept = tuple(one for one in old.profiles if one is not gone[0])
            return replace(old, profiles=kept, previous=_others(old, name))

        self._change(change)
        return gone[0]

    def names_for_origin(self, origin: str) -> tuple[str, ...]:
        """Return the names of the saved profiles at *origin*."""
        return self.load().names_for_origin(origin)

    def set_aside_files(self) -> tuple[Path, ...]:
        """Return the damaged files that still stand beside the good one, for `doctor`."""
        return tuple(sorted(self.path.parent.glob(f"{self.path.name}.damaged-*")))

    def _change(self, change: Callable[[Profiles], Profiles]) -> Profiles:
        with locked(self._lock_path, self._lock_wait_s):
            old = self._read_or_set_aside()
            try:
                new = change(old).tidied()
            except UnknownName as error:
                # What the name was looked for in was damaged just now: that is the news.
                raise old.problem or error from None
            try:
                make_private_folder(self.path.parent)
                remove_leftovers(self.path)
                write_private(self.path, to_toml(new), replace=True)
            except OSError as error:
                raise file_error(self.path, "written", error) from None
            return replace(new, problem=old.problem)

    def _read(self) -> Profiles:
        if self.path.is_symlink():
            hint = "put the file itself there; links are not followed"
            raise ProfileError(f"{safe(self.path, 200)} is a symbolic link", hint)
        try:
            return from_toml(read_private(self.path, MAX_FILE_BYTES + 1))
        except FileNotFoundError:
            return Profiles()

    def _read_or_set_aside(self) -> Profiles:
        """Read once more under the lock, since another process may have repaired the file meanwhile."""
        try:
            return self._read()
        except (Damaged, OSError) as error:
            why = error if isinstance(error, Damaged) else reason(error)
        try:
            where = set_aside(self.path)
        except OSError as error:
            raise file_error(self.path, f"read ({why}) nor set aside", error) from None
        hint = f"nothing is lost: repair it and rename it to {self.path.name}, or set the connection up again"
        return Profiles(
            problem=ProfileError(f"{self.path.name} was damaged ({why}); it is now {safe(where, 150)}", hint)
        )


def _others(profiles: Profiles, name: str) -> tuple[Previous, ...]:
    return tuple(kept for kept in profiles.previous if not same_name(kept.profile.name, name))
