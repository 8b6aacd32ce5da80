"""The quick proof: C01–C05 free, then T1 and T2 at Roo's real size, then whatever a block asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from roo_wizard.core.events import CheckFinished, CheckStarted, Event
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult, Report, Status, Verdict
from roo_wizard.faults.catalog import found
from roo_wizard.faults.checks import check_spec
from roo_wizard.faults.task import new_task
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.probe.advice import advised
from roo_wizard.probe.diagnosis import Diagnosis
from roo_wizard.probe.facts import cost_usd, target_facts
from roo_wizard.probe.ground import Ground, fetch_list, list_findings, road, url_findings
from roo_wizard.probe.native_ground import listed_models
from roo_wizard.probe.other_client import compared
from roo_wizard.probe.rescue import Proven, find_rescue
from roo_wizard.probe.results import (
    FIRST_TURN_CHECKS,
    GROUND_CHECKS,
    SECOND_TURN_CHECKS,
    check_of,
    first_turn_results,
    ground_results,
    merged,
    not_run,
    second_turn_results,
)
from roo_wizard.probe.script import first_turn, paths_read, second_turn
from roo_wizard.probe.sender import Sender
from roo_wizard.probe.target import Options, Target
from roo_wizard.probe.timing import timing
from roo_wizard.probe.trials import Prover, Settled, Trial
from roo_wizard.probe.verdict import cause_of, causing, decide, explained

_CACHING, _CACHE_MARKS = "supportsPromptCache", "R18"

_MODEL_QUALITY = frozenset({"M09"})
"""What blocks only where the full set or repeats are asked for, and then only when none of three edits applies."""


_DAMAGED_BYTES = "S14"
"""An edit with damaged bytes in it fits no file: that is not the model's doing."""


