"""Confirmation: one sight of a block proves little, so it is looked at again (design, section 3)."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import fault

NONE_OF = 3
"""How often a stubborn fault has to be seen in a row to be a block: none of three tries was good."""


def more_trials(trials: Sequence[Sequence[Finding]], stubborn: Set[str] = frozenset()) -> int:
    """Return how many further trials the blocks of the *trials* so far ask for.

    A deterministic block asks for one repeat, a stochastic one for two; a deterministic block that the
    repeat does not show again is treated as stochastic. *stubborn* ids ask for three trials whatever their severity.
    """
    if any(finding.id in stubborn for trial in trials for finding in trial):
        return max(0, NONE_OF - len(trials))
    blocks = {finding.id for trial in trials for finding in trial if finding.severity is Severity.BLOCK}
    wanted = max((fault(name).confirm for name in blocks), default=0) + 1 if blocks else 0
    if len(trials) >= 2 and wanted == 2 and any(_count(name, trials) < len(trials) for name in blocks):
        wanted = 3
    return max(0, wanted - len(trials))


def settled(trials: Sequence[Sequence[Finding]], stubborn: Set[str] = frozenset()) -> tuple[Finding, ...]:
    """Merge the findings of all trials: a block seen in 1 of 3 is a risk, in 2 or 3 of 3 a block.

    A *stubborn* fault is a block only when all three trials show it; it keeps its own severity otherwise.
    Evidence is that of the first sight. Findings that are no blocks count from the trial that showed them first.
    """
    first: dict[str, Finding] = {}
    for trial in trials:
        for finding in trial:
            known = first.get(finding.id)
            if known is None or _weight(finding) < _weight(known):
                first[finding.id] = finding
    merged = []
    for finding in first.values():
        seen = _count(finding.id, trials)
        severity = finding.severity
        if severity is Severity.BLOCK and len(trials) >= 3 and seen == 1:
            severity = Severity.RISK
        if finding.id in stubborn and seen >= NONE_OF:
            severity = Severity.BLOCK
        merged.append(replace(finding, seen=seen, trials=len(trials), severity=severity))
    return tuple(sorted(merged, key=lambda finding: fault(finding.id).rank))


def _count(name: str, trials: Sequence[Sequence[Finding]]) -> int:
    return Counter(finding.id for trial in trials for finding in trial)[name]


def _weight(finding: Finding) -> int:
    return list(Severity).index(finding.severity)
