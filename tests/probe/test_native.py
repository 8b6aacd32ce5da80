"""The client's own entries for single vendors, each proven end to end in its own shape (roo-code.md 4.9)."""

import json
from dataclasses import replace

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Chunk, Exchange, Json, Request
from roo_wizard.core.finding import Severity
from roo_wizard.core.model import Catalog
from roo_wizard.core.report import Report, Status, Verdict
from roo_wizard.gateway.listing.catalog import Fetched
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.edit_ladder import edit_outcome
from roo_wizard.probe.engine import check
from roo_wizard.probe.estimate import estimate
from roo_wizard.probe.native_ground import base_findings, listed_models, unreadable_list
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.reading.outcome import AcceptedCall
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from tests.probe.answers import TASK
from tests.probe.runs import FULL, LIMITS, PACING, run, run_native, target

NEVER_ALONE = {"C22", "C31"}
"""What only runs after a block, or with repeats."""

OWN_MODEL = {"deepseek": "deepseek-reasoner", "zai": "glm-4.7"}


def outcome(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.cause.id if report.cause else None


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_a_healthy_gateway_is_ready_through_every_entry(provider: str) -> None:
    report = (await run_native(provider)).report
    assert outcome(report) == ("ready", None)
    assert report.usage.requests == 2
    assert report.settings == {"apiProvider": provider}
    assert report.client.evidence == "run"
    assert report.usage.prompt_tokens <= 18_000
    assert not {finding.id for finding in report.findings} & {"N12", "T21"}


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_the_first_turn_has_the_clients_real_size(provider: str) -> None:
    first = (await run_native(provider)).bodies[0]
    assert 37_000 <= len(first) <= 41_000


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_the_full_set_runs_what_makes_sense_through_an_entry(provider: str) -> None:
    report = (await run_native(provider, options=FULL)).report
    assert outcome(report) == ("ready", None)
    checks = {check.id: check for check in report.checks}
    assert (checks["C24"].status, "always streams" in checks["C24"].summary) == (Status.NOT_RUN, True)
    assert {check.id for check in report.checks if check.status is Status.NOT_RUN} == NEVER_ALONE | {"C24"}


def blocked_by(fault: str) -> tuple[str, str | None]:
    return "blocked", fault


READY = ("ready", None)
DIFFERENT: dict[tuple[str, str], tuple[str, str | None]] = {
    **{(provider, "R03"): READY for provider in ("requesty", "openrouter", "litellm", "moonshot")},
    **{(provider, "R03"): blocked_by("R03") for provider in ("deepseek", "zai")},
    **{(provider, "R01"): blocked_by("R01") for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "R01"): READY,
    **{(provider, "R04"): blocked_by("R04") for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "R04"): READY,
    **{(provider, "R10"): blocked_by("R10") for provider in NATIVE_PROVIDERS if provider != "deepseek"},
    ("deepseek", "R10"): READY,
    ("deepseek", "R19"): READY,
    ("deepseek", "R08"): blocked_by("R08"),
    **{(provider, "S07"): blocked_by("no-choices") for provider in ("requesty", "openrouter", "litellm")},
    **{(provider, "S07"): READY for provider in ("deepseek", "zai", "moonshot")},
    **{(provider, "R05"): ("ready-with-settings", "R05") for provider in NATIVE_PROVIDERS},
    **{(provider, "R14"): blocked_by("R14") for provider in ("requesty", "litellm", "moonshot", "deepseek")},
    ("openrouter", "R14"): READY,
    **{(provider, "S05"): blocked_by("S05") for provider in NATIVE_PROVIDERS},
    **{(provider, "S08"): blocked_by("S08") for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "S08"): READY,
    **{(provider, "S09"): blocked_by("S09") for provider in NATIVE_PROVIDERS},
    **{(provider, "T01"): READY for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "T01"): blocked_by("T01"),
    **{(provider, "S10"): READY for provider in NATIVE_PROVIDERS},
    **{(provider, "T03"): blocked_by("T03") for provider in NATIVE_PROVIDERS},
    **{(provider, "T08"): blocked_by("T08") for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "T08"): READY,
    **{(provider, "H12"): READY for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "H12"): blocked_by("unusable"),
    **{(provider, "T10"): ("risky", "T10") for provider in NATIVE_PROVIDERS if provider != "moonshot"},
    ("moonshot", "T10"): blocked_by("T10"),
    ("deepseek", "N06"): ("ready-with-settings", "N06"),
    ("requesty", "N06"): blocked_by("N06"),
    ("litellm", "N06"): blocked_by("model-info"),  # its list is asked for without custom headers
}


@pytest.mark.parametrize(("provider", "fault"), DIFFERENT)
async def test_a_fault_means_what_it_means_for_the_entry(provider: str, fault: str) -> None:
    assert outcome((await run_native(provider, fault)).report) == DIFFERENT[provider, fault]


async def test_a_list_beside_the_base_does_not_hide_the_base_that_answers() -> None:
    async with PracticeGateway(pacing=PACING) as gateway:
        aim = replace(target(gateway.origin), settings=ClientSettings({"apiProvider": "requesty"}))
        base, done = gateway.base_url, [event async for event in check(aim, Options(limits=LIMITS))][-1]
    assert isinstance(done, Done)
    assert outcome(done.report) == blocked_by("N03")
    assert done.report.cause is not None
    assert done.report.cause.action == f"Use {base} as Base URL: its model list answers."


async def test_a_refused_parallel_tool_calls_is_red_through_openai_compatible_alone() -> None:
    assert outcome((await run("R03")).report) == blocked_by("R03")


@pytest.mark.parametrize("provider", OWN_MODEL)
async def test_thinking_goes_back_for_the_ids_that_the_entry_knows(provider: str) -> None:
    report = (await run_native(provider, "R14", model=OWN_MODEL[provider])).report
    assert outcome(report) == READY


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_no_setting_is_tried_that_the_entry_does_not_read(provider: str) -> None:
    ran = await run_native(provider, "S01")
    assert outcome(ran.report) == blocked_by("S01")
    assert ran.report.cause is not None
    assert f"No setting of the client's {native(provider).name} entry avoids this" in ran.report.cause.action
    assert all(json.loads(body)["stream"] is True for body in ran.bodies)


async def test_zai_replaces_an_id_that_it_does_not_know_and_the_proof_is_of_the_other() -> None:
    ran = await run_native("zai")
    assert {json.loads(body)["model"] for body in ran.bodies} == {"glm-4.6"}
    told = next(finding for finding in ran.report.findings if finding.id == "M01")
    assert "Z.ai entry does not know practice-coder and sends glm-4.6" in told.evidence
    assert "an id that Roo Code knows for Z.ai" in told.action


async def test_litellm_replaces_an_id_that_the_list_does_not_have() -> None:
    ran = await run_native("litellm", model="practice-codre")
    assert outcome(ran.report) == blocked_by("N13")
    assert {json.loads(body)["model"] for body in ran.bodies} == {"claude-3-7-sonnet-20250219"}
    listed = next(finding for finding in ran.report.findings if finding.id == "N12")
    assert "sends claude-3-7-sonnet-20250219 in its place" in listed.evidence


async def test_a_litellm_base_with_a_version_is_named_before_anything_is_billed() -> None:
    report = (await run_native("litellm", suffix="/v1")).report
    assert outcome(report) == blocked_by("model-info")
    assert report.cause is not None
    assert "this entry adds /v1" in report.cause.action
    assert report.cause.action.startswith("Use http://127.0.0.1:")
    assert report.usage.requests == 0
    assert next(check.status for check in report.checks if check.id == "C04") is Status.FAIL


async def test_a_wrong_key_is_called_one_through_litellms_entry_too() -> None:
    report = (await run_native("litellm", key="practice-wrong")).report
    assert outcome(report) == blocked_by("N07")
    assert report.usage.requests == 0


async def test_litellms_listed_limit_is_the_one_that_is_sent() -> None:
    bodies = (await run_native("litellm")).bodies
    assert {json.loads(body)["max_tokens"] for body in bodies} == {16_384}


async def test_without_spending_the_free_part_is_proven_through_an_entry() -> None:
    report = (await run_native("litellm", options=Options(spend=False, limits=LIMITS))).report
    assert report.verdict is Verdict.INCONCLUSIVE
    assert report.usage.requests == 0


def aim(provider: str, base: str = "https://gw.example/llm", **settings: Json) -> Target:
    return Target(read_base_url(base), None, "m", settings=ClientSettings({"apiProvider": provider, **settings}))


def answered(body: Json, status: int = 200, total_ms: float = 1.0) -> Fetched:
    request = Request("models", "GET", "https://gw.example/llm/v1/model/info")
    chunks = (Chunk(1.0, json.dumps(body).encode()),)
    listed = Exchange(request, status, (("content-type", "application/json"),), chunks, total_ms=total_ms)
    return Fetched(Catalog("https://gw.example/llm", request.url), listed)


UNREADABLE = [
    (answered({"detail": "not allowed"}, 403), "model-info", "Failed to fetch LiteLLM models: 403"),
    (answered({"models": []}), "model-info", "Unexpected response format."),
    (answered({"data": [None]}), "model-info", "Cannot read properties of null"),
    (answered({"data": [{"model_info": {"max_tokens": float("nan")}}]}), "model-info", "Unexpected response format."),
    (answered({"data": []}, total_ms=5_001), "model-info", "No response from server."),
    (answered({"error": {"message": "rate limit exceeded"}}, 429), "N08", "429"),
]


@pytest.mark.parametrize(("fetched", "fault", "shown"), UNREADABLE)
def test_a_list_that_litellms_entry_cannot_read_stops_it(fetched: Fetched, fault: str, shown: str) -> None:
    finding = unreadable_list(fetched, aim("litellm"))
    assert finding is not None
    assert (finding.id, shown in finding.evidence) == (fault, True)
    assert unreadable_list(fetched, aim("requesty")) is None
    if fault == "model-info":
        assert "OpenAI Compatible" in finding.action


def test_a_readable_list_and_a_redirected_one_stop_nothing() -> None:
    assert unreadable_list(answered({"data": []}), aim("litellm")) is None
    assert unreadable_list(answered({}, 307), aim("litellm")) is None
    assert listed_models(answered({"data": []}), aim("litellm")) == {}
    assert listed_models(answered({"data": []}), aim("openrouter")) is None


FIXED = [
    ("zai", "https://api.z.ai/api/coding/paas/v4", False),
    ("zai", "https://open.bigmodel.cn/api/paas/v4", False),
    ("zai", "https://gw.example/v1", True),
    ("moonshot", "https://api.moonshot.cn/v1", False),
    ("moonshot", "https://gw.example/v1", True),
    ("requesty", "https://gw.example/v1", False),
]


@pytest.mark.parametrize(("provider", "base", "blocked"), FIXED)
def test_a_base_that_the_entry_cannot_send_to_is_blocked(provider: str, base: str, blocked: bool) -> None:
    findings = base_findings(aim(provider, base))
    assert [finding.severity for finding in findings] == ([Severity.BLOCK] if blocked else [])
    assert all("OpenAI Compatible" in finding.action for finding in findings)


def test_on_this_machine_a_fixed_base_is_only_a_remark() -> None:
    assert [finding.severity for finding in base_findings(aim("zai", "http://127.0.0.1:1/v1"))] == [Severity.INFO]


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_the_full_set_is_estimated_without_the_plain_twin(provider: str) -> None:
    general = Target(read_base_url("https://gw.example/v1"), None, "m")
    assert estimate(aim(provider), Options(full=True)).requests == estimate(general, Options(full=True)).requests - 1


def test_an_edit_by_apply_patch_counts_like_any_other() -> None:
    old = TASK.files[TASK.edit_path].splitlines()
    patch = f"*** Begin Patch\n*** Update File: {TASK.edit_path}\n-{old[0]}\n+{old[0]} x\n*** End Patch"
    outcome = edit_outcome((AcceptedCall("a", "apply_patch", {"patch": patch}),), TASK, "openai/gpt-4.1")
    assert (outcome.level, outcome.tool) == (3, "apply_patch")
    elsewhere = AcceptedCall("a", "apply_patch", {"patch": patch.replace(TASK.edit_path, "other.py")})
    assert edit_outcome((elsewhere,), TASK, "openai/gpt-4.1").level == 0
