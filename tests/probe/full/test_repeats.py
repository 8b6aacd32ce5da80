from dataclasses import replace

import pytest

from roo_wizard.core.report import CheckResult, Report, Status, Verdict
from roo_wizard.probe.target import Options
from tests.probe.runs import LIMITS, run

REPEATED = Options(repeat=10, limits=LIMITS)


def reliability(report: Report) -> CheckResult:
    return next(entry for entry in report.checks if entry.id == "C31")


async def test_ten_good_runs_are_said_with_their_lower_bound() -> None:
    done = await run(options=REPEATED)
    assert done.report.verdict is Verdict.READY
    assert len(done.bodies) == 20
    assert reliability(done.report).status is Status.PASS
    assert "10/10, at least 72 % with 95 % confidence" in reliability(done.report).summary
    assert "three in a row 100 %" in reliability(done.report).summary
    assert "100 % reliable" not in reliability(done.report).summary


async def test_each_run_has_tags_of_its_own() -> None:
    bodies = (await run(options=replace(REPEATED, repeat=3))).bodies
    firsts = [body for body in bodies if b'"role":"tool"' not in body]
    assert len(set(firsts)) == len(firsts) == 3


@pytest.mark.parametrize("seed", range(3))
async def test_a_fault_that_comes_now_and_then_is_flaky_and_never_green(seed: int) -> None:
    report = (await run(f"T19~0.35~{seed}", options=REPEATED)).report
    assert report.cause is not None
    assert report.verdict in {Verdict.RISKY, Verdict.BLOCKED}
    assert report.cause.id == "T19"
    assert "flaky" in reliability(report).summary
    assert reliability(report).status in {Status.WARN, Status.FAIL}


async def test_a_row_whose_upper_bound_is_too_low_is_a_block() -> None:
    report = (await run("T19~0.7~2", options=REPEATED)).report
    assert report.verdict is Verdict.BLOCKED
    assert reliability(report).status is Status.FAIL


@pytest.mark.parametrize("seed", [3, 5])
async def test_retries_never_turn_a_bad_endpoint_green(seed: int) -> None:
    report = (await run(f"N11~0.5~{seed}", options=REPEATED)).report
    assert report.verdict is not Verdict.READY
    assert "answers that came" in reliability(report).summary
    assert reliability(report).status is Status.FAIL


async def test_answers_that_do_not_come_are_no_failures_of_the_model() -> None:
    summary = reliability((await run("N11~0.3~4", options=REPEATED)).report).summary
    runs, answers = summary.split("; answers that came: ")
    passed, of = runs.split(",")[0].split("/")
    assert passed == of
    assert answers.split("/")[0] != answers.split("/")[1].split(",")[0]


async def test_a_fault_that_comes_every_time_is_not_repeated() -> None:
    done = await run("T03+T14", options=REPEATED)
    assert done.report.verdict is Verdict.BLOCKED
    assert reliability(done.report).status is Status.NOT_RUN
    assert len(done.bodies) < 14


async def test_the_runs_use_the_settings_that_cure_the_fault() -> None:
    report = (await run("R04", options=replace(REPEATED, repeat=4))).report
    assert report.verdict is Verdict.READY_WITH_SETTINGS
    assert "4/4" in reliability(report).summary


async def test_an_edit_that_never_applies_is_a_block_when_it_was_repeated() -> None:
    report = (await run("M09", options=replace(REPEATED, repeat=3))).report
    assert report.cause is not None
    assert (report.verdict, report.cause.id) == (Verdict.BLOCKED, "M09")


async def test_a_cap_that_ends_the_runs_is_told_with_the_count_so_far() -> None:
    done = await run(options=replace(REPEATED, max_requests=9))
    assert len(done.bodies) <= 9
    assert "runs were left out" in reliability(done.report).summary
