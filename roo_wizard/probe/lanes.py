"""How many requests may be under way at once, and who met whom.

A gateway that takes one request at a time is no broken gateway (M10), so that the full set has to find out
that its own haste was refused: every stay knows whether another request was under way beside it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Stay:
    """One request under way; ``shared`` becomes True as soon as another one is under way beside it."""

    shared: bool = False


class Lanes:
    """At most *width* requests at once."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._under_way: set[Stay] = set()
        self._is_closed = False
        self._changed = asyncio.Condition()

    def narrow(self) -> None:
        """Let only one request at a time through from now on."""
        self._width = 1

    @asynccontextmanager
    async def enter(self) -> AsyncGenerator[Stay, None]:
        """Wait for a free lane and stay in it."""
        stay = Stay()
        async with self._changed:
            await self._changed.wait_for(lambda: not self._is_closed and len(self._under_way) < self._width)
            self._under_way.add(stay)
            if len(self._under_way) > 1:
                for other in self._under_way:
                    other.shared = True
        try:
            yield stay
        finally:
            self._under_way.discard(stay)
            await self._tell()

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[None, None]:
        """Wait until nothing is under way, and keep everything else out meanwhile."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._is_closed and not self._under_way)
            self._is_closed = True
        try:
            yield
        finally:
            self._is_closed = False
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
