"""What a rule gets, what it gives, and how it is registered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.limits import Limits
from roo_wizard.faults.catalog import Fault, fault, found
from roo_wizard.faults.task import Task
from roo_wizard.gateway.answers import offered_tools
from roo_wizard.gateway.bodies import ErrorBody, read_error
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.edit_ladder import EditOutcome, edit_outcome
from roo_wizard.probe.rules.dialect import action_in_dialect, replaced_id
from roo_wizard.probe.wire.anthropic import speaks
from roo_wizard.probe.wire.walk import Wire, read_wire
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.reading.answer import Reading, read
from roo_wizard.roo.reading.outcome import AcceptedCall
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a rule fired, in one line; ``severity`` and ``action`` only where they differ from the catalogue."""

    text: str
    severity: Severity | None = None
    action: str | None = None


@dataclass(frozen=True)
class Context:
    """What is known around an answer.

    ``listed`` says whether the model is in the gateway's list (None: no list), ``list_accepted`` whether the
    list was given with this key. ``prompt_estimate`` is our count of the request's tokens. ``already_read``
    are the paths whose content the request carries. ``other_request`` is what the other client would have sent
    (None: not known).
    """

    turn: str
    model: str
    client: ClientProfile = ROO
    settings: ClientSettings = field(default_factory=ClientSettings)
    listed: bool | None = None
    list_accepted: bool | None = None
    prompt_estimate: int = 0
    task: Task | None = None
    already_read: frozenset[str] = frozenset()
    other_request: Request | None = None
    limits: Limits = _LIMITS
    """The waits that were in force: what is slow is measured by them."""


@dataclass(frozen=True)
class Seen:
    """An answer with everything that is derived from it, each derived once."""

    exchange: Exchange
    context: Context

    @cached_property
    def wire(self) -> Wire:
        """The answer as it stood on the wire."""
        return read_wire(self.exchange)

    @cached_property
    def reading(self) -> Reading:
        """The answer as the client reads it."""
        return read(self.exchange, self.context.client, self.context.settings)

    @cached_property
    def situation(self) -> Situation:
        """What the answer is an example of, by its text first and its status last."""
        return situation(self.exchange)

    @cached_property
    def error(self) -> ErrorBody | None:
        """The error object in the body, in whichever of its shapes."""
        return read_error(self.exchange)

    @cached_property
    def runs(self) -> tuple[AcceptedCall, ...]:
        """The calls that the client carries out: seen, and not answered with an error."""
        return tuple(call for call in self.reading.calls if call.problem is None)

    @cached_property
    def edit(self) -> EditOutcome:
        """How far an edit in this answer came."""
        if self.context.task is None:
            return EditOutcome(0, "E0: no task")
        return edit_outcome(self.runs, self.context.task, self.context.model)

    @cached_property
    def offered_names(self) -> frozenset[str]:
        """The names of the tools that the request offered; the client's usual ones where it was not recorded."""
        if self.exchange.request.body is not None:
            return frozenset(offered_tools(self.exchange.request.body))
        return frozenset(tool["function"]["name"] for tool in offered(self.context.client, self.context.settings))

    @property
    def offers_tools(self) -> bool:
        """Whether the request offered any tool, so that an answer without a call is a fault."""
        return bool(self.offered_names)

    @property
    def anthropic(self) -> bool:
        """Whether the answer is in the Anthropic dialect."""
        return speaks(self.exchange.request)

    def next_step(self, entry: Fault) -> str | None:
        """Return what to do about *entry* where the catalogue names what this provider does not have."""
        return action_in_dialect(entry, self.exchange.request, self.context.settings, self.context.client)

    @property
    def replaced_id(self) -> str | None:
        """The id that the client sent in place of the one that was asked for, None when it sent that one."""
        return replaced_id(self.exchange.request, self.context.model)

    @property
    def needs_whole_calls(self) -> bool:
        """Whether the provider leaves the client only complete calls, so that half a call is lost."""
        native = native_of(self.context.settings, self.context.client)
        return native is not None and native.needs_whole_calls

    @property
    def streamed(self) -> bool:
        """Whether the request asked for a stream."""
        return self.exchange.request.streams

    @property
    def answered(self) -> bool:
        """Whether there is a 2xx answer to look into."""
        return self.exchange.ok


def splits_tags(seen: Seen) -> bool:
    """Whether the provider looks for ``<think>`` in the text; Anthropic's and most of the client's own do not."""
    native = native_of(seen.context.settings, seen.context.client)
    return native.splits_tags if native else not seen.anthropic


def thought_fields(seen: Seen) -> tuple[frozenset[str], str]:
    """Return the fields of a delta that the provider takes for thinking, and how to call it."""
    client = seen.context.client
    native = native_of(seen.context.settings, client)
    if native is not None:
        return frozenset(native.thoughts), f"the client's {native.name} entry"
    more = ("reasoning",) if client.reads_reasoning_field else ()
    return frozenset(("reasoning_content", *more)), client.name


Rule = Callable[[Seen], "Evidence | str | None"]

_RULES: dict[str, Rule] = {}


def shows(fault_id: str) -> Callable[[Rule], Rule]:
    """Register a function as the rule of the catalogue's *fault_id*."""

    def register(rule: Rule) -> Rule:
        _RULES[fault_id] = rule
        return rule

    return register


def judge(seen: Seen) -> tuple[Finding, ...]:
    """Return every fault that *seen* shows, in the order of ranks; pure, so it can be judged again at any time."""
    findings: list[Finding] = []
    for fault_id, rule in _RULES.items():
        evidence = rule(seen)
        if isinstance(evidence, str):
            evidence = Evidence(evidence)
        if evidence is not None:
            findings.append(
                found(
                    fault_id,
                    evidence.text,
                    severity=evidence.severity,
                    action=evidence.action or seen.next_step(fault(fault_id)),
                    turn=seen.context.turn,
                )
            )
    return tuple(sorted(findings, key=lambda finding: fault(finding.id).rank))


def ruled_faults() -> frozenset[str]:
    """Return the ids that have a rule, for the tests that compare them with the catalogue."""
    return frozenset(_RULES)
