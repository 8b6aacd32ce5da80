"""The one place that says what the client makes of an answer (roo-code.md 4.5, probe.md 1.2).

Pure and linear: an exchange goes in, a `Reading` comes out, and the same exchange always gives the same one. The
client follows the stream piece by piece; only the state in which that ends matters here.
"""

from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.js import text_of, truthy
from roo_wizard.roo.model_ids import is_o_family
from roo_wizard.roo.native import reading as native_reading
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.reading import anthropic as anthropic_reading
from roo_wizard.roo.reading import plain as plain_reading
from roo_wizard.roo.reading.outcome import AcceptedCall, LostCall, Reading, Thrown, WireCall
from roo_wizard.roo.reading.stream import Stream
from roo_wizard.roo.reading.thinking import ROO_TAGS, ZOO_TAGS, split_thinking
from roo_wizard.roo.reading.thrown import complaint, refusal
from roo_wizard.roo.settings import ClientSettings

_NO_SETTINGS = ClientSettings()


def read(exchange: Exchange, client: ClientProfile = ROO, settings: ClientSettings = _NO_SETTINGS) -> Reading:
    """Return what *client* makes of *exchange*, sent with *settings*; never raises, whatever came back.

    Whether the answer is read as a stream is what the request asked for, not what came. ``idle`` and ``left-open``
    answers are read as if they had ended there; in truth the client waits on, see ``Reading.ended``.
    """
    if exchange.request.url.partition("?")[0].endswith("/messages"):
        return anthropic_reading.read(exchange, settings)
    entry = native_of(settings, client)
    if entry is not None and not entry.is_general:
        return native_reading.read(exchange, entry)
    settings = _NO_SETTINGS if entry is not None else settings
    if not exchange.ok:
        error = refusal(exchange)
        return Reading(error=error, shows=error, ended=exchange.ending)
    body = exchange.request.body
    streams = exchange.request.streams if body else settings["openAiStreamingEnabled"]
    if not streams:
        return plain_reading.read(exchange, settings)
    reading = _Compatible(exchange, client, settings).read()
    return reading if reading.error else replace(reading, shows=complaint(reading))


class _Compatible(Stream):
    """OpenAI Compatible. Ids of o models are read by another branch of it, which knows no thinking."""

    def __init__(self, exchange: Exchange, client: ClientProfile, settings: ClientSettings) -> None:
        super().__init__(exchange, settings)
        self._client = client
        model = (exchange.request.body or {}).get("model")
        self._o_family = isinstance(model, str) and is_o_family(model)

    def split(self, content: str) -> tuple[str, str]:
        if self._o_family:
            return content, ""
        return split_thinking(content, ZOO_TAGS if self._client.reads_reasoning_field else ROO_TAGS)

    def take(self, delta: Mapping[str, Json]) -> None:
        self._take_texts(delta)
        if truthy(delta.get("tool_calls")):
            self.assembler.take_all(delta["tool_calls"])

    def _take_texts(self, delta: Mapping[str, Json]) -> None:
        content = delta.get("content")
        if self._o_family:
            self.content += [text_of(content)] if truthy(content) else []
            return
        if truthy(content) and not isinstance(content, (str, list)):
            raise Thrown("chunk is not iterable")
        self.content += [text_of(part) for part in content] if isinstance(content, list) else [content or ""]
        names = ("reasoning_content", "reasoning") if self._client.reads_reasoning_field else ("reasoning_content",)
        thought = next((delta[name] for name in names if truthy(delta.get(name))), None)
        if thought is not None:
            self.thoughts.append(text_of(thought))


__all__ = ["AcceptedCall", "LostCall", "Reading", "WireCall", "read"]
