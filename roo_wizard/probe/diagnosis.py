"""Further looks that name a cause which one answer cannot show: header gate, size, lost tools, refused feature.

Each look costs small requests, so it is taken only after a block that it could explain (probe.md 6, C22).
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from roo_wizard.core.exchange import Exchange, HeaderValue, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import fault, found
from roo_wizard.gateway.situations import names_model
from roo_wizard.probe.ladder import climb, small
from roo_wizard.probe.own_fields import named_field, refusal_of
from roo_wizard.probe.rules.dialect import TOOL_CHOICE
from roo_wizard.probe.rules.meaning import USAGE_HIGH, USAGE_LOW, reported
from roo_wizard.probe.rules.reach import said
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.script import first_turn
from roo_wizard.probe.sender import Sender
from roo_wizard.probe.trials import Prover, Settled
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn

PLAIN_USER_AGENT = "Mozilla/5.0 (compatible; connection-check)"
"""What the one plain request after a 403 calls itself."""

_NO_CALL = frozenset({"T13", "T19", "T20"})
_REFUSED = frozenset({"refused", "N07", "N15"})
_SAME_TOKENS = 0.02
_IDENTITY = frozenset({"user-agent", "http-referer", "x-title"})


class Diagnosis:
    """Looks further after a blocked first turn; every look may end in `RequestsSpent`."""

    def __init__(self, prover: Prover, sender: Sender, settings: ClientSettings) -> None:
        self._prover = prover
        self._sender = sender
        self._settings = settings
        self.twin: Seen | None = None

    async def of_first_turn(self, settled: Settled) -> tuple[Finding, ...]:
        """Return what explains the blocks of T1 better than they do themselves."""
        ids = {finding.id for finding in settled.findings}
        seen = settled.first.seen
        if seen.exchange.status == 403 and ids & _REFUSED and not names_model(seen.exchange.text, seen.context.model):
            return await self._header_gate(seen)
        if "refused" in ids:
            return await self._refusal(seen)
        if ids & _NO_CALL and settled.blocked and not settled.shown.usable:
            return await self._missing_call(seen)
        return ()

    async def of_second_turn(self, settled: Settled, turn: Turn) -> tuple[Finding, ...]:
        """Return the feature of the replay that an unexplained refusal of T2 is about."""
        if "refused" not in {finding.id for finding in settled.findings} or named_field(settled.first.seen):
            return ()
        return await self._climbed(self._request(turn), settled.first.seen)

    async def _header_gate(self, seen: Seen) -> tuple[Finding, ...]:
        """One plain request without Roo's identity: another answer than 403 means a gate on headers (N06)."""
        plain = small(seen.exchange.request, "plain request")
        plain = replace(plain, headers=_without_identity(plain))
        answer = await self._sender.post(plain, "tell a header gate from a refused key")
        if answer.status == 403 or not answer.reached:
            return ()
        evidence = f"403 with Roo's headers, {answer.status} without them. {said(seen.exchange)}"
        return (found("N06", evidence, turn="T1"),)

    async def _refusal(self, seen: Seen) -> tuple[Finding, ...]:
        """A refusal that names nothing: the small twin tells size, else the ladder tells the feature."""
        if (seen.exchange.status or 0) >= 500 or named_field(seen):
            return ()
        if await self._twin_answers():
            size = len(seen.exchange.request.content)
            evidence = f"{size:,} bytes refused, the small twin is accepted. {said(seen.exchange)}"
            return (found("N14", evidence, turn="T1"),)
        short = first_turn(self._prover.task, short=True)
        return await self._climbed(self._request(short), seen)

    async def _climbed(self, request: Request, seen: Seen) -> tuple[Finding, ...]:
        rung = await climb(request, self._poster("find the refused feature"))
        if rung is None:
            return ()
        evidence = f"accepted without {rung.feature}. {said(seen.exchange)}"
        if rung.fault == "refused":
            return (refusal_of(rung.feature, evidence, seen),)
        action = TOOL_CHOICE if "tool_choice" in rung.feature else seen.next_step(fault(rung.fault))
        return (found(rung.fault, evidence, severity=Severity.BLOCK, action=action, turn=seen.context.turn),)

    async def _missing_call(self, seen: Seen) -> tuple[Finding, ...]:
        """No call at real size: the twin tells size faults (M02, M08); equal prompts tell lost tools (M04)."""
        if await self._twin_answers():
            prompt = reported(seen.wire.last_usage, "prompt_tokens")
            cut = prompt is not None and prompt < USAGE_LOW * seen.context.prompt_estimate
            evidence = (
                f"no call at {seen.context.prompt_estimate:,} tokens, a call at a quarter of them; {prompt} reported"
            )
            return (found("M02" if cut else "M08", evidence, turn="T1"),)
        return await self._lost_tools()

    async def _lost_tools(self) -> tuple[Finding, ...]:
        twin = self.twin
        with_tools = reported(twin.wire.last_usage, "prompt_tokens") if twin and twin.answered else None
        if not with_tools:
            return ()
        turn = replace(first_turn(self._prover.task, short=True), name="twin without tools", tools=False)
        bare = await self._prover.trial(turn, self._settings, "see whether tools reach the model")
        without = reported(bare.seen.wire.last_usage, "prompt_tokens")
        if without is None:
            return ()
        plausible = USAGE_LOW <= without / max(1, bare.seen.context.prompt_estimate) <= USAGE_HIGH
        if plausible and abs(with_tools - without) <= _SAME_TOKENS * without:
            return (found("M04", f"{with_tools} prompt tokens with tools, {without} without", turn="T1"),)
        return ()

    async def _twin_answers(self) -> bool:
        turn = first_turn(self._prover.task, short=True)
        trial = await self._prover.trial(turn, self._settings, "tell a fault of size from the rest")
        self.twin = trial.seen
        return trial.usable

    def _request(self, turn: Turn) -> Request:
        return self._prover.target.request(turn, self._settings)

    def _poster(self, reason: str) -> Callable[[Request], Awaitable[Exchange]]:
        return lambda request: self._sender.post(request, reason)


def _without_identity(request: Request) -> tuple[tuple[str, HeaderValue], ...]:
    kept = [(name, value) for name, value in request.headers if not _identifies(name)]
    return (*kept, ("User-Agent", PLAIN_USER_AGENT))


def _identifies(name: str) -> bool:
    return name.lower() in _IDENTITY or name.lower().startswith("x-stainless-")
