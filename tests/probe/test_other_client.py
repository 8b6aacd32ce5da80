"""Where the clients differ, the report says so: without a request, and without saying more than is known."""

from dataclasses import replace

import pytest

from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import Report, Verdict
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.other_client import compared
from roo_wizard.probe.rules.rule import Context
from roo_wizard.probe.target import Options
from roo_wizard.probe.trials import judged
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile
from tests.probe.answers import TASK, call, delta, stream
from tests.probe.runs import LIMITS, PACING, run, run_anthropic, target

REASONING_FIELD = stream(delta(reasoning="hm"), delta(tool_calls=[call()]), delta("tool_calls"))
ERROR_WITHOUT_KEY = stream(delta(content="I "), 'event: error\ndata: {"message": "gone"}', done=False)
ERROR_WITH_KEY = stream(delta(content="I "), {"error": {"message": "gone"}}, done=False)


def shown(exchange: Exchange, client: ClientProfile) -> dict[str, Finding]:
    trial = judged(exchange, Context("T1", "m", client=client, task=TASK))
    return {finding.id: finding for finding in compared(trial.findings, [trial])}


async def zoo(faults: str) -> Report:
    async with PracticeGateway(pacing=PACING) as gateway:
        aim = replace(target(gateway.url(faults)), client=ZOO)
        events = [event async for event in check(aim, Options(limits=LIMITS))]
    done = events[-1]
    assert isinstance(done, Done)
    return done.report


async def test_a_refused_temperature_does_not_meet_zoo_code() -> None:
    report = (await run("R05")).report
    assert report.cause is not None
    assert "Roo Code alone, as far as is known" in report.cause.detail
    assert "Zoo Code sends no temperature unless one is set" in report.cause.detail
    assert "not tried" in report.cause.detail


async def test_a_gate_on_the_name_of_one_client_is_told_with_the_name_of_the_other() -> None:
    report = (await run("N06")).report
    assert report.cause is not None
    assert "Zoo Code calls itself ZooCode/" in report.cause.detail


def test_a_thinking_field_that_only_one_client_reads() -> None:
    roo, other = shown(REASONING_FIELD, ROO)["T21"], shown(REASONING_FIELD, ZOO)["T21"]
    assert roo.severity is Severity.WARN
    assert "only in Roo Code: Zoo Code reads the same answer without this" in roo.evidence
    assert other.severity is Severity.INFO
    assert other.evidence.startswith("not in Zoo Code, but in Roo Code: ")


@pytest.mark.parametrize("exchange", [ERROR_WITHOUT_KEY, ERROR_WITH_KEY])
def test_errors_inside_a_stream_are_the_same_for_both(exchange: Exchange) -> None:
    roo, other = shown(exchange, ROO), shown(exchange, ZOO)
    assert roo.keys() == other.keys()
    assert "Zoo Code" not in roo["S09"].evidence
    assert "Roo Code" not in other["S09"].evidence


async def test_an_id_that_only_roo_replaces_is_told_to_both() -> None:
    roo = (await run_anthropic(model="practice-coder")).report
    other = (await run_anthropic(model="practice-coder", client=ZOO)).report
    told = {report.client.id: next(f for f in report.findings if f.id == "M01") for report in (roo, other)}
    assert "Zoo Code sends practice-coder as model" in told["roo"].evidence
    assert (told["zoo"].severity, other.verdict) == (Severity.INFO, Verdict.READY)
    assert "in Roo Code, which sends claude-sonnet-4-5 as model" in told["zoo"].evidence


@pytest.mark.parametrize("faults", ["", "T03", "S01", "R01", "N07", "T10"])
async def test_nothing_is_said_where_both_fare_alike(faults: str) -> None:
    for report, other in (((await run(faults)).report, "Zoo Code"), (await zoo(faults), "Roo Code")):
        own = report.cause.detail if report.cause else ""
        assert other not in own
        assert not any(finding.evidence.count(f"in {other}") for finding in report.findings)


async def test_the_comparison_sends_nothing() -> None:
    assert len((await run()).bodies) == 2
