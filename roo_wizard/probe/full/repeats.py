"""C31, T1 and T2 again and again: how often it really works, and how often an answer comes at all.

Both are counted apart (probe.md 7.2, 7.3): a run that fails says something about model and gateway, an answer
that does not come at all says something about the way there. A retry that helped counts as a failure there, so
that retries never turn a bad endpoint green.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from roo_wizard.core.exchange import Exchange
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult, Status
from roo_wizard.core.text import safe
from roo_wizard.faults.catalog import fault, found
from roo_wizard.faults.checks import check_spec
from roo_wizard.faults.task import new_task
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.confirm import NONE_OF
from roo_wizard.probe.full.stage import Stage
from roo_wizard.probe.full.statistics import Row
from roo_wizard.probe.script import first_turn, paths_read, second_turn
from roo_wizard.probe.sender import RequestsSpent
from roo_wizard.probe.trials import Prover, Trial

_FAILING = frozenset({Severity.BLOCK, Severity.RISK})
_QUALITY = frozenset({"M09"})
"""A warning in one run that counts as a failed run all the same."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of both turns; ``second`` is None when the first could not be gone on from."""

    first: Trial
    second: Trial | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What both turns showed."""
        return (*self.first.findings, *(self.second.findings if self.second else ()))

    @property
    def judged(self) -> bool:
        """Whether the run says anything about model and gateway (an overload does not)."""
        return self.first.judged and (self.second is None or self.second.judged)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Why the run failed; () when it went well."""
        return tuple(f for f in self.findings if f.severity in _FAILING or f.id in _QUALITY)

    @property
    def passed(self) -> bool:
        """Whether both turns went well."""
        return self.judged and self.second is not None and not self.failures

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The answers of the run."""
        return tuple(trial.seen.exchange for trial in (self.first, self.second) if trial)


@dataclass(frozen=True, slots=True)
class Repeats:
    """All runs and what they come to."""

    attempts: tuple[Attempt, ...]
    result: CheckResult
    findings: tuple[Finding, ...]

    @property
    def good(self) -> Attempt | None:
        """The first run that went well."""
        return next((attempt for attempt in self.attempts if attempt.passed), None)

    def settles(self, finding: Finding) -> bool:
        """Whether these runs say more about *finding* than its three trials did."""
        judged = sum(attempt.judged for attempt in self.attempts)
        return judged > NONE_OF and finding.severity in _FAILING and fault(finding.id).confirm == 2


async def repeated(stage: Stage) -> Repeats:
    """Run both turns as often as the options ask for, the run that was already made included."""
    attempts = []
    if stage.first is not None:
        attempts.append(Attempt(stage.first.first, stage.second.first if stage.second else None))
    more = [_attempt(stage, number) for number in range(len(attempts) + 1, stage.options.repeat + 1)]
    made = await asyncio.gather(*more)
    return _counted([*attempts, *(attempt for attempt in made if attempt)], stage.options.repeat)


async def _attempt(stage: Stage, number: int) -> Attempt | None:
    """One run with tags of its own, so that no cache knows it; None when a cap ends it."""
    task = new_task(stage.seed + number)
    prover = Prover(stage.target, stage.sender, task, stage.prover.ground)
    reason = f"run {number} of {stage.options.repeat}"
    try:
        first = await prover.trial(first_turn(task), stage.settings, reason)
        if not first.usable:
            return Attempt(first)
        reading = first.seen.reading
        return Attempt(
            first, await prover.trial(second_turn(task, reading), stage.settings, reason, paths_read(task, reading))
        )
    except RequestsSpent:
        return None


def _counted(attempts: Sequence[Attempt], wanted: int) -> Repeats:
    judged = [attempt for attempt in attempts if attempt.judged]
    row = Row(sum(attempt.passed for attempt in judged), len(judged))
    answered = _query_success(attempts)
    findings = (*_failures(judged, row), *_unanswered(attempts, answered))
    doubtful = row.is_doubtful or bool(findings)
    status = Status.WARN if doubtful else Status.PASS
    if row.is_too_low or answered.is_too_low:
        status = Status.FAIL
    if not judged:
        status = Status.NOT_RUN
    left = f"; {wanted - len(attempts)} runs were left out" if len(attempts) < wanted else ""
    words = f"{row.words}; answers that came: {answered.words.partition('; three')[0]}{left}"
    spec = check_spec("C31")
    result = CheckResult("C31", spec.title, status, spec.severity, safe(words))
    return Repeats(tuple(attempts), result, findings)


def _query_success(attempts: Sequence[Attempt]) -> Row:
    """HTTP requests that brought an answer to judge, of all that were sent; every retry counts as sent."""
    exchanges = [exchange for attempt in attempts for exchange in attempt.exchanges]
    trials = [trial for attempt in attempts for trial in (attempt.first, attempt.second) if trial]
    return Row(sum(trial.judged for trial in trials), sum(exchange.attempts for exchange in exchanges))


def _failures(judged: Sequence[Attempt], row: Row) -> list[Finding]:
    """Each fault of the failed runs once, with its count: a block when even the upper bound is too low."""
    counts = Counter(name for attempt in judged for name in {finding.id for finding in attempt.failures})
    first_seen = {f.id: f for attempt in reversed(judged) for f in reversed(attempt.failures)}
    weights = {Severity.BLOCK: Severity.BLOCK if row.is_too_low else Severity.RISK}
    never = len(judged) >= NONE_OF and row.passed == 0
    findings = []
    for name, count in counts.items():
        finding = first_seen[name]
        severity = weights.get(finding.severity, finding.severity)
        if name in _QUALITY:
            severity = Severity.BLOCK if never and count == len(judged) else Severity.WARN
        findings.append(replace(finding, severity=severity, seen=count, trials=len(judged)))
    return findings


def _unanswered(attempts: Sequence[Attempt], answered: Row) -> tuple[Finding, ...]:
    """A way on which too many requests bring no answer is a risk, however well the retries hide it."""
    if not answered.is_too_low:
        return ()
    failed = [
        earlier for attempt in attempts for e in attempt.exchanges for earlier in (*e.earlier, e) if not earlier.ok
    ]
    names = Counter("N08" if situation(e) is Situation.RATE_LIMIT else "N11" if e.reached else "N01" for e in failed)
    if not names:
        return ()
    evidence = f"only {answered.passed} of {answered.tries} requests brought an answer"
    return (found(names.most_common(1)[0][0], evidence, severity=Severity.RISK, turn="repeat"),)
