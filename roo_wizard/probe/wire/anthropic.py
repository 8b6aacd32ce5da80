"""The Anthropic dialect's events, and its whole message, as the facts of `facts` (roo-code.md 4.8).

A client of this dialect looks at named events only, so data without a name is no fault here. Where a message has
no counterpart in the other dialect (``ping``, a signature) nothing is noted.
"""

import json
from collections.abc import Callable, Mapping

from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.core.sse import SseEvent, read_events
from roo_wizard.probe.wire.calls import CallDelta
from roo_wizard.probe.wire.facts import Form, Notes

FINISH_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
}
"""Anthropic's stop reasons in the words that the rules use; others stay as they are."""

_MOST_TOKENS = 10**12
"""More is no count: JSON allows numbers that no float can hold."""
_PROMPT_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
"""Together they are the prompt: ``input_tokens`` leaves out what the cache took and gave."""


def speaks(request: Request) -> bool:
    """Whether *request* went to the Messages route, the only one of this dialect."""
    return request.url.partition("?")[0].endswith("/messages")


def walk(exchange: Exchange, form: Form, notes: Notes) -> None:
    """Fill *notes* from the answer; total, whatever the bytes."""
    walker = _Walker(notes)
    if form is Form.EVENTS:
        for event in read_events(exchange.chunks):
            walker.take(event)
    elif form is Form.JSON and isinstance(exchange.json, dict):
        notes.events = 1
        walker.take_whole(exchange.json, exchange.total_ms)
    walker.end()


class _Walker:
    """Keeps what single events do not say: the counts so far, and inputs that came without a delta."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._usage: dict[str, Json] = {}
        self._inputs: dict[str, CallDelta] = {}

    def take(self, event: SseEvent) -> None:
        """Note one event of a stream."""
        notes = self._notes
        notes.events += 1
        if notes.first_event_ms is None:
            notes.first_event_ms = event.ms
        taker = _TAKERS.get(event.event)
        if taker is None and event.event != "error":
            return
        try:
            data = json.loads(event.data)
        except (ValueError, RecursionError):
            data = None
        if event.event == "error":
            notes.errors.append(("error", _of(data, "error") or data or event.data[:200]))
        elif data is None:
            notes.bad_data.append(event.data[:200])
        elif taker is not None and isinstance(data, dict):
            taker(self, data, event.ms)

    def take_whole(self, body: Mapping[str, Json], ms: float) -> None:
        """Note an answer that came in one piece. Its inputs are objects by right, so they count as text."""
        if body.get("error") or body.get("type") == "error":
            self._notes.errors.append(("", body.get("error") or body))
        self._head(body)
        content = body.get("content")
        for place, block in enumerate(content if isinstance(content, list) else ()):
            if isinstance(block, dict):
                given = block.get("input")
                text = given if isinstance(given, str) else json.dumps({} if given is None else given)
                self._block({**block, "input": None}, place, True, ms)
                if block.get("type") == "tool_use":
                    self._notes.deltas.append(_delta(ms, place, True, arguments=text))
        self._reason(body.get("stop_reason"))

    def end(self) -> None:
        """Note what only the end of the answer tells."""
        self._notes.deltas.extend(self._inputs.values())
        if self._usage:
            counts = [_count(self._usage.get(name)) for name in _PROMPT_COUNTS]
            known = [count for count in counts if count is not None]
            prompt = sum(known) if known else None
            usage = {"prompt_tokens": prompt, "completion_tokens": _count(self._usage.get("output_tokens"))}
            self._notes.usage.append((usage, False))

    def _start(self, data: Mapping[str, Json], _: float) -> None:
        message = _of(data, "message")
        if isinstance(message, dict):
            self._head(message)

    def _change(self, data: Mapping[str, Json], _: float) -> None:
        usage = data.get("usage")
        self._usage |= {name: value for name, value in usage.items() if value} if isinstance(usage, dict) else {}
        self._reason(_of(data.get("delta"), "stop_reason"))

    def _stop(self, data: Mapping[str, Json], _: float) -> None:
        self._notes.done = True

    def _open(self, data: Mapping[str, Json], ms: float) -> None:
        block = data.get("content_block")
        if isinstance(block, dict):
            self._block(block, data.get("index"), data.get("index") is not None, ms)

    def _extend(self, data: Mapping[str, Json], ms: float) -> None:
        delta, index = data.get("delta"), data.get("index")
        if not isinstance(delta, dict):
            return
        kind = delta.get("type")
        if kind == "input_json_delta":
            piece = _delta(ms, index, index is not None, arguments=delta.get("partial_json"))
            self._inputs.pop(repr(index), None)
            self._notes.deltas.append(piece)
            self._notes.token(ms, "tool call", piece.arguments if isinstance(piece.arguments, str) else "?")
        elif kind == "text_delta":
            self._text(delta.get("text"), ms)
        elif kind == "thinking_delta":
            self._thought(delta.get("thinking"), ms)

    def _block(self, block: Mapping[str, Json], index: Json, has_index: bool, ms: float) -> None:
        kind = block.get("type")
        if kind == "text":
            self._text(block.get("text"), ms)
        elif kind == "thinking":
            self._thought(block.get("thinking"), ms)
        elif kind == "tool_use":
            head = _delta(ms, index, has_index, block=block)
            self._notes.deltas.append(head)
            self._notes.token(ms, "tool call", head.name)
            if block.get("input"):
                self._inputs[repr(index)] = _delta(ms, index, has_index, arguments=block["input"])

    def _text(self, text: Json, ms: float) -> None:
        if isinstance(text, str):
            self._notes.content.append(text)
            self._notes.token(ms, "content", text)

    def _thought(self, text: Json, ms: float) -> None:
        if isinstance(text, str) and text:
            self._notes.reasoning.append(text)
            self._notes.reasoning_fields.add("thinking")
            self._notes.token(ms, "reasoning", text)

    def _head(self, message: Mapping[str, Json]) -> None:
        model, usage = message.get("model"), message.get("usage")
        if isinstance(model, str) and model:
            self._notes.served_models[model] = None
        self._usage |= usage if isinstance(usage, dict) else {}

    def _reason(self, reason: Json) -> None:
        if isinstance(reason, str) and reason:
            self._notes.finish_reasons.append(FINISH_REASONS.get(reason, reason))


_TAKERS: Mapping[str, Callable[[_Walker, Mapping[str, Json], float], None]] = {
    "message_start": _Walker._start,
    "message_delta": _Walker._change,
    "message_stop": _Walker._stop,
    "content_block_start": _Walker._open,
    "content_block_delta": _Walker._extend,
}
"""The events that the client reads the data of; any other name is skipped unread."""


def _delta(
    ms: float, index: Json, has_index: bool, *, block: Mapping[str, Json] | None = None, arguments: Json = None
) -> CallDelta:
    """One part of a call: its head, made from a ``tool_use`` *block*, or a piece of its arguments."""
    call_id, name = (block or {}).get("id"), (block or {}).get("name")
    return CallDelta(
        ms=ms,
        index=index,
        has_index=has_index,
        id=call_id if isinstance(call_id, str) else "",
        name=name if isinstance(name, str) else "",
        arguments=arguments,
        type="tool_use" if block else None,
    )


def _of(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _count(value: Json) -> Json:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and abs(value) <= _MOST_TOKENS else None
