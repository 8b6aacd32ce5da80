import asyncio
import socket
from contextlib import aclosing
from dataclasses import replace

import pytest

from roo_wizard.core.errors import PlainHttpRefused, UsageError
from roo_wizard.core.events import Announced, CheckFinished, Done, Spent
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.report import Status, Verdict
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.settings import ClientSettings
from tests.probe.runs import LIMITS, PACING, run, target

QUICK = Options(limits=LIMITS)


async def test_a_healthy_gateway_is_ready_with_two_billed_requests_inside_the_budget() -> None:
    done = await run()
    report = done.report
    assert report.verdict is Verdict.READY
    assert report.cause is None
    assert report.usage.requests == len(done.bodies) == 2
    assert report.usage.prompt_tokens <= 18_000
    assert report.usage.completion_tokens <= 1_000
    assert [entry.id for entry in report.checks] == [f"C{number:02}" for number in range(1, 20)]
    assert {entry.status for entry in report.checks} == {Status.PASS}


async def test_both_turns_have_roos_real_size_and_shape() -> None:
    first, second = (await run()).bodies
    assert 38_000 <= len(first) <= 40_000
    assert len(second) > len(first)


async def test_what_costs_is_announced_before_and_counted_after() -> None:
    events = (await run()).events
    kinds = [type(event) for event in events if isinstance(event, (Announced, Spent))]
    assert kinds == [Announced, Spent, Announced, Spent]
    assert isinstance(events[-1], Done)


async def test_nothing_is_spent_when_nothing_may_be() -> None:
    done = await run(options=replace(QUICK, spend=False))
    assert done.bodies == ()
    assert done.report.verdict is Verdict.INCONCLUSIVE
    assert done.report.cause is not None
    assert done.report.cause.id == "no-spend"
    assert {entry.id for entry in done.report.checks if entry.status is Status.NOT_RUN} == {
        f"C{number:02}" for number in range(6, 20)
    }


async def test_the_cap_leaves_the_rest_not_run_and_an_unconfirmed_block_a_block() -> None:
    capped = await run(options=replace(QUICK, max_requests=1))
    assert capped.report.cause is not None
    assert (capped.report.verdict, capped.report.cause.id) == (Verdict.INCONCLUSIVE, "max-requests")
    block = await run("T03", options=replace(QUICK, max_requests=1))
    assert block.report.cause is not None
    assert (block.report.verdict, block.report.cause.id) == (Verdict.BLOCKED, "T03")
    assert "seen once" in block.report.cause.detail


@pytest.mark.parametrize("faults", ["M04", "T19", "T20", "R14", "S05", "M08", "N06"])
async def test_no_diagnosis_needs_more_than_the_cap(faults: str) -> None:
    assert (await run(faults)).report.usage.requests <= 14


async def test_a_closed_port_is_blocked_by_the_road_and_retryable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    events = [event async for event in check(target(f"http://127.0.0.1:{port}/v1"), QUICK)]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.report.cause is not None
    assert (done.report.verdict, done.report.cause.id) == (Verdict.BLOCKED, "N01")
    assert "refused" in done.report.cause.detail
    assert done.report.cause.retryable


@pytest.mark.parametrize(
    ("suffix", "finding"), [("/chat/completions", "N04"), ("/models", "N04"), ("/", "N05"), ("  ", "N05"), ('"', "N05")]
)
async def test_a_typed_address_is_corrected_and_judged_by_its_corrected_form(suffix: str, finding: str) -> None:
    report = (await run(suffix=suffix)).report
    assert report.verdict is Verdict.READY
    assert [(entry.id, entry.severity) for entry in report.findings] == [(finding, "info")]
    assert report.target.typed_url != report.target.base_url


