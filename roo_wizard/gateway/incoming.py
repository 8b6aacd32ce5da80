"""Collecting one answer: decoded bytes with arrival times, within the limits, and how the reading ended."""

import re
from collections.abc import Callable

from roo_wizard.core.exchange import Chunk, Ending, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import Redactor
from roo_wizard.gateway.decoding import ContentDecoder

OnBytes = Callable[[str, int, float], None]
"""Called with the purpose of the request, the bytes so far and the ms since sending; at most ten times a second."""

_PROGRESS_MS = 100.0
_SAME_ARRIVAL_MS = 0.2
_OVERLAP = 64
_LAST_WORDS = re.compile(rb'"finish_reason"\s*:\s*"|data:\s?\[DONE\]|"stop_reason"\s*:\s*"|"type"\s*:\s*"message_stop"')
_EVENT_ENDS = re.compile(rb"\n\n|\r\n\r\n|\r\r")


class Answer:
    """The bytes of one answer as they come; times are ms since sending."""

    def __init__(self, request: Request, limits: Limits, encoding: str, on_bytes: OnBytes | None = None) -> None:
        self._limits = limits
        self._max_bytes = limits.list_bytes if request.method == "GET" else limits.answer_bytes
        self._decoder = ContentDecoder(encoding)
        self._streams = request.streams
        self._purpose = request.purpose
        self._on_bytes = on_bytes
        self._pieces: list[tuple[float, list[bytes]]] = []
        self._size = 0
        self._events = 0
        self._tail = b""
        self._said_last_words = False
        self._last_ms = 0.0
        self._refused = False
        self._told_ms = -_PROGRESS_MS

    def started(self, ms: float, *, refused: bool = False) -> None:
        """Note that the headers arrived at *ms*; of an answer that is *refused* only the beginning is kept."""
        self._last_ms = ms
        self._refused = refused
        if refused:
            self._max_bytes = min(self._max_bytes, self._limits.refusal_bytes)

    def add(self, ms: float, raw: bytes) -> bool:
        """Take *raw* bytes that arrived at *ms*; False when a limit is reached. Raises `BrokenEncoding`."""
        room = self._max_bytes - self._size
        data = self._decoder.decode(raw, room + 1)
        self._last_ms = ms
        self._keep(ms, data[:room])
        if self._streams:
            self._look_for_the_end(data)
        self._tell(ms)
        return len(data) <= room and self._events <= self._limits.answer_events

    def wait(self, now_ms: float) -> float:
        """Return the seconds from *now_ms* for which the next byte may be awaited."""
        silence = self._limits.complete_end if self._said_last_words else self._limits.idle_end
        until_ms = min(self._last_ms + silence * 1000, self._limits.answer * 1000)
        return max(0.0, (until_ms - now_ms) / 1000)

    @property
    def ending_when_full(self) -> Ending:
        """How an answer ended of which more came than is kept; the beginning of a refusal is all of it that counts."""
        return Ending.COMPLETE if self._refused else Ending.LIMIT

    def ending_of_silence(self, now_ms: float) -> Ending:
        """Return how an answer ended for which the wait is over: left open, idle, or at the overall limit."""
        if now_ms >= self._limits.answer * 1000:
            return Ending.LIMIT
        return Ending.LEFT_OPEN if self._said_last_words else Ending.IDLE

    def chunks(self, redactor: Redactor) -> tuple[Chunk, ...]:
        """Return what came, masked; the mask works on the joined body, so it sees a key that was cut in two."""
        pieces = [(ms, b"".join(parts)) for ms, parts in self._pieces]
        body = redactor.data(b"".join(data for _, data in pieces))
        chunks: list[Chunk] = []
        start = 0
        for ms, data in pieces:
            chunks.append(Chunk(ms, body[start : start + len(data)]))
            start += len(data)
        return tuple(chunks)

    @property
    def size(self) -> int:
        """How many decoded bytes are kept."""
        return self._size

    def _keep(self, ms: float, data: bytes) -> None:
        if not data:
            return
        self._size += len(data)
        if self._pieces and ms - self._pieces[-1][0] < _SAME_ARRIVAL_MS:
            self._pieces[-1][1].append(data)
        else:
            self._pieces.append((ms, [data]))

    def _look_for_the_end(self, data: bytes) -> None:
        self._events += len(_EVENT_ENDS.findall(self._tail[-1:] + data))
        if not self._said_last_words:
            self._said_last_words = bool(_LAST_WORDS.search(self._tail + data))
            self._tail = (self._tail + data)[-_OVERLAP:]

    def _tell(self, ms: float) -> None:
        if self._on_bytes is not None and ms - self._told_ms >= _PROGRESS_MS:
            self._told_ms = ms
            self._on_bytes(self._purpose, self._size, ms)
