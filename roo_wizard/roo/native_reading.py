"""What the client's own entries for single vendors make of a stream (roo-code.md 4.9, read in their handlers).

They differ from OpenAI Compatible in what counts as thinking, in what stops them, and in whose name stands before an
error. The ends of calls that OpenRouter's entry makes of a finish reason change nothing: the client's task takes no
notice of them and ends every call with the stream. The SDK throws for an ``error`` in a chunk before any entry sees
it; only an empty one is left to OpenRouter's.

Moonshot's entry reads through another library. What that library makes of a broken stream was not read in detail and
counts as for the others; certain is that the client takes its calls only when they are complete, with JSON as
arguments, so that half an edit is never carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.exchange import Ending, Exchange, Json
from roo_wizard.core.sse import read_events
from roo_wizard.roo.accepting import accept_whole
from roo_wizard.roo.assembly import Assembler
from roo_wizard.roo.js import NotJson, parse_json, text_of, truthy
from roo_wizard.roo.native import Native
from roo_wizard.roo.outcome import AcceptedCall, Calls, LostCall, Reading, Thrown
from roo_wizard.roo.plain_reading import first_choice
from roo_wizard.roo.reasoning_details import Details
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.thinking import ROO_TAGS, split_thinking
from roo_wizard.roo.thrown import TERMINATED, complaint, error_message, in_stream, refusal

_NO_CHOICES = "Cannot read properties of undefined (reading '0')"


def read(exchange: Exchange, entry: Native, settings: ClientSettings) -> Reading:
    """Return what *entry* makes of *exchange*; never raises, whatever came back."""
    if not exchange.ok:
        error = refusal(exchange, entry.prefix)
        return Reading(error=error, shows=error, ended=exchange.ending)
    reading = _Stream(entry, Assembler(settings), settings).read(exchange)
    return reading if reading.error else replace(reading, shows=complaint(reading))


@dataclass(slots=True)
class _Stream:
    """A streamed answer while it is read."""

    entry: Native
    calls: Assembler
    settings: ClientSettings
    content: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    shown: bool = False
    finish_reasons: list[str] = field(default_factory=list)
    usage: Mapping[str, Json] | None = None
    served_model: str | None = None
    saw_done: bool = False

    def read(self, exchange: Exchange) -> Reading:
        """Read to the end, or to the point where the client throws."""
        stopped: Thrown | None = None
        try:
            self._take_events(exchange)
        except Thrown as thrown:
            stopped = thrown
        content = "".join(self.content)
        text, thinking = split_thinking(content, ROO_TAGS) if self.entry.splits_tags else (content, "")
        begun = bool(text or thinking or self.thoughts or self.calls.saw_any)
        error = in_stream(self._named(str(stopped)), begun=begun) if stopped else None
        found = self._calls()
        return Reading(
            text=text,
            reasoning="".join(self.thoughts) + thinking,
            calls=() if error else found.accepted,
            lost=() if error else found.lost,
            wire_calls=found.wire,
            error=error,
            shows=error or "",
            finish_reasons=tuple(self.finish_reasons),
            usage=self.usage,
            served_model=self.served_model,
            saw_done=self.saw_done,
            ended=exchange.ending,
            details=self.details.finished(),
        )

    def _named(self, message: str) -> str:
        """LiteLLM's entry puts its name before whatever stops a stream."""
        return self.entry.prefix + message if self.entry.id == "litellm" else message

    def _calls(self) -> Calls:
        found = self.calls.finish()
        if not self.entry.needs_whole_calls:
            return found
        whole = [accept_whole(call.id, call.name, call.arguments, self.settings) for call in found.wire if call.id]
        lost = [call for call in found.lost if not call.id] + [call for call in whole if isinstance(call, LostCall)]
        return Calls(tuple(call for call in whole if isinstance(call, AcceptedCall)), tuple(lost), found.wire)

    def _take_events(self, exchange: Exchange) -> None:
        for event in read_events(exchange.chunks):
            if event.is_done:
                self.saw_done = True
                break
            try:
                chunk = parse_json(event.data)
            except NotJson as mistake:
                raise Thrown(str(mistake)) from None
            if not event.event.startswith("thread."):
                self._take_chunk(chunk)
        if exchange.ending is Ending.BROKEN:
            raise Thrown(TERMINATED)

    def _take_chunk(self, chunk: Json) -> None:
        if chunk is None:
            raise Thrown("Cannot read properties of null (reading 'choices')")
        fields = chunk if isinstance(chunk, dict) else {}
        if truthy(fields.get("error")):
            raise Thrown(error_message(fields["error"]))
        if "error" in fields and self.entry.id == "openrouter":
            raise Thrown("OpenRouter API Error undefined: Unknown error")
        if self.entry.needs_choices and fields.get("choices") is None:
            raise Thrown(_NO_CHOICES)
        if isinstance(fields.get("model"), str):
            self.served_model = self.served_model or fields["model"]
        choice = first_choice(fields)
        if isinstance(choice.get("finish_reason"), str):
            self.finish_reasons.append(choice["finish_reason"])
        delta = choice.get("delta")
        if isinstance(delta, dict):
            self._take_delta(delta)
        if isinstance(fields.get("usage"), dict):
            self.usage = fields["usage"]

    def _take_delta(self, delta: Mapping[str, Json]) -> None:
        self.content += [text_of(delta["content"])] if truthy(delta.get("content")) else []
        self._think(delta)
        entries = delta.get("tool_calls")
        skipped = self.entry.id in ("requesty", "openrouter") and not isinstance(entries, list)
        if truthy(entries) and not skipped:
            self.calls.take_all(entries)

    def _think(self, delta: Mapping[str, Json]) -> None:
        """Of several fields the first that is there counts; OpenRouter's details come before its plain text."""
        if self.entry.id == "openrouter":
            shown = self.details.take(delta.get("reasoning_details"))
            self.shown = self.shown or bool(shown)
            self.thoughts += shown
        name = next((name for name in self.entry.thoughts if name in delta), "")
        text = delta.get(name)
        if isinstance(text, str) and text.strip() and not self.shown:
            self.thoughts.append(text)


__all__ = ["read"]
