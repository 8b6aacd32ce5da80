"""The standard streams, whatever state the caller left them in: closed, full, a pipe whose reader has gone.

Imported by every run, so nothing but ``os`` and ``sys`` is loaded here, not even ``typing``.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ClassVar, TextIO


class ResultLost(Exception):
    """Standard output could not take the result; the argument is the reason, empty when its reader has left."""


class Output:
    """Standard output of one run; a context manager.

    With *reserved* (``--json``) it is kept for the one object: whatever a library prints in the meantime goes to
    standard error, also when it writes to file descriptor 1 itself, and only `Output.stream` reaches the reader.
    Raises `ResultLost` on entering when standard output is closed: nothing is sent or spent for no reader.
    """

    _reserved_stream: ClassVar[TextIO | None] = None

    def __init__(self, *, reserved: bool) -> None:
        self._reserved = reserved
        self._before: TextIO | None = None
        self._saved: int | None = None

    @classmethod
    def stream(cls) -> TextIO:
        """Return what carries the result now."""
        return cls._reserved_stream or sys.stdout

    def __enter__(self) -> None:
        _fill_closed()
        if sys.stdout is None:
            raise ResultLost("it is closed")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        if _number(sys.stdout) == 1:
            _watch(sys.stdout)
        if self._reserved:
            self._reserve(sys.stdout)

    def _reserve(self, printed: TextIO) -> None:
        self._before = Output._reserved_stream = printed
        if _number(printed) == 1:
            self._saved = os.dup(1)
            os.dup2(2, 1)
            Output._reserved_stream = open(  # noqa: SIM115 - closed on leaving
                self._saved, "w", encoding=printed.encoding, errors="replace", closefd=False
            )
            _watch(Output._reserved_stream)
        sys.stdout = sys.stderr

    def __exit__(self, *_: object) -> None:
        if self._before is None:
            return
        if self._saved is not None and Output._reserved_stream is not None:
            is_lost(self._before)  # flushes what was printed to where it was printed
            if is_lost(Output._reserved_stream):
                silence(Output._reserved_stream)
            Output._reserved_stream.close()
            os.dup2(self._saved, 1)
            os.close(self._saved)
        sys.stdout, Output._reserved_stream = self._before, None


def is_lost(stream: TextIO) -> bool:
    """Whether *stream* cannot be written: what it could not write before is still waiting in it."""
    try:
        stream.flush()
    except (ResultLost, OSError, ValueError):
        return True
    return False


def _watch(stream: TextIO) -> None:
    """Let what *stream* cannot write be a `ResultLost`, which no `OSError` of a file or a socket is mistaken for."""
    if "write" not in vars(stream):
        for name in ("write", "flush"):
            setattr(stream, name, _telling(getattr(stream, name)))


def _telling(call: Callable[..., object]) -> Callable[..., object]:
    def told(*arguments: object) -> object:
        try:
            return call(*arguments)
        except BrokenPipeError:
            raise ResultLost("") from None
        except OSError as error:
            raise ResultLost(error.strerror or type(error).__name__) from None

    return told


def silence(stream: TextIO) -> None:
    """Point a *stream* that fails at the null device, so that what waits in it cannot fail again at the exit."""
    number = _number(stream)
    if number is not None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)


def _number(stream: TextIO) -> int | None:
    try:
        return stream.fileno()
    except (OSError, ValueError, AttributeError):
        return None


def _fill_closed() -> None:
    """Open the null device where a standard descriptor is closed: the first socket would take its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole run
