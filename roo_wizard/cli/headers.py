"""``--header`` (public values) and ``--header-env`` (secret values): read, and refused where they would do harm."""

import os
import re
from collections.abc import Mapping, Sequence

from roo_wizard.cli.keys import check_variable
from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import HeaderValue
from roo_wizard.core.secret import ApiKey

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_CREDENTIAL = re.compile(r"auth|cookie|api[-_]?key|access[-_]?key|token|secret|passw|credential|^proxy-", re.IGNORECASE)
_FRAMING = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "upgrade"})
_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff]{0,4000}")


def custom_headers(public: Sequence[str], from_environment: Sequence[str]) -> Mapping[str, HeaderValue]:
    """Return the custom headers of a command line; raises `UsageError` with the way that would work."""
    headers: dict[str, HeaderValue] = dict(map(_public, public))
    headers.update(map(_secret, from_environment))
    return headers


def _public(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon:
        raise UsageError("--header wants 'Name: value'", "example: --header 'X-Team: blue'")
    _check_name(name)
    if _CREDENTIAL.search(name):
        raise UsageError(f"the header {name} carries a secret", f"use --header-env {name}=VARIABLE")
    if looks_like_key(value):
        raise UsageError(f"the value of {name} looks like a key", f"use --header-env {name}=VARIABLE")
    if not _VALUE.fullmatch(value):
        raise UsageError(f"the value of {name} holds characters that no HTTP header can carry")
    return name, value


def _secret(text: str) -> tuple[str, ApiKey]:
    name, equals, variable = map(str.strip, text.partition("="))
    if not equals or not variable:
        raise UsageError("--header-env wants Name=VARIABLE", "example: --header-env X-Team-Key=TEAM_KEY")
    _check_name(name)
    check_variable(variable)
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UsageError(f"the environment variable {variable!r} is not set or empty")
    if not _VALUE.fullmatch(value):
        raise UsageError(f"the value in {variable!r} holds characters that no HTTP header can carry")
    return name, ApiKey(value)


def _check_name(name: str) -> None:
    if looks_like_key(name):
        raise UsageError("the name of a header looks like a key", "use --header-env Name=VARIABLE")
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is not a header name", "letters, digits and hyphens")
    if name.lower() in _FRAMING:
        raise UsageError(f"the header {name} is set by the client itself and cannot be changed")
