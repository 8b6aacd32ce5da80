"""Private files: written whole or not at all, with their final mode from the first byte (design, section 4)."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from roo_wizard.core.errors import ProfileError
from roo_wizard.core.text import safe

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def make_private_folder(folder: Path) -> None:
    """Make *folder* with mode 0700, and tighten one of ours that others could read; raises `OSError`."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(FOLDER_MODE)


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
    """Remove what a killed process left beside *path*; call it only while no other process writes there."""
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
