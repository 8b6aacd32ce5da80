"""One HTTP request and everything that came back, with arrival times.

An `Exchange` is recorded once and then judged by pure functions; it can be judged again at any time, from
memory or from a ledger file. It never holds a secret: `Request` names the form in which the key is sent,
and the recorder masks every echo of the key in the answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import SafeText, safe

Json = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None. Foreign, so nothing about it is certain."""

HeaderValue = str | ApiKey
"""A public value, or a secret one that only the sender reveals."""


class AuthForm(StrEnum):
    """In which header the key travels; NONE sends no key (the key-less control, or a custom Authorization)."""

    BEARER = "bearer"
    X_API_KEY = "x-api-key"
    API_KEY = "api-key"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as Roo would send it, without the key.

    ``purpose`` is a short name shown to people and in ``requests[]`` ("T1", "models", "models without key").
    ``body`` is the JSON object to send, or None. Header order is the order on the wire. ``indent`` is how far the
    client's SDK indents the body: every blank counts where a gateway limits the size of a request.
    """

    purpose: str
    method: str
    url: str
    headers: tuple[tuple[str, HeaderValue], ...] = ()
    body: Mapping[str, Json] | None = None
    auth: AuthForm = AuthForm.BEARER
    indent: int | None = None

    @property
    def streams(self) -> bool:
        """Whether the request asks for an event stream."""
        return bool(self.body and self.body.get("stream") is True)

    @property
    def content(self) -> bytes:
        """The body as sent: JSON in UTF-8 as the JavaScript SDK writes it, compact unless it indents."""
        if self.body is None:
            return b""
        separators = (",", ":") if self.indent is None else (",", ": ")
        return json.dumps(self.body, ensure_ascii=False, indent=self.indent, separators=separators).encode()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some decoded bytes of an answer; ``ms`` counts from the moment the request was sent."""

    ms: float
    data: bytes


class Ending(StrEnum):
    """How the reading of an answer ended."""

    COMPLETE = "complete"
    """The body ended by itself: length reached, last chunk seen, or an orderly close."""
    BROKEN = "broken"
    """The connection was reset, or closed before the announced end."""
    IDLE = "idle"
    """No byte for ``Limits.idle_end`` while the connection stayed open."""
    LEFT_OPEN = "left-open"
    """A complete answer, then ``Limits.complete_end`` of silence on an open connection (S04)."""
    LIMIT = "limit"
    """A bound of `Limits` was reached: inconclusive, never a fault."""
    CANCELLED = "cancelled"
    FAILED = "failed"
    """No response at all; `Exchange.failure` names the phase."""


class Phase(StrEnum):
    """Where on the road a request without a response failed."""

    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    PROXY = "proxy"
    SEND = "send"
    FIRST_BYTE = "first-byte"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there was no response.

    ``cause`` is one word: refused, timeout, unknown-host, unreachable, expired, not-yet-valid, wrong-host,
    unknown-issuer, self-signed, intercepted, incomplete-chain, no-authorities, proxy-auth, socks, disconnected,
    protocol, other. With the phase PROXY it is about the proxy, not about the gateway.
    """

    phase: Phase
    cause: str
    detail: SafeText


@dataclass(frozen=True)
class Exchange:
    """A request and its whole answer.

    ``headers`` are the response's, names in lower case. ``chunks`` are decoded (gzip undone) and masked.
    ``header_ms`` and ``total_ms`` count from sending; ``phases`` holds dns, tcp and tls in ms where measured.
    ``attempts`` counts HTTP requests including retries; ``earlier`` are the refused ones, oldest first.
    """

    request: Request
    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    chunks: tuple[Chunk, ...] = ()
    ending: Ending = Ending.COMPLETE
    failure: Failure | None = None
    header_ms: float | None = None
    total_ms: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)
    earlier: tuple["Exchange", ...] = ()
    redirected_from: str | None = None
    """The URL whose same-origin 307/308 led here (N02 as a warning)."""

    @property
    def attempts(self) -> int:
        """How many HTTP requests it took, this one included."""
        return len(self.earlier) + 1

    @property
    def reached(self) -> bool:
        """Whether a server answered at all."""
        return self.status is not None

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx; the body may still be anything."""
        return self.status is not None and 200 <= self.status < 300

    def header(self, name: str) -> str:
        """Return the response header *name* (lower case), or ""."""
        return next((value for key, value in self.headers if key == name), "")

    @cached_property
    def body(self) -> bytes:
        """All bytes of the answer."""
        return b"".join(chunk.data for chunk in self.chunks)

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 become U+FFFD, as in the client."""
        return self.body.decode("utf-8", errors="replace").removeprefix("\ufeff")

    @cached_property
    def json(self) -> Json:
        """The body as parsed JSON, or None when it is none (or nested too deeply)."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @property
    def looks_like_html(self) -> bool:
        """Whether the body is a page: by its first character, or by content type and no JSON."""
        start = self.text[:200].lstrip().lower()
        return start.startswith("<") or (
            "text/html" in self.header("content-type") and not start.startswith(("{", "["))
        )

    def excerpt(self, limit: int = 200) -> SafeText:
        """Return the beginning of the body as safe text, for evidence."""
        return safe(self.text[: limit * 4], limit)
