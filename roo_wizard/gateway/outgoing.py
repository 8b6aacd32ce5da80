"""What leaves this machine: the header lines of a request, and the refusals before anything is sent.

This is the only module that puts a key into a header.
"""

import re
from collections.abc import Iterable

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import PlainHttpRefused, UsageError
from roo_wizard.core.exchange import AuthForm, HeaderValue, Request
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe

RawHeaders = list[tuple[bytes, bytes]]

PLACEHOLDERS = frozenset({"", "not-provided", "dummy"})
"""Texts that stand in the key field of a keyless gateway; they are no secret and may travel unencrypted."""

_PUBLIC_WORDS = PLACEHOLDERS | {"ollama", "lm-studio", "none", "empty", "no-key", "not-needed", "local", "test"}
"""What people type where a server asks for any key at all: masking these words would spoil every answer."""

_SHORTEST_SECRET = 4
_RUNTIME_HEADERS = (("Accept-Encoding", "gzip, deflate"), ("Connection", "keep-alive"))
"""What the JavaScript runtime adds to every request; what its ``fetch`` adds stands in the client's own headers."""

_FORBIDDEN = frozenset({"connection", "content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def check_origin(request: Request, endpoint: Endpoint) -> None:
    """Raise `UsageError` unless *request* goes to the origin of *endpoint*: no key leaves for anywhere else."""
    origin, url = endpoint.origin, request.url
    if not url.startswith(origin) or url[len(origin) : len(origin) + 1] not in {"", "/", "?"}:
        raise UsageError(f"{safe(url, 80)} is not on {origin}; the key belongs to that address only")


def check_plain_http(request: Request, endpoint: Endpoint, key: ApiKey | None) -> None:
    """Raise `PlainHttpRefused` when a key or a secret header would be readable on the way."""
    if not endpoint.is_plain_http_elsewhere:
        return
    sends_key = request.auth is not AuthForm.NONE and key is not None and key.reveal() not in PLACEHOLDERS
    if sends_key or any(isinstance(value, ApiKey) for _, value in request.headers):
        raise PlainHttpRefused(
            f"the key would go unencrypted to {endpoint.host}: everybody on the way can read it",
            "use https, or allow http for this address if you trust the network (--allow-http)",
        )


def maskable(secrets: Iterable[HeaderValue | None]) -> tuple[ApiKey, ...]:
    """Return the real secrets among *secrets*: masking public words or single letters would spoil every answer."""
    keys = (secret for secret in secrets if isinstance(secret, ApiKey))
    return tuple(key for key in keys if len(key) >= _SHORTEST_SECRET and key.reveal().lower() not in _PUBLIC_WORDS)


def raw_headers(request: Request, key: ApiKey | None) -> RawHeaders:
    """Return the header lines of *request*: its own in their order, the key's, then the runtime's.

    A header of the request with the same name replaces any of ours: custom headers override (roo-code.md 4.2).
    Raises `UsageError` for a name or value that no header can carry; the message never holds the value.
    """
    own = {name.lower() for name, _ in request.headers}
    if own & _FORBIDDEN:
        raise UsageError(f"the header {min(own & _FORBIDDEN)} is set by the program itself")
    further = (*_key_headers(request, key), *_RUNTIME_HEADERS)
    added = [(name, value) for name, value in further if name.lower() not in own]
    return [_line(name, value) for name, value in (*request.headers, *added)]


def _key_headers(request: Request, key: ApiKey | None) -> tuple[tuple[str, HeaderValue], ...]:
    """The header of the key in the form that *request* asks for; an empty key gives a bare ``Bearer``."""
    if key is None or request.auth is AuthForm.NONE:
        return ()
    if request.auth is AuthForm.BEARER:
        return (("Authorization", ApiKey(f"Bearer {key.reveal()}")),)
    return ((request.auth.value, key),)


def _line(name: str, value: HeaderValue) -> tuple[bytes, bytes]:
    text = (value.reveal() if isinstance(value, ApiKey) else value).strip(" \t\r\n")
    if not _NAME.fullmatch(name):
        raise UsageError(f"{safe(name, 40)!r} is not a header name")
    if not _VALUE.fullmatch(text):
        raise UsageError(f"the value of the header {name} holds characters that no header can carry")
    return name.encode("ascii"), text.encode("latin-1")
