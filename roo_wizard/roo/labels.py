"""What the client's settings page calls things, and the way there (roo-code.md 2).

Everything a person is told to click or fill is spelt as on the screen; ``labels.toml`` is the only place that
spells it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.roo.clients import ROO, ClientProfile


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the addresses that a provider offers instead of a field: its import-file value, and its text."""

    value: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a provider's page, in the order of the screen.

    ``key`` is its name in an import file; ``kind`` is text, secret, box, list, number or headers; ``hint`` is a trap of
    this field, if it has one. ``advanced`` fields are below the collapsed heading; one that is not ``on_page`` can
    only be set by an import file. ``holds`` says which of the connection's own values goes in: base, key, model, or
    "" for a setting. A base has its ``default``, if the page works without, and ``choices`` if it takes nothing else.
    """

    key: str
    label: str
    kind: str
    hint: str = ""
    advanced: bool = False
    on_page: bool = True
    holds: str = ""
    default: str = ""
    choices: tuple[Choice, ...] = ()

    def choice(self, url: str) -> Choice | None:
        """Return what to choose for *url*, or None where no choice leads there."""
        return next((choice for choice in self.choices if choice.url == url), None)


@cache
def fields(provider: str, client: ClientProfile = ROO) -> tuple[Field, ...]:
    """Return the fields of *provider* (see `settings.provider_id`), from top to bottom, those without a place last.

    The pages are Roo Code's; where a trap is not the same in *client*, its field has that one's hint, and what only
    that one's entry reads comes behind Roo Code's fields.
    """
    section = _table()[provider]
    more = _table()["more"].get(client.id, {}).get(provider, ())
    hints = _table()["hints"].get(client.id, {}).get(provider, {})
    shown = [_field(entry) for entry in (*section["fields"], *more, *_table()["advanced"]["fields"])]
    shown += [_field(entry | {"on_page": False}) for entry in section.get("import_only", ())]
    return tuple(replace(entry, hint=hints.get(entry.key, entry.hint)) for entry in shown)


def field(provider: str, key: str) -> Field | None:
    """Return the field called *key* in import files, or None when *provider* has none."""
    return next((entry for entry in fields(provider) if entry.key == key), None)


def holder(provider: str, what: str) -> Field:
    """Return the field of *provider* that holds the base, key or model; every provider has the three."""
    return next(entry for entry in fields(provider) if entry.holds == what)


def required_choice(provider: str, url: str) -> Choice:
    """Return what to choose for *url* in a *provider* with fixed addresses; raises `UsageError` where nothing fits."""
    offered = holder(provider, "base")
    choice = offered.choice(url)
    if choice is None:
        known = ", ".join(choice.url for choice in offered.choices)
        raise UsageError(
            f"{provider_name(provider)} has no {offered.label} for {safe(url, 200)}",
            f"use {provider_name('openai')} for that address, or one of {known}",
        )
    return choice


def shown_base(provider: str, url: str) -> str:
    """Return *url*, and what to choose for it where *provider* offers addresses instead of a field."""
    field = holder(provider, "base")
    choice = field.choice(url)
    return url if choice is None else f"{url} ({field.label}: {choice.label})"


def openai_base(provider: str, url: str) -> str:
    """Return the base URL of the same server for a client that has no entry for *provider*."""
    path = str(_table()[provider].get("openai_path", ""))
    return url if url.endswith(path) else url + path


def known_fields(provider: str) -> Mapping[str, Field]:
    """Return the fields of *provider* by their names, none for one whose page is not written down here."""
    return {entry.key: entry for entry in fields(provider)} if "fields" in _table().get(provider, {}) else {}


def shown_provider(provider: str) -> str:
    """Return the entry to choose for *provider*, or its import-file name where its page is not written down here."""
    return provider_name(provider) if known_fields(provider) else provider


def provider_name(provider: str) -> str:
    """Return the entry to choose under "API Provider"."""
    return str(_table()[provider]["provider"])


def steps(client: ClientProfile = ROO) -> tuple[str, ...]:
    """Return the way to the settings page, one click each."""
    return tuple(_table()["places"][client.id])


def about_tab(client: ClientProfile = ROO) -> str:
    """Return the tab that holds Import and Export."""
    return str(_table()["about_tab"][client.id])


def modes() -> Mapping[str, str]:
    """Return the names of the built-in modes by their slugs; all five want binding (roo-code.md 3.3)."""
    return dict(_table()["modes"])


def word(name: str) -> str:
    """Return a button, tab or heading by our name for it; raises KeyError."""
    return str(_table()["words"][name])


@cache
def _table() -> Mapping[str, Json]:
    return tomllib.loads(files(__package__).joinpath("labels.toml").read_text("utf-8"))


def _field(entry: Mapping[str, Json]) -> Field:
    choices = tuple(Choice(**choice) for choice in entry.get("choices", ()))
    return Field(**{**entry, "choices": choices})
