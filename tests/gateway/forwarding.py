"""A real forwarding proxy on loopback: CONNECT and absolute-form, with and without a password.

The hosts that it knows are the test's own: that is how a name such as ``gateway.example`` leads to a server here
without a hook in the program, which never sends loopback through a proxy.
"""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.gateway.servers import Seen, listening, read_request, reply


@dataclass
class ForwardingProxy:
    """``seen`` are the requests that were made to the proxy itself, ``overheard`` every byte that it passed on."""

    hosts: Mapping[str, int]
    credentials: str = ""
    port: int = 0
    scheme: str = "http"
    seen: list[Seen] = field(default_factory=list)
    overheard: bytearray = field(default_factory=bytearray)

    def url(self, credentials: str = "") -> str:
        return f"{self.scheme}://{credentials}{'@' if credentials else ''}127.0.0.1:{self.port}"

    def admits(self, seen: Seen) -> bool:
        wanted = f"Basic {base64.b64encode(self.credentials.encode()).decode()}"
        return not self.credentials or seen.header("Proxy-Authorization") == wanted

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (seen := await read_request(reader)) is not None:
            self.seen.append(seen)
            if not self.admits(seen):
                challenge = 'Proxy-Authenticate: Basic realm="company"\r\n'
                writer.write(reply(b"", "407 Proxy Authentication Required", challenge))
            elif seen.method == "CONNECT":
                await self._tunnel(seen, reader, writer)
                return
            else:
                await self._forward(seen, writer)

    async def _tunnel(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = self.hosts.get(seen.target.rpartition(":")[0])
        if port is None:
            writer.write(reply(b"", "403 Forbidden"))
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(far_reader, writer))
                pumps.create_task(self._pump(reader, far_writer))
        except* ConnectionError:
            pass
        finally:
            far_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.overheard += data
            writer.write(data)
        writer.close()

    async def _forward(self, seen: Seen, writer: asyncio.StreamWriter) -> None:
        """Pass a request in absolute form on, and the whole answer back; the connection then ends."""
        place = urlsplit(seen.target)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.hosts[place.hostname or ""])
        path = place.path + (f"?{place.query}" if place.query else "")
        kept = [
            (name, value) for name, value in seen.headers if name.lower() not in {"connection", "proxy-authorization"}
        ]
        lines = "".join(f"{name}: {value}\r\n" for name, value in [*kept, ("Connection", "close")])
        request = f"{seen.method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + seen.body
        self.overheard += request
        far_writer.write(request)
        try:
            await self._pump(far_reader, writer)
        finally:
            far_writer.transport.abort()


@asynccontextmanager
async def forwarding(
    hosts: Mapping[str, int], credentials: str = "", context: ssl.SSLContext | None = None
) -> AsyncIterator[ForwardingProxy]:
    """Run a proxy that knows *hosts* (name → port here) and admits *credentials* (``name:password``; "" anybody).

    With *context* the way to the proxy itself is encrypted.
    """
    proxy = ForwardingProxy(hosts, credentials, scheme="http" if context is None else "https")
    async with listening(proxy.talk, context) as port:
        proxy.port = port
        yield proxy
