"""Where the histories of profiles are kept: one private file each below ``state/history``."""

import hashlib
from contextlib import suppress
from pathlib import Path

from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.profiles.evidence import Evidence
from roo_wizard.profiles.files import (
    file_error,
    make_private_folder,
    read_private,
    remove_leftovers,
    set_aside,
    write_private,
)
from roo_wizard.profiles.history import MAX_BYTES, History, entry_of, from_bytes, to_bytes
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.names import folded


class HistoryStore:
    """Reads and extends the histories of one user."""

    def __init__(self, places: Places, lock_wait_s: float = 5.0) -> None:
        self.folder = places.state / "history"
        self._lock_path = places.state / "lock"
        self._lock_wait_s = lock_wait_s

    def path(self, profile: str) -> Path:
        """Return the file of *profile*: a digest, since a name may hold what no file name can."""
        return self.folder / f"{hashlib.sha256(folded(profile).encode()).hexdigest()[:24]}.json"

    def load(self, profile: str) -> History:
        """Return what is kept of *profile*; never raises: a file that cannot be understood is as good as none."""
        with suppress(OSError, ValueError):
            return self._read(profile)
        return History()

    def add(self, profile: str, report: Report, evidence: Evidence) -> tuple[History, History]:
        """Keep a check of *profile*; returns the history before and after it.

        A damaged file is set aside, never overwritten. Raises `ProfileError` when nothing can be written.
        """
        path = self.path(profile)
        with locked(self._lock_path, self._lock_wait_s):
            try:
                make_private_folder(self.folder, follow=False)
                remove_leftovers(path)
                before = self._read_or_set_aside(profile)
                after = before.with_(entry_of(report, evidence), evidence.models)
                write_private(path, to_bytes(profile, after), replace=True)
            except OSError as error:
                raise file_error(path, "written", error) from None
        return before, after

    def forget(self, profile: str) -> bool:
        """Remove everything kept of *profile*, set-aside files too; False when there was nothing.

        Raises `ProfileError`.
        """
        path = self.path(profile)
        with locked(self._lock_path, self._lock_wait_s):
            remove_leftovers(path)
            try:
                found = self.files(profile)
                for one in found:
                    one.unlink()
            except OSError as error:
                raise file_error(path, "removed", error) from None
        return bool(found)

    def files(self, profile: str) -> tuple[Path, ...]:
        """Return every file that holds something of *profile*'s history."""
        path = self.path(profile)
        return tuple(one for one in (path, *self.folder.glob(f"{path.name}.damaged-*")) if one.exists())

    def _read(self, profile: str) -> History:
        return from_bytes(read_private(self.path(profile), MAX_BYTES + 1))

    def _read_or_set_aside(self, profile: str) -> History:
        try:
            return self._read(profile)
        except FileNotFoundError:
            return History()
        except ValueError:
            set_aside(self.path(profile))
            return History()
