"""A report as people read it in a terminal that shows plain lines."""

from collections.abc import Iterator

from roo_wizard.cli.output import table
from roo_wizard.core.finding import Severity
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
from roo_wizard.probe.smoke import smoke_tests
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import describe

HEADLINES = {
    Verdict.READY: "READY: a coding agent works here.",
    Verdict.READY_WITH_SETTINGS: "READY WITH SETTINGS: it works, and was proven, with the settings below.",
    Verdict.RISKY: "RISKY: it runs, but work may be lost or fail now and then.",
    Verdict.BLOCKED: "BLOCKED: a coding agent does not work here.",
    Verdict.INCONCLUSIVE: "INCONCLUSIVE: it could not be found out.",
}
"""One sentence per verdict; words and not colours carry the meaning."""

LATENCIES = (
    ("ttfb_cold", "first byte cold"),
    ("ttfb", "first byte"),
    ("ttfb_warm", "second turn"),
    ("ttft", "first token"),
    ("ttfa", "first action"),
    ("call_complete", "calls complete"),
    ("total", "in all"),
)
"""Which measures of probe.md 8 stand in the one line, and their words."""

OWNERS = {
    "you": "you",
    "gateway": "the gateway's operator",
    "network": "whoever runs the network",
    "model": "another model",
}
"""Who or what can fix a fault."""


def report_text(report: Report) -> str:
    """Return *report* as lines; every foreign part went through `safe` when it was found or goes through here."""
    return "\n".join(line.rstrip() for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    """Yield the verdict and its cause first; `last_words` says them once more below everything else."""
    yield HEADLINES[report.verdict]
    name = client(report.client.id).name
    yield f"{name} {report.client.version} · {safe(report.target.model, 80)} · {safe(report.target.base_url)}"
    yield from _cause(report)
    if report.settings:
        yield f"\nsettings: {safe(describe(report.settings))}"
    yield from (f"also proven: {safe(rescue.label)}" for rescue in report.rescues[1:] if rescue.proven)
    yield from _findings(report)
    if report.checks:
        yield ""
        yield table([(check.id, check.status, check.title, safe(check.summary, 160)) for check in report.checks])
    yield from _smoke(report)
    yield from _latency(report)
    yield from _spent(report)


def last_words(report: Report) -> str:
    """Return the verdict, its cause and the next step for the very end: a terminal of 24 lines shows only that."""
    cause, headline = report.cause, HEADLINES[report.verdict]
    if cause is None:
        return headline
    return f"{headline}\ncause: {cause.id}, {safe(cause.title)}\n  next: {safe(cause.action)}"


def _cause(report: Report) -> Iterator[str]:
    cause = report.cause
    if cause is None:
        return
    again = " Trying again later may help." if cause.retryable else ""
    yield f"\ncause: {cause.id}, {safe(cause.title)}"
    yield f"  seen:  {safe(cause.detail)}"
    yield f"  who:   {OWNERS[cause.owner]} can fix it"
    yield f"  next:  {safe(cause.action)}{again}"


def _findings(report: Report) -> Iterator[str]:
    """Yield what was found besides the cause, the weightiest first."""
    others = [finding for finding in report.findings if report.cause is None or finding.id != report.cause.id]
    if not others:
        return
    weights = list(Severity)
    yield "\nalso found:"
    for finding in sorted(others, key=lambda finding: weights.index(finding.severity)):
        yield f"  {finding.severity.value}: {finding.id}, {safe(finding.title)} ({safe(finding.evidence, 160)})"


def _smoke(report: Report) -> Iterator[str]:
    """Yield the three tests of the coding-agent checklist by name."""
    if not report.checks:
        return
    tests = smoke_tests(report)
    yield "\nsmoke tests:"
    yield table([(f"  {test.name}", test.status, safe(test.summary, 120)) for test in tests])


def _latency(report: Report) -> Iterator[str]:
    """Yield the times of the first turn in one line, those that were measured."""
    times = [(words, report.timing.get(name)) for name, words in LATENCIES]
    told = [f"{words} {value / 1000:.2f} s" for words, value in times if isinstance(value, (int, float))]
    if told:
        speed = report.timing.get("tokens_per_second")
        yield f"\nlatency: {', '.join(told)}{f', {speed} tokens/s' if speed else ''}"


def _spent(report: Report) -> Iterator[str]:
    usage = report.usage
    about = "about " if usage.estimated else ""
    cost = f", {usage.cost_usd:.4f} USD" if usage.cost_usd is not None else ""
    tokens = f"{about}{usage.prompt_tokens:,} prompt and {usage.completion_tokens:,} completion tokens"
    yield f"\nspent: {usage.requests} requests, {tokens}{cost}; {report.duration_ms / 1000:.1f} s"
