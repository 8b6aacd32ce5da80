"""The road to a gateway, phase by phase: name, connection, handshake. No request and no key is sent.

Through a proxy the same road is walked (connection, tunnel, handshake), so that a proxy that refuses is known
before a key goes that way.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, TypeVar

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.limits import Limits
from roo_wizard.core.text import SafeText
from roo_wizard.gateway.certificate import product_in
from roo_wizard.gateway.failures import failure, system_failure
from roo_wizard.gateway.proxies import proxy_for
from roo_wizard.gateway.tls import trust
from roo_wizard.gateway.tunnel import PORTS, TunnelRefused, connected

_MAX_ADDRESSES = 4

Result = TypeVar("Result")

Address = tuple[int, tuple[object, ...]]
"""An address family and a socket address."""


@dataclass(frozen=True, slots=True)
class Road:
    """What was measured: ``phases`` holds dns, tcp and (https only) tls in ms, as far as the road went.

    Through a proxy nothing is measured, since only the proxy knows the rest of the road; it is named instead.
    ``peer`` is the address that answered. ``opened_by`` names the product that opens TLS on the way although
    this machine trusts it: other programs, VS Code among them, may not.
    """

    phases: Mapping[str, float] = field(default_factory=dict)
    failure: Failure | None = None
    proxy: SafeText | None = None
    peer: str = ""
    opened_by: str = ""


class _Stopped(Exception):
    """The road ended; carries the failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.cause)
        self.failure = failure


async def measure(endpoint: Endpoint, limits: Limits) -> Road:
    """Measure a cold connection to *endpoint*; each phase may take ``limits.connect`` seconds."""
    proxy = proxy_for(endpoint)
    if proxy is not None and proxy.startswith("socks") and find_spec("socksio"):
        return Road(proxy=proxy)
    walk = _Walk(endpoint, limits)
    stopped: Failure | None = None
    try:
        await (walk.go() if proxy is None else walk.go_through(proxy))
    except (_Stopped, TunnelRefused) as stop:
        stopped = stop.failure
    finally:
        walk.close()
    return Road({} if proxy else walk.phases, stopped, proxy, walk.peer, walk.opened_by)


class _Walk:
    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self.phases: dict[str, float] = {}
        self.peer = ""
        self.opened_by = ""
        self._endpoint = endpoint
        self._limits = limits
        self._socket: socket.socket | None = None
        self._tunnel: asyncio.StreamWriter | None = None

    async def go(self) -> None:
        addresses = await self._phase(Phase.DNS, self._resolve())
        self._socket = await self._phase(Phase.TCP, self._connect(addresses))
        self.peer = str(self._socket.getpeername()[0])
        if self._endpoint.scheme == "https":
            context = trust()
            await self._phase(Phase.TLS, self._handshake(self._socket, context))

    async def go_through(self, proxy: SafeText) -> None:
        self._tunnel = await self._phase(Phase.PROXY, connected(self._endpoint), proxy)
        if self._endpoint.scheme == "https":
            await self._phase(Phase.TLS, self._tunnel.start_tls(trust(), server_hostname=self._endpoint.host))
            self._look_at(self._tunnel)

    def close(self) -> None:
        if self._tunnel is not None:
            self._tunnel.transport.abort()
        if self._socket is not None:
            self._socket.close()

    async def _phase(self, phase: Phase, work: Awaitable[Result], address: str = "") -> Result:
        address = address or self._endpoint.netloc
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
        port = self._endpoint.port or PORTS[self._endpoint.scheme]
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self._endpoint.host, port, type=socket.SOCK_STREAM)
        except UnicodeError:  # a label that no name server can be asked for
            raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
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
        self._look_at(writer)
        writer.transport.abort()

    def _look_at(self, writer: asyncio.StreamWriter) -> None:
        """Note who signed the certificate; where the system verifies itself, OpenSSL does not tell."""
        shown: Mapping[str, Any] = writer.get_extra_info("peercert") or {}
        parts = (str(value) for part in shown.get("issuer", ()) for _, value in part)
        self.opened_by = product_in(" ".join(parts))
