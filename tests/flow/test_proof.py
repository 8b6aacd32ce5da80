from functools import reduce

from roo_wizard.core.events import Announced, CheckFinished, CheckStarted, Done, Event, Received, Spent
from roo_wizard.core.finding import Severity
from roo_wizard.core.report import CheckResult, Client, Report, Status, TargetFacts, Usage, Verdict
from roo_wizard.flow.proof import ProofView, apply, cancelled, finished

PASSED = CheckResult("C06", "First turn", Status.PASS, Severity.BLOCK, "two calls", 2_000)
FAILED = CheckResult("C06", "First turn", Status.FAIL, Severity.BLOCK, "no call", 2_500)
REPORT = Report(
    Verdict.READY,
    Client("roo", "3.52.1", "run"),
    TargetFacts("", "", "", "openai", "m"),
    None,
    checks=(PASSED,),
    usage=Usage(2, 17_000, 300),
)


def after(*events: Event) -> ProofView:
    return reduce(apply, events, ProofView())


def test_a_started_check_runs_without_a_result() -> None:
    view = after(CheckStarted("C06", "First turn"))
    assert [(row.id, row.result) for row in view.rows] == [("C06", None)]
    assert view.running


def test_progress_belongs_to_the_check_that_started_last_and_still_runs() -> None:
    view = after(
        CheckStarted("C01", "URL"),
        CheckStarted("C06", "First turn"),
        CheckFinished(CheckResult("C01", "URL", Status.PASS, Severity.BLOCK, "")),
        Received("T1", 4_000, 800.0),
    )
    assert [(row.size_bytes, row.milliseconds) for row in view.rows] == [(0, 0), (4_000, 800.0)]


def test_progress_without_a_running_check_is_passed_over() -> None:
    assert after(Received("T1", 1, 1.0)) == ProofView()


def test_a_result_keeps_the_bytes_that_were_seen() -> None:
    row = after(CheckStarted("C06", "First turn"), Received("T1", 4_000, 800.0), CheckFinished(PASSED)).rows[0]
    assert (row.size_bytes, row.milliseconds) == (4_000, 2_000)


def test_a_later_result_of_the_same_check_replaces_the_first() -> None:
    view = after(CheckStarted("C06", "First turn"), CheckFinished(PASSED), CheckFinished(FAILED))
    assert [row.result for row in view.rows] == [FAILED]


def test_a_result_without_a_start_is_shown_too() -> None:
    assert [row.id for row in after(CheckFinished(PASSED)).rows] == ["C06"]


def test_an_announced_request_stands_until_it_was_spent() -> None:
    announced = Announced("T1", "", 8_700)
    assert after(announced).announced is announced
    view = after(announced, Spent(1, 8_000, 200, False))
    assert (view.announced, view.spent) == (None, Spent(1, 8_000, 200, False))


def test_the_end_takes_rows_and_totals_from_the_report() -> None:
    view = after(CheckStarted("C06", "First turn"), Received("T1", 4_000, 800.0), Done(REPORT))
    assert not view.running
    assert view.spent == Spent(2, 17_000, 300, False)
    assert [(row.result, row.size_bytes) for row in view.rows] == [(PASSED, 4_000)]


def test_an_old_report_is_drawn_like_a_fresh_one() -> None:
    assert finished(REPORT).rows == after(Done(REPORT)).rows


def test_stopping_ends_a_running_proof_and_leaves_a_finished_one() -> None:
    assert cancelled(after(CheckStarted("C06", "First turn"))).cancelled
    assert not cancelled(after(Done(REPORT))).cancelled
