"""A connection to a gateway, or through a proxy to it, on which nothing has been said yet.

The same way that requests take (`proxies`), without a request: a proxy is asked for a tunnel, with its own
credentials as its address holds them, and never for anything else. No key comes near this module.
"""

import asyncio
import base64
from urllib.parse import SplitResult, unquote, urlsplit

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.gateway.failures import failure
from roo_wizard.gateway.proxies import proxy_for, proxy_url
from roo_wizard.gateway.tls import trust

PORTS = {"http": 80, "https": 443}
_SOCKS = frozenset({"socks", "socks4", "socks4a", "socks5", "socks5h"})


class TunnelRefused(Exception):
    """The proxy cannot be used or refuses; carries the failure."""

    def __init__(self, reason: Failure) -> None:
        super().__init__(reason.cause)
        self.failure = reason


async def connected(endpoint: Endpoint) -> asyncio.StreamWriter:
    """Return an open connection that leads to *endpoint*, before any handshake with it.

    Through a proxy: to an http target just the connection to the proxy. Raises OSError, and `TunnelRefused`
    for whatever the proxy itself is the reason of.
    """
    proxy = proxy_url(endpoint)
    if proxy is None:
        port = endpoint.port or PORTS[endpoint.scheme]
        return (await asyncio.open_connection(endpoint.host, port))[1]
    named = proxy_for(endpoint) or ""
    place = _place(proxy, named)
    context = trust() if place.scheme == "https" else None
    reader, writer = await asyncio.open_connection(place.hostname, place.port or PORTS[place.scheme], ssl=context)
    if endpoint.scheme == "https":
        try:
            await _ask(endpoint, place, reader, writer, named)
        except BaseException:
            writer.transport.abort()
            raise
    return writer


def _place(proxy: str, named: str) -> SplitResult:
    try:
        place = urlsplit(proxy)
        usable = bool(place.hostname) and (place.port or 1) > 0
    except ValueError:
        raise TunnelRefused(failure(Phase.PROXY, "other", named, "its address cannot be read")) from None
    if place.scheme in _SOCKS:
        raise TunnelRefused(failure(Phase.PROXY, "socks", named))
    if place.scheme not in PORTS or not usable:
        raise TunnelRefused(failure(Phase.PROXY, "other", named, "this kind of proxy is not known"))
    return place


async def _ask(
    endpoint: Endpoint, place: SplitResult, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, named: str
) -> None:
    """Ask for a tunnel and read the answer's head; the rest of the connection is the tunnel."""
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    target = f"{host}:{endpoint.port or PORTS['https']}"
    writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{_authorization(place)}\r\n".encode("latin-1"))
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise TunnelRefused(failure(Phase.PROXY, "disconnected", named)) from None
    status = head.split(b" ", 2)[1:2]
    if status == [b"407"]:
        raise TunnelRefused(failure(Phase.PROXY, "proxy-auth", named))
    if not status or not status[0].startswith(b"2"):
        raise TunnelRefused(failure(Phase.PROXY, "other", named, "no tunnel"))


def _authorization(place: SplitResult) -> str:
    if place.username is None:
        return ""
    pair = f"{unquote(place.username)}:{unquote(place.password or '')}".encode()
    return f"Proxy-Authorization: Basic {base64.b64encode(pair).decode()}\r\n"
