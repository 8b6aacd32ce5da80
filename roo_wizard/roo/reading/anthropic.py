"""What the client's Anthropic provider makes of an answer (roo-code.md 4.8).

Its SDK passes on only events whose ``event:`` line names one of Anthropic's types; the provider then goes by the
``type`` in the data. It takes the fields that Anthropic always sends for granted: a look-alike that leaves ``usage``
out makes it stumble. The handler of 3.52.1 was run beside this with its own SDK and the client's parser of calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.exchange import Ending, Exchange, Json
from roo_wizard.core.sse import SseEvent, read_events
from roo_wizard.roo.js import NotJson, parse_json, text_of, truthy
from roo_wizard.roo.reading.assembly import Assembler
from roo_wizard.roo.reading.outcome import Reading, Thrown
from roo_wizard.roo.reading.thrown import anthropic_refusal, complaint, in_stream
from roo_wizard.roo.settings import ClientSettings

_CUT_OFF = "Premature close"
"""What this SDK says of a connection that breaks inside an answer: it does not use the runtime's ``fetch``."""

_MISSING = "undefined"
"""What stands where the client takes a text for granted that is not there."""

_PASSED_ON = frozenset(
    {
        *("message_start", "message_delta", "message_stop", "completion"),
        *("content_block_start", "content_block_delta", "content_block_stop"),
    }
)


def read(exchange: Exchange, settings: ClientSettings) -> Reading:
    """Return what the Anthropic provider makes of *exchange*; never raises."""
    if not exchange.ok:
        error = anthropic_refusal(exchange)
        return Reading(error=error, shows=error, ended=exchange.ending)
    reading = _Message(Assembler(settings)).read(exchange)
    return reading if reading.error else replace(reading, shows=complaint(reading))


@dataclass(slots=True)
class _Message:
    """One streamed message while it is read."""

    calls: Assembler
    text: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    usage: dict[str, Json] = field(default_factory=dict)
    stop_reasons: list[str] = field(default_factory=list)
    served_model: str | None = None
    begun: bool = False
    stopped: bool = False

    def read(self, exchange: Exchange) -> Reading:
        """Read to the end, or to the point where the client throws."""
        error: str | None = None
        try:
            for event in read_events(exchange.chunks):
                self._take(event)
            if exchange.ending is Ending.BROKEN:
                raise Thrown(_CUT_OFF)
        except Thrown as thrown:
            error = in_stream(str(thrown), begun=self.begun or bool(self.text or self.thoughts or self.calls.saw_any))
        found = self.calls.finish()
        return Reading(
            text="".join(self.text),
            reasoning="".join(self.thoughts),
            calls=() if error else found.accepted,
            lost=() if error else found.lost,
            wire_calls=found.wire,
            error=error,
            shows=error or "",
            finish_reasons=tuple(self.stop_reasons),
            usage=self.usage or None,
            served_model=self.served_model,
            saw_done=self.stopped,
            ended=exchange.ending,
        )

    def _take(self, event: SseEvent) -> None:
        if event.event == "error":
            raise Thrown(event.data or "Connection error.")
        if event.event not in _PASSED_ON:
            return
        try:
            data = parse_json(event.data)
        except NotJson as mistake:
            raise Thrown(str(mistake)) from None
        if data is None:
            raise Thrown("Cannot read properties of null (reading 'type')")
        kind = data.get("type") if isinstance(data, dict) else None
        taker = _TAKERS.get(kind) if isinstance(kind, str) else None
        if taker is not None:
            taker(self, data)

    def _start(self, data: Mapping[str, Json]) -> None:
        message = _object(data, "message", "usage")
        model = message.get("model")
        self.served_model = model if isinstance(model, str) else None
        self.usage |= _object(message, "usage", "input_tokens")
        self.begun = True

    def _change(self, data: Mapping[str, Json]) -> None:
        self.usage |= {name: value for name, value in _object(data, "usage", "output_tokens").items() if value}
        self.begun = True
        delta = data.get("delta")
        reason = delta.get("stop_reason") if isinstance(delta, dict) else None
        self.stop_reasons += [reason] if isinstance(reason, str) else []

    def _open_block(self, data: Mapping[str, Json]) -> None:
        block = _object(data, "content_block", "type")
        index = data.get("index")
        later = "\n" if isinstance(index, (int, float)) and index > 0 else ""
        if block.get("type") == "tool_use":
            self.calls.take(("number", text_of(index)), block.get("id"), block.get("name"), None)
        elif block.get("type") == "text":
            self.text.append(later + text_of(block.get("text", _MISSING)))
        elif block.get("type") == "thinking":
            self.thoughts.append(later + text_of(block.get("thinking", _MISSING)))

    def _extend_block(self, data: Mapping[str, Json]) -> None:
        delta = _object(data, "delta", "type")
        if delta.get("type") == "input_json_delta":
            self.calls.take(("number", text_of(data.get("index"))), None, None, delta.get("partial_json"))
        elif delta.get("type") == "text_delta":
            self.text.append(text_of(delta.get("text", _MISSING)))
        elif delta.get("type") == "thinking_delta":
            self.thoughts.append(text_of(delta.get("thinking", _MISSING)))

    def _stop(self, data: Mapping[str, Json]) -> None:
        self.stopped = True


_TAKERS: Mapping[str, Callable[[_Message, Mapping[str, Json]], None]] = {
    "message_start": _Message._start,
    "message_delta": _Message._change,
    "message_stop": _Message._stop,
    "content_block_start": _Message._open_block,
    "content_block_delta": _Message._extend_block,
}


def _object(data: Mapping[str, Json], name: str, wanted: str) -> Mapping[str, Json]:
    """The object under *name*, from which the client reads *wanted* without a second thought."""
    value = data.get(name)
    if value is None:
        missing = "null" if name in data else _MISSING
        raise Thrown(f"Cannot read properties of {missing} (reading '{wanted}')")
    return value if isinstance(value, dict) and truthy(value) else {}
