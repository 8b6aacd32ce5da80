"""What importing our file would change in the client, seen from a person's own export (roo-code.md 3.3).

Import merges by profile name and replaces a profile of that name whole; modes are merged one by one; the file's
current profile is in use at once. Both sides are read by the same reader, so that no key is on either.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.handoff.client_export import ROLES, ClientExport, ClientValues, parse_export, shown_value
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.import_file import import_document
from roo_wizard.profiles.record import ClientBefore
from roo_wizard.roo import labels
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.settings import SETTINGS

COMPARE_SCHEMA = "roo-wizard.compare/1"
_UNSET = "–"
_DEFAULTS = {row.name: shown_value(row.default) for row in SETTINGS}


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after the import, "" where there is none. ``name`` is its import-file name or mode slug."""

    name: str
    label: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """Before and after in words."""
        if self.before == self.after:
            return f"{self.label}: {self.before or _UNSET} (stays)"
        return f"{self.label}: {self.before or _UNSET} → {self.after or _UNSET}"


@dataclass(frozen=True, slots=True)
class Written:
    """A profile that the import writes. ``replaces`` one of this name whole; ``wipes_key`` with the key it holds."""

    name: str
    replaces: bool
    wipes_key: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the import changes. ``fields`` are those of the profile in use before, then of the one after.

    ``before`` is what is worth keeping for the way back: None where the export has nothing in use, or this very
    connection.
    """

    client: ClientProfile
    exported_on: str
    current: Change
    profiles: tuple[Written, ...]
    untouched: int
    modes: tuple[Change, ...]
    fields: tuple[Change, ...]
    notes: tuple[str, ...]
    before: ClientBefore | None

    def as_json(self) -> dict[str, Json]:
        """Return the fields of ``roo-wizard.compare/1``."""
        return {
            "client": {"id": self.client.id, "name": self.client.name},
            "exported_on": self.exported_on,
            "current": {"before": self.current.before or None, "after": self.current.after},
            "profiles": [
                {"name": one.name, "replaces": one.replaces, "wipes_key": one.wipes_key} for one in self.profiles
            ],
            "untouched_profiles": self.untouched,
            "modes": [_object("mode", one) for one in self.modes],
            "fields": [_object("name", one) for one in self.fields],
            "notes": list(self.notes),
        }

    def lines(self) -> Iterator[str]:
        """Yield the comparison for people, one safe line each; an empty one parts its sections."""
        yield f"{self.client.name} as exported on {self.exported_on}, and after importing this connection's file"
        yield from (f"note: {note}" for note in self.notes)
        yield self.current.line
        for one in self.profiles:
            yield f"  + “{one.name}” {'replaces the one of this name whole' if one.replaces else 'is added'}"
            if one.wipes_key:
                yield f"    its stored key is wiped, since the file holds none: paste it again into “{one.name}”"
        yield f"  profiles that stay as they are: {self.untouched}"
        yield ""
        yield "Modes"
        yield from (f"  {one.line}" for one in self.modes)
        yield ""
        yield f"Field by field: “{self.current.before or _UNSET}” → “{self.current.after}”"
        yield from (f"  {one.line}" for one in self.fields)


def compare(export: ClientExport, fields: Fields) -> Comparison:
    """Return what importing the file of *fields*, without its key, changes; raises what `import_document` raises."""
    data = json.dumps(import_document(fields)).encode()
    ours = parse_export(data, export.exported_on)
    before, after = export.current_profile, ours.profiles[ours.current]
    return Comparison(
        fields.client,
        export.exported_on,
        Change("currentApiConfigName", "profile in use", export.current, ours.current),
        tuple(_written(one, export.profiles.get(one.name)) for one in ours.profiles.values()),
        len(set(export.profiles) - set(ours.profiles)),
        tuple(_modes(export, ours)),
        tuple(_fields(before, after)),
        export.notes,
        _worth_keeping(export.exported_on, before, after),
    )


def _written(ours: ClientValues, theirs: ClientValues | None) -> Written:
    return Written(ours.name, theirs is not None, theirs is not None and theirs.has_key and not ours.has_key)


def _modes(export: ClientExport, ours: ClientExport) -> Iterator[Change]:
    for mode in dict.fromkeys((*ours.modes, *export.modes)):
        before = export.modes.get(mode, "")
        yield Change(mode, labels.modes().get(mode, mode), before, ours.modes.get(mode, before))


def _fields(before: ClientValues | None, after: ClientValues) -> Iterator[Change]:
    """In the order of the page that is filled after the import; what that page lacks follows with its own label."""
    provider = labels.shown_provider(before.provider) if before else ""
    yield Change("apiProvider", labels.word("provider"), provider, labels.shown_provider(after.provider))
    old, new = (_renamed(before, after) if before else {}), after.values
    known = {**labels.known_fields(after.provider), **labels.known_fields(before.provider if before else "")}
    places = {name: place for place, name in enumerate(dict.fromkeys([*known, *old, *new]))}
    for name in sorted({*old, *new}, key=lambda name: places[name]):
        label = known[name].label if name in known else name
        yield Change(name, label, old.get(name, ""), new.get(name, ""))


def _renamed(before: ClientValues, after: ClientValues) -> dict[str, str]:
    """The values before, with base URL, model and key under the names that *after* has for them."""
    names = {before.name_of(role): after.name_of(role) for role in ROLES}
    return {names.get(name) or name: text for name, text in before.values.items()}


def _worth_keeping(exported_on: str, before: ClientValues | None, after: ClientValues) -> ClientBefore | None:
    if before is None or not before.provider or _place(before) == _place(after):
        return None
    own = {before.name_of(role) for role in ROLES}
    settings = {
        name: text
        for name, text in before.values.items()
        if name not in own and text not in {"•••", _DEFAULTS.get(name)}
    }
    return ClientBefore(exported_on, before.name, before.provider, before.base_url, before.model, settings)


def _place(values: ClientValues) -> tuple[str, str, str]:
    return values.provider, values.base_url, values.model


def _object(key: str, change: Change) -> dict[str, Json]:
    return {
        key: change.name,
        "label": safe(change.label),
        "before": change.before or None,
        "after": change.after or None,
    }
