"""ctrl+c as a word to the program instead of an exception in the middle of something."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ctrl_c_sets(stop: asyncio.Event) -> Iterator[None]:
    """Let the first ctrl+c set *stop*; the second one does what it did before.

    Used inside the event loop of the main thread. The loop is woken from the signal handler, so that a
    waiting request hears it at once.
    """
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def heard(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        loop.call_soon_threadsafe(stop.set)

    signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
