"""A practice gateway in a thread of its own, so that a test can call commands that run their own event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

Gateway = TypeVar("Gateway", bound=AbstractAsyncContextManager[Any])


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    """Serve *gateway* from a thread while the block runs."""
    listening, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with gateway:
            listening.set()
            await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert listening.wait(30)
    try:
        yield gateway
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
