"""Answers as they leave: bytes, the waits before them, and how the connection ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Close(StrEnum):
    """How an answer ends on the wire."""

    COMPLETE = "complete"
    """Framed by a length or by chunks; the connection may be used again."""
    QUIET = "quiet"
    """``Connection: close`` without a length: the close itself ends the body, so that a stream that breaks off
    looks to every client like a quiet end and not like a broken transfer (S05's "silent EOF")."""
    STALL = "stall"
    """Nothing more comes, and the connection stays open until the client leaves (S04, S06)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes that are written at once, *wait* seconds after the ones before."""

    data: bytes
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Pacing:
    """When the parts of an answer arrive; seconds. The defaults are those of a fast gateway.

    ``first`` is the time to the first byte, ``between`` the time between groups of ``group`` events.
    ``hold`` is how long S02 holds an answer back and how long M10 takes for one. ``slow_first`` and
    ``slow_between`` belong to H17; the default is five groups a second.
    """

    first: float = 0.012
    between: float = 0.002
    group: int = 3
    hold: float = 1.0
    slow_first: float = 2.0
    slow_between: float = 0.2

    @classmethod
    def instant(cls) -> "Pacing":
        """Return a pacing without any wait, for tests."""
        return cls(first=0, between=0, hold=0, slow_first=0, slow_between=0)


@dataclass(frozen=True, slots=True)
class EventStyle:
    """How server-sent events are written. Every combination is allowed by the format (S16)."""

    newline: str = "\n"
    space: str = " "
    multi_line: bool = False
    gzip: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. The token counts are what it costs, whatever its usage says; 0 for refusals."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    frames: tuple[Frame, ...] = ()
    close: Close = Close.COMPLETE
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def body(self) -> bytes:
        """All bytes of the body."""
        return b"".join(frame.data for frame in self.frames)


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event; ``raw`` is written instead of everything else."""

    data: str = ""
    name: str = ""
    raw: bytes | None = None

    def encoded(self, style: EventStyle) -> bytes:
        """Return the event's bytes."""
        if self.raw is not None:
            return self.raw
        return "".join(f"{line}{style.newline}" for line in [*self._lines(style), ""]).encode("utf-8", "replace")

    def _lines(self, style: EventStyle) -> Iterator[str]:
        if self.name:
            yield f"event:{style.space}{self.name}"
        if style.multi_line and self.data.startswith("{"):
            yield f"data:{style.space}{{"
            yield f"data:{style.space}{self.data[1:]}"
        else:
            yield f"data:{style.space}{self.data}"


def paced(parts: Sequence[bytes], pacing: Pacing) -> tuple[Frame, ...]:
    """Return *parts* as frames: a wait before the first, then a short one before each group."""
    groups = [b"".join(parts[start : start + pacing.group]) for start in range(0, len(parts), pacing.group)]
    return tuple(Frame(data, pacing.between if number else pacing.first) for number, data in enumerate(groups))
