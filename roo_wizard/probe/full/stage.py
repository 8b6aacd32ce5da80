"""What a check of the full set is given and what it gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Ending, Exchange, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult, Status
from roo_wizard.core.text import safe
from roo_wizard.faults.checks import check_spec
from roo_wizard.faults.task import Task
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.results import not_run
from roo_wizard.probe.rules.meaning import reported
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.sender import Sender
from roo_wizard.probe.target import Options, Target
from roo_wizard.probe.trials import Prover, Settled
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn

_PASSING = frozenset({Situation.RATE_LIMIT, Situation.OVERLOADED, Situation.NO_CREDIT})


@dataclass(frozen=True, slots=True)
class Stage:
    """The ground on which the full set stands: ``settings`` and the two turns are those of the accepted proof."""

    prover: Prover
    sender: Sender
    options: Options
    settings: ClientSettings
    seed: int
    first: Settled | None = None
    second: Settled | None = None

    @property
    def target(self) -> Target:
        """The connection."""
        return self.prover.target

    @property
    def task(self) -> Task:
        """The scripted task."""
        return self.prover.task

    def request(self, turn: Turn) -> Request:
        """Return the request by which the client sends *turn* with the settings of the accepted proof."""
        return self.target.request(turn, self.settings)

    @property
    def is_anthropic(self) -> bool:
        """Whether the other dialect is spoken."""
        return self.target.endpoint.dialect is Dialect.ANTHROPIC


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one check, and the faults that it found."""

    result: CheckResult
    findings: tuple[Finding, ...] = ()


def passed(check: str, summary: str, duration_ms: float = 0) -> Outcome:
    """Return a pass with one line about it."""
    return _outcome(check, Status.PASS, summary, (), duration_ms)


def warned(check: str, summary: str, findings: Sequence[Finding] = (), duration_ms: float = 0) -> Outcome:
    """Return a warning that changes no verdict by itself."""
    return _outcome(check, Status.WARN, summary, findings, duration_ms)


def left_out(check: str, why: str) -> Outcome:
    """Return a check that did not run, with the reason."""
    return Outcome(not_run(check, why))


def shown(check: str, findings: Sequence[Finding], summary: str, duration_ms: float = 0) -> Outcome:
    """Return the outcome that *findings* make: a block fails the check, anything from a warning on warns."""
    weights = {finding.severity for finding in findings}
    status = Status.PASS
    if weights & {Severity.RISK, Severity.WARN}:
        status = Status.WARN
    if Severity.BLOCK in weights:
        status = Status.FAIL
    gravest = min(findings, key=lambda finding: list(Severity).index(finding.severity), default=None)
    text = f"{gravest.id}: {gravest.evidence}" if gravest else summary
    return _outcome(check, status, text, findings, duration_ms)


def unjudged(exchange: Exchange) -> str:
    """Return why *exchange* says nothing about its check (a rate limit, an overload), or ""."""
    if not exchange.reached:
        return f"no answer: {exchange.failure.cause if exchange.failure else 'not sent'}"
    if exchange.ending in {Ending.LIMIT, Ending.CANCELLED}:
        return "the answer was not read to its end"
    known = None if exchange.ok else situation(exchange)
    return f"HTTP {exchange.status}: {exchange.excerpt(120)}" if known in _PASSING else ""


def milder(findings: Sequence[Finding], wanted: frozenset[str], most: Severity) -> tuple[Finding, ...]:
    """Return the *wanted* ones of *findings*, none graver than *most*."""
    order = list(Severity)
    return tuple(
        replace(finding, severity=max(finding.severity, most, key=order.index))
        for finding in findings
        if finding.id in wanted
    )


def prompt_tokens(seen: Seen) -> int | None:
    """Return the prompt tokens that an answer reports."""
    return reported(seen.wire.last_usage, "prompt_tokens")


def _outcome(check: str, status: Status, summary: str, findings: Sequence[Finding], duration_ms: float) -> Outcome:
    spec = check_spec(check)
    result = CheckResult(check, spec.title, status, spec.severity, safe(summary), round(duration_ms))
    return Outcome(result, tuple(findings))
