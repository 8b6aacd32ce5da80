"""Profiles as TOML text and back; what is written has always been read back first."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import ProfileError
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.profiles.profile import Previous, Profile, Profiles
from roo_wizard.profiles.record import ClientBefore, Record

if TYPE_CHECKING:
    from roo_wizard.profiles.schema import PreviousTable, ProfileTable, SavedTable

MAX_FILE_BYTES = 4 * 1024 * 1024
_HEADER = "# The connections of roo-wizard. No key stands in this file: see key_place.\n"
_VERSION = 5
_OTHER_SCHEMA = "roo-wizard."
"""How the schemas of our other files begin: a version of the program that names this one alike is not this one."""

_NO_VALUES = {"record", "client_before", "key_replaced", "rotated_on", "taken_back"}
"""What a table of the file has beside the profile's own values."""

Document = dict[str, Json]
MIGRATIONS: Mapping[int, Callable[[Document], Document]] = {
    1: lambda document: document | {"schema": 2},  # 2 adds [previous.NAME], which 1 never has
    2: lambda document: document | {"schema": 3},  # 3 adds fallback and [modes]
    3: lambda document: document | {"schema": 4},  # 4 adds [profiles.NAME.record] and its client_before
    4: lambda document: document | {"schema": 5},  # 5 adds rotated_on and taken_back to [previous.NAME]
}
"""From each older schema to the next one; the file itself is rewritten with the next change."""


class Damaged(Exception):
    """The file cannot be understood; the text is one safe line that repeats no value of the file."""


class NewerSchema(ProfileError):
    """The file belongs to a newer roo-wizard: it is neither set aside nor rewritten."""


def from_toml(data: bytes) -> Profiles:
    """Return the profiles in *data*; raises `Damaged` or `NewerSchema`."""
    from roo_wizard.profiles.schema import read_tables

    if len(data) > MAX_FILE_BYTES:
        raise Damaged("it is larger than 4 MiB")
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
        table = read_tables(_migrated(document))
    except UnicodeDecodeError:
        raise Damaged("it is not UTF-8 text") from None
    except RecursionError:
        raise Damaged("it is nested too deeply") from None
    except ValueError as error:
        raise Damaged(safe(error, 160)) from None
    profiles = tuple(_profile(name, entry) for name, entry in table.profiles.items())
    return Profiles(
        profiles,
        table.default,
        previous=tuple(_previous(*item) for item in table.previous.items()),
        modes={str(mode): name for mode, name in table.modes.items()},
        fallback=table.fallback,
        records={name: record for name, entry in table.profiles.items() if (record := _record(entry))},
    )


def to_toml(profiles: Profiles) -> bytes:
    """Return the file's text; raises `ProfileError` for a value that could not be read back as it is."""
    import tomli_w

    records = profiles.records
    tables = {profile.name: _table(profile) for profile in profiles.profiles}
    recorded = {name: table | _record_table(records.get(name, Record())) for name, table in tables.items()}
    before = {kept.profile.name: _previous_table(kept) for kept in profiles.previous}
    named = {"default": profiles.default, "fallback": profiles.fallback, "modes": dict(profiles.modes) or None}
    document = {"schema": _VERSION} | _set(named) | {"profiles": recorded}
    try:
        data = (_HEADER + tomli_w.dumps(document | _set({"previous": before or None}))).encode()
        back = from_toml(data)
        same = [_table(profile) for profile in back.profiles] == list(tables.values())
        same = same and [_previous_table(kept) for kept in back.previous] == list(before.values())
        same = same and (back.modes, back.fallback, back.records) == (profiles.modes, profiles.fallback, records)
    except (Damaged, ValueError, TypeError) as error:
        raise ProfileError(
            f"the profile cannot be saved: {safe(error, 200)}", "correct the value and save again"
        ) from None
    if not same:
        raise ProfileError("the profile cannot be saved: a value would change in the file")
    return data


def _migrated(document: Document) -> Document:
    """Return *document* in the form of today; raises `NewerSchema` for one of tomorrow."""
    version = document.get("schema")
    foreign = isinstance(version, str) and version.startswith(_OTHER_SCHEMA)
    if foreign or (isinstance(version, int) and version > _VERSION):
        shown = safe(version, 40)
        message = f"profiles.toml has schema {shown}, this roo-wizard knows {_VERSION}; the file is left as it is"
        raise NewerSchema(message, "use the newer roo-wizard for this file")
    while isinstance(version, int) and not isinstance(version, bool) and version in MIGRATIONS:
        document = MIGRATIONS[version](document)
        version = document["schema"]
    return document


def _table(profile: Profile) -> dict[str, Json]:
    """The profile as it is written; foreign texts that are only shown later are sanitised on the way."""
    return _set(
        {
            "base_url": profile.base_url,
            "typed_url": without_query(safe(profile.typed_url, 2000)) or None,
            "dialect": profile.dialect.value,
            "model": profile.model,
            "client": profile.client,
            "preset": profile.preset,
            "key_place": profile.key_place,
            "allow_http": profile.allow_http or None,
            "context_window": profile.context_window,
            "served_model": safe(profile.served_model or "") or None,
            "last_verdict": safe(profile.last_verdict or "") or None,
            "last_cause": safe(profile.last_cause or "") or None,
            "checked_at": safe(profile.checked_at or "") or None,
            "secret_headers": list(profile.secret_headers) or None,
            "headers": dict(profile.headers) or None,
            "settings": {name: _list(value) for name, value in profile.settings.items()} or None,
        }
    )


def _record_table(record: Record) -> Document:
    before = record.client_before
    client = before and {name: value for name, value in asdict(before).items() if value}
    return _set({"record": dict(record.facts) or None, "client_before": client})


def without_query(url: str) -> str:
    """Return a typed address without what stands behind "?" or "#": keys are pasted there too."""
    return re.sub(r"[?#].*", "?…", url)


def _list(value: Json) -> Json:
    return list(value) if isinstance(value, tuple) else value


def _set(values: Mapping[str, Json]) -> dict[str, Json]:
    """The entries that are set: TOML has no null, and what is the default need not be read."""
    return {name: value for name, value in values.items() if value is not None}


def _previous_table(kept: Previous) -> Document:
    flags = {name: getattr(kept, name) or None for name in ("key_replaced", "taken_back")}
    return _table(kept.profile) | _set({**flags, "rotated_on": kept.rotated_on})


def _previous(name: str, table: "PreviousTable") -> Previous:
    return Previous(_profile(name, table), table.key_replaced, table.rotated_on, table.taken_back)


def _record(table: "SavedTable") -> Record:
    values = table.client_before and table.client_before.model_dump(exclude_none=True)
    return Record(dict(table.record), ClientBefore(**values) if values else None)


def _profile(name: str, table: "ProfileTable") -> Profile:
    values = table.model_dump(exclude=_NO_VALUES)
    values["dialect"] = Dialect(table.dialect)
    values["secret_headers"] = tuple(table.secret_headers)
    values["settings"] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.settings.items()
    }
    return Profile(name=name, **values)
