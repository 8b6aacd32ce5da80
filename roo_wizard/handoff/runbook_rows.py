"""The rows of the runbook (guides.md 1.9): what the wizard knows, and where only people know. Text, no markup."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.before import shown_before
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.history import Entry
from roo_wizard.profiles.record import FACTS
from roo_wizard.roo import labels

_FAMILIES = {
    Dialect.OPENAI: "OpenAI-compatible, POST /chat/completions",
    Dialect.ANTHROPIC: "Anthropic, POST /v1/messages",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a row: ``label: text``. An empty text is a blank; ``fact`` names the fact that would fill it."""

    label: str
    text: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the runbook: first what is known, then what people wrote down."""

    title: str
    parts: tuple[Part, ...]


def runbook_rows(fields: Fields) -> tuple[Row, ...]:
    """Return every row for *fields*, with the facts of its record; texts are foreign and not yet made safe."""
    return tuple(
        Row(title.format(client=fields.client.name), (*known(fields), *_facts(row, fields)))
        for row, (title, known) in _ROWS.items()
    )


def fact_parts(row: str, fields: Fields) -> tuple[Part, ...]:
    """Return the facts of one *row* of `FACTS`, blank where nothing is on record."""
    return tuple(_facts(row, fields))


def _facts(row: str, fields: Fields) -> Iterator[Part]:
    for fact in FACTS:
        if fact.row == row:
            label = fact.label or (", ".join(fact.choices) if fact.name not in fields.record.facts else "")
            yield Part(label, fields.record.facts.get(fact.name, ""), fact.name)


def _scope(_fields: Fields) -> Iterator[Part]:
    yield from ()


def _key(fields: Fields) -> Iterator[Part]:
    yield Part("", fields.key_where if fields.placeholder is None else "none is needed")
    page = fields.page("key_page")
    if page:
        yield Part("made at", page)


def _base_url(fields: Fields) -> Iterator[Part]:
    yield Part("", labels.shown_base(fields.provider, fields.endpoint.base_url))
    yield Part("verified", f"{fields.proven_at}, {fields.verdict}" if fields.proven_at else "")


def _alias(fields: Fields) -> Iterator[Part]:
    granted = fields.expected_model
    yield Part("asked for", fields.model)
    same = "the same name" if granted == fields.model else granted
    yield Part("the gateway answers as", same if fields.proven_at else "")
    entry = labels.provider_name(fields.provider)
    yield Part("endpoint family", f"{_FAMILIES[fields.endpoint.dialect]}, entry {entry}")
    yield Part("native tool calls", _calls(fields))


def _smoke_test(fields: Fields) -> Iterator[Part]:
    entry = _latest(fields)
    yield Part("HTTP status", (f"{entry.http_status}" if entry.http_status else "no answer") if entry else "")
    yield Part("finish reason", (entry.finish_reason or "none") if entry else "")
    yield Part("usage", _tokens(entry) if entry else "")
    yield Part("tool_calls", _calls(fields))


def _usage(fields: Fields) -> Iterator[Part]:
    yield Part("volume, cost and unexpected models at", fields.page("usage_page"))


def _rollback(fields: Fields) -> Iterator[Part]:
    befores = shown_before(fields)
    for before in befores:
        yield Part(before.heading, "; ".join(f"{name}: {value}" for name, value in before.values.items()))
    if fields.previous is not None:
        yield Part("restored with", f"roo-wizard undo {shlex.quote(fields.profile)}")
    elif not befores:
        yield Part("previous values")


_ROWS: Mapping[str, tuple[str, Callable[[Fields], Iterator[Part]]]] = {
    "scope": ("{client} scope", _scope),
    "key": ("Key", _key),
    "base_url": ("Base URL", _base_url),
    "alias": ("Model alias", _alias),
    "smoke_test": ("Smoke test", _smoke_test),
    "usage": ("Usage review", _usage),
    "rollback": ("Rollback", _rollback),
}
"""Title and what is known, by the name of the row in `FACTS`."""


def _latest(fields: Fields) -> Entry | None:
    return fields.history.last if fields.history else None


def _tokens(entry: Entry) -> str:
    return f"{entry.prompt_tokens:,} + {entry.completion_tokens:,} tokens in {entry.requests} requests"


def _calls(fields: Fields) -> str:
    entry = _latest(fields)
    if entry is None:
        return ""
    if entry.tool_calls is None:
        return "not seen, since nothing answered"
    if not entry.tool_calls and entry.http_status is not None and entry.http_status >= 400:
        return "not seen, since the request was refused"
    return f"yes, {entry.tool_calls} in the first turn" if entry.tool_calls else "no"
