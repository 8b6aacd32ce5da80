"""The limits of a key as a gateway states them in the headers of an accepted answer: numbers only, never judged."""

import re
from collections.abc import Iterable, Mapping

from roo_wizard.core.exchange import Exchange

LIMIT_HEADERS: tuple[tuple[str, str], ...] = (
    ("x-litellm-key-rpm-limit", "requests per minute"),
    ("x-ratelimit-limit-req-minute", "requests per minute"),
    ("x-ratelimit-limit-requests-minute", "requests per minute"),
    ("x-ratelimit-limit-requests-day", "requests per day"),
    ("x-litellm-key-tpm-limit", "tokens per minute"),
    ("x-ratelimit-limit-tokens-minute", "tokens per minute"),
    ("x-ratelimitbysize-limit-minute", "tokens per minute"),
    ("x-ratelimit-limit-tokens-day", "tokens per day"),
    ("x-ratelimitbysize-limit-month", "tokens per month"),
    ("x-litellm-key-max-budget", "budget in USD"),
    ("anthropic-ratelimit-requests-limit", "requests"),
    ("x-ratelimit-api_key-limit-requests", "requests"),
    ("x-ratelimit-limit-requests", "requests"),
    ("anthropic-ratelimit-tokens-limit", "tokens"),
    ("x-ratelimit-api_key-limit-tokens", "tokens"),
    ("x-ratelimit-limit-tokens", "tokens"),
    ("x-tokenlimit-limit", "tokens"),
    ("anthropic-ratelimit-input-tokens-limit", "input tokens"),
    ("x-ratelimit-limit-tokens-prompt", "input tokens"),
    ("anthropic-ratelimit-output-tokens-limit", "output tokens"),
    ("x-ratelimit-limit-tokens-generated", "output tokens"),
    ("x-ratelimit-limit", "rate limit"),
    ("ratelimit-limit", "rate limit"),
)
"""Headers and what they limit; of two for the same thing the first counts. Where a header names no window (OpenAI's
own family: Groq counts its requests by the day, OpenAI by the minute), none is claimed. LiteLLM, OpenAI, Anthropic,
Mistral, Cerebras, Together and Fireworks as they document them; the last one is the IETF draft's."""

LABELS = frozenset(label for _, label in LIMIT_HEADERS)

_NUMBER = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)(?![\w.])")
"""The beginning of a value: the draft's may go on with a policy (``100, 100;w=60``); LiteLLM writes ``None``."""


def stated_limits(exchanges: Iterable[Exchange]) -> Mapping[str, float]:
    """Return the limits by what they limit; of two *exchanges* that state the same one, the earlier counts."""
    limits: dict[str, float] = {}
    for exchange in exchanges:
        for header, label in LIMIT_HEADERS:
            number = _NUMBER.match(exchange.header(header))
            if number is not None:
                limits.setdefault(label, float(number[1]))
    return limits
