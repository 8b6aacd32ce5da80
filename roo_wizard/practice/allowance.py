"""The two keys of the practice gateway, their limits, and how one of them is revoked."""

from roo_wizard.core.endpoint import Dialect
from roo_wizard.practice.visit import KEY, SECOND_KEY, Visit

REVOKE_PATH = "/practice/revoke"
"""A POST here revokes the key that it is sent with, until the gateway ends."""

_OPENAI = ("x-ratelimit-limit-requests", "x-ratelimit-limit-tokens")
_ANTHROPIC = ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-tokens-limit")
_LIMITS = {KEY: (500, 200_000), SECOND_KEY: (1_000, 400_000)}
"""Requests and tokens; the second key has twice as much, so that comparing two keys has something to show."""


def limit_headers(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return the headers that state the limits of the key in *visit*, by the names of its dialect."""
    names = _ANTHROPIC if visit.dialect is Dialect.ANTHROPIC else _OPENAI
    limits = _LIMITS.get(visit.key, ())
    return tuple((name, str(limit)) for name, limit in zip(names, limits, strict=False))
