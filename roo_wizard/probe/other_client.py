"""Where Roo Code and Zoo Code fare differently with the same gateway, told without a further request.

Judging is pure, so the same answer is judged once more by the other client's rules. Where the fault lies in a part
of the request that the other client sends differently, its answer is not known: then only the difference is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from roo_wizard.core.exchange import Json, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.text import LINE_LIMIT, safe
from roo_wizard.faults.catalog import found
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.trials import Trial, judged
from roo_wizard.roo.clients import other_of

_ABOUT: dict[str, frozenset[str]] = {
    "temperature": frozenset({"R05"}),
    "parallel_tool_calls": frozenset({"R03"}),
    "stream_options": frozenset({"R04"}),
    "model": frozenset({"M01", "N13", "N15", "N18"}),
    "url": frozenset({"N03", "N13"}),
    "User-Agent": frozenset({"N06"}),
}
"""Which faults lie in a part of the request that the two clients may send differently (roo-code.md 1)."""

_STOPS = frozenset({Severity.BLOCK, Severity.RISK})
_WORTH_TELLING = frozenset({Severity.BLOCK, Severity.RISK, Severity.WARN})


def compared(findings: Sequence[Finding], trials: Sequence[Trial]) -> tuple[Finding, ...]:
    """Return *findings* with a sentence where the other client fares differently, and what only that one would show.

    *trials* are those that showed them; a fault that the other client alone would have is an info here.
    """
    told = [_told(finding, trials) for finding in findings]
    known = {finding.id for finding in findings}
    extra = {more.id: more for trial in trials for more in _only_there(trial) if more.id not in known}
    return (*told, *extra.values())


def differing_parts(seen: Seen) -> tuple[str, ...]:
    """Return what the other client would send differently: fields of the body, "url", "User-Agent"."""
    own, other = seen.exchange.request, seen.context.other_request
    if other is None:
        return ()
    mine, theirs = dict(own.body or {}), dict(other.body or {})
    parts = [name for name in mine | theirs if mine.get(name) != theirs.get(name)]
    parts += ["url"] if own.url != other.url else []
    parts += ["User-Agent"] if _user_agent(own) != _user_agent(other) else []
    return tuple(parts)


def sentence(finding: Finding, trial: Trial) -> str:
    """Return how the other client fares where *trial* showed *finding*, "" when it is the same there."""
    mine, theirs = trial.seen.context.client, other_of(trial.seen.context.client)
    differs = _about_a_difference(finding, trial.seen)
    shown = next((own for own in trial.findings if _is_same(finding, own)), None)
    if differs or shown is None:
        return differs
    again = _judged_there(trial)
    # Confirmation may have changed the weight of the finding; the two clients are compared by this one answer.
    if any(other.id == finding.id and other.severity is shown.severity for other in again.findings):
        return ""
    if finding.severity in _STOPS:
        works = again.usable and not any(other.severity in _STOPS for other in again.findings)
        return f"fails in {mine.name}, works in {theirs.name}, which reads the same answer otherwise" if works else ""
    return f"only in {mine.name}: {theirs.name} reads the same answer without this"


def _about_a_difference(finding: Finding, seen: Seen) -> str:
    """What is known where the fault lies in a part that the other client sends differently, else ""."""
    mine, theirs = seen.context.client.name, other_of(seen.context.client).name
    for part in differing_parts(seen):
        if finding.id in _ABOUT.get(part, ()):
            return f"{mine} alone, as far as is known: {theirs} {_sends(part, seen)} (read in source, not tried)"
    return ""


def _told(finding: Finding, trials: Sequence[Trial]) -> Finding:
    of_turn = [trial for trial in trials if trial.seen.context.turn == finding.turn]
    showing = [trial for trial in of_turn if any(_is_same(finding, own) for own in trial.findings)]
    trial = next(iter(showing or of_turn), None)
    words = sentence(finding, trial) if trial and finding.severity in _WORTH_TELLING else ""
    if not words:
        return finding
    evidence = safe(finding.evidence, LINE_LIMIT - len(words) - 4)
    return replace(finding, evidence=safe(f"{evidence} – {words}"))


def _is_same(finding: Finding, own: Finding) -> bool:
    return (finding.id, finding.turn) == (own.id, own.turn)


def _only_there(trial: Trial) -> Iterator[Finding]:
    """What the other client alone would show with this answer, or with the id that it would send."""
    seen = trial.seen
    mine, theirs = seen.context.client.name, other_of(seen.context.client).name
    own = {finding.id for finding in trial.findings}
    for other in _judged_there(trial).findings:
        if other.id not in own and other.severity in _WORTH_TELLING:
            yield _info(other.id, f"not in {mine}, but in {theirs}: {other.evidence}", seen)
    if seen.anthropic and seen.replaced_id is None and "model" in differing_parts(seen):
        yield _info("M01", f"not in {mine}, but in {theirs}, which {_sends('model', seen)}", seen)


def _info(fault_id: str, evidence: str, seen: Seen) -> Finding:
    return found(fault_id, evidence, severity=Severity.INFO, turn=seen.context.turn)


def _judged_there(trial: Trial) -> Trial:
    context = trial.seen.context
    return judged(trial.seen.exchange, replace(context, client=other_of(context.client), other_request=None))


def _sends(part: str, seen: Seen) -> str:
    """What the other client sends in place of *part*."""
    other = seen.context.other_request
    body: dict[str, Json] = dict(other.body or {}) if other else {}
    if part in body:
        return f"sends {body[part]} as {part}"
    if part == "User-Agent" and other:
        return f"calls itself {_user_agent(other)}"
    if part == "url" and other:
        return f"asks {safe(other.url, 120)}"
    return f"sends no {part}{' unless one is set' if part == 'temperature' else ''}"


def _user_agent(request: Request) -> str:
    return next((str(value) for name, value in request.headers if name.lower() == "user-agent"), "")
