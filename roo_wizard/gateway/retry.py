"""Trying again as the client's SDK does, and never more (probe.md 7.2, roo-code.md 4.6).

Every refused attempt is kept in ``Exchange.earlier``: retries are counted and shown, and never make a bad
gateway good.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Protocol

from roo_wizard.core.exchange import Exchange, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.gateway.situations import Situation, situation

RETRIED_STATUSES = frozenset({408, 409, 425, 429})
"""Besides everything from 500 on."""

_RETRIED_FAILURES = frozenset({"refused", "unreachable", "disconnected"})
"""What may be over a second later. Names, certificates and protocols do not change by asking again, and a
time-out is the person's time."""

_RETRY_COUNT = "x-stainless-retry-count"


class Sender(Protocol):
    """Anything that sends one request, as `GatewayClient` does."""

    async def send(self, request: Request) -> Exchange:
        """Send *request* once."""
        ...


async def send_with_retries(
    client: Sender,
    request: Request,
    limits: Limits,
    may_retry: Callable[[Exchange], bool] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Exchange:
    """Send *request*, and again at most ``limits.retries`` times; return the last exchange with the earlier ones.

    ``may_retry`` is asked before each further attempt, so that the caller can cap spending.
    """
    earlier: tuple[Exchange, ...] = ()
    while True:
        exchange = await client.send(_numbered(request, len(earlier)))
        wait = retry_wait(exchange, len(earlier), limits)
        if wait is None or (may_retry is not None and not may_retry(exchange)):
            return replace(exchange, request=replace(exchange.request, headers=request.headers), earlier=earlier)
        earlier = (*earlier, exchange)
        await sleep(wait)


def retry_wait(exchange: Exchange, retries_so_far: int, limits: Limits) -> float | None:
    """Return the seconds to wait before the next attempt, or None when there shall be none."""
    if retries_so_far >= limits.retries or not _is_worth_it(exchange):
        return None
    asked = _retry_after(exchange)
    if asked is None:
        waits = limits.retry_waits or (0.0,)
        return waits[min(retries_so_far, len(waits) - 1)]
    return asked if asked <= limits.retry_after_max else None


def _is_worth_it(exchange: Exchange) -> bool:
    if exchange.failure is not None:
        early = exchange.failure.phase is not Phase.TLS
        return early and exchange.failure.cause in _RETRIED_FAILURES
    status = exchange.status or 0
    if exchange.ok or situation(exchange) is Situation.NO_CREDIT:
        return False
    wish = exchange.header("x-should-retry").lower()
    if wish in {"true", "false"}:
        return wish == "true"
    return status in RETRIED_STATUSES or status >= 500


def _retry_after(exchange: Exchange) -> float | None:
    """What ``retry-after-ms`` or ``Retry-After`` (seconds, or a date counted from the answer's own) asks for."""
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(exchange.header(name)) * factor
        except ValueError:
            continue
        return seconds if 0 <= seconds < float("inf") else None
    try:
        until = parsedate_to_datetime(exchange.header("retry-after"))
        now = parsedate_to_datetime(exchange.header("date"))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _numbered(request: Request, retries: int) -> Request:
    """The request with the SDK's own counter of retries, where it carries one."""
    headers = tuple((name, str(retries) if name.lower() == _RETRY_COUNT else value) for name, value in request.headers)
    return replace(request, headers=headers)
