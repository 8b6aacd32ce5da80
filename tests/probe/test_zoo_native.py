"""Zoo Code's own entries, each proven end to end, where the outcome is not Roo Code's."""

import json
from dataclasses import replace

import pytest

from roo_wizard.core.events import Done
from roo_wizard.core.report import Report
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from tests.probe.runs import FULL, LIMITS, PACING, Run, target


async def run(provider: str, faults: str = "", model: str = "practice-coder", options: Options | None = None) -> Run:
    """Check the practice gateway as Zoo Code would use it; *provider* "" is OpenAI Compatible."""
    async with PracticeGateway(pacing=PACING) as gateway:
        base = gateway.litellm_url(faults) if provider == "litellm" else gateway.url(faults)
        settings = ClientSettings({"apiProvider": provider} if provider else {})
        aim = replace(target(base, model=model), client=ZOO, settings=settings)
        events = [event async for event in check(aim, options or Options(limits=LIMITS))]
        posts = tuple(seen.body for seen in gateway.received if seen.method == "POST")
    done = events[-1]
    assert isinstance(done, Done)
    return Run(done.report, tuple(events), posts)


def outcome(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.cause.id if report.cause else None


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_a_healthy_gateway_is_ready_through_every_entry(provider: str) -> None:
    report = (await run(provider)).report
    assert outcome(report) == ("ready", None)
    assert report.client.id == "zoo"
    warned = {"N12"} if provider == "deepseek" else set()  # it looks for its list beside /v1
    assert {finding.id for finding in report.findings} & {"N12", "T21"} == warned


@pytest.mark.parametrize("provider", ["deepseek", "moonshot"])
async def test_the_full_set_is_ready_through_the_entries_that_differ_most(provider: str) -> None:
    assert outcome((await run(provider, options=FULL)).report) == ("ready", None)


@pytest.mark.parametrize("fault", ["R01", "R03", "R04", "S05", "S07", "S08", "T01", "T10"])
async def test_moonshot_fares_as_openai_compatible_does(fault: str) -> None:
    (_, own), (_, general) = outcome((await run("moonshot", fault)).report), outcome((await run("", fault)).report)
    assert own == general


@pytest.mark.parametrize(("fault", "field"), [("R03", "parallel_tool_calls"), ("R04", "stream_options")])
async def test_what_moonshots_entry_sends_in_one_client_alone_is_told(fault: str, field: str) -> None:
    cause = (await run("moonshot", fault)).report.cause
    assert cause is not None
    assert f"Zoo Code alone, as far as is known: Roo Code sends no {field} (read in source" in cause.detail


async def test_moonshots_cache_marks_are_blamed_where_they_are_refused() -> None:
    assert outcome((await run("moonshot", "R18")).report) == ("blocked", "R18")


async def test_litellm_proves_the_id_that_was_typed() -> None:
    ran = await run("litellm", model="practice-codre")
    assert {json.loads(body)["model"] for body in ran.bodies} == {"practice-codre"}
    assert outcome(ran.report) == ("blocked", "N13")
    assert not any("in its place" in finding.evidence for finding in ran.report.findings)


@pytest.mark.parametrize("model", ["deepseek-v4-flash", "deepseek-reasoner"])
async def test_deepseek_sends_the_thinking_of_every_id_back(model: str) -> None:
    assert outcome((await run("deepseek", "R14", model=model)).report) == ("ready", None)


async def test_zai_sends_its_own_default_for_an_id_that_it_does_not_know() -> None:
    ran = await run("zai")
    assert {json.loads(body)["model"] for body in ran.bodies} == {"glm-4.7"}
    told = next(finding for finding in ran.report.findings if finding.id == "M01")
    assert "an id that Zoo Code knows for Z.ai" in told.action


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_a_refused_temperature_does_not_meet_moonshot(provider: str) -> None:
    expected = ("ready", None) if provider == "moonshot" else ("ready-with-settings", "R05")
    assert outcome((await run(provider, "R05")).report) == expected
