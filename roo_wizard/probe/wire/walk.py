"""What an answer looked like on the wire, before any client's rules: the facts that wire rules judge.

`read_wire` walks the events once, so that judging is linear in their number. Nothing here raises for
anything a gateway may send: an odd value becomes an odd fact. This is the OpenAI dialect; `anthropic`
reads the other one into the same facts.
"""

import json
from collections.abc import Iterator

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.sse import read_events
from roo_wizard.probe.wire import anthropic as wire_anthropic
from roo_wizard.probe.wire.calls import CallDelta
from roo_wizard.probe.wire.facts import Form, Notes, Wire, form_of

__all__ = ["Form", "Wire", "read_wire"]


def read_wire(exchange: Exchange) -> Wire:
    """Return the facts of *exchange*'s answer; total, whatever the bytes."""
    form = form_of(exchange)
    notes = Notes()
    if wire_anthropic.speaks(exchange.request):
        wire_anthropic.walk(exchange, form, notes)
    elif form is Form.EVENTS:
        _walk_events(exchange, notes)
    elif form is Form.JSON:
        notes.events = 1
        _note_object(exchange.json, exchange.total_ms, "", notes)
    return notes.wire(form)


def _walk_events(exchange: Exchange, notes: Notes) -> None:
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


def _note_object(payload: Json, ms: float, event: str, notes: Notes) -> None:
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


def _note_choice(choice: dict[str, Json], ms: float, notes: Notes) -> None:
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


def _note_delta(delta: dict[str, Json], ms: float, notes: Notes, *, whole: bool) -> None:
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
