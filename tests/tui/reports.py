"""Reports and events for the screens, in the words of the checks, the catalogue and the engine: pictures must not lie.

Titles come from `check_spec` and `found`, causes are made by `cause_of`; summaries are those of runs against the
practice gateway. Only the times are made up, since a picture can have no clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roo_wizard.core.events import Announced, CheckFinished, CheckStarted, Done, Estimated, Event, Received, Spent
from roo_wizard.core.finding import Finding
from roo_wizard.core.report import Cause, CheckResult, Client, Report, Rescue, Status, TargetFacts, Usage, Verdict
from roo_wizard.faults.catalog import found
from roo_wizard.faults.checks import check_spec
from roo_wizard.probe.verdict import cause_of

QUICK: tuple[tuple[str, str, int], ...] = (
    ("C01", "https://router.flatkey.ai/v1 as it is", 0),
    ("C02", "connected to router.flatkey.ai:443", 61),
    ("C03", "answered where it was asked", 133),
    ("C04", "6 models, this one among them", 133),
    ("C05", "refused without a key: the list proves the key", 0),
    ("C06", "HTTP 200 to 38.8 KB", 870),
    ("C07", "57 events, 13,854 bytes", 870),
    ("C08", "ended by itself after 2.3 s", 2_310),
    ("C09", "first tool call after 1.1 s, no sign of buffering", 1_120),
    ("C10", "read_file, read_file", 2_180),
    ("C11", "ids, indexes, types and names as they should be", 0),
    ("C12", "the client takes 2 of 2", 0),
    ("C13", "complete JSON, nothing missing", 0),
    ("C14", "no call written as text", 0),
    ("C15", "each call has its own id and index", 0),
    ("C16", "8,293 prompt and 206 completion tokens", 0),
    ("C17", "HTTP 200, replay accepted", 3_040),
    ("C18", "E5: apply_diff applied, exactly the wanted change", 0),
    ("C19", "CJK and emoji came back unchanged", 0),
)
"""What a healthy gateway gives for the quick set, and the time in ms."""

FULL: tuple[tuple[str, str, int], ...] = (
    *QUICK,
    ("C20", "ended, and all three tags quoted", 1_760),
    ("C21", "ask_followup_question with nested arguments fits its schema", 1_340),
    ("C22", "not needed: the first turn shows no fault of size", 0),
    ("C23", "all three tags of about 24,000 tokens came back", 2_950),
    ("C24", "complete without streaming too: read_file, read_file", 2_240),
    ("C25", "120 lines in one call, complete", 11_400),
    ("C26", "a made-up model id: HTTP 404, The model does not exist; an over-long name: HTTP 400", 0),
    ("C27", "model gpt-5.4-mini, id chatcmpl-e952e454", 0),
    ("C28", "image: accepted", 940),
    ("C29", "max_completion_tokens: accepted; forced tool: accepted", 0),
    ("C30", "both answered", 890),
    ("C31", "only with --repeat", 0),
)
_SKIPPED = frozenset({"C22", "C31"})
_BILLED = {"C06": ("T1", "Roo's first turn", 8_293), "C17": ("T2", "Roo's second turn", 8_995)}
_SIZES = {"C04": 1_487, "C06": 13_854, "C17": 4_870}
_GROUND, _FIRST, _SECOND, _REST = ("C01", "C05"), ("C06", "C16"), ("C17", "C19"), ("C20", "C31")

TIMING: dict[str, float | str | bool | None] = {
    "dns": 12.0,
    "tcp": 18.0,
    "tls": 31.0,
    "ttfb": 870.0,
    "ttfe": 880.0,
    "ttft": 1_120.0,
    "ttft_kind": "tool call",
    "ttfa": 1_120.0,
    "call_complete": 2_180.0,
    "tokens_per_second": 173.1,
    "max_gap": 240.0,
    "buffering": False,
    "total": 2_310.0,
    "ttfb_cold": 931.0,
    "ttfb_warm": 790.0,
    "retries": 0,
}


def result(name: str, summary: str, took: int = 0, status: Status = Status.PASS) -> CheckResult:
    """The result of a check under its own title and severity."""
    spec = check_spec(name)
    return CheckResult(name, spec.title, status, spec.severity, summary, took)


def results(
    rows: Sequence[tuple[str, str, int]] = QUICK, others: Mapping[str, tuple[Status, str]] | None = None
) -> tuple[CheckResult, ...]:
    """Every check passed, but for those named with their status and summary."""
    made = []
    for name, summary, took in rows:
        status, words = (others or {}).get(name, (Status.NOT_RUN if name in _SKIPPED else Status.PASS, summary))
        made.append(result(name, words, took if status is not Status.NOT_RUN else 0, status))
    return tuple(made)


def report(
    verdict: Verdict = Verdict.READY, cause: Cause | None = None, checks: Sequence[CheckResult] | None = None
) -> Report:
    """A report without clock or chance."""
    base_url = "https://router.flatkey.ai/v1"
    return Report(
        verdict=verdict,
        client=Client("roo", "3.52.1", "run"),
        target=TargetFacts(base_url, base_url, "https://router.flatkey.ai", "openai", "gpt-5.4-mini"),
        cause=cause,
        checks=tuple(checks) if checks is not None else results(),
        usage=Usage(2, 17_288, 412, cost_usd=0.0051),
        timing=TIMING,
        started_at="2026-11-20T10:00:00Z",
        duration_ms=5_730,
    )


def full() -> Report:
    """The full proof of a healthy gateway."""
    return replace(report(checks=results(FULL)), usage=Usage(14, 63_367, 2_899, cost_usd=0.0216), duration_ms=21_480)


def blocked() -> Report:
    """Tool calls as text: the commonest block."""
    seen = '<tool_call> in the text: <tool_call> {"name":"read_file","arguments":{"path":"notes/brief.md"'
    cause = replace(found("T14", seen), seen=2, trials=2)
    nothing, stopped = "there is no call to look at", "an earlier check stopped here"
    unlisted = found("N12", "there is no model list at this address (404): Not Found")
    otherwise = {
        "C04": (Status.WARN, f"N12: {unlisted.evidence}"),
        "C05": (Status.PASS, "not asked without a key"),
        "C14": (Status.FAIL, f"T14: {seen}"),
        **dict.fromkeys(("C11", "C12", "C13", "C15"), (Status.NOT_RUN, nothing)),
        **dict.fromkeys(("C17", "C18", "C19"), (Status.NOT_RUN, stopped)),
    }
    timing = TIMING | {"ttft_kind": "content", "ttfa": None, "call_complete": None, "ttfb_warm": None}
    return replace(_judged(Verdict.BLOCKED, cause, unlisted, checks=results(others=otherwise)), timing=timing)


def refused() -> Report:
    """A key that the gateway refuses, with the list and with the first turn."""
    said = "HTTP 401: Incorrect API key provided"
    cause = replace(found("N07", said), seen=2, trials=2)
    stopped = "an earlier check stopped here"
    otherwise = {"C04": (Status.FAIL, f"N07: {said}"), "C06": (Status.FAIL, f"N07: {said}")}
    later = [name for name, _, _ in QUICK if name > "C06"]
    checks = results(others=otherwise | dict.fromkeys(later, (Status.NOT_RUN, stopped)))
    judged = _judged(Verdict.BLOCKED, cause, checks=checks)
    return replace(judged, timing={}, usage=Usage(2, 16_586, 0), duration_ms=410)


def risky() -> Report:
    """Arguments that end in the middle."""
    cause = found("T10", 'read_file: arguments end in the middle: …lse,"max_lines":2000},"path":"notes/b')
    return _judged(Verdict.RISKY, cause, checks=results(others={"C13": (Status.WARN, f"T10: {cause.evidence}")}))


def with_settings() -> Report:
    """Streaming off avoids a refused field."""
    rescue = Rescue({"openAiStreamingEnabled": False}, "Enable streaming: off", proven=True)
    refused = found("R04", 'HTTP 400: {"error":{"message":"stream_options is not supported"}}')
    checks = results(
        others={
            "C06": (Status.WARN, "R04 avoided by Enable streaming: off"),
            "C07": (Status.PASS, "a plain answer, as set"),
        }
    )
    judged = _judged(Verdict.READY_WITH_SETTINGS, replace(refused, seen=2, trials=2), checks=checks)
    cause = cause_of(judged.verdict, judged.findings, rescue)
    return replace(judged, cause=cause, settings=rescue.settings, rescues=(rescue,))


def _judged(verdict: Verdict, *findings: Finding, checks: tuple[CheckResult, ...]) -> Report:
    return replace(report(verdict, cause_of(verdict, findings), checks), findings=findings)


def proof_events(outcome: Report) -> list[Event]:
    """The events of a proof that ends with *outcome*, in the order in which the engine sends them."""
    known = {one.id: one for one in outcome.checks}
    whole = "C25" in known
    events: list[Event] = [*_started(known, "C01", "C02", "C04")]
    events += [Received("models", _SIZES["C04"], 13.0)] if "C04" in known else []
    events += _finished(known, _GROUND)
    events += [Estimated(14, 62_914, 3_240, 0.0222)] if whole else []
    events += [*_billed(known, "C06", 1), *_finished(known, _FIRST), *_billed(known, "C17", 2)]
    events += _finished(known, _SECOND)
    if whole:
        events += _started(known, "C25")
        events += [Announced("long answer", "an answer of some length", 1_591), Received("long answer", 9_800, 6_200.0)]
        events += [Spent(14, 63_367, 2_899, False), *_finished(known, _REST)]
    return [*events, Done(outcome)]


def _started(known: dict[str, CheckResult], *names: str) -> list[Event]:
    return [CheckStarted(name, known[name].title) for name in names if name in known]


def _finished(known: dict[str, CheckResult], span: tuple[str, str]) -> list[Event]:
    return [CheckFinished(known[name]) for name in sorted(known) if span[0] <= name <= span[1]]


def _billed(known: dict[str, CheckResult], name: str, count: int) -> list[Event]:
    if name not in known or known[name].status is Status.NOT_RUN:
        return []
    purpose, reason, tokens = _BILLED[name]
    return [
        *_started(known, name),
        Announced(purpose, reason, tokens),
        Received(purpose, _SIZES[name], known[name].duration_ms / 2),
        Spent(count, (8_293, 17_288)[count - 1], 206 * count, False),
    ]
