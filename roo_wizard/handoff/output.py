"""Writing an output to a file that a person named, and taking it away again when it holds a key."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.profiles import files

_MARKS = (".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout")
"""What the folders of version control are called."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its absolute path, and what it was like, so that no other one is ever deleted.

    The time belongs to it: the number of a file that was removed is given to the next one at once.
    """

    path: Path
    mark: tuple[int, int, int, int]


def write_private(path: Path, text: str, *, replace: bool = False) -> Written:
    """Write *text* to *path*: whole or not at all, mode 0600, UTF-8 without a byte order mark.

    An existing file is kept unless *replace* is said; a symbolic link is never written through. Raises
    `UsageError`.
    """
    try:
        files.write_private(path, text.encode(), replace=replace)
        found = path.lstat()
    except FileExistsError:
        raise UsageError(
            f"{safe(path, 200)} exists and is not overwritten", "name another file, or remove it"
        ) from None
    except ValueError:  # "." and "" name a folder, and no name holds a NUL
        raise UsageError(f"{safe(path, 200)!r} is no name of a file", "name a file that does not exist yet") from None
    except OSError as error:
        raise UsageError(f"{safe(path, 200)} cannot be written: {files.reason(error)}", "name another file") from None
    return Written(path.absolute(), _mark(found))


def delete_written(written: Written) -> None:
    """Delete the file that was written, and make sure that it is gone; raises `UsageError` when it is not.

    It is emptied first: whoever holds it under another name, or open, is left with nothing.
    """
    path, named = written.path, safe(written.path, 200)
    try:
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise UsageError(f"{named} is not there any more", "if it was moved, delete it where it is now") from None
    except OSError as error:
        raise _kept(named, files.reason(error)) from None
    try:
        found = os.fstat(descriptor)
        if _mark(found) != written.mark or not stat.S_ISREG(found.st_mode):
            raise _kept(named, "it was changed, or another file stands there now")
        os.ftruncate(descriptor, 0)
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        path.unlink()
    except OSError as error:
        raise _kept(named, f"{files.reason(error)}; it is empty now") from None
    if os.path.lexists(path):
        raise _kept(named, "it came back")


def _mark(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _kept(named: str, why: str) -> UsageError:
    return UsageError(f"{named} was not deleted: {why}", "look at it, and delete it yourself if it holds the key")


def version_control_of(path: Path) -> Path | None:
    """Return the version-controlled folder that *path* would stand in, links followed; None when there is none.

    A worktree or submodule has a file called ``.git`` instead of a folder.
    """
    place = path.absolute().parent
    real = Path(os.path.realpath(place))  # `Path.resolve` raises for links that lead to each other
    folders = (place, *place.parents, real, *real.parents)
    return next((folder for folder in folders for mark in _MARKS if os.path.lexists(folder / mark)), None)


def refuse_version_control(path: Path) -> None:
    """Raise `UsageError` when a file with a key would stand where it could be committed."""
    folder = version_control_of(path)
    if folder is not None:
        raise UsageError(
            f"{safe(path, 200)} would stand in the version-controlled folder {safe(folder, 200)}, where a key could be "
            "committed",
            "name a file outside of it, or leave --with-key out",
        )
