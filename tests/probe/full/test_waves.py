import asyncio
from dataclasses import replace

import pytest

from roo_wizard.core.events import Announced, CheckFinished, CheckStarted, Done, Estimated, Spent
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import Report, Status, Verdict
from roo_wizard.practice import plan
from roo_wizard.practice.faults import mean, refuse
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.visit import Refusal, Visit
from roo_wizard.probe.engine import check
from roo_wizard.probe.estimate import estimate
from roo_wizard.probe.target import FULL_REQUESTS, QUICK_REQUESTS, Options
from tests.probe.runs import FULL, LIMITS, PACING, Run, run, target

BUDGET = 75_000
REASONED = {"C22", "C31"}


def statuses(report: Report) -> dict[str, Status]:
    return {entry.id: entry.status for entry in report.checks}


async def test_a_healthy_gateway_passes_every_check_inside_the_budget() -> None:
    done = await run(options=FULL)
    report = done.report
    assert report.verdict is Verdict.READY
    assert list(statuses(report)) == [f"C{number:02}" for number in range(1, 32)]
    assert {name for name, status in statuses(report).items() if status is not Status.PASS} == REASONED
    assert all(entry.summary for entry in report.checks)
    assert report.usage.prompt_tokens <= BUDGET
    assert report.usage.requests == len(done.bodies) <= FULL_REQUESTS


async def test_the_budget_is_what_the_gateway_itself_counts() -> None:
    async with PracticeGateway(pacing=PACING) as gateway:
        events = [event async for event in check(target(gateway.base_url), FULL)]
        billed = sum(seen.prompt_tokens for seen in gateway.received)
    done = events[-1]
    assert isinstance(done, Done)
    assert billed == done.report.usage.prompt_tokens <= BUDGET


async def test_the_estimate_comes_first_and_is_near_the_truth() -> None:
    done = await run(options=FULL)
    told = next(event for event in done.events if isinstance(event, Estimated))
    first_bill = next(place for place, event in enumerate(done.events) if isinstance(event, Announced))
    assert done.events.index(told) < first_bill
    assert told.requests == done.report.usage.requests
    assert told.prompt_tokens == pytest.approx(done.report.usage.prompt_tokens, rel=0.1)
    assert told.cost_usd is not None


async def test_the_estimate_of_the_quick_set_is_two_requests() -> None:
    costs = estimate(target("http://127.0.0.1:1/v1"), Options())
    assert (costs.requests, costs.cost_usd) == (2, None)
    assert 16_000 <= costs.prompt_tokens <= 18_000
    assert estimate(target("http://127.0.0.1:1/v1"), Options(spend=False)).requests == 0


async def test_never_more_than_three_requests_are_under_way() -> None:
    under_way, most = 0, 0
    for event in (await run(options=FULL, pacing=replace(PACING, first=0.01))).events:
        under_way += isinstance(event, Announced) - isinstance(event, Spent)
        most = max(most, under_way)
    assert (under_way, most) == (0, 3)


def stopped(done: Run) -> set[str]:
    return {name for name, status in statuses(done.report).items() if status is Status.NOT_RUN}


async def test_a_cap_inside_the_full_set_leaves_the_quick_verdict_and_says_what_is_missing() -> None:
    done = await run(options=replace(FULL, max_requests=5))
    assert done.report.verdict is Verdict.READY
    assert len(done.bodies) <= 5
    assert stopped(done) - REASONED
    assert ("max-requests", "warn") in {(finding.id, finding.severity.value) for finding in done.report.findings}


@pytest.mark.parametrize("cap", [2, 3, 4, 7, 12])
async def test_no_cap_is_ever_exceeded_by_requests_side_by_side(cap: int) -> None:
    assert len((await run("N11~0.5~3", options=replace(FULL, max_requests=cap))).bodies) <= cap


async def test_a_token_budget_stops_inside_the_full_set() -> None:
    done = await run(options=replace(FULL, max_tokens=40_000))
    assert done.report.usage.prompt_tokens + done.report.usage.completion_tokens <= 40_000
    assert "C23" in stopped(done)
    assert "budget of 40,000 tokens" in {entry.id: entry.summary for entry in done.report.checks}["C23"]


async def test_what_is_blocked_costs_nothing_more() -> None:
    done = await run("T14", options=FULL)
    assert done.report.verdict is Verdict.BLOCKED
    assert {"C20", "C21", "C23", "C25", "C28", "C29", "C30"} <= stopped(done)


async def test_the_full_set_goes_on_with_the_settings_that_cure_the_fault() -> None:
    done = await run("R04", options=FULL)
    assert done.report.verdict is Verdict.READY_WITH_SETTINGS
    assert stopped(done) == REASONED


async def test_a_gateway_that_takes_one_request_at_a_time_is_ready_and_its_limit_is_told() -> None:
    done = await run("M10", options=FULL, pacing=replace(PACING, hold=0.1))
    assert done.report.verdict is Verdict.READY
    assert stopped(done) == REASONED
    assert [(finding.id, finding.severity.value) for finding in done.report.findings] == [("M10", "info")]


async def test_a_context_that_is_cut_beyond_the_first_turns_is_found_by_the_long_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mean, "WINDOW", 16_000)
    report = (await run("M02", options=FULL)).report
    assert report.cause is not None
    assert (report.verdict, report.cause.id) == (Verdict.BLOCKED, "M02")
    assert statuses(report)["C23"] is Status.FAIL


