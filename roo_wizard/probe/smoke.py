"""The three smoke tests of the coding-agent checklist, by name, read off a report (probe.md 6.3)."""

from dataclasses import dataclass

from roo_wizard.core.report import CheckResult, Report, Status
from roo_wizard.core.text import SafeText, safe


@dataclass(frozen=True, slots=True)
class SmokeTest:
    """One test of the checklist: ``status`` is the weightiest of its checks, ``summary`` what that check says."""

    name: str
    status: Status
    summary: SafeText


TESTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("repo-read", ("C10", "C11", "C12", "C13", "C14", "C15"), "C10"),
    ("one-file edit", ("C18", "C17", "C19"), "C18"),
    ("JSON/tool-call task", ("C21",), "C21"),
)
"""Name, the checks that it is made of, and the one whose summary speaks when all pass."""

ONLY_FULL = safe("only with --full")
"""What a test says that the quick proof leaves out."""

_WEIGHT = (Status.FAIL, Status.NOT_RUN, Status.WARN, Status.PASS)


def smoke_tests(report: Report) -> tuple[SmokeTest, ...]:
    """Return the three tests in their usual order; one whose checks did not run is never green."""
    results = {result.id: result for result in report.checks}
    return tuple(
        _test(name, [results.get(check) for check in checks], results.get(main)) for name, checks, main in TESTS
    )


def _test(name: str, parts: list[CheckResult | None], main: CheckResult | None) -> SmokeTest:
    there = [part for part in parts if part is not None]
    if not there:
        return SmokeTest(name, Status.NOT_RUN, ONLY_FULL)
    gravest = min(there, key=lambda part: _WEIGHT.index(part.status))
    speaking = main if main is not None and gravest.status is Status.PASS else gravest
    return SmokeTest(name, gravest.status, safe(f"{speaking.id}: {speaking.summary}"))
