"""Every fault alone: its own id is the cause, with the verdict that the catalogue gives its form (probe.md 5.8)."""

import random
from itertools import combinations

import pytest

from roo_wizard.core.finding import Severity
from roo_wizard.core.report import Report, Status, Verdict
from roo_wizard.faults.catalog import catalog, fault, oddities
from tests.probe import matrix
from tests.probe.runs import run

TABLE = matrix.read()
SHOWN = [entry.id for entry in catalog().values() if entry.shown == "path" and not entry.full_only]
FULL_ONLY = [entry.id for entry in catalog().values() if entry.shown == "path" and entry.full_only]
NOTHING_TO_REPORT = {"S07", "S16"}
PAIRS = 200
STREAM_ENDS = {"S04", "S05", "S06"}
ARGUMENTS = {"T07", "T08", "T09", "T10", "T11", "T16"}
NO_CALL_LEFT = {"M02", "M04", "M08", "T07", "T08", "T09", "T10", "T11", "T13", "T14", "T15", "T19", "T20", "T22"}


def expected_verdict(name: str) -> Verdict:
    entry = fault(name)
    if entry.severity is Severity.BLOCK:
        return Verdict.READY_WITH_SETTINGS if entry.rescues else Verdict.BLOCKED
    by_severity = {Severity.RISK: Verdict.RISKY, Severity.INCONCLUSIVE: Verdict.INCONCLUSIVE}
    return by_severity.get(entry.severity, Verdict.READY)


@pytest.mark.parametrize("name", SHOWN)
async def test_each_fault_alone_is_named_with_its_own_verdict(name: str) -> None:
    report = (await matrix.quick(name)).report
    _agrees_with_the_table(name, report, 1, 3)
    verdict = expected_verdict(name)
    assert report.verdict is verdict
    assert (report.cause.id if report.cause else None) == (None if verdict is Verdict.READY else name)
    assert name in NOTHING_TO_REPORT or name in {finding.id for finding in report.findings}
    if verdict is Verdict.READY_WITH_SETTINGS:
        assert [dict(rescue.settings) for rescue in report.rescues] == [dict(fault(name).rescues[0])]
        assert dict(report.settings) == dict(fault(name).rescues[0])


@pytest.mark.parametrize("name", ["", *oddities(), *FULL_ONLY])
async def test_no_harmless_oddity_is_called_a_fault(name: str) -> None:
    report = (await matrix.quick(name)).report
    _agrees_with_the_table(name, report, 1, 3)
    assert report.verdict is Verdict.READY
    assert all(finding.severity is Severity.INFO for finding in report.findings)
    assert all(check.status is not Status.NOT_RUN for check in report.checks)


@pytest.mark.parametrize("name", FULL_ONLY)
async def test_what_only_the_full_set_shows_is_named_by_it(name: str) -> None:
    report = (await matrix.full(name)).report
    verdict = expected_verdict(name)
    assert (report.verdict, report.cause.id if report.cause else "") == (verdict, "" if verdict == "ready" else name)
    assert (name, fault(name).severity) in {(finding.id, finding.severity) for finding in report.findings}
    _agrees_with_the_table(name, report, 2, 4)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name for name in matrix.NAMES if name not in FULL_ONLY])
async def test_the_full_set_says_what_the_quick_set_says(name: str) -> None:
    report = (await matrix.full(name)).report
    _, quick, full, *_ = TABLE[name or "correct"]
    _agrees_with_the_table(name, report, 2, 4)
    assert full == ("blocked M09" if name == "M09" else quick)
    if name in oddities() or not name:
        assert {finding.severity for finding in report.findings} <= {Severity.INFO}


def test_the_table_holds_every_fault_and_nothing_else() -> None:
    assert list(TABLE) == [name or "correct" for name in matrix.NAMES]


def _agrees_with_the_table(name: str, report: Report, verdict: int, found: int) -> None:
    cells = TABLE[name or "correct"]
    assert (matrix.verdict_cell(report), matrix.found_cell(report)) == (cells[verdict], cells[found])


def drawn_pairs() -> list[tuple[str, str]]:
    blocks = [name for name in SHOWN if fault(name).severity is Severity.BLOCK and name != "R09"]
    allowed = [pair for pair in combinations(blocks, 2) if not _overlap(set(pair))]
    return random.Random(7).sample(allowed, PAIRS)


def _overlap(pair: set[str]) -> bool:
    """The pairs that probe.md 5.8 leaves out, since one of the two is not visible beside the other."""
    size_faults = pair & {"M02", "M08"}
    return (
        pair <= ARGUMENTS
        or pair <= STREAM_ENDS
        or bool(pair & {"S05", "S06"} and pair & NO_CALL_LEFT)
        or any(fault(other).rank > fault(size).rank for size in size_faults for other in pair - {size})
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize("pair", drawn_pairs(), ids="+".join)
async def test_of_two_faults_the_lower_rank_is_the_cause(pair: tuple[str, str]) -> None:
    report = (await run("+".join(pair))).report
    assert report.cause is not None
    assert report.cause.id == min(pair, key=lambda name: fault(name).rank)