async def test_caching_is_only_asked_for_when_it_is_ticked_and_the_proof_goes_on_without_it() -> None:
    plain = (await run("R18", options=FULL)).report
    ticked = (await run("R18", options=FULL, settings={"supportsPromptCache": True})).report
    assert [finding.id for finding in plain.findings] == []
    assert [(finding.id, finding.severity.value) for finding in ticked.findings] == [("R18", "warn")]
    assert dict(ticked.settings) == {}
    assert ticked.verdict is Verdict.READY


async def test_only_one_request_is_a_second_turn_of_our_own_and_says_so() -> None:
    done = await run(options=Options(max_requests=1, limits=LIMITS))
    assert len(done.bodies) == 1
    assert b'"role":"tool"' in done.bodies[0]
    assert {name for name, status in statuses(done.report).items() if status is Status.NOT_RUN} == {"C15"}
    assert done.report.cause is not None
    assert (done.report.verdict, done.report.cause.id) == (Verdict.INCONCLUSIVE, "max-requests")
    assert "a second turn that the wizard wrote itself" in done.report.cause.detail


@pytest.mark.parametrize("name", ["R11", "R12", "S08", "T03", "T14", "N07", "R05"])
async def test_one_request_shows_what_stops_either_turn(name: str) -> None:
    report = (await run(name, options=Options(max_requests=1, limits=LIMITS))).report
    assert report.cause is not None
    assert (report.verdict, report.cause.id) == (Verdict.BLOCKED, name)


@pytest.mark.parametrize("stop_at", ["C04", "C06", "C24", "C17", "C21", "C20", "C23", "C30"])
async def test_stopping_in_the_middle_of_any_check_still_gives_a_report(stop_at: str) -> None:
    stop = asyncio.Event()
    async with PracticeGateway(pacing=PACING) as gateway:
        seen = []
        async for event in check(target(gateway.base_url), FULL, stop=stop):
            seen.append(event)
            if isinstance(event, CheckStarted) and event.id == stop_at:
                stop.set()
    done = seen[-1]
    assert isinstance(done, Done)
    assert list(statuses(done.report)) == [f"C{number:02}" for number in range(1, 32)]
    assert Status.NOT_RUN in statuses(done.report).values()
    assert "cancelled" in {finding.id for finding in done.report.findings}


async def test_each_check_is_told_when_it_begins_and_when_it_ends() -> None:
    events = (await run(options=FULL)).events
    started = [event.id for event in events if isinstance(event, CheckStarted)]
    finished = {event.result.id for event in events if isinstance(event, CheckFinished)}
    assert len(started) == len(set(started))
    assert set(started) <= finished


async def test_a_slow_but_healthy_gateway_is_ready_with_a_warning() -> None:
    waits = Limits(connect=5, first_byte_warn=0.05, idle_warn=0.5, idle_end=1, complete_warn=0.3, complete_end=0.6)
    slow = replace(PACING, slow_first=0.1, slow_between=0.002)
    report = (await run("H17", options=Options(limits=waits), pacing=slow)).report
    assert report.verdict is Verdict.READY
    assert [(finding.id, finding.severity.value) for finding in report.findings] == [("N11", "warn")]


async def test_a_pause_that_ends_is_only_slow() -> None:
    waits = replace(LIMITS, idle_warn=0.01, idle_end=5, complete_warn=5, complete_end=5)
    report = (await run("H17", options=Options(limits=waits), pacing=replace(PACING, slow_between=0.02))).report
    assert report.verdict is Verdict.READY
    assert ("S06", "warn") in {(finding.id, finding.severity.value) for finding in report.findings}


async def test_the_times_of_a_cold_and_of_a_warm_connection_are_told() -> None:
    timing = (await run()).report.timing
    cold, warm, first = timing["ttfb_cold"], timing["ttfb_warm"], timing["ttfb"]
    assert isinstance(cold, float)
    assert isinstance(warm, float)
    assert isinstance(first, float)
    assert cold >= first
    assert timing["retries"] == 0
    assert (await run("N11")).report.timing["retries"] == 2


def test_the_default_caps_grow_with_what_is_asked_for() -> None:
    assert Options().request_cap == QUICK_REQUESTS
    assert Options(full=True).request_cap == FULL_REQUESTS
    assert Options(full=True, repeat=3).request_cap == FULL_REQUESTS + 8
    assert Options(max_requests=5, full=True).request_cap == 5
    assert Options().token_cap is None
    assert Options(full=True).token_cap == 160_000


async def test_cache_marks_that_a_refusal_does_not_name_are_found_by_the_ladder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nameless = replace(refuse.SWITCHES["R18"], gate=_nameless)
    monkeypatch.setitem(plan._SWITCHES, "R18", nameless)
    report = (await run("R18", options=Options(limits=LIMITS), settings={"supportsPromptCache": True})).report
    assert report.verdict is Verdict.READY
    assert [(finding.id, finding.severity.value) for finding in report.findings] == [("R18", "warn")]


def _nameless(visit: Visit) -> Refusal | None:
    return Refusal(400, "Bad request") if visit.ask and b"cache_control" in visit.body else None
