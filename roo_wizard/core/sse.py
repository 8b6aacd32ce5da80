"""The one reader of event streams; every room that looks into a stream comes here.

It does what the JavaScript SDK inside the client does (openai-node 5.12.2), because that decides what the
client sees, not what the SSE standard says:

* lines end in LF, CR or CRLF; each line is decoded by itself, so bytes that are no UTF-8 become U+FFFD there;
* one blank after the colon is dropped, comments and unknown fields are ignored, ``data`` lines are joined by LF;
* a blank line ends an event that has data or a name: a name alone is an event with empty data;
* an event that the end of the body cuts off before its blank line is **not** an event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roo_wizard.core.exchange import Chunk

DONE = "[DONE]"
"""Data that starts so ends the stream for the client; what follows is not looked at."""


@dataclass(frozen=True, slots=True)
class SseEvent:
    """One event: ``ms`` is the arrival of its last byte, ``event`` its name ("" for none), ``data`` its text."""

    ms: float
    event: str
    data: str

    @property
    def is_done(self) -> bool:
        """Whether this is the terminator of OpenAI-compatible streams."""
        return self.data.startswith(DONE)


class SseDecoder:
    """Turns bytes into events as they come; the result does not depend on how the bytes are cut.

    Each byte is copied once, however long a line is and in however many pieces it comes.
    """

    def __init__(self) -> None:
        self._line: list[bytes] = []
        self._ended_in_cr = False
        self._event = ""
        self._data: list[str] = []

    def feed(self, chunk: Chunk) -> list[SseEvent]:
        """Return the events that *chunk* completes."""
        data = chunk.data
        if self._ended_in_cr and data:
            data = data.removeprefix(b"\n")
            self._ended_in_cr = False
        events: list[SseEvent] = []
        for line in data.splitlines(keepends=True):
            self._line.append(line)
            if line.endswith((b"\n", b"\r")):
                self._ended_in_cr = line.endswith(b"\r")
                self._end_of_line(chunk.ms, events)
            else:
                self._ended_in_cr = False
        return events

    @property
    def unfinished(self) -> bool:
        """Whether bytes of an event are held that lacks its closing blank line; the client never sees it."""
        return bool(self._line or self._data or self._event)

    def _end_of_line(self, ms: float, events: list[SseEvent]) -> None:
        line = b"".join(self._line).rstrip(b"\r\n").decode("utf-8", errors="replace").removeprefix("\ufeff")
        self._line.clear()
        if line:
            self._field(line)
        elif self._event or self._data:
            events.append(SseEvent(ms, self._event, "\n".join(self._data)))
            self._event = ""
            self._data = []

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value


def read_events(chunks: Sequence[Chunk]) -> Iterator[SseEvent]:
    """Return the events of a recorded body, in order; linear in its size."""
    decoder = SseDecoder()
    for chunk in chunks:
        yield from decoder.feed(chunk)
