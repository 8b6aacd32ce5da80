"""The one place that says what the client makes of an answer (roo-code.md 4.5, probe.md 1.2).

Pure and linear: an exchange goes in, a `Reading` comes out, and the same exchange always gives the same one. The
client follows the stream piece by piece; only the state in which that ends matters here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.exchange import Ending, Exchange, Json
from roo_wizard.core.sse import read_events
from roo_wizard.roo import anthropic_reading, native_reading, plain_reading
from roo_wizard.roo.assembly import Assembler
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.js import NotJson, parse_json, text_of, truthy
from roo_wizard.roo.model_ids import is_o_family
from roo_wizard.roo.native import native_of
from roo_wizard.roo.outcome import AcceptedCall, LostCall, Reading, Thrown, WireCall
from roo_wizard.roo.plain_reading import first_choice
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.thinking import ROO_TAGS, ZOO_TAGS, split_thinking
from roo_wizard.roo.thrown import TERMINATED, complaint, error_message, in_stream, refusal

_NO_SETTINGS = ClientSettings()


def read(exchange: Exchange, client: ClientProfile = ROO, settings: ClientSettings = _NO_SETTINGS) -> Reading:
    """Return what *client* makes of *exchange*, sent with *settings*; never raises, whatever came back.

    Whether the answer is read as a stream is what the request asked for, not what came. ``idle`` and ``left-open``
    answers are read as if they had ended there; in truth the client waits on, see ``Reading.ended``.
    """
    if exchange.request.url.partition("?")[0].endswith("/messages"):
        return anthropic_reading.read(exchange, settings)
    entry = native_of(settings)
    if entry is not None:
        return native_reading.read(exchange, entry, settings)
    if not exchange.ok:
        error = refusal(exchange)
        return Reading(error=error, shows=error, ended=exchange.ending)
    body = exchange.request.body
    streams = exchange.request.streams if body else settings["openAiStreamingEnabled"]
    if not streams:
        return plain_reading.read(exchange, settings)
    reading = _Stream(exchange, client, settings).read()
    return reading if reading.error else replace(reading, shows=complaint(reading))


@dataclass(slots=True)
class _Stream:
    """A streamed answer while it is read."""

    exchange: Exchange
    client: ClientProfile
    settings: ClientSettings
    content: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    finish_reasons: list[str] = field(default_factory=list)
    usage: Mapping[str, Json] | None = None
    served_model: str | None = None
    saw_done: bool = False

    def read(self) -> Reading:
        """Read to the end, or to the point where the client throws; then it uses nothing of what came before."""
        model = (self.exchange.request.body or {}).get("model")
        o_family = isinstance(model, str) and is_o_family(model)
        calls = Assembler(self.settings)
        stopped: Thrown | None = None
        try:
            self._take_events(calls, o_family)
        except Thrown as thrown:
            stopped = thrown
        content = "".join(self.content)
        tags = ZOO_TAGS if self.client.reads_reasoning_field else ROO_TAGS
        text, thinking = (content, "") if o_family else split_thinking(content, tags)
        begun = bool(text or thinking or self.thoughts or calls.saw_any)
        error = in_stream(str(stopped), begun=begun) if stopped else None
        found = calls.finish()
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
            ended=self.exchange.ending,
        )

    def _take_events(self, calls: Assembler, o_family: bool) -> None:
        for event in read_events(self.exchange.chunks):
            if event.is_done:
                self.saw_done = True
                break
            chunk = _data(event.data)
            if event.event.startswith("thread."):
                continue
            if isinstance(chunk, dict) and truthy(chunk.get("error")):
                raise Thrown(error_message(chunk["error"]))
            self._take_chunk(chunk, calls, o_family)
        if self.exchange.ending is Ending.BROKEN:
            raise Thrown(TERMINATED)

    def _take_chunk(self, chunk: Json, calls: Assembler, o_family: bool) -> None:
        if chunk is None:
            raise Thrown("Cannot read properties of null (reading 'choices')")
        fields = chunk if isinstance(chunk, dict) else {}
        if isinstance(fields.get("model"), str):
            self.served_model = self.served_model or fields["model"]
        choice = first_choice(fields)
        if isinstance(choice.get("finish_reason"), str):
            self.finish_reasons.append(choice["finish_reason"])
        delta = choice.get("delta")
        if isinstance(delta, dict):
            self._take_delta(delta, o_family)
            if truthy(delta.get("tool_calls")):
                calls.take_all(delta["tool_calls"])
        if isinstance(fields.get("usage"), dict):
            self.usage = fields["usage"]

    def _take_delta(self, delta: Mapping[str, Json], o_family: bool) -> None:
        """Text and thinking. Ids of o models are read by another branch of the client, which knows no thinking."""
        content = delta.get("content")
        if o_family:
            self.content += [text_of(content)] if truthy(content) else []
            return
        if truthy(content) and not isinstance(content, (str, list)):
            raise Thrown("chunk is not iterable")
        self.content += [text_of(part) for part in content] if isinstance(content, list) else [content or ""]
        names = ("reasoning_content", "reasoning") if self.client.reads_reasoning_field else ("reasoning_content",)
        thought = next((delta[name] for name in names if truthy(delta.get(name))), None)
        if thought is not None:
            self.thoughts.append(text_of(thought))


def _data(text: str) -> Json:
    try:
        return parse_json(text)
    except NotJson as mistake:
        raise Thrown(str(mistake)) from None


__all__ = ["AcceptedCall", "LostCall", "Reading", "WireCall", "read"]
