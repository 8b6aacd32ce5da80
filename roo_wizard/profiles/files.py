"""Private files: written whole or not at all, with their final mode from the first byte (design, section 4)."""

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from roo_wizard.core.errors import ProfileError
from roo_wizard.core.text import safe

FILE_MODE = 0o600
FOLDER_MODE = 0o700
NO_FILE = "it is no file"
"""The reason given for a pipe, a device or a folder in the place of a file."""


def make_private_folder(folder: Path, *, follow: bool = True) -> None:
    """Make *folder* with mode 0700, and tighten one of ours that others could read; raises `OSError`.

    Without *follow* a symbolic link in its place is refused: what we prune there may be somebody else's.
    """
    if not follow and folder.is_symlink():
        raise OSError(errno.ELOOP, "it is a symbolic link", str(folder))
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(FOLDER_MODE)


def read_private(path: Path, limit: int, *, follow: bool = False) -> bytes:
    """Return at most *limit* bytes of the file at *path*; raises `OSError`, and `ValueError` for no path.

    What is no regular file (a pipe that never speaks, an endless device, a folder) is an `OSError` at once.
    A symbolic link is one too, unless *follow* is said, as for a file that a person named.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, NO_FILE, str(path))
        return file.read(limit)


def write_private(path: Path, data: bytes, *, replace: bool) -> None:
    """Write *data* to *path* with mode 0600, so that a reader sees the old file or the new one, never a part.

    A symbolic link in the place of *path* is refused: the file behind it may be anywhere. Without *replace*
    an existing file raises `FileExistsError`; every other trouble is an `OSError` too.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a symbolic link", str(path))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        _write_new(temporary, data)
        if replace:
            temporary.replace(path)
        else:
            _move_to_free_place(temporary, path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def remove_leftovers(path: Path) -> None:
    """Remove what a killed process left beside *path*; call it only while no other process writes there.

    The name in *path* may be a pattern.
    """
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(OSError):
            leftover.unlink()


def set_aside(path: Path) -> Path:
    """Rename *path* to the first free ``<name>.damaged-<n>`` and return that; raises `OSError`."""
    number = 1
    while os.path.lexists(target := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    path.rename(target)
    return target


def reason(error: OSError) -> str:
    """Return the system's words for *error*, without the path that is already named beside it."""
    return safe(error.strerror or type(error).__name__, 100)


def file_error(path: Path, what: str, error: OSError) -> ProfileError:
    """Return the `ProfileError` for a file of ours that cannot be used; *what* continues "cannot be …"."""
    return ProfileError(
        f"{safe(path)} cannot be {what}: {reason(error)}", "check the folder's owner, mode and free space"
    )


def _write_new(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _move_to_free_place(temporary: Path, path: Path) -> None:
    """Give *temporary* its name without ever replacing another file: a hard link fails where one stands."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "it exists", str(path)) from None
        temporary.rename(path)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can (Windows and some network mounts cannot)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
