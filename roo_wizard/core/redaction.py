"""One walk that takes known secrets out of values that are about to be shown or kept.

The recorder masks the bytes of an answer. A gateway can still write a key so that it comes together only
later (JSON escapes, invisible characters, one letter per event): what was assembled passes here once more.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.model import Catalog
from roo_wizard.core.report import Report, TargetFacts
from roo_wizard.core.secret import MASK, MASKED_BYTES, ApiKey, Redactor
from roo_wizard.core.sse import SseEvent, read_events

Value = TypeVar("Value")

_OWN_WORDS = frozenset({"id", "title", "purpose", "method", "label", "started_at", "client", "settings"})
"""Fields that hold words of this program or of the person, never of a gateway."""

_MAX_DEPTH = 100
_BEGINNING = 500
_EVENT_LINES = ("data", "event", "id", "retry", ":")


def redacted(value: Value, redactor: Redactor) -> Value:
    """Return *value* (a frozen dataclass, tuple, mapping or text) without a trace of the secrets in its texts."""
    clean: Value = _walked(value, redactor)
    return clean


def redacted_report(report: Report, redactor: Redactor) -> Report:
    """Return *report* without a trace of the secrets; what the person typed is no echo of a short word in it."""
    clean = redacted(report, redactor)
    typed = {
        item.name: redactor.text(value)
        for item in fields(TargetFacts)
        if isinstance(value := getattr(report.target, item.name), str) and item.name != "served_model"
    }
    requests = tuple(replace(record, url=redactor.text(record.url)) for record in report.requests)
    return replace(clean, target=replace(clean.target, **typed), requests=requests)


def redacted_catalog(catalog: Catalog, redactor: Redactor) -> Catalog:
    """Return *catalog* without a trace of the secrets; a model whose id holds one is hidden.

    A masked id is not the id that the gateway knows, so it can never be offered.
    """
    said = (text for model in catalog.models for text in (model.id, *model.endpoints, *model.warnings))
    if not redactor.finds("\n".join(said)):  # one look at all of them: a list may have 200,000 entries
        models = catalog.models
    else:
        models = tuple(redacted(model, redactor) for model in catalog.models if not redactor.finds(model.id))
    hidden = catalog.hidden + len(catalog.models) - len(models)
    return replace(redacted(replace(catalog, models=()), redactor), models=models, hidden=hidden)


def is_masked(text: str) -> bool:
    """Whether something was masked in *text*, in an answer's bytes or in what is shown: it is then no name to keep."""
    return MASK in text or MASKED_BYTES in text


def without_secrets(exchange: Exchange, redactor: Redactor) -> Exchange:
    """Return *exchange* as it may be kept: when its texts, put together, hold a trace, its whole body is masked."""
    earlier = tuple(without_secrets(one, redactor) for one in exchange.earlier)
    if any(map(redactor.rebuilds, _assembled(exchange))):
        chunks = tuple(replace(chunk, data=b"*" * len(chunk.data)) for chunk in exchange.chunks)
        return replace(exchange, earlier=earlier, chunks=chunks)
    return replace(exchange, earlier=earlier)


def _walked(value: Json, redactor: Redactor) -> Json:
    if isinstance(value, (Enum, ApiKey)):
        return value
    if isinstance(value, str):
        return redactor.shown(value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [item.name for item in fields(value) if item.name not in _OWN_WORDS]
        return replace(value, **{name: _walked(getattr(value, name), redactor) for name in names})
    if isinstance(value, Mapping):
        return {name: _walked(item, redactor) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_walked(item, redactor) for item in value)
    return value


def _assembled(exchange: Exchange) -> Iterator[str]:
    """The texts of an answer as a reader puts them together: each field of its events joined over all events."""
    yield exchange.text
    events = exchange.text[:_BEGINNING].lstrip().startswith(_EVENT_LINES)
    if not events and "\\" not in exchange.text:
        return  # without escapes the text itself shows all that it says
    texts: dict[str, list[str]] = {}
    payloads = map(_payload, read_events(exchange.chunks)) if events else (exchange.json,)
    for payload in payloads:
        _collect(payload, "", texts, _MAX_DEPTH)
    yield from ("".join(pieces) for pieces in texts.values())


def _payload(event: SseEvent) -> Json:
    try:
        return json.loads(event.data)
    except (ValueError, RecursionError):
        return event.data


def _collect(value: Json, name: str, texts: dict[str, list[str]], depth: int) -> None:
    if isinstance(value, str):
        texts.setdefault(name, []).append(value)
    elif isinstance(value, dict) and depth:
        for key, item in value.items():
            texts.setdefault(f"{name}.keys", []).append(key)
            _collect(item, f"{name}/{key}"[:_BEGINNING], texts, depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            _collect(item, name, texts, depth - 1)
