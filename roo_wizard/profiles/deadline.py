"""Calls that may block for ever, in daemon threads with a deadline.

A frozen Secret Service blocks inside a C call that nothing can interrupt. ``asyncio.to_thread`` would keep
the process alive at exit; a daemon thread does not (textual.md 0, measured).
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(
    work: Callable[[threading.Event], T],
    deadline_s: float,
    *,
    patience_s: float = 0.0,
    waiting: Callable[[], None] | None = None,
) -> T:
    """Run *work* in a daemon thread and return its result; raises what it raises, or `TimeoutError`.

    When *waiting* is given it is called after *deadline_s* (a person may have to answer a prompt), and the
    call goes on until *patience_s*. *work* receives an event that is set once nobody waits for the result
    any more, so that it can undo what it would otherwise have done behind the person's back.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()
    abandoned = threading.Event()

    def run() -> None:
        try:
            value = work(abandoned)
        except BaseException as error:
            _report(loop, outcome, error)
        else:
            _report(loop, outcome, value)

    threading.Thread(target=run, name="roo-wizard-keyring", daemon=True).start()
    try:
        done, _ = await asyncio.wait({outcome}, timeout=deadline_s)
        if not done and waiting is not None:
            waiting()
            done, _ = await asyncio.wait({outcome}, timeout=max(patience_s - deadline_s, 0))
        if not done:
            raise TimeoutError
        return outcome.result()
    finally:
        if not outcome.done():
            abandoned.set()
            outcome.cancel()
        elif not outcome.cancelled():
            outcome.exception()  # retrieved, so that asyncio does not print it after a cancellation


def _report(loop: asyncio.AbstractEventLoop, outcome: "asyncio.Future[T]", value: T | BaseException) -> None:
    """Hand *value* to the loop, which may have closed or stopped waiting meanwhile."""

    def settle() -> None:
        if outcome.done():
            return
        if isinstance(value, Exception) and not isinstance(value, StopIteration):  # no future takes that one
            outcome.set_exception(value)
        elif isinstance(value, BaseException):
            outcome.set_exception(RuntimeError(type(value).__name__))
        else:
            outcome.set_result(value)

    with suppress(RuntimeError):
        loop.call_soon_threadsafe(settle)