class QuickProof:
    """One run. State grows as the run goes on, so that a report can be made at any moment."""

    def __init__(
        self,
        target: Target,
        options: Options,
        client: GatewayClient,
        sender: Sender,
        emit: Callable[[Event], None],
        *,
        seed: int,
    ) -> None:
        self._target = target
        self._options = options
        self._client = client
        self._sender = sender
        self._emit = emit
        self._task = new_task(seed)
        self._ground = Ground()
        self._prover: Prover | None = None
        self._first: Settled | None = None
        self._second: Settled | None = None
        self._proven: Proven | None = None
        self._cured: frozenset[str] = frozenset()
        self._unticked: tuple[Finding, ...] = ()
        self._stopped: Finding | None = None
        self._results: list[CheckResult] = []

    async def run(self) -> None:
        """Go as far as the findings allow; raises `RequestsSpent` when the cap ends it."""
        await self._survey()
        if not self._ground.reachable:
            return
        await self._prove(self._new_prover())
        await self._advise()
        await self._rescue(self._new_prover())

    def stopped_by(self, outcome: str, why: str = "what was left undone is marked “not run”") -> None:
        """Note why the run ended early: ``cancelled``, ``max-requests`` or ``no-spend``.

        When the quick set is complete, its verdict stands and the end is only worth a warning.
        """
        left = any(entry.status is Status.NOT_RUN and check_spec(entry.id).quick for entry in self._checks())
        if not self._decided():
            self._stopped = found(outcome, why, severity=None if left else Severity.WARN)

    def report(self, *, started_at: str, duration_ms: int) -> Report:
        """Return everything that was found so far."""
        findings = explained(compared(self._findings(), self._turns()))
        checks = self._checks()
        verdict = decide(findings, checks, cured=self._is_cured())
        cured = verdict is Verdict.READY_WITH_SETTINGS
        settings = self._proven.settings if cured and self._proven else self._target.settings
        shown = self._proven.first if cured and self._proven else self._first
        spent = self._sender.usage
        price = cost_usd(self._ground.catalog, self._target.model, spent.prompt_tokens, spent.completion_tokens)
        return Report(
            verdict=verdict,
            client=self._target.client.facts,
            target=target_facts(self._target, shown),
            cause=cause_of(verdict, findings, self._proven.rescue if self._proven else None),
            settings=settings.public(),
            rescues=(self._proven.rescue,) if self._proven else (),
            findings=findings,
            checks=checks,
            requests=self._sender.records,
            usage=replace(spent, cost_usd=price),
            timing=self._timing(shown),
            started_at=started_at,
            duration_ms=duration_ms,
        )

    async def _survey(self) -> None:
        target, limits = self._target, self._options.limits
        self._start("C01")
        findings = list(url_findings(target))
        self._ground = Ground(tuple(findings))
        if self._ground.reachable:
            self._start("C02")
            reached, stopped = await road(target.endpoint, limits)
            findings += [stopped] if stopped else []
            self._ground = Ground(tuple(findings), reached.phases, None, reached.proxy, reached.opened_by)
        if self._ground.reachable:
            self._start("C04")
            fetched = await fetch_list(self._client, target, limits)
            for exchange in fetched.exchanges:
                self._sender.note(exchange)
            findings += list_findings(fetched, target, billed=self._sender.left > 0)
            self._target = replace(target, listed=listed_models(fetched, target))
            self._ground = replace(self._ground, findings=tuple(findings), fetched=fetched)
        self._finish(ground_results(self._ground, target.endpoint))

    async def _prove(self, prover: Prover) -> None:
        """Both turns, the second only when Roo could go on from the first."""
        self._start("C06")
        await self._first_turn(prover, Diagnosis(prover, self._sender, self._target.settings))
        prover = self._prover or prover
        if self._first and self._first.shown.usable and not self._first.blocked:
            await self._second_turn(prover, Diagnosis(prover, self._sender, self._target.settings), self._first)

    async def _first_turn(self, prover: Prover, diagnosis: Diagnosis) -> None:
        await self._settle_first(prover, diagnosis, "Roo's first turn")
        refused = next((finding for finding in self._first_findings() if finding.id == _CACHE_MARKS), None)
        if refused and self._target.settings[_CACHING]:
            # An option that the person ticked, not a need of the client: the proof goes on without it.
            self._target = replace(self._target, settings=self._target.settings.with_({_CACHING: False}))
            self._unticked = (replace(refused, severity=Severity.WARN),)
            prover = self._new_prover()
            diagnosis = Diagnosis(prover, self._sender, self._target.settings)
            await self._settle_first(prover, diagnosis, "the first turn without caching")

    async def _settle_first(self, prover: Prover, diagnosis: Diagnosis, reason: str) -> None:
        self._first = await prover.settle(first_turn(self._task), self._target.settings, reason)
        self._finish(first_turn_results(self._first))
        await self._explain_first(diagnosis)

    def _first_findings(self) -> tuple[Finding, ...]:
        return self._first.findings if self._first else ()

    async def _explain_first(self, diagnosis: Diagnosis) -> None:
        if self._first is None or not self._first.blocked:
            return
        more = await diagnosis.of_first_turn(self._first)
        if more:
            self._first = _explained_by(self._first, more)
            self._finish(first_turn_results(self._first))

    async def _second_turn(self, prover: Prover, diagnosis: Diagnosis, first: Settled) -> None:
        self._start("C17")
        reading = first.shown.seen.reading
        turn = second_turn(self._task, reading)
        settings = self._target.settings
        paths = paths_read(self._task, reading)
        trial = await prover.trial(turn, settings, "Roo's second turn", paths)
        damaged = any(finding.id == _DAMAGED_BYTES for finding in trial.findings)
        stubborn = _MODEL_QUALITY if self._options.strict and not damaged else frozenset[str]()
        self._second = await prover.settle_from(trial, turn, settings, paths, stubborn=stubborn)
        more = await diagnosis.of_second_turn(self._second, turn)
        if more:
            self._second = _explained_by(self._second, more)
        self._finish(second_turn_results(self._second))

    async def _advise(self) -> None:
        """Make the cause's next step exact."""
        cause = causing(self._findings())
        if self._first is None or cause is None:
            return
        better = await advised(cause, self._ground, self._target, self._sender.get)
        findings = tuple(better if finding.id == cause.id else finding for finding in self._first.findings)
        self._first = Settled(self._first.trials, findings)

    async def _rescue(self, prover: Prover) -> None:
        findings = self._findings()
        deciding = causing(findings)
        if deciding is None or deciding.severity not in {Severity.BLOCK, Severity.RISK}:
            return
        self._proven = await find_rescue(prover, [f for f in findings if f.severity is deciding.severity])
        self._cured = frozenset(finding.id for finding in findings if finding.severity is Severity.BLOCK)
        if self._proven and deciding.severity is Severity.BLOCK:
            self._finish(first_turn_results(self._proven.first))
            self._finish(second_turn_results(self._proven.second))
            avoided = f"{deciding.id} avoided by {self._proven.rescue.label}"
            where = check_of(deciding)
            spec = check_spec(where)
            self._finish((CheckResult(where, spec.title, Status.WARN, spec.severity, avoided),))

    def _findings(self) -> list[Finding]:
        """Every finding so far; the accepted proof of a rescue adds what it showed itself."""
        turns: Sequence[Settled | None] = (self._first, self._second)
        findings = [*self._ground.findings, *(f for settled in turns if settled for f in settled.findings)]
        if self._proven:
            rescued = (*self._proven.first.findings, *self._proven.second.findings)
            findings += [finding for finding in rescued if finding.severity in {Severity.WARN, Severity.INFO}]
        findings += self._also_found()
        return gravest([*findings, self._stopped] if self._stopped else findings)

    def _timing(self, shown: Settled | None) -> Mapping[str, float | str | bool | None]:
        second = self._proven.second if self._proven and shown is self._proven.first else self._second
        return timing(
            shown.shown.seen if shown else None,
            self._ground.phases,
            second=second.shown.seen if second else None,
            retries=sum(len(exchange.earlier) for exchange in self._sender.exchanges),
        )

    def _also_found(self) -> Sequence[Finding]:
        """What was found beside the two turns."""
        return self._unticked

    def _is_cured(self) -> bool:
        """Whether the proven settings avoid every block, those that were found later included."""
        blocks = {finding.id for finding in self._findings() if finding.severity is Severity.BLOCK}
        return self._proven is not None and blocks <= self._cured

    def _new_prover(self) -> Prover:
        """A prover for the target as it is now; its trials are those of the two turns."""
        before = self._prover.trials if self._prover else []
        self._prover = Prover(self._target, self._sender, self._task, self._ground)
        self._prover.trials += before
        return self._prover

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Every judged answer so far, oldest first."""
        return tuple(self._prover.trials) if self._prover else ()

    def _turns(self) -> tuple[Trial, ...]:
        """The trials that settled the two turns: those of the target's own settings."""
        return tuple(trial for settled in (self._first, self._second) if settled for trial in settled.trials)

    def _decided(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self._findings())

    def _checks(self) -> tuple[CheckResult, ...]:
        why = self._stopped.title if self._stopped else "an earlier check stopped here"
        return merged([*(not_run(check, why) for check in self._wanted_checks()), *self._results])

    def _wanted_checks(self) -> tuple[str, ...]:
        """The checks that have to have a result, be it *not run*."""
        return (*GROUND_CHECKS, *FIRST_TURN_CHECKS, *SECOND_TURN_CHECKS)

    def _start(self, check: str) -> None:
        self._emit(CheckStarted(check, check_spec(check).title))

    def _finish(self, results: Sequence[CheckResult]) -> None:
        self._results += results
        for entry in results:
            self._emit(CheckFinished(entry))


def gravest(findings: Sequence[Finding]) -> list[Finding]:
    """Return one finding per fault: the gravest, of equally grave ones the first."""
    order, kept = list(Severity), dict[str, Finding]()
    for finding in findings:
        known = kept.get(finding.id)
        if known is None or order.index(finding.severity) < order.index(known.severity):
            kept[finding.id] = finding
    return list(kept.values())


def _explained_by(settled: Settled, more: Sequence[Finding]) -> Settled:
    """Return *settled* with *more* findings in place of the refusal that they explain."""
    replaced = {"refused"} | ({"N07", "N15"} if any(finding.id == "N06" for finding in more) else set())
    kept = [finding for finding in settled.findings if finding.id not in replaced]
    return Settled(settled.trials, (*kept, *more))
