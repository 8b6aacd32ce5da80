"""Which team files were opened here: their SHA-256 and their text, so that a changed one can be told and shown.

A file is the one of before when it lies at the same path or calls itself by the same name. The text of a team
file holds no secret, so that it may be kept.
"""

import codecs
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.text import SafeText, safe
from roo_wizard.profiles.files import (
    file_error,
    make_private_folder,
    read_private,
    remove_leftovers,
    set_aside,
    write_private,
)
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.raw import TeamBytes, TeamFileError
from roo_wizard.profiles.team.text import from_toml, table_of

MAX_PINS = 20
_MAX_FILE_BYTES = 4 * 1024 * 1024
_FIELDS = ("sha256", "path", "name", "profile", "pinned_at", "text")


class Standing(StrEnum):
    """What a team file is to this machine."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Pin:
    """One opened file. ``profile`` is the connection that was saved from it, "" when none was; times are in UTC."""

    sha256: str
    path: str
    name: str
    profile: str
    pinned_at: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is not what it was; "" stands for a field that is not there."""

    field: SafeText
    old: SafeText
    new: SafeText


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a file: the pin of its last opening and, when it changed, what did."""

    standing: Standing
    pin: Pin | None = None
    changes: tuple[Change, ...] = ()


class TeamPins:
    """The pins of one user: ``state/team.toml``, the latest last, mode 0600."""

    def __init__(self, places: Places) -> None:
        self.path = places.state / "team.toml"
        self._lock_path = places.state / "lock"

    def history(self, opened: TeamBytes, team: TeamFile) -> History:
        """Return what is known of *opened*; a pin file that cannot be read makes every file a new one."""
        pin = _known(self._read(), opened, team)
        if pin is None:
            return History(Standing.NEW)
        if pin.sha256 == opened.sha256:
            return History(Standing.SAME, pin)
        return History(Standing.CHANGED, pin, _changes(pin, team))

    def opened(self, sha256: str) -> TeamBytes | None:
        """Return the file with this digest as it was when it was pinned, or None."""
        for pin in self._read():
            for mark in (b"", codecs.BOM_UTF8):
                opened = TeamBytes(Path(pin.path), mark + pin.text.encode())
                if opened.sha256 == sha256:
                    return opened
        return None

    def keep(self, opened: TeamBytes, team: TeamFile, profile: str = "") -> None:
        """Pin *opened* and the *profile* saved from it ("" keeps the one known); raises `ProfileError`."""
        with locked(self._lock_path):
            old = self._read(repair=True)
            known = _known(old, opened, team)
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            pin = Pin(opened.sha256, str(opened.path), team.name, profile, now, opened.data.decode("utf-8-sig"))
            if known is not None:
                since = known.pinned_at if known.sha256 == pin.sha256 else now
                pin = replace(pin, profile=profile or known.profile, pinned_at=since)
            kept = [one for one in old if one.path != pin.path and one.sha256 != pin.sha256][-(MAX_PINS - 1) :]
            self._write([*kept, pin])

    def _read(self, *, repair: bool = False) -> list[Pin]:
        try:
            document = tomllib.loads(read_private(self.path, _MAX_FILE_BYTES).decode())
            return [_pin(entry) for entry in document.get("pins", [])]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            if repair:
                self._set_aside()
            return []

    def _set_aside(self) -> None:
        try:
            set_aside(self.path)
        except OSError as error:
            raise file_error(self.path, "read nor set aside", error) from None

    def _write(self, pins: list[Pin]) -> None:
        import tomli_w

        entries = [{name: getattr(pin, name) for name in _FIELDS} for pin in pins]
        try:
            make_private_folder(self.path.parent)
            remove_leftovers(self.path)
            write_private(self.path, tomli_w.dumps({"schema": 1, "pins": entries}).encode(), replace=True)
        except OSError as error:
            raise file_error(self.path, "written", error) from None


def changes(old: TeamFile, new: TeamFile) -> tuple[Change, ...]:
    """Return what differs between two team files, field by field, in the order of the file."""
    before, after = _flat(table_of(old)), _flat(table_of(new))
    names = dict.fromkeys((*before, *after))
    return tuple(
        Change(safe(name, 120), safe(before.get(name, ""), 300), safe(after.get(name, ""), 300))
        for name in names
        if before.get(name) != after.get(name)
    )


def _changes(pin: Pin, team: TeamFile) -> tuple[Change, ...]:
    """The changes since *pin*; where its text is not understood any more, only that everything may have changed."""
    try:
        return changes(from_toml(pin.text.encode()), team)
    except TeamFileError:
        return (Change(safe("the whole file"), safe(pin.sha256[:12]), safe("another")),)


def _known(pins: list[Pin], opened: TeamBytes, team: TeamFile) -> Pin | None:
    """The pin of the same path, else of the same bytes, else of the same name; the latest of several."""
    path, name = str(opened.path), team.name.casefold()
    tests: tuple[Callable[[Pin], bool], ...] = (
        lambda pin: pin.path == path,
        lambda pin: pin.sha256 == opened.sha256,
        lambda pin: pin.name.casefold() == name,
    )
    return next((pin for fits in tests for pin in reversed(pins) if fits(pin)), None)


def _pin(entry: Json) -> Pin:
    values = {name: entry.get(name) for name in _FIELDS}
    if not all(isinstance(value, str) for value in values.values()):
        raise TypeError
    return Pin(**values)


def _flat(table: Mapping[str, Json], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = _words(value)
    return flat


def _words(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
