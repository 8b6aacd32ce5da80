"""From the bytes of a team file to the plain tables in it, with every cap that must hold before anything is read.

A foreign file may be a device that never ends, a megabyte on one line or a thousand brackets deep; each is one
sentence that says what and where.
"""

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.profiles.files import NO_FILE, read_private, reason

MAX_BYTES = 64 * 1024
MAX_DEPTH = 3
"""The file itself, a table in it, a list in that."""
_MAX_LINE = 4000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TeamFileError(UsageError):
    """A team file that cannot be used; the message says what and where, and repeats no value of the file."""

    id = "team-file"


@dataclass(frozen=True, slots=True)
class TeamBytes:
    """A team file as it lies on the disk: its absolute path, its bytes, and their SHA-256."""

    path: Path
    data: bytes

    @property
    def sha256(self) -> str:
        """The pin: 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


def read_bytes(path: Path) -> TeamBytes:
    """Return the file at *path*; raises `TeamFileError` for one that is missing, no file, or too large."""
    try:
        data = read_private(path, MAX_BYTES + 1, follow=True)
    except OSError as error:
        if error.strerror == NO_FILE:
            raise TeamFileError(f"{safe(path, 150)} is no file", "give the path of a team file (TOML)") from None
        raise TeamFileError(f"{safe(path, 150)} cannot be read: {reason(error)}", "look at the path") from None
    except ValueError:
        raise TeamFileError(f"{safe(path, 150)} is no path") from None
    return TeamBytes(Path(os.path.abspath(path)), data)


def tables_of(data: bytes) -> dict[str, Json]:
    """Return the tables in *data*; raises `TeamFileError`."""
    text = _text(data)
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise _unusable("it is nested too deeply") from None
    except ValueError as error:
        raise _unusable(_syntax(str(error))) from None
    if depth_exceeds(document, MAX_DEPTH):
        raise _unusable(f"it is nested more than {MAX_DEPTH} levels deep")
    return document


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _unusable(f"it is larger than {MAX_BYTES // 1024} KiB")
    if data.startswith(_UTF16):
        raise _unusable("it is UTF-16 text: save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = data.count(b"\n", 0, error.start) + 1
        raise _unusable(f"line {where} is not UTF-8 text") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if _CONTROLS.search(line):
            raise _unusable(f"line {number} holds control characters: it is binary, or was changed on the way")
        if len(line) > _MAX_LINE:
            raise _unusable(f"line {number} is longer than {_MAX_LINE:,} characters")
    return text


def _syntax(message: str) -> str:
    """The parser's own *message* in other words, with its place and without anything out of the file."""
    place = re.search(r"\(at (line \d+), column \d+\)|\((at end of document)\)", message)
    where = " ".join(part for part in place.groups() if part) if place else "somewhere"
    twice = message.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate"))
    return f"{where}: {'a field or table stands there twice' if twice else 'this is not TOML'}"


def depth_exceeds(document: Json, limit: int) -> bool:
    """Whether tables and lists in *document* stand more than *limit* levels deep."""
    level: list[Json] = [document]
    for _ in range(limit):
        level = [
            part
            for value in level
            for part in (value.values() if isinstance(value, dict) else value)
            if isinstance(part, (dict, list))
        ]
        if not level:
            return False
    return True


def _unusable(what: str) -> TeamFileError:
    return TeamFileError(f"the team file cannot be used: {what}", "ask its sender for a new one; nothing was changed")
