"""Writing an output to a file that a person named."""

from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.profiles import files


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
    except OSError as error:
        raise UsageError(f"{safe(path, 200)} cannot be written: {files.reason(error)}", "name another file") from None
