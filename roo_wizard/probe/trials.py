"""One turn of the task, sent once or as often as its confirmation asks for, and judged each time."""

from collections.abc import Sequence
from dataclasses import dataclass

from roo_wizard.core.exchange import Ending, Exchange, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.faults.catalog import found
from roo_wizard.faults.task import Task
from roo_wizard.probe.confirm import more_trials, settled
from roo_wizard.probe.ground import Ground
from roo_wizard.probe.own_fields import named_field, refusal_of
from roo_wizard.probe.rules.rule import Context, Seen, judge
from roo_wizard.probe.sender import RequestsSpent, Sender
from roo_wizard.probe.target import Target
from roo_wizard.roo.clients import other_of
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn

_UNJUDGED = {Ending.LIMIT: "limit", Ending.CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer and its findings."""

    seen: Seen
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether Roo could go on from this answer."""
        return self.seen.answered and bool(self.seen.runs) and not self._blocks

    @property
    def judged(self) -> bool:
        """Whether the answer says anything about the gateway (a rate limit does not)."""
        return not any(finding.severity is Severity.INCONCLUSIVE for finding in self.findings)

    @property
    def _blocks(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Settled:
    """All trials of one turn and the findings that they settle on."""

    trials: tuple[Trial, ...]
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Trial:
        """The first trial: its failure is the raw one."""
        return self.trials[0]

    @property
    def shown(self) -> Trial:
        """The trial to go on from and to show: the first usable one, else the first."""
        return next((trial for trial in self.trials if trial.usable), self.trials[0])

    @property
    def blocked(self) -> bool:
        """Whether a block stands after confirmation."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    def with_findings(self, more: Sequence[Finding]) -> "Settled":
        """Return this with *more* findings."""
        return Settled(self.trials, (*self.findings, *more))


class Prover:
    """Sends turns of one task to one target."""

    def __init__(self, target: Target, sender: Sender, task: Task, ground: Ground) -> None:
        self.target = target
        self.task = task
        self.ground = ground
        self._sender = sender
        self.trials: list[Trial] = []
        """Every judged answer, oldest first, for the ledger and for the comparison with the other client."""

    async def trial(
        self, turn: Turn, settings: ClientSettings, reason: str, already_read: frozenset[str] = frozenset()
    ) -> Trial:
        """Send *turn* once in the shape that *settings* give it, and judge the answer."""
        target = self.target
        request = target.request(turn, settings)
        exchange = await self._sender.post(request, reason)
        context = Context(
            turn=turn.name,
            model=target.model,
            client=target.client,
            settings=settings,
            listed=self.ground.lists(_model_sent(request, target.model)),
            list_accepted=self.ground.list_accepted,
            prompt_estimate=estimate_prompt_tokens(request.body or {}),
            task=self.task,
            already_read=already_read,
            limits=self._sender.limits,
            other_request=target.request(turn, settings, other_of(target.client)),
        )
        self.trials.append(judged(exchange, context))
        return self.trials[-1]

    async def settle(
        self,
        turn: Turn,
        settings: ClientSettings,
        reason: str,
        already_read: frozenset[str] = frozenset(),
        *,
        stubborn: frozenset[str] = frozenset(),
    ) -> Settled:
        """Send *turn*, and again as long as its blocks ask for confirmation and requests are left.

        *stubborn* are ids that ask for three trials and are blocks when none of these is good (`confirm`).
        """
        trial = await self.trial(turn, settings, reason, already_read)
        return await self.settle_from(trial, turn, settings, already_read, stubborn=stubborn)

    async def settle_from(
        self,
        first: Trial,
        turn: Turn,
        settings: ClientSettings,
        already_read: frozenset[str] = frozenset(),
        *,
        stubborn: frozenset[str] = frozenset(),
    ) -> Settled:
        """Confirm what *first*, a trial of *turn*, showed."""
        trials = [first]
        while trials[-1].judged and more_trials([trial.findings for trial in trials], stubborn):
            try:
                trials.append(await self.trial(turn, settings, f"confirm what {turn.name} showed", already_read))
            except RequestsSpent:
                break
        counted = [trial for trial in trials if trial.judged] or trials
        return Settled(tuple(trials), settled([trial.findings for trial in counted], stubborn))


def _model_sent(request: Request, asked: str) -> str:
    """The id that stands in the request: the Anthropic provider may replace the person's."""
    sent = (request.body or {}).get("model")
    return sent if isinstance(sent, str) else asked


def _refusal(seen: Seen) -> Finding:
    """A refusal that no rule explains: by the entry's own field, where it names one."""
    evidence, name = f"HTTP {seen.exchange.status}: {seen.exchange.excerpt(200)}", named_field(seen)
    return refusal_of(name, evidence, seen) if name else found("refused", evidence, turn=seen.context.turn)


def judged(exchange: Exchange, context: Context) -> Trial:
    """Judge *exchange*: the rules, then the net beneath them that keeps the verdict true to the client."""
    seen = Seen(exchange, context)
    findings = judge(seen)
    if exchange.ending in _UNJUDGED:
        return Trial(seen, (found(_UNJUDGED[exchange.ending], "the answer was not read to its end"),))
    decided = any(finding.severity in {Severity.BLOCK, Severity.INCONCLUSIVE} for finding in findings)
    if not decided and not seen.answered:
        findings += (_refusal(seen),)
    elif not decided and not seen.runs and seen.offers_tools:
        shown = seen.reading.shows or "no tool call that the client can use"
        findings += (found("unusable", shown, turn=context.turn),)
    return Trial(seen, findings)
