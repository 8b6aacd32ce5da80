"""One HTTP request to one gateway, and everything that came back.

A client is bound to an endpoint: the key and every secret header go to its origin only. What a gateway does
is never an exception; it is in the `Exchange`. Only what is refused before sending is raised.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Self, cast
from urllib.parse import urljoin, urlsplit

import httpx

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Chunk, Ending, Exchange, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.core.text import SafeText
from roo_wizard.gateway.decoding import BrokenEncoding
from roo_wizard.gateway.incoming import Answer, OnBytes
from roo_wizard.gateway.outgoing import RawHeaders, check_origin, check_plain_http, maskable, raw_headers
from roo_wizard.gateway.proxies import proxy_for, proxy_secret, proxy_url
from roo_wizard.gateway.transport import Journey, open_transport, request_failure

_FOLLOWED = frozenset({307, 308})
_PROXY_AUTH = 407
_BIG_BODY = 256 * 1024
_LIMITS = Limits()


class GatewayClient:
    """Sends requests to one endpoint; an async context manager that closes its connections at the end.

    ``headers_secret`` are further secrets whose echo is masked (those in a request's headers are anyway).
    ``on_bytes`` is told the purpose, the bytes so far and the ms since sending, at most ten times a second.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        key: ApiKey | None,
        *,
        limits: Limits = _LIMITS,
        allow_http: bool = False,
        headers_secret: Iterable[ApiKey] = (),
        on_bytes: OnBytes | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.limits = limits
        self._key = key
        self._allow_http = allow_http
        self._on_bytes = on_bytes
        self._proxy = proxy_url(endpoint)
        self._secrets = (key, proxy_secret(self._proxy), *headers_secret)
        self._transport: httpx.AsyncHTTPTransport | None = None

    @property
    def proxy(self) -> SafeText | None:
        """The proxy that requests go through, without credentials; None when they go directly."""
        return proxy_for(self.endpoint)

    @property
    def redactor(self) -> Redactor:
        """Masks the key and the known secrets, for texts that are put together from several pieces of an answer."""
        return Redactor(maskable(self._secrets))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def send(self, request: Request) -> Exchange:
        """Send *request* once and return the whole answer, or how far it came.

        A redirect is not followed, except a 307 or 308 that stays on the origin, once: that is what the client
        does too (roo-code.md 4.1). Raises `UsageError` or `PlainHttpRefused` before anything is sent;
        cancelling closes the connection at once.
        """
        headers = self._checked(request)
        exchange = await self._exchange(request, headers)
        target = self._same_origin_target(exchange)
        if target is None:
            return exchange
        followed = await self._exchange(replace(request, url=target), headers)
        return replace(followed, redirected_from=request.url)

    def _checked(self, request: Request) -> RawHeaders:
        check_origin(request, self.endpoint)
        if not self._allow_http:
            check_plain_http(request, self.endpoint, self._key)
        return raw_headers(request, self._key)

    def _same_origin_target(self, exchange: Exchange) -> str | None:
        location = exchange.header("location")
        if exchange.status not in _FOLLOWED or not location:
            return None
        try:
            target = urljoin(exchange.request.url, location)
            urlsplit(target)
            check_origin(replace(exchange.request, url=target), self.endpoint)
        except (ValueError, UsageError):
            return None
        return target

    async def _exchange(self, request: Request, headers: RawHeaders) -> Exchange:
        redactor = Redactor(maskable((*self._secrets, *(value for _, value in request.headers))))
        patience = asyncio.timeout(None)
        limits = self.limits.of_list if request.method == "GET" else self.limits
        journey = Journey(self.endpoint.scheme, self._proxy is not None, limits, patience)
        try:
            outgoing = _httpx_request(request, headers, journey, limits)
            async with patience:
                response = await self._opened().handle_async_request(outgoing)
            if response.status_code == _PROXY_AUTH and self._proxy is not None:
                # Without a tunnel (plain http) the proxy's own answer looks like the gateway's.
                await response.aclose()
                raise httpx.ProxyError(str(_PROXY_AUTH))
        except Exception as error:
            # Whatever stops a request is a fact about the road, never a crash.
            reason = request_failure(error, journey, self._address(journey, error))
            return Exchange(
                request, None, ending=Ending.FAILED, failure=reason, total_ms=journey.ms, phases=journey.phases
            )
        header_ms = journey.ms
        answer = Answer(request, limits, response.headers.get("content-encoding", ""), self._on_bytes)
        answer.started(header_ms, refused=not response.is_success)
        ending = await _read(response, answer, journey)
        total_ms = journey.ms
        return Exchange(
            request,
            response.status_code,
            headers=tuple(_masked_line(line, redactor) for line in response.headers.raw),
            chunks=await _chunks(answer, redactor),
            ending=ending,
            header_ms=header_ms,
            total_ms=total_ms,
            phases=journey.phases,
        )

    def _opened(self) -> httpx.AsyncHTTPTransport:
        if self._transport is None:
            self._transport = open_transport(self.endpoint.scheme, self._proxy)
        return self._transport

    def _address(self, journey: Journey, error: Exception) -> str:
        at_proxy = journey.phase is Phase.PROXY or isinstance(error, httpx.ProxyError)
        proxy = self.proxy if at_proxy else None
        return proxy or self.endpoint.netloc


def _httpx_request(request: Request, headers: RawHeaders, journey: Journey, limits: Limits) -> httpx.Request:
    timeouts = {"connect": limits.connect, "read": None, "write": None, "pool": None}
    extensions = {"timeout": timeouts, "trace": journey.trace}
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.content or None, extensions=extensions
    )


async def _read(response: httpx.Response, answer: Answer, journey: Journey) -> Ending:
    """Read the body into *answer* and return how it ended; the connection is closed unless the body was complete."""
    parts = cast(AsyncGenerator[bytes, None], aiter(cast(AsyncIterable[bytes], response.stream)))
    try:
        while True:
            try:
                async with asyncio.timeout(answer.wait(journey.ms)):
                    raw = await anext(parts)
            except StopAsyncIteration:
                return Ending.COMPLETE
            except TimeoutError:
                return answer.ending_of_silence(journey.ms)
            if not answer.add(journey.ms, raw):
                return answer.ending_when_full
    except (httpx.TransportError, OSError, BrokenEncoding):
        return Ending.BROKEN
    finally:
        await parts.aclose()
        await response.aclose()


async def _chunks(answer: Answer, redactor: Redactor) -> tuple[Chunk, ...]:
    """The masked chunks; a long list is searched in a thread, since every fragment of the key is looked for."""
    if answer.size < _BIG_BODY:
        return answer.chunks(redactor)
    return await asyncio.to_thread(answer.chunks, redactor)


def _masked_line(line: tuple[bytes, bytes], redactor: Redactor) -> tuple[str, str]:
    name, value = (redactor.shown(part.decode("latin-1")) for part in line)
    return name.lower(), value
