"""Writing an output to a file that a person named."""

import os
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.profiles import files

_MARKS = (".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout")
"""What the folders of version control are called."""


def write_private(path: Path, text: str, *, replace: bool = False) -> None:
    """Write *text* to *path*: whole or not at all, mode 0600, UTF-8 without a byte order mark.

    An existing file is kept unless *replace* is said; a symbolic link is never written through. Raises
    `UsageError`.
    """
    try:
        files.write_private(path, text.encode(), replace=replace)
    except FileExistsError:
        raise UsageError(
            f"{safe(path, 200)} exists and is not overwritten", "name another file, or remove it"
        ) from None
    except ValueError:  # "." and "" name a folder, and no name holds a NUL
        raise UsageError(f"{safe(path, 200)!r} is no name of a file", "name a file that does not exist yet") from None
    except OSError as error:
        raise UsageError(f"{safe(path, 200)} cannot be written: {files.reason(error)}", "name another file") from None


def version_control_of(path: Path) -> Path | None:
    """Return the version-controlled folder that *path* would stand in, links followed; None when there is none.

    A worktree or submodule has a file called ``.git`` instead of a folder.
    """
    place = path.absolute().parent
    real = place.resolve()
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
