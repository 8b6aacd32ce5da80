"""The road to a gateway, phase by phase: name, connection, handshake. No byte of HTTP and no key is sent."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.limits import Limits
from roo_wizard.core.text import SafeText
from roo_wizard.gateway.failures import failure, system_failure
from roo_wizard.gateway.proxies import proxy_for
from roo_wizard.gateway.tls import trust

_PORTS = {"http": 80, "https": 443}
_MAX_ADDRESSES = 4

Result = TypeVar("Result")

Address = tuple[int, tuple[object, ...]]
"""An address family and a socket address."""


@dataclass(frozen=True, slots=True)
class Road:
    """What was measured: ``phases`` holds dns, tcp and (https only) tls in ms, as far as the road went.

    Through a proxy nothing is measured, since only the proxy knows the rest of the road; it is named instead.
    ``peer`` is the address that answered.
    """

    phases: Mapping[str, float] = field(default_factory=dict)
    failure: Failure | None = None
    proxy: SafeText | None = None
    peer: str = ""


class _Stopped(Exception):
    """The road ended; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.cause)
        self.failure = failure


async def measure(endpoint: Endpoint, limits: Limits) -> Road:
    """Measure a cold connection to *endpoint*; each phase may take ``limits.connect`` seconds."""
    proxy = proxy_for(endpoint)
    if proxy is not None:
        return Road(proxy=proxy)
    walk = _Walk(endpoint, limits)
    stopped: Failure | None = None
    try:
        await walk.go()
    except _Stopped as stop:
        stopped = stop.failure
    finally:
        walk.close()
    return Road(walk.phases, stopped, peer=walk.peer)


class _Walk:
    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self.phases: dict[str, float] = {}
        self.peer = ""
        self._endpoint = endpoint
        self._limits = limits
        self._socket: socket.socket | None = None

    async def go(self) -> None:
        addresses = await self._phase(Phase.DNS, self._resolve())
        self._socket = await self._phase(Phase.TCP, self._connect(addresses))
        self.peer = str(self._socket.getpeername()[0])
        if self._endpoint.scheme == "https":
            context = trust()
            await self._phase(Phase.TLS, self._handshake(self._socket, context))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    async def _phase(self, phase: Phase, work: Awaitable[Result]) -> Result:
        address = self._endpoint.netloc
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._limits.connect):
                result = await work
        except TimeoutError:
            raise _Stopped(failure(phase, "timeout", address)) from None
        except OSError as error:
            reason = system_failure(error, phase, address) or failure(phase, "other", address)
            raise _Stopped(reason) from None
        self.phases[phase.value] = (time.perf_counter() - started) * 1000
        return result

    async def _resolve(self) -> list[Address]:
        port = self._endpoint.port or _PORTS[self._endpoint.scheme]
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._endpoint.host, port, type=socket.SOCK_STREAM)
        return [(int(family), tuple(address)) for family, _, _, _, address in found][:_MAX_ADDRESSES]

    async def _connect(self, addresses: list[Address]) -> socket.socket:
        problem: OSError = OSError("no address")
        for family, address in addresses:
            candidate = socket.socket(family, socket.SOCK_STREAM)
            candidate.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(candidate, address)
            except OSError as error:
                candidate.close()
                problem = error
            except BaseException:
                candidate.close()
                raise
            else:
                return candidate
        raise problem

    async def _handshake(self, connected: socket.socket, context: ssl.SSLContext) -> None:
        _, writer = await asyncio.open_connection(
            sock=connected, ssl=context, server_hostname=self._endpoint.host, ssl_handshake_timeout=None
        )
        writer.transport.abort()
