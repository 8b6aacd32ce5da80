"""Reading ``gateways.toml``: tomllib and an explicit strict check.

The first screen shows these entries, so that they must not cost an import of pydantic. The check is made from
the dataclasses themselves: a field of `Preset` is a key of the file, with the same type.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from importlib.resources import files
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import AuthForm, Json
from roo_wizard.presets.base import Base
from roo_wizard.presets.entry import Credit, HeaderNeed, Preset, Quirk
from roo_wizard.presets.route import NativeEntry

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Value = TypeVar("_Value", bound="DataclassInstance")


class PresetFileError(ValueError):
    """An entry of the preset file has an unknown key, lacks one, or holds a value of the wrong type."""


@cache
def load() -> Mapping[str, Preset]:
    """Return every preset by its id, in the order in which they are offered ("custom" last)."""
    text = files(__package__).joinpath("gateways.toml").read_text("utf-8")
    return parse(text)


def parse(text: str) -> Mapping[str, Preset]:
    """Return the presets of a preset file's *text*; raises `PresetFileError` naming entry and key."""
    table = tomllib.loads(text)
    presets = {name: _made(Preset, {"id": name, **entry}, name) for name, entry in table.items()}
    return MappingProxyType(presets)


def preset(name: str) -> Preset:
    """Return the preset called *name* (id or alias, any case); raises `UnknownName` with the nearest ids."""
    known, wanted = load(), name.strip().lower()
    if wanted in known:
        return known[wanted]
    for entry in known.values():
        if wanted in map(str.lower, (entry.name, *entry.aliases)):
            return entry
    raise UnknownName("gateway preset", name, list(known))


def for_origin(origin: str) -> Preset | None:
    """Return the one preset that stands at *origin*; None when none or several do (ports of local servers).

    A base that names the host exactly counts before one with a placeholder in it, OpenAI's dialect before others.
    """
    at_origin = [(entry, base) for entry in load().values() for base in entry.bases if base.matches(origin)]
    for counts in (attrgetter("ready"), lambda base: base.dialect is Dialect.OPENAI, lambda base: True):
        found = {entry.id: entry for entry, base in at_origin if counts(base)}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def search(text: str) -> tuple[Preset, ...]:
    """Return the presets whose name, id, aliases, hosts or summary hold every word of *text*, best first.

    A pasted address finds its gateway. Empty text gives all of them in their order.
    """
    words = text.lower().split()
    address = urlsplit(text.strip())
    if address.scheme in {"http", "https"} and address.netloc:
        words = [address.netloc.lower()]
    ranked = [(_rank(entry, words), entry) for entry in load().values()]
    fitting = [(rank, entry) for rank, entry in ranked if rank is not None]
    return tuple(entry for _, entry in sorted(fitting, key=lambda pair: pair[0]))


def _rank(entry: Preset, words: list[str]) -> int | None:
    """The sum of where each word was found: 0 as a name, 1 at its start, 2 inside, 3 in a host, 4 in the text."""
    names = [entry.id, entry.name.lower(), *map(str.lower, entry.aliases)]
    parts = [entry.kind, *(part for name in names for part in name.replace("-", " ").split())]
    hosts, summary = " ".join(entry.hosts), entry.summary.lower()
    total = 0
    for word in words:
        places = (
            word in names,
            any(part.startswith(word) for part in (*names, *parts)),
            any(word in name for name in names),
            word in hosts,
            word in summary,
        )
        if True not in places:
            return None
        total += places.index(True)
    return total


def _made(cls: type[_Value], entry: Json, where: str) -> _Value:
    """Return *cls* made of *entry*, with every key known, none missing, and every value of its field's type."""
    if not isinstance(entry, dict):
        raise PresetFileError(f"{where}: a table is needed")
    known = {item.name: item for item in fields(cls)}
    unknown = set(entry) - set(known)
    required = {item.name for item in known.values() if item.default is item.default_factory is MISSING}
    if unknown or required - set(entry):
        raise PresetFileError(f"{where}: unknown {sorted(unknown)}, missing {sorted(required - set(entry))}")
    return cls(**{name: _read(_READERS[known[name].type], value, f"{where}.{name}") for name, value in entry.items()})


def _read(reader: Callable[[Json, str], Json], value: Json, where: str) -> Json:
    try:
        return reader(value, where)
    except (TypeError, ValueError) as error:
        if isinstance(error, PresetFileError):
            raise
        raise PresetFileError(f"{where}: {value!r} cannot be used here") from None


def _of(kind: type) -> Callable[[Json, str], Json]:
    def read(value: Json, where: str) -> Json:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _text(value: Json, where: str) -> str:
    """Text; a date is written as text, so that the value has a JSON form."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or value != value.strip():
        raise TypeError
    return value


def _list_of(read: Callable[[Json, str], Json]) -> Callable[[Json, str], Json]:
    def read_all(value: Json, where: str) -> Json:
        if not isinstance(value, list):
            raise TypeError
        return tuple(_read(read, item, f"{where}[{number}]") for number, item in enumerate(value))

    return read_all


def _words(value: Json, where: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return MappingProxyType({str(name): _text(item, where) for name, item in value.items()})


def _made_as(cls: "type[DataclassInstance]") -> Callable[[Json, str], Json]:
    return lambda value, where: _made(cls, value, where)


_READERS: Mapping[Any, Callable[[Json, str], Json]] = {
    str: _text,
    bool: _of(bool),
    Dialect: lambda value, where: Dialect(value),
    AuthForm: lambda value, where: AuthForm(value),
    tuple[str, ...]: _list_of(_text),
    Mapping[str, str]: _words,
    tuple[Base, ...]: _list_of(_made_as(Base)),
    tuple[HeaderNeed, ...]: _list_of(_made_as(HeaderNeed)),
    tuple[Credit, ...]: _list_of(_made_as(Credit)),
    tuple[Quirk, ...]: _list_of(_made_as(Quirk)),
    NativeEntry | None: _made_as(NativeEntry),
}
