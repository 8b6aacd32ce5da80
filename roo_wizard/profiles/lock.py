"""One lock for everything that is rewritten: two terminals at once must not lose each other's profile."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roo_wizard.core.errors import ProfileError
from roo_wizard.profiles.files import FILE_MODE, file_error, make_private_folder

_STEP_S = 0.02


@contextmanager
def locked(path: Path, wait_s: float = 5.0) -> Iterator[None]:
    """Hold the lock file *path*; the system releases it when the process ends, however it ends.

    Raises `ProfileError` when another process holds it for *wait_s* seconds, or when it cannot be made.
    """
    try:
        make_private_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
    except OSError as error:
        raise file_error(path, "locked", error) from None
    try:
        _wait_for(descriptor, path, wait_s)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, wait_s: float) -> None:
    end = time.monotonic() + wait_s
    while not _taken(descriptor):
        if time.monotonic() >= end:
            raise ProfileError(
                f"another roo-wizard holds {path} for {wait_s:g} s", "finish or close it, then try again"
            )
        time.sleep(_STEP_S)


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
