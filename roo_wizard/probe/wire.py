"""What an answer looked like on the wire, before any client's rules: the facts that wire rules judge.

`read_wire` walks the events once, so that judging is linear in their number. Nothing here raises for
anything a gateway may send: an odd value becomes an odd fact.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.sse import read_events
from roo_wizard.probe.wire_calls import CallDelta, WireCall, assemble


class Form(StrEnum):
    """What kind of body came back."""

    EVENTS = "events"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Wire:
    """The facts of one answer; times in ms since sending.

    ``bad_data`` are ``data:`` payloads that are no JSON; ``errors`` are in-band error objects with the event
    name; ``usage`` holds every usage object with True when it came after ``[DONE]``. ``arrivals`` are the
    (ms, characters) of content, reasoning and argument deltas.
    """

    form: Form
    events: int = 0
    done: bool = False
    bad_data: tuple[str, ...] = ()
    errors: tuple[tuple[str, Json], ...] = ()
    finish_reasons: tuple[str, ...] = ()
    content: str = ""
    reasoning: str = ""
    reasoning_fields: frozenset[str] = frozenset()
    legacy_call: bool = False
    calls: tuple[WireCall, ...] = ()
    usage: tuple[tuple[Json, bool], ...] = ()
    served_models: tuple[str, ...] = ()
    empty_choices: bool = False
    first_event_ms: float | None = None
    first_token: tuple[float, str] | None = None
    arrivals: tuple[tuple[float, int], ...] = ()

    @property
    def last_usage(self) -> Json:
        """The usage object that counts: the last one before ``[DONE]``, else None."""
        return next((usage for usage, late in reversed(self.usage) if not late), None)

    @property
    def served_model(self) -> str | None:
        """The model that the answer names, if any."""
        return self.served_models[0] if self.served_models else None


@dataclass(slots=True)
class _Notes:
    """The mutable counterpart of `Wire` while the events are walked."""

    events: int = 0
    done: bool = False
    bad_data: list[str] = field(default_factory=list)
    errors: list[tuple[str, Json]] = field(default_factory=list)
    finish_reasons: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    reasoning_fields: set[str] = field(default_factory=set)
    legacy_call: bool = False
    deltas: list[CallDelta] = field(default_factory=list)
    usage: list[tuple[Json, bool]] = field(default_factory=list)
    served_models: dict[str, None] = field(default_factory=dict)
    empty_choices: bool = False
    first_event_ms: float | None = None
    first_token: tuple[float, str] | None = None
    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def token(self, ms: float, kind: str, text: str) -> None:
        """Note that *text* of *kind* arrived."""
        if text:
            self.first_token = self.first_token or (ms, kind)
            self.arrivals.append((ms, len(text)))


def read_wire(exchange: Exchange) -> Wire:
    """Return the facts of *exchange*'s answer; total, whatever the bytes."""
    form = _form(exchange)
    notes = _Notes()
    if form is Form.EVENTS:
        _walk_events(exchange, notes)
    elif form is Form.JSON:
        notes.events = 1
        _note_object(exchange.json, exchange.total_ms, "", notes)
    return Wire(
        form=form,
        events=notes.events,
        done=notes.done,
        bad_data=tuple(notes.bad_data),
        errors=tuple(notes.errors),
        finish_reasons=tuple(notes.finish_reasons),
        content="".join(notes.content),
        reasoning="".join(notes.reasoning),
        reasoning_fields=frozenset(notes.reasoning_fields),
        legacy_call=notes.legacy_call,
        calls=assemble(notes.deltas),
        usage=tuple(notes.usage),
        served_models=tuple(notes.served_models),
        empty_choices=notes.empty_choices,
        first_event_ms=notes.first_event_ms,
        first_token=notes.first_token,
        arrivals=tuple(notes.arrivals),
    )


def _form(exchange: Exchange) -> Form:
    start = exchange.text[:4096].lstrip()
    if not start:
        return Form.EMPTY if not exchange.text.strip() else Form.TEXT
    if exchange.looks_like_html:
        return Form.HTML
    if start.startswith(("data:", "event:", "id:", "retry:", ":")):
        return Form.EVENTS
    if start[0] in "{[" and exchange.json is not None:
        return Form.JSON
    return Form.EVENTS if "text/event-stream" in exchange.header("content-type") else Form.TEXT


def _walk_events(exchange: Exchange, notes: _Notes) -> None:
    for event in read_events(exchange.chunks):
        notes.events += 1
        if notes.first_event_ms is None:
            notes.first_event_ms = event.ms
        if event.data.startswith("[DONE]"):
            notes.done = True
            continue
        try:
            payload = json.loads(event.data)
        except (ValueError, RecursionError):
            notes.bad_data.append(event.data[:200])
            continue
        _note_object(payload, event.ms, event.event, notes)


def _note_object(payload: Json, ms: float, event: str, notes: _Notes) -> None:
    if not isinstance(payload, dict):
        return
    if payload.get("error") or event == "error":
        notes.errors.append((event, payload.get("error") or payload))
    if isinstance(payload.get("model"), str) and payload["model"]:
        notes.served_models[payload["model"]] = None
    if payload.get("usage"):
        notes.usage.append((payload["usage"], notes.done))
    if notes.done:
        return
    choices = payload.get("choices")
    if choices == [] and not payload.get("usage"):
        notes.empty_choices = True
    for choice in choices[:1] if isinstance(choices, list) else ():
        if isinstance(choice, dict):
            _note_choice(choice, ms, notes)


def _note_choice(choice: dict[str, Json], ms: float, notes: _Notes) -> None:
    delta = choice.get("delta")
    message = choice.get("message")
    if isinstance(delta, dict):
        _note_delta(delta, ms, notes, whole=False)
    elif isinstance(message, dict):
        _note_delta(message, ms, notes, whole=True)
    else:
        notes.empty_choices = True
    reason = choice.get("finish_reason")
    if isinstance(reason, str) and reason:
        notes.finish_reasons.append(reason)


def _note_delta(delta: dict[str, Json], ms: float, notes: _Notes, *, whole: bool) -> None:
    content = delta.get("content")
    if isinstance(content, str):
        notes.content.append(content)
        notes.token(ms, "content", content)
    for name in ("reasoning_content", "reasoning"):
        text = delta.get(name)
        if isinstance(text, str) and text:
            notes.reasoning.append(text)
            notes.reasoning_fields.add(name)
            notes.token(ms, "reasoning", text)
    if delta.get("function_call"):
        notes.legacy_call = True
    for position, entry in enumerate(_entries(delta.get("tool_calls"))):
        call = CallDelta.of(entry, ms, position if whole else None)
        notes.deltas.append(call)
        notes.token(ms, "tool call", call.arguments if isinstance(call.arguments, str) else "?")


def _entries(value: Json) -> Iterator[dict[str, Json]]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry
