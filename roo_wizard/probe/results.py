"""Findings as the results of the checks C01–C19: which check shows which fault, and what a pass says."""

from collections.abc import Callable, Mapping, Sequence

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import AuthForm
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult, Status
from roo_wizard.core.text import safe
from roo_wizard.faults.checks import check_spec
from roo_wizard.gateway.listing.catalog import Fetched
from roo_wizard.probe.edit_ladder import ACCEPTED
from roo_wizard.probe.ground import Ground
from roo_wizard.probe.rules.meaning import reported
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.trials import Settled
from roo_wizard.probe.wire.walk import Form

GROUND_CHECKS = ("C01", "C02", "C03", "C04", "C05")
FIRST_TURN_CHECKS = tuple(f"C{number:02}" for number in range(6, 17))
SECOND_TURN_CHECKS = ("C17", "C18", "C19")

_CHECK_OF: dict[str, str] = {
    **dict.fromkeys(("N04", "N05", "plain-http", "fixed-base"), "C01"),
    "N01": "C02",
    "N02": "C03",
    **dict.fromkeys(("N12", "model-info"), "C04"),
    **dict.fromkeys(("N03", "N09", "N10", "S01", "S07", "S08", "S09", "S10", "no-choices"), "C07"),
    **dict.fromkeys(("S03", "S04", "S05", "S06", "S15", "S17"), "C08"),
    "S02": "C09",
    **dict.fromkeys(("T13", "T19", "T20", "T22", "M02", "M04", "M08", "unusable"), "C10"),
    **dict.fromkeys(("T01", "T05", "T12", "T21"), "C11"),
    **dict.fromkeys(("T03", "T06", "T07", "T08", "T09"), "C12"),
    **dict.fromkeys(("T10", "T11", "T16", "T17", "M07"), "C13"),
    **dict.fromkeys(("T14", "T15"), "C14"),
    **dict.fromkeys(("T02", "T04", "T18"), "C15"),
    **dict.fromkeys(("S11", "S12", "S13", "M01"), "C16"),
    "loop": "C13",
    "M09": "C18",
    "S14": "C19",
}
"""Which check shows a fault; what is not named here is about the acceptance of the request (C06 or C17)."""

_SECOND_TURN_OWN = frozenset({"C09", "C13", "C14", "C18", "C19"})
_NEEDS_CALLS = frozenset({"C10", "C11", "C12", "C13", "C15"})

_STATUS = {
    Severity.BLOCK: Status.FAIL,
    Severity.RISK: Status.WARN,
    Severity.WARN: Status.WARN,
    Severity.INCONCLUSIVE: Status.NOT_RUN,
}


def result(check: str, findings: Sequence[Finding], passed: str, duration_ms: float = 0) -> CheckResult:
    """Return the result of *check*: its gravest finding, or *passed* when there is none to speak of."""
    spec = check_spec(check)
    gravest = min(findings, key=lambda finding: list(Severity).index(finding.severity), default=None)
    status = _STATUS.get(gravest.severity, Status.PASS) if gravest else Status.PASS
    summary = f"{gravest.id}: {gravest.evidence}" if gravest else passed
    return CheckResult(check, spec.title, status, spec.severity, safe(summary), round(duration_ms))


def not_run(check: str, why: str) -> CheckResult:
    """Return the result of a check that did not run; it is never green."""
    spec = check_spec(check)
    return CheckResult(check, spec.title, Status.NOT_RUN, spec.severity, safe(why))


def check_of(finding: Finding) -> str:
    """Return the check that shows *finding*."""
    second = finding.turn == "T2"
    check = _CHECK_OF.get(finding.id, "C06")
    if second and check not in _SECOND_TURN_OWN:
        return "C17"
    return check


def ground_results(ground: Ground, endpoint: Endpoint) -> tuple[CheckResult, ...]:
    """Return C01–C05."""
    by_check = _by_check(ground.findings)
    results = [result("C01", by_check.get("C01", by_check.get("C06", [])), f"{endpoint.base_url} as it is")]
    if "C02" in by_check:
        return (*results, result("C02", by_check["C02"], ""), *(not_run(c, "no connection") for c in GROUND_CHECKS[2:]))
    if not ground.phases and ground.fetched is None:
        return (*results, *(not_run(check, "not asked") for check in GROUND_CHECKS[1:]))
    total = sum(ground.phases.values())
    through = f" through the proxy {ground.proxy}" if ground.proxy else ""
    opened = f"; {ground.opened_by} opens TLS on the way: VS Code must trust its CA too" if ground.opened_by else ""
    results.append(result("C02", [], f"connected to {endpoint.netloc}{through}{opened}", total))
    if ground.fetched is None:
        return (*results, *(not_run(check, "not asked") for check in GROUND_CHECKS[2:]))
    listed = ground.fetched.listed
    count = len(ground.fetched.catalog.models)
    key_findings = [finding for finding in ground.findings if finding.turn == "models" and finding.id == "N07"]
    results.append(result("C03", by_check.get("C03", []), "answered where it was asked", listed.total_ms))
    passed = f"{count:,} models, this one among them"
    results.append(result("C04", [*by_check.get("C04", []), *key_findings], passed, listed.total_ms))
    return (*results, _key_control(ground.fetched, ground.list_accepted))


