"""Recordings on disk: found, read and bounded. Every one of them is foreign."""

import json
from collections.abc import Iterator
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe

MAX_BYTES = 32 * 1024 * 1024
"""A ledger run has at most 1 MiB, and an answer at most 8."""

MAX_FILES = 10_000


def recordings(place: str) -> tuple[Path, ...]:
    """Return *place* itself, or the ``.json`` files of the folder that it is; raises `UsageError` without any."""
    path = Path(place)
    try:
        if path.is_file():
            return (path,)
        if not path.is_dir():
            raise UsageError(
                f"{safe(place, 200)} is neither a file nor a folder", "name a recording, or a folder of them"
            )
        found = sorted(_files_of(path))
    except (OSError, ValueError):
        raise UsageError(f"{safe(place, 200)} cannot be read") from None
    if not found:
        raise UsageError(f"{safe(place, 200)} holds no recording", "recordings are files that end in .json")
    return tuple(found)


def _files_of(folder: Path) -> Iterator[Path]:
    for number, path in enumerate(path for path in folder.rglob("*.json") if path.is_file()):
        if number >= MAX_FILES:
            raise UsageError(f"the folder holds more than {MAX_FILES:,} recordings", "name a smaller folder")
        yield path


def read_recording(path: Path) -> Json:
    """Return the JSON value in the file at *path*; raises `UsageError` in one sentence for anything else."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"it cannot be read: {safe(error.strerror or 'unknown reason', 100)}") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError("it is no text in UTF-8") from None
    except RecursionError:
        raise UsageError("it nests too deeply to be read") from None
    except ValueError:
        raise UsageError("it is no JSON") from None