async def test_a_missing_version_stays_blocked_and_the_base_that_answers_is_named() -> None:
    async with PracticeGateway(pacing=PACING) as gateway:
        origin = gateway.origin
        aim = target(origin)
        events = [event async for event in check(aim, QUICK)]
        preset = [event async for event in check(replace(aim, preset_base=True), QUICK)]
    done, own = events[-1], preset[-1]
    assert isinstance(done, Done)
    assert isinstance(own, Done)
    assert done.report.cause is not None
    assert own.report.cause is not None
    assert (done.report.verdict, done.report.cause.id) == (Verdict.BLOCKED, "N03")
    assert f"{origin}/v1" in done.report.cause.action
    assert f"{origin}/v1/models" in [entry.url for entry in done.report.requests]
    assert f"{origin}/v1" not in own.report.cause.action


async def test_a_wrong_key_is_the_persons_and_an_upstreams_is_not() -> None:
    wrong = (await run(key="sk-wrong-0123456789")).report
    upstream = (await run("N16")).report
    assert wrong.cause is not None
    assert upstream.cause is not None
    assert (wrong.cause.id, wrong.cause.owner) == ("N07", "you")
    assert (upstream.cause.id, upstream.cause.owner) == ("N16", "gateway")


async def test_a_fault_by_chance_is_a_risk_when_one_of_three_shows_it() -> None:
    verdicts = {(await run(f"T19~0.4~{seed}")).report.verdict for seed in range(6)}
    assert Verdict.RISKY in verdicts


async def test_a_profile_that_carries_the_cure_is_simply_ready() -> None:
    async with PracticeGateway(pacing=PACING) as gateway:
        aim = replace(target(gateway.url("R04")), settings=ClientSettings({"openAiStreamingEnabled": False}))
        events = [event async for event in check(aim, QUICK)]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.report.verdict is Verdict.READY
    assert dict(done.report.settings) == {"openAiStreamingEnabled": False}


async def test_two_faults_with_two_cures_are_cured_together() -> None:
    report = (await run("R10+S08")).report
    assert report.verdict is Verdict.READY_WITH_SETTINGS
    assert dict(report.settings) == {"openAiR1FormatEnabled": True, "openAiStreamingEnabled": False}


async def test_the_other_client_is_judged_by_its_own_rules() -> None:
    async with PracticeGateway(pacing=PACING) as gateway:
        events = [event async for event in check(replace(target(gateway.url("R05")), client=ZOO), QUICK)]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.report.verdict is Verdict.READY
    assert done.report.client.evidence == "source"


async def test_stopping_gives_a_report_that_says_what_did_not_run() -> None:
    stop = asyncio.Event()
    async with PracticeGateway(pacing=replace(PACING, slow_first=60)) as gateway:
        seen = []
        async for event in check(target(gateway.url("H17")), QUICK, stop=stop):
            seen.append(event)
            if isinstance(event, Announced):
                stop.set()
    done = seen[-1]
    assert isinstance(done, Done)
    assert done.report.cause is not None
    assert (done.report.verdict, done.report.cause.id) == (Verdict.INCONCLUSIVE, "cancelled")


async def test_closing_the_stream_ends_the_running_request() -> None:
    slow = PracticeGateway(pacing=replace(PACING, slow_first=60))
    async with slow, aclosing(check(target(slow.url("H17")), QUICK)) as events:
        async for event in events:
            if isinstance(event, Announced):
                break
    assert len(asyncio.all_tasks()) == 1


async def test_later_results_of_a_check_replace_earlier_ones() -> None:
    done = await run("R04")
    finished = {event.result.id: event.result for event in done.events if isinstance(event, CheckFinished)}
    assert {entry.id: entry for entry in done.report.checks} == finished
    assert finished["C06"].status is Status.WARN
    assert "Enable streaming: off" in finished["C06"].summary


async def test_an_unusable_address_and_unallowed_http_raise_before_anything_is_sent() -> None:
    with pytest.raises(UsageError):
        await anext(check(target("{host}/v1"), QUICK))
    with pytest.raises(PlainHttpRefused):
        await anext(check(target("http://192.0.2.1/v1"), QUICK))


async def test_the_key_is_in_no_event_and_no_report() -> None:
    done = await run("N07", key="sk-Canary7f3a9b2c4d5e6f")
    assert "Canary7f" not in repr(done.events)
    assert "Canary7f" not in str(to_json(done.report))
