"""Client settings that avoid a fault, named only after T1 and T2 have passed with them (probe.md 5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import Rescue
from roo_wizard.faults.catalog import fault
from roo_wizard.probe.script import first_turn, paths_read, second_turn
from roo_wizard.probe.sender import RequestsSpent
from roo_wizard.probe.target import Target
from roo_wizard.probe.trials import Prover, Settled, Trial
from roo_wizard.roo.anthropic import SETTINGS as ANTHROPIC_SETTINGS
from roo_wizard.roo.model_ids import is_o_family
from roo_wizard.roo.settings import ClientSettings, describe

_MOST_CHANGES = 3
"""How many rescues may be laid on top of each other before it is no longer worth a person's time."""

_CURABLE = frozenset({Severity.BLOCK, Severity.RISK})


@dataclass(frozen=True, slots=True)
class Proven:
    """A rescue and the two turns that prove it."""

    rescue: Rescue
    settings: ClientSettings
    first: Settled
    second: Settled


async def find_rescue(prover: Prover, faults: Sequence[Finding]) -> Proven | None:
    """Try the rescues of *faults* by rank; one that uncovers another curable fault is tried together with its cure."""
    for change in _changes(faults, prover.target, prover.target.settings):
        try:
            proven = await _proven_with(prover, change, {finding.id for finding in faults})
        except RequestsSpent:
            return None
        if proven:
            return proven
    return None


def _changes(faults: Sequence[Finding], target: Target, settings: ClientSettings) -> Iterator[Mapping[str, Json]]:
    tried: list[Mapping[str, Json]] = []
    for finding in sorted(faults, key=lambda finding: fault(finding.id).rank):
        for change in fault(finding.id).rescues:
            if change not in tried and not _is_useless(change, target) and settings.with_(change) != settings:
                tried.append(change)
                yield change


def _is_useless(change: Mapping[str, Json], target: Target) -> bool:
    """Whether the client reads none of *change* here: another provider's settings, the R1 box for an o model's id."""
    if target.native is not None:
        return not target.native.settings.intersection(change)
    if target.endpoint.dialect is Dialect.ANTHROPIC:
        return not any(name in ANTHROPIC_SETTINGS for name in change)
    return is_o_family(target.model) and "openAiR1FormatEnabled" in change


async def _proven_with(prover: Prover, change: Mapping[str, Json], cured: set[str]) -> Proven | None:
    """Prove *change*, laying the cure of whatever it uncovers on top of it."""
    settings = prover.target.settings.with_(change)
    for _ in range(_MOST_CHANGES):
        first, second = await _both_turns(prover, settings)
        left = _left(first, second)
        if second is not None and not left:
            return _proven(prover, settings, first, second)
        uncovered = [finding for finding in left if finding.id not in cured]
        more = next(_changes(uncovered, prover.target, settings), None)
        if more is None or len(uncovered) < len(left):
            return None
        settings = settings.with_(more)
    return None


async def _both_turns(prover: Prover, settings: ClientSettings) -> tuple[Trial, Trial | None]:
    reason = f"prove {describe(_difference(prover, settings))}"
    first = await prover.trial(first_turn(prover.task), settings, reason)
    if not first.usable:
        return first, None
    reading = first.seen.reading
    second = await prover.trial(second_turn(prover.task, reading), settings, reason, paths_read(prover.task, reading))
    return first, second


def _left(first: Trial, second: Trial | None) -> list[Finding]:
    findings = (*first.findings, *(second.findings if second else ()))
    return [finding for finding in findings if finding.severity in _CURABLE | {Severity.INCONCLUSIVE}]


def _proven(prover: Prover, settings: ClientSettings, first: Trial, second: Trial) -> Proven:
    change = _difference(prover, settings)
    rescue = Rescue(settings=change, label=describe(change), proven=True)
    return Proven(rescue, settings, Settled((first,), first.findings), Settled((second,), second.findings))


def _difference(prover: Prover, settings: ClientSettings) -> dict[str, Json]:
    before = prover.target.settings
    return {name: settings[name] for name in settings if settings[name] != before[name]}
