"""The whole proof: the quick set, and around it the full set, the repeats, or the one request that is allowed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from roo_wizard.core.events import Estimated, Event
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult
from roo_wizard.faults.catalog import fault, found
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.probe.diagnosis import Diagnosis
from roo_wizard.probe.estimate import estimate
from roo_wizard.probe.full.repeats import Attempt, Repeats, repeated
from roo_wizard.probe.full.requests import own_second_turn
from roo_wizard.probe.full.stage import Outcome, Stage, left_out, passed, warned
from roo_wizard.probe.full.waves import BESIDE_SECOND, FULL_CHECKS, THIRD_TURN, FullSet, alongside
from roo_wizard.probe.quick import QuickProof, gravest
from roo_wizard.probe.results import check_of, first_turn_results, merged, not_run, second_turn_results
from roo_wizard.probe.sender import Sender
from roo_wizard.probe.target import Options, Target
from roo_wizard.probe.trials import Prover, Settled

_ONE_REQUEST = (
    "one request only: a second turn that the wizard wrote itself was sent, so that ids, signatures and thinking of "
    "the model's own first turn were not seen"
)


STOCHASTIC = 2
"""How many looks more a fault asks for that does not come every time (`faults.catalog.Fault.confirm`)."""


class Proof(QuickProof):
    """A run with everything that the options ask for."""

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
        super().__init__(target, options, client, sender, emit, seed=seed)
        self._seed = seed
        self._full = FullSet(emit)
        self._repeats: Repeats | None = None

    async def run(self) -> None:
        """Go as far as options and findings allow; raises `RequestsSpent` when a cap ends the quick set."""
        await super().run()
        if not self._ground.reachable:
            return
        if self._options.full:
            await self._rest_of_full_set()
        if self._options.repeat > 1:
            await self._repeat()
        if self._full.spent and not self._decided():
            self._stopped = found("max-requests", self._full.spent, severity=Severity.WARN)

    async def _prove(self, prover: Prover) -> None:
        if self._options.strict:
            costs = estimate(self._target, self._options, self._ground.catalog)
            self._emit(Estimated(costs.requests, costs.prompt_tokens, costs.completion_tokens, costs.cost_usd))
        if self._options.request_cap == 1 and self._options.spend:
            await self._one_request(prover)
        else:
            await super()._prove(prover)

    async def _first_turn(self, prover: Prover, diagnosis: Diagnosis) -> None:
        if not self._options.full:
            return await super()._first_turn(prover, diagnosis)
        await alongside(super()._first_turn(prover, diagnosis), self._full.beside_first(self._stage()))
        self._full.note(_twin(diagnosis))
        return None

    async def _second_turn(self, prover: Prover, diagnosis: Diagnosis, first: Settled) -> None:
        if not self._options.full:
            return await super()._second_turn(prover, diagnosis, first)
        chain = self._second_and_third(prover, diagnosis, first)
        return await alongside(chain, self._full.run(self._stage(), BESIDE_SECOND))

    async def _second_and_third(self, prover: Prover, diagnosis: Diagnosis, first: Settled) -> None:
        await super()._second_turn(prover, diagnosis, first)
        if self._second and self._second.shown.usable and not self._second.blocked:
            await self._full.run(self._stage(), (THIRD_TURN,))

    async def _rest_of_full_set(self) -> None:
        """What is left after the quick set, with the settings that were proven; nothing when it is blocked."""
        stage = self._stage()
        if stage.first is None or stage.second is None or not stage.second.shown.usable:
            self._full.leave_out("the quick set already says that it does not work")
            return
        await self._full.rest(stage)

    async def _repeat(self) -> None:
        """Repeat the two turns, unless a fault that comes every time already says what will happen."""
        certain = [f for f in self._findings() if f.severity is Severity.BLOCK and self._is_certain(f)]
        if certain and not self._proven:
            self._finish((not_run("C31", f"{certain[0].id} comes every time"),))
            return
        self._start("C31")
        self._repeats = await repeated(self._stage())
        if not self._proven:
            self._go_on_from(self._repeats.good)
        self._finish((self._repeats.result,))

    def _go_on_from(self, good: Attempt | None) -> None:
        """When chance ended the quick set at the first turn, a run that went well shows the second one."""
        if good is None or good.second is None or self._first is None or self._second is not None:
            return
        trials, findings = (*self._first.trials, good.first), (*self._first.findings, *good.first.findings)
        self._first, self._second = Settled(trials, findings), Settled((good.second,), good.second.findings)
        self._finish(second_turn_results(self._second))

    async def _one_request(self, prover: Prover) -> None:
        """A second turn whose history is ours shows everything but what hangs on the model's own first turn."""
        self._start("C17")
        paths = frozenset(self._task.files)
        settings = self._target.settings
        self._second = await prover.settle(own_second_turn(self._task), settings, "the only request: T2", paths)
        seen_first = tuple(
            replace(finding, turn="T1") if check_of(finding) == "C17" else finding for finding in self._second.findings
        )
        results = first_turn_results(Settled(self._second.trials, seen_first))
        self._finish([entry for entry in results if entry.id != "C15"])
        self._finish(second_turn_results(self._second))
        if not self._decided():
            self._stopped = found("max-requests", _ONE_REQUEST)

    def _stage(self) -> Stage:
        first, second, settings = self._first, self._second, self._target.settings
        if self._proven and self._decided():
            first, second, settings = self._proven.first, self._proven.second, self._proven.settings
        return Stage(self._side_prover(), self._sender, self._options, settings, self._seed, first, second)

    def _side_prover(self) -> Prover:
        """A prover whose trials are not those of the two turns."""
        return Prover(self._target, self._sender, self._task, self._ground)

    def _findings(self) -> list[Finding]:
        findings = super()._findings()
        if self._repeats is None:
            return findings
        by_count = {finding.id: finding for finding in self._repeats.findings}
        kept = [f for f in findings if not (self._repeats.settles(f) and f.id in by_count)]
        return gravest([*kept, *self._repeats.findings])

    def _also_found(self) -> Sequence[Finding]:
        return (*super()._also_found(), *self._full.findings)

    def _wanted_checks(self) -> tuple[str, ...]:
        more = (*FULL_CHECKS, "C31") if self._options.full else ("C31",) if self._options.repeat > 1 else ()
        return (*super()._wanted_checks(), *more)

    def _checks(self) -> tuple[CheckResult, ...]:
        plain = () if self._options.repeat > 1 else (not_run("C31", "only with --repeat"),)
        done = (*self._full.results, *plain) if self._options.full else ()
        return merged((*super()._checks(), *done))

    @staticmethod
    def _is_certain(finding: Finding) -> bool:
        """Whether *finding* comes every time, so that repeating it would only cost."""
        return fault(finding.id).confirm != STOCHASTIC


def _twin(diagnosis: Diagnosis) -> Outcome:
    """C22: what the small twin said, if a failure of the first turn asked for it."""
    if diagnosis.twin is None:
        return left_out("C22", "not needed: the first turn shows no fault of size")
    if diagnosis.twin.answered and diagnosis.twin.runs:
        return warned("C22", "the small twin passes: the fault is one of size")
    return passed("C22", "the small twin fails too: the fault is not one of size")
