"""Which headers a team file may name: never one that frames a request, routes it, or carries the key."""

import re

_NAME = re.compile(r"[A-Za-z0-9!$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{1,300}")
_CREDENTIAL = re.compile(r"auth|cookie|api[-_]?key|access[-_]?key|token|secret|passw|credential", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:proxy-.*|x-forwarded-.*|forwarded|via|authorization|x-api-key|api-key|cookie2?|set-cookie2?|host"
    r"|content-.*|transfer-encoding|accept-encoding|connection|keep-alive|te|trailer|upgrade|expect|origin|x-http-method.*"
    r"|x-original-.*|x-rewrite-.*|previous)",
    re.IGNORECASE,
)


def header_problem(name: str) -> str:
    """Return why *name* may not stand in a team file, "" when it may; continues "headers.<name> …"."""
    if not _NAME.fullmatch(name):
        return "is not a header name"
    return "is a header that a team file may not set" if _DENIED.fullmatch(name) else ""


def value_problem(name: str, value: str) -> str:
    """Return why *value* may not stand there as a public value, "" when it may."""
    if _CREDENTIAL.search(name):
        return 'carries a secret: its value can only be "ask"'
    return "" if _VALUE.fullmatch(value) else "holds characters that no header can carry"