def _key_control(fetched: Fetched, list_accepted: bool | None) -> CheckResult:
    """C05. A list that is missing leaves nothing to compare; one that never answered leaves it unknown."""
    keyless = fetched.keyless
    if not fetched.listed.reached:
        return not_run("C05", "the model list was asked for and no answer came")
    if keyless is None:
        alone = fetched.source.request.auth is AuthForm.NONE
        return result("C05", [], "no key is sent" if alone else "no list to compare with and without the key")
    if not keyless.reached:
        return not_run("C05", "the model list was asked for without a key and no answer came")
    if keyless.ok:
        return result("C05", [], "the list is public: it proves nothing about the key, the chat request decides")
    proves = ": the list proves the key" if list_accepted else ""
    return result("C05", [], f"refused without a key{proves}")


def first_turn_results(settled: Settled) -> tuple[CheckResult, ...]:
    """Return C06–C16 of the first turn; a check whose ground is missing did not run."""
    seen = settled.shown.seen
    # What was refused says nothing of a stream or of calls: all of it is about the request.
    by_check = _by_check(settled.findings) if seen.answered else {"C06": list(settled.findings)}
    results = []
    for check in FIRST_TURN_CHECKS:
        findings = by_check.get(check, [])
        why = "" if findings else _missing_ground(check, seen)
        summary = _PASSES[check]
        duration = _DURATIONS[check](seen) if check in _DURATIONS else 0.0
        results.append(not_run(check, why) if why else result(check, findings, summary(seen), duration))
    return tuple(results)


def second_turn_results(settled: Settled) -> tuple[CheckResult, ...]:
    """Return C17–C19 of the second turn."""
    seen = settled.shown.seen
    by_check = _by_check(settled.findings)
    shared = {check: found for check, found in by_check.items() if check not in SECOND_TURN_CHECKS}
    replay = [*by_check.get("C17", []), *(finding for found in shared.values() for finding in found)]
    results = [result("C17", replay, f"HTTP {seen.exchange.status}, replay accepted", seen.exchange.total_ms)]
    if not seen.answered or not settled.shown.judged:
        return (*results, *(not_run(check, "the replay was not answered") for check in SECOND_TURN_CHECKS[1:]))
    edit = seen.edit
    landed = result("C18", by_check.get("C18", []), edit.summary)
    if edit.level < ACCEPTED and landed.status is Status.PASS:
        landed = CheckResult("C18", landed.title, Status.WARN, landed.severity, safe(edit.summary))
    return (*results, landed, result("C19", by_check.get("C19", []), "CJK and emoji came back unchanged"))


def merged(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """Return one result per check, the last one of each, in the order of the checks."""
    return tuple(dict(sorted({entry.id: entry for entry in results}.items())).values())


def _by_check(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(check_of(finding), []).append(finding)
    return grouped


def _missing_ground(check: str, seen: Seen) -> str:
    """Why *check* says nothing about this answer, or ""."""
    if check == "C06":
        return ""
    if not seen.answered:
        return "the request was not accepted"
    readable = seen.wire.form is Form.EVENTS if seen.streamed else seen.wire.form is Form.JSON
    if check != "C07" and not readable:
        return "there is no readable answer"
    return "there is no call to look at" if check in _NEEDS_CALLS and not seen.wire.calls else ""


def _retried(seen: Seen) -> str:
    """How many attempts it took, when it was more than one: retries are never hidden."""
    return f", at attempt {seen.exchange.attempts}" if seen.exchange.earlier else ""


def _seconds(ms: float | None) -> str:
    return "–" if ms is None else f"{ms / 1000:.1f} s"


def _speed(seen: Seen) -> str:
    token = seen.wire.first_token
    if not seen.streamed:
        return "a plain answer, as set"
    return f"first {token[1]} after {_seconds(token[0])}, no sign of buffering" if token else "nothing to measure"


def _usage(seen: Seen) -> str:
    prompt, completion = (reported(seen.wire.last_usage, f"{kind}_tokens") or 0 for kind in ("prompt", "completion"))
    return f"{prompt:,} prompt and {completion:,} completion tokens"


_PASSES: dict[str, Callable[[Seen], str]] = {
    "C06": lambda seen: (
        f"HTTP {seen.exchange.status} to {len(seen.exchange.request.content) / 1000:.1f} KB{_retried(seen)}"
    ),
    "C07": lambda seen: (
        f"{seen.wire.events} events, {len(seen.exchange.body):,} bytes" if seen.streamed else "a plain answer, as set"
    ),
    "C08": lambda seen: f"ended by itself after {_seconds(seen.exchange.total_ms)}",
    "C09": _speed,
    "C10": lambda seen: ", ".join(call.name for call in seen.wire.calls[:4]),
    "C11": lambda seen: "ids, indexes, types and names as they should be",
    "C12": lambda seen: f"the client takes {len(seen.runs)} of {len(seen.wire.calls)}",
    "C13": lambda seen: "complete JSON, nothing missing",
    "C14": lambda seen: "no call written as text",
    "C15": lambda seen: "each call has its own id and index",
    "C16": _usage,
}

_DURATIONS: dict[str, Callable[[Seen], float]] = {
    "C06": lambda seen: seen.exchange.header_ms or seen.exchange.total_ms,
    "C07": lambda seen: seen.wire.first_event_ms or 0.0,
    "C08": lambda seen: seen.exchange.total_ms,
    "C09": lambda seen: seen.wire.first_token[0] if seen.wire.first_token else 0.0,
    "C10": lambda seen: max((call.last_ms for call in seen.wire.calls), default=0.0),
}
