"""Sends the proof's requests: announces what is billed, retries as Roo's SDK does, and never exceeds the cap."""

from collections.abc import Callable

from roo_wizard.core.events import Announced, Event, Spent
from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.core.report import RequestRecord, Usage
from roo_wizard.core.tokens import estimate_prompt_tokens, estimate_tokens
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.retry import send_with_retries
from roo_wizard.probe.rules.meaning import reported
from roo_wizard.probe.target import Options
from roo_wizard.probe.wire import read_wire


class RequestsSpent(Exception):
    """The cap of ``--max-requests`` is reached; what is left undone is *not run*."""


class Sender:
    """One gateway, one budget. ``exchanges`` keeps every request and answer in order, for the ledger."""

    def __init__(self, client: GatewayClient, options: Options, emit: Callable[[Event], None]) -> None:
        self._client = client
        self._options = options
        self._emit = emit
        self.exchanges: list[Exchange] = []
        self.usage = Usage()

    @property
    def left(self) -> int:
        """How many billed requests may still be sent."""
        return self._options.max_requests - self.usage.requests if self._options.spend else 0

    async def post(self, request: Request, reason: str) -> Exchange:
        """Announce and send a billed request; raises `RequestsSpent` instead when none is left."""
        if self.left <= 0:
            raise RequestsSpent
        estimate = estimate_prompt_tokens(request.body or {})
        self._emit(Announced(request.purpose, reason, estimate))
        exchange = await send_with_retries(
            self._client,
            request,
            self._options.limits,
            may_retry=lambda failed: self.left - 1 - len(failed.earlier) > 0,
        )
        self.note(exchange)
        return exchange

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
                url=exchange.request.url,
                status=exchange.status,
                attempts=exchange.attempts,
                duration_ms=round(exchange.total_ms),
            )
            for exchange in self.exchanges
        )


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
