"""The verdict and its one cause, from findings (design, section 3; probe.md 5.7)."""

from collections.abc import Sequence
from dataclasses import replace

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import Cause, CheckResult, Rescue, Status, Verdict
from roo_wizard.faults.catalog import fault, found
from roo_wizard.faults.checks import check_spec

_CLASSES = (Severity.BLOCK, Severity.RISK, Severity.INCONCLUSIVE)


def decide(findings: Sequence[Finding], checks: Sequence[CheckResult], *, cured: bool) -> Verdict:
    """Return the verdict: first match in the order of the design. *cured* means proven settings avoid every block."""
    weights = {finding.severity for finding in findings}
    if Severity.BLOCK in weights:
        return Verdict.READY_WITH_SETTINGS if cured else Verdict.BLOCKED
    if Severity.RISK in weights:
        return Verdict.RISKY
    if Severity.INCONCLUSIVE in weights or any(map(_is_missing, checks)):
        return Verdict.INCONCLUSIVE
    return Verdict.READY


def _is_missing(check: CheckResult) -> bool:
    """Whether *check* belongs to the quick set and did not run; what the full set leaves out changes no verdict."""
    return check.status is Status.NOT_RUN and check_spec(check.id).quick


def causing(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding of the deciding class with the lowest rank, or None when nothing decides."""
    for severity in _CLASSES:
        of_class = [finding for finding in findings if finding.severity is severity]
        if of_class:
            return min(of_class, key=lambda finding: fault(finding.id).rank)
    return None


def explained(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return *findings* by rank, the consequences of the cause marked as following from it."""
    cause = causing(findings)
    ordered = sorted(findings, key=lambda finding: fault(finding.id).rank)
    if cause is None or cause.severity is Severity.INCONCLUSIVE:
        return tuple(ordered)
    return tuple(
        replace(finding, consequence_of=cause.id)
        if finding is not cause and finding.severity in {Severity.BLOCK, Severity.RISK}
        else finding
        for finding in ordered
    )


def cause_of(verdict: Verdict, findings: Sequence[Finding], rescue: Rescue | None = None) -> Cause | None:
    """Return the cause: None exactly for *ready*. *rescue* are settings that were proven to avoid it."""
    if verdict is Verdict.READY:
        return None
    finding = causing(findings) or found("not-run", "a check of the quick set did not run")
    entry = fault(finding.id)
    seen = f" (seen {finding.seen} of {finding.trials} times)" if finding.trials > 1 else ""
    once = " (seen once)" if finding.trials == 1 and finding.severity is Severity.BLOCK and entry.confirm else ""
    return Cause(
        id=finding.id,
        title=finding.title,
        detail=f"{finding.evidence}{seen or once}",
        owner=finding.owner,
        action=_action(verdict, finding, rescue),
        retryable=entry.retryable,
    )


def _action(verdict: Verdict, finding: Finding, rescue: Rescue | None) -> str:
    """The next step: the proven settings where they decide the verdict, and beside a risk as an offer."""
    if rescue is None or verdict is Verdict.BLOCKED:
        return finding.action
    if verdict is Verdict.READY_WITH_SETTINGS:
        return f"In the client set {rescue.label}."
    return f"{rescue.label} was proven just now: set it in the client and check with it. {finding.action}"
