"""Model lists of every shape that gateways use, read into one kind of model (gateways.md 3).

A list is foreign text: whatever it holds, reading it raises nothing and takes time in proportion to its size.
What the fields of an entry mean stands in `fields`.
"""

from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.core.model import Model
from roo_wizard.core.secret import MASKED_BYTES
from roo_wizard.core.text import LINE_LIMIT, is_clean
from roo_wizard.gateway.listing.fields import describe

MAX_MODELS = 200_000

_ID_FIELDS = ("id", "model_name", "model_group", "model", "key", "name")
"""Roo reads ``id`` only; LiteLLM's info routes, Ollama's tags and LM Studio's own list name it otherwise."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that was understood: the models that can be offered, and how many entries cannot.

    Hidden are entries without a usable id: unclean (what is shown would not be what is sent), duplicate,
    or beyond the limit.
    """

    models: tuple[Model, ...]
    hidden: int = 0


def parse_models(value: Json) -> tuple[Model, ...] | None:
    """Return the models of the parsed body *value*, or None when it is no model list."""
    listing = read_listing(value)
    return None if listing is None else listing.models


def read_listing(value: Json, limit: int = MAX_MODELS) -> Listing | None:
    """Return the list that *value* is, with at most *limit* models, or None when it is no model list.

    An envelope with an empty list is a list; entries without any text for an id are not.
    """
    entries = entries_of(value)
    if entries is None:
        return None
    models: dict[str, Model] = {}
    named = 0
    for entry in entries:
        name = id_of(entry)
        if name is None:
            continue
        named += 1
        if len(models) < limit and name not in models and _can_be_offered(name):
            models[name] = _model(name, entry)
    if entries and not named:
        return None
    return Listing(tuple(models.values()), len(entries) - len(models))


def entries_of(value: Json) -> list[Json] | None:
    """Return the entries inside any envelope: bare array, ``data``, ``models``, models.dev's table, one model.

    None when *value* is no envelope.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    for name in ("data", "models"):
        inner = value.get(name)
        if isinstance(inner, list):
            return inner
        if name == "models" and isinstance(inner, dict) and all(isinstance(item, dict) for item in inner.values()):
            return [{"id": key, **item} for key, item in inner.items()]
    return [value] if value.get("object") == "model" else None


def id_of(entry: Json) -> str | None:
    """Return the name by which *entry* is called in chat requests, or None when it has none."""
    if isinstance(entry, str):
        return entry
    if not isinstance(entry, dict):
        return None
    return next((entry[name] for name in _ID_FIELDS if isinstance(entry.get(name), str) and entry[name]), None)


def _can_be_offered(name: str) -> bool:
    if MASKED_BYTES in name:
        return False  # the key stood in it: what is left is not the gateway's id
    if len(name) <= LINE_LIMIT and name.isascii() and name.isprintable() and " " not in name:
        return bool(name)
    return bool(name) and is_clean(name)


def _model(name: str, entry: Json) -> Model:
    return describe(name, entry) if isinstance(entry, dict) else Model(name)
