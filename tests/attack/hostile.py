"""A server in a thread of its own that answers every request with the same bytes, chosen to do harm."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Hostile:
    """What listens: its port, and the head of every request that reached it."""

    port: int = 0
    heads: list[str] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        """The base URL of the server."""
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def answering(answer: Callable[[int], bytes]) -> Iterator[Hostile]:
    """Serve ``answer(port)`` to whoever connects, then close; runs while the block does."""
    hostile, loop, stop, listening = Hostile(), asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            hostile.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            writer.write(answer(hostile.port))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def serve() -> None:
        async with await asyncio.start_server(serve_one, "127.0.0.1", 0) as server:
            hostile.port = server.sockets[0].getsockname()[1]
            listening.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert listening.wait(30)
    try:
        yield hostile
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
