"""What the client's own entries for single vendors make of a stream (roo-code.md 4.9).

Each handler of 3.52.1 was run beside this, with the client's SDK and its parser of calls, on every fault and oddity of
the practice gateway and on many thousand spoilt streams; what differs now is no gateway's, such as a delta of text.

They differ from OpenAI Compatible in what counts as thinking, in what stops them, and in whose name stands before an
error. The ends of calls that OpenRouter's entry makes of a finish reason change nothing: the client's task takes no
notice of them and ends every call with the stream. The SDK throws for an ``error`` in a chunk before any entry sees
it; only an empty one is left to OpenRouter's.

Moonshot's entry reads through another library: `library_reading`.
"""

from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.roo.js import text_of, trimmed, truthy
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.library_reading import NO_OUTPUT, LibraryStream
from roo_wizard.roo.native.reasoning_details import Detail, Details
from roo_wizard.roo.reading.outcome import Reading, Thrown
from roo_wizard.roo.reading.stream import Stream
from roo_wizard.roo.reading.thinking import split_thinking
from roo_wizard.roo.reading.thrown import complaint, refusal
from roo_wizard.roo.settings import ClientSettings

NO_CHOICES = "Cannot read properties of undefined (reading '0')"
"""What stops an entry that takes ``choices`` for granted."""

_NULL_CHOICES = NO_CHOICES.replace("undefined", "null")


def read(exchange: Exchange, entry: Native) -> Reading:
    """Return what *entry* makes of *exchange*; never raises, whatever came back."""
    if not exchange.ok:
        error = NO_OUTPUT if entry.needs_whole_calls else refusal(exchange, entry.prefix)
        return Reading(error=error, shows=error, ended=exchange.ending)
    model = (exchange.request.body or {}).get("model")
    settings = entry.tool_settings(model if isinstance(model, str) else "")
    stream = LibraryStream(exchange, settings) if entry.needs_whole_calls else _Own(exchange, entry, settings)
    reading = stream.read()
    return reading if reading.error else replace(reading, shows=complaint(reading))


class _Own(Stream):
    """One of the client's own entries."""

    def __init__(self, exchange: Exchange, entry: Native, settings: ClientSettings) -> None:
        super().__init__(exchange, settings)
        self._entry = entry
        self._details = Details()
        self._detailed = False

    def split(self, content: str) -> tuple[str, str]:
        return split_thinking(content, self._entry.tags) if self._entry.tags else (content, "")

    def named(self, message: str) -> str:
        """LiteLLM's entry puts its name before whatever stops a stream."""
        return self._entry.prefix + message if self._entry.id == "litellm" else message

    def details(self) -> tuple[Detail, ...]:
        return self._details.finished()

    def look(self, fields: Mapping[str, Json]) -> None:
        if "error" in fields and self._entry.id == "openrouter":
            raise Thrown("OpenRouter API Error undefined: Unknown error")
        if self._entry.needs_choices and fields.get("choices") is None:
            raise Thrown(_NULL_CHOICES if "choices" in fields else NO_CHOICES)

    def take(self, delta: Mapping[str, Json]) -> None:
        content = delta.get("content")
        if self._entry.splits_tags and truthy(content) and not isinstance(content, (str, list)):
            raise Thrown("chunk is not iterable")
        self.content += [text_of(content)] if truthy(content) else []
        self._think(delta)
        entries = delta.get("tool_calls")
        skipped = self._entry.is_router and not isinstance(entries, list)
        if truthy(entries) and not skipped:
            self.assembler.take_all(entries)

    def _think(self, delta: Mapping[str, Json]) -> None:
        """Of several fields one counts (`Native.thoughts`); OpenRouter's details come before its plain text."""
        if self._entry.id == "openrouter":
            shown = self._details.take(delta.get("reasoning_details"))
            self._detailed = self._detailed or bool(shown)
            self.thoughts += shown
        text = self._thought(delta)
        if isinstance(text, str) and text and not self._detailed:
            self.thoughts.append(text)

    def _thought(self, delta: Mapping[str, Json]) -> Json:
        """Blanks alone, which many models put between words, are no thinking where Roo Code splits tags off."""
        there = [delta[name] for name in self._entry.thoughts if name in delta]
        if self._entry.skips_empty:
            return next((text for text in there if isinstance(text, str) and text), None)
        text = there[0] if there else None
        if not self._entry.splits_tags:
            return text
        if truthy(text) and not isinstance(text, str):
            raise Thrown("reasoning_content?.trim is not a function")
        return text if isinstance(text, str) and trimmed(text) else None


__all__ = ["NO_CHOICES", "read"]
