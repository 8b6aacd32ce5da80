"""Faults of an upstream behind LiteLLM: judged is what the user really gets, not what the upstream did.

LiteLLM parses and rewrites every answer. What it repairs is ready, what it relabels is judged under its new
label, and what it passes on keeps its name. One proxy, one alias for each fault.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.events import Done, Event
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from tests.real.conftest import MASTER_KEY
from tests.real.servers import Server, free_port

pytestmark = pytest.mark.litellm

LIMITS = replace(
    Limits().lowered_to(30),
    idle_warn=2,
    idle_end=4,
    complete_warn=1,
    complete_end=2,
    retry_waits=(0.0, 0.0),
    retry_after_max=0.0,
)
CLAUDE = "claude-sonnet-4-5"
CLAUDE_BY_RESPONSES = "claude-sonnet-4-6"
"""For an upstream of the kind ``openai`` LiteLLM turns the Messages route into the Responses API."""

REPAIRED = ("N06", "S03", "S11", "S12", "S15", "T01", "T07", "M01", "N12")
"""Headers of its own, streams and counts written anew, arguments made text, one index for each call, its own list
and its own model name."""

PASSED = (
    *("N08", "N11", "N14", "N16", "N17", "N18", "R01", "R02", "R03", "R06", "R11", "R12", "R15", "M04", "M05", "M08"),
    *("T03", "T04", "T06", "T08", "T09", "T10", "T11", "T13", "T14", "T15", "T16", "T19", "T20", "T22", "S14"),
)
CURED = ("R04", "R05", "R10", "R13", "R14", "R17", "R19", "S04", "S06", "S09", "T03", "T06", "T09")
"""Passed on as well, and avoided by the same settings as without LiteLLM."""

RELABELLED = {
    "N07": ("N16", Verdict.BLOCKED),  # the upstream refuses LiteLLM's key, not the user's
    "N15": ("N16", Verdict.BLOCKED),  # likewise a right that LiteLLM's key lacks
    "N13": ("N18", Verdict.BLOCKED),  # the alias is listed, nothing stands behind it
    "S05": ("T10", Verdict.RISKY),  # a cut stream is given a good end: the cut arguments look finished
    "S08": ("S09", Verdict.READY_WITH_SETTINGS),  # the line that is no JSON becomes an error event
}
EMPTIED = ("N03", "N09", "N10")
"""A page, an error object or nothing at all become an empty answer with a good end."""

ALL = sorted({*REPAIRED, *PASSED, *CURED, *RELABELLED, *EMPTIED, "S01"})


@pytest.fixture(scope="module")
def proxy(litellm_program: Path, practice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One LiteLLM proxy with an alias for each fault; its address without a path."""
    folder = tmp_path_factory.mktemp("litellm-faults")
    routes = {f"fault-{name}": ("openai", f"{practice}/f/{name}/v1") for name in ALL} | {
        CLAUDE: ("hosted_vllm", f"{practice}/v1"),
        CLAUDE_BY_RESPONSES: ("openai", f"{practice}/v1"),
    }
    rows = "\n".join(
        f'  - {{model_name: {alias}, litellm_params: {{model: {kind}/practice-coder, api_base: "{base}", '
        f"api_key: practice-key}}}}"
        for alias, (kind, base) in routes.items()
    )
    config = folder / "config.yaml"
    rest = (
        "general_settings: {master_key: os.environ/LITELLM_MASTER_KEY}",
        "litellm_settings: {num_retries: 0, request_timeout: 60}",
        "router_settings: {num_retries: 0, disable_cooldowns: true}",
    )
    config.write_text("\n".join(("model_list:", rows, *rest)))
    env = {"LITELLM_MASTER_KEY": MASTER_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
    port = free_port()
    words: list[str | Path] = [litellm_program, "--config", config, "--host", "127.0.0.1", "--port", str(port)]
    with Server(words, env, folder) as server:
        server.wait_ready("Uvicorn running")
        yield f"http://127.0.0.1:{port}"


async def through(proxy: str, model: str, dialect: Dialect = Dialect.OPENAI) -> Report:
    """Check *model* behind the proxy, in this process and with shrunk waits."""
    base = proxy if dialect is Dialect.ANTHROPIC else f"{proxy}/v1"
    target = Target(read_base_url(base, dialect), ApiKey(MASTER_KEY), model)
    stream: AsyncIterator[Event] = check(target, Options(limits=LIMITS))
    events = [event async for event in stream]
    done = events[-1]
    assert isinstance(done, Done)
    return done.report


def outcome(report: Report) -> tuple[str | None, Verdict]:
    return (report.cause.id if report.cause else None, report.verdict)


@pytest.mark.parametrize("name", REPAIRED)
async def test_what_litellm_repairs_is_ready(proxy: str, name: str) -> None:
    report = await through(proxy, f"fault-{name}")
    assert outcome(report) == (None, Verdict.READY)
    assert name not in {finding.id for finding in report.findings}


@pytest.mark.parametrize("name", sorted({*PASSED, *CURED}))
async def test_what_litellm_passes_on_keeps_its_name(proxy: str, name: str) -> None:
    cause, verdict = outcome(await through(proxy, f"fault-{name}"))
    assert cause == name
    assert (verdict is Verdict.READY_WITH_SETTINGS) == (name in CURED)


@pytest.mark.parametrize("name", RELABELLED)
async def test_what_litellm_relabels_is_judged_as_such(proxy: str, name: str) -> None:
    assert outcome(await through(proxy, f"fault-{name}")) == RELABELLED[name]


@pytest.mark.parametrize("name", EMPTIED)
async def test_an_answer_that_litellm_emptied_is_blocked_in_the_clients_own_words(proxy: str, name: str) -> None:
    report = await through(proxy, f"fault-{name}")
    assert outcome(report) == ("unusable", Verdict.BLOCKED)
    assert report.cause is not None
    assert "did not provide any assistant messages" in report.cause.detail


async def test_an_upstream_that_cannot_stream_works_with_streaming_off(proxy: str) -> None:
    report = await through(proxy, "fault-S01")
    assert outcome(report) == ("unusable", Verdict.READY_WITH_SETTINGS)
    assert dict(report.settings) == {"openAiStreamingEnabled": False}


async def test_no_fault_of_the_upstream_is_blamed_on_the_users_key(proxy: str) -> None:
    for name in ("N07", "N15", "N16"):
        report = await through(proxy, f"fault-{name}")
        assert report.cause is not None
        assert (report.cause.id, report.cause.owner) == ("N16", "gateway")


async def test_litellms_anthropic_route_is_ready_too(proxy: str) -> None:
    assert outcome(await through(proxy, CLAUDE, Dialect.ANTHROPIC)) == (None, Verdict.READY)


async def test_a_messages_route_whose_upstream_lacks_the_responses_api_is_the_operators(proxy: str) -> None:
    report = await through(proxy, CLAUDE_BY_RESPONSES, Dialect.ANTHROPIC)
    assert report.cause is not None
    assert (report.verdict, report.cause.owner) == (Verdict.BLOCKED, "gateway")
    assert "/v1/responses" in report.cause.detail
