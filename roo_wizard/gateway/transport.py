"""The httpx side of one request: the connection pool, when what happened, and what its errors mean."""

import asyncio
import ssl
import time
from collections.abc import Mapping

import httpx

from roo_wizard.core.exchange import Failure, Json, Phase
from roo_wizard.core.limits import Limits
from roo_wizard.gateway.failures import failure, system_failure
from roo_wizard.gateway.tls import trust

_MEASURED = {"connect_tcp": "connect", "start_tls": "tls"}
_PHASES = {
    "connect_tcp": Phase.TCP,
    "start_tls": Phase.TLS,
    "send_request_headers": Phase.SEND,
    "receive_response_headers": Phase.FIRST_BYTE,
}


def open_transport(scheme: str, proxy: str | None) -> httpx.AsyncHTTPTransport:
    """Return a pool of HTTP/1.1 connections that reads nothing from the environment.

    The transport is used without httpx's client around it: no redirects, no cookies, no headers of its own.
    Raises `ValueError` or `ImportError` for a kind of *proxy* that cannot be used.
    """
    to_proxy = (proxy or "").startswith("https:")
    # Loading a certificate store takes tens of milliseconds; plain http gets a context that trusts nobody.
    context = trust() if scheme == "https" or to_proxy else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls_to_proxy = context if to_proxy else None
    chosen = None if proxy is None else httpx.Proxy(proxy, ssl_context=tls_to_proxy)
    return httpx.AsyncHTTPTransport(verify=context, http1=True, http2=False, trust_env=False, proxy=chosen)


class Journey:
    """When what happened to one request, told by the transport.

    Zero is the moment when the request itself was sent; before that, the moment when it was asked for.
    """

    def __init__(self, scheme: str, proxied: bool, limits: Limits, patience: asyncio.Timeout) -> None:
        self.phase = Phase.PROXY if proxied else Phase.TCP
        self.phases: dict[str, float] = {}
        self._tunnels = proxied and scheme == "https"
        self._at_proxy = proxied
        self._limits = limits
        self._patience = patience
        self._zero = time.perf_counter()
        self._started: dict[str, float] = {}

    @property
    def ms(self) -> float:
        """Milliseconds since sending."""
        return (time.perf_counter() - self._zero) * 1000

    async def trace(self, name: str, _details: Mapping[str, Json]) -> None:
        """Take one trace event of the transport, such as ``http11.send_request_headers.started``."""
        stage, _, moment = name.rpartition(".")
        step = stage.rpartition(".")[2]
        if moment == "started":
            self._begin(step)
        elif moment == "complete" and step in self._started and step in _MEASURED:
            self.phases[_MEASURED[step]] = (time.perf_counter() - self._started[step]) * 1000

    def _begin(self, step: str) -> None:
        self._started[step] = time.perf_counter()
        tunnel_missing = self._tunnels and "connect_tcp" in self._started and "start_tls" not in self._started
        if step == "start_tls" or (step == "send_request_headers" and not tunnel_missing):
            self._at_proxy = False
        if step in _PHASES and not self._at_proxy:
            self.phase = _PHASES[step]
        if step == "send_request_headers":
            self._zero = self._started[step]
            self._wait(self._limits.connect if self._at_proxy else self._limits.first_byte)
        elif step == "start_tls":
            self._patience.reschedule(None)

    def _wait(self, seconds: float) -> None:
        self._patience.reschedule(asyncio.get_running_loop().time() + seconds)


def request_failure(error: BaseException, journey: Journey, address: str) -> Failure:
    """Return what *error* of the transport means; nothing of its text is used."""
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return failure(journey.phase, "timeout", address)
    if isinstance(error, httpx.ProxyError):
        refused = str(error).startswith("407")
        return failure(Phase.PROXY, "proxy-auth" if refused else "other", address, "" if refused else "no tunnel")
    known = system_failure(error, journey.phase, address)
    if known is not None:
        return known
    if isinstance(error, httpx.RemoteProtocolError):
        gone = "disconnected" in str(error).lower()
        return failure(journey.phase, "disconnected" if gone else "protocol", address)
    if isinstance(error, httpx.NetworkError):
        cause = "other" if journey.phase in {Phase.TCP, Phase.PROXY} else "disconnected"
        return failure(journey.phase, cause, address)
    # The optional package for SOCKS is the only thing that is imported while a connection is opened.
    cause = "socks" if isinstance(error, ImportError) else "other"
    return failure(journey.phase, cause, address, "" if cause == "socks" else type(error).__name__)
