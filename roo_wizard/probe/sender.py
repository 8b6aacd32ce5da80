"""Sends the proof's requests: announces what is billed, retries as Roo's SDK does, and never exceeds the caps."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from roo_wizard.core.events import Announced, Event, Spent
from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import RequestRecord, Usage
from roo_wizard.core.text import safe
from roo_wizard.core.tokens import estimate_prompt_tokens, estimate_tokens
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.retry import send_with_retries
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.lanes import Lanes, Stay
from roo_wizard.probe.rules.meaning import reported
from roo_wizard.probe.target import Options
from roo_wizard.probe.wire.walk import read_wire

_LONGEST_URL = 2000
"""Characters of an address in a report: a redirect can send us to one of any length."""


class RequestsSpent(Exception):
    """A cap is reached; what is left undone is *not run*. ``why`` says in words which cap it was."""

    def __init__(self, why: str = "no further request is allowed") -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class _Room:
    """What the requests under way may still become, retries included."""

    requests: int


class Sender:
    """One gateway, one budget. ``exchanges`` keeps every request and answer in order, for the ledger."""

    def __init__(self, client: GatewayClient, options: Options, emit: Callable[[Event], None]) -> None:
        self._client = client
        self._options = options
        self._emit = emit
        self._lanes = Lanes(options.width)
        self._under_way = 0
        self._tokens_under_way = 0
        self.exchanges: list[Exchange] = []
        self.usage = Usage()

    @property
    def limits(self) -> Limits:
        """The waits that are in force."""
        return self._options.limits

    @property
    def left(self) -> int:
        """How many billed requests may still be sent."""
        return self._options.request_cap - self.usage.requests - self._under_way if self._options.spend else 0

    async def post(self, request: Request, reason: str) -> Exchange:
        """Announce and send a billed request; raises `RequestsSpent` instead when a cap is reached.

        A rate limit that only our own haste may have met is no fact about the gateway: the request is sent
        again with nothing beside it, and from then on one follows the other.
        """
        with self._reserved((request,), reason) as room:
            async with self._lanes.enter() as stay:
                exchange = await self._sent(request, room, stay)
            if stay.shared and _is_rate_limit(exchange) and self._takes_one_more(room):
                self._lanes.narrow()
                async with self._lanes.enter() as stay:
                    again = await self._sent(request, room, stay)
                before = (*exchange.earlier, replace(exchange, earlier=()))
                exchange = replace(again, earlier=(*before, *again.earlier))
        self.note(exchange)
        return exchange

    async def get(self, request: Request) -> Exchange:
        """Send a free request once and note it; nothing is billed, so no cap applies."""
        exchange = await self._client.send(request)
        self.note(exchange)
        return exchange

    async def post_together(self, requests: Sequence[Request], reason: str) -> tuple[Exchange, ...]:
        """Send *requests* at the same moment, nothing else beside them, each of them once."""
        with self._reserved(requests, reason):
            async with self._lanes.alone():
                exchanges = await asyncio.gather(*(self._client.send(request) for request in requests))
        for exchange in exchanges:
            self.note(exchange)
        return tuple(exchanges)

    def note(self, exchange: Exchange) -> None:
        """Record *exchange* and, for a POST, what it cost."""
        self.exchanges.append(exchange)
        if exchange.request.method != "POST":
            return
        reached = sum(attempt.reached for attempt in (*exchange.earlier, exchange))
        prompt, completion, estimated = _tokens(exchange)
        self.usage = Usage(
            requests=self.usage.requests + reached,
            prompt_tokens=self.usage.prompt_tokens + prompt,
            completion_tokens=self.usage.completion_tokens + completion,
            estimated=self.usage.estimated or estimated,
        )
        spent = self.usage
        self._emit(Spent(spent.requests, spent.prompt_tokens, spent.completion_tokens, spent.estimated))

    @property
    def records(self) -> tuple[RequestRecord, ...]:
        """Every HTTP request as the report lists it."""
        return tuple(
            RequestRecord(
                purpose=exchange.request.purpose,
                method=exchange.request.method,
                url=safe(exchange.request.url, _LONGEST_URL),
                status=exchange.status,
                attempts=exchange.attempts,
                duration_ms=round(exchange.total_ms),
            )
            for exchange in self.exchanges
        )

    async def _sent(self, request: Request, room: _Room, stay: Stay) -> Exchange:
        """Send with the SDK's retries, as long as the cap allows them and the refusal is not our own haste."""

        def may_retry(failed: Exchange) -> bool:
            return not (stay.shared and _is_rate_limit(failed)) and self._takes_one_more(room)

        return await send_with_retries(self._client, request, self._options.limits, may_retry=may_retry)

    def _takes_one_more(self, room: _Room) -> bool:
        """Take room for one more attempt, if there is any."""
        if self.left < 1:
            return False
        self._under_way += 1
        room.requests += 1
        return True

    @contextmanager
    def _reserved(self, requests: Sequence[Request], reason: str) -> Iterator[_Room]:
        """Keep room in both caps for *requests* while they are under way, and announce them."""
        estimates = [estimate_prompt_tokens(request.body or {}) for request in requests]
        if self.left < len(requests):
            raise RequestsSpent
        cap, spent = self._options.token_cap, self.usage
        used = spent.prompt_tokens + spent.completion_tokens + self._tokens_under_way
        if cap is not None and used + sum(estimates) > cap:
            raise RequestsSpent(f"the budget of {cap:,} tokens is used up")
        room = _Room(len(requests))
        self._under_way += room.requests
        self._tokens_under_way += sum(estimates)
        for request, estimate in zip(requests, estimates, strict=True):
            self._emit(Announced(request.purpose, reason, estimate))
        try:
            yield room
        finally:
            self._under_way -= room.requests
            self._tokens_under_way -= sum(estimates)


def _is_rate_limit(exchange: Exchange) -> bool:
    return exchange.reached and not exchange.ok and situation(exchange) is Situation.RATE_LIMIT


def _tokens(exchange: Exchange) -> tuple[int, int, bool]:
    """Prompt and completion tokens of an answer, and whether they are our estimate."""
    if not exchange.ok:
        return 0, 0, False
    wire = read_wire(exchange)
    prompt, completion = reported(wire.last_usage, "prompt_tokens"), reported(wire.last_usage, "completion_tokens")
    if prompt is not None and completion is not None:
        return prompt, completion, False
    said = wire.content + wire.reasoning + "".join(call.arguments for call in wire.calls)
    return estimate_prompt_tokens(exchange.request.body or {}), estimate_tokens(said), True
