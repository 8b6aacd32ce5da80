"""Preset, key, model, proof: each gateway of the setup guides with a good key, a wrong one, and its usual refusals."""

from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.events import Done
from roo_wizard.core.secret import ApiKey
from roo_wizard.presets import Base, preset
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.settings import ClientSettings
from tests.gateways import rows
from tests.gateways.checking import prove
from tests.gateways.rows import ROWS
from tests.gateways.stand_in import Row, StandIn
from tests.probe.runs import LIMITS

each = pytest.mark.parametrize("row", [row for row in ROWS if row is not rows.FINOPS_OPEN], ids=lambda row: row.preset)


@each
async def test_a_good_key_and_a_model_of_the_gateway_are_ready(row: Row) -> None:
    proof = await prove(row)
    wanted = ("ready-with-settings", "R14") if row is rows.DEEPSEEK else ("ready", None)
    assert (proof.report.verdict.value, proof.cause) == wanted
    assert all(asked.model == row.model for asked in proof.asked if asked.method == "POST")


@each
async def test_a_wrong_key_is_the_users_whatever_the_status(row: Row) -> None:
    proof = await prove(row, key="sk-wrong-0123456789")
    assert (proof.report.verdict.value, proof.cause) == ("blocked", "N07")
    assert proof.report.cause is not None
    assert proof.report.cause.owner.value == "you"


@each
async def test_a_model_that_nobody_knows_is_named_as_such(row: Row) -> None:
    proof = await prove(row, model="acme/no-such-model")
    assert (proof.report.verdict.value, proof.cause) == ("blocked", "N13")


REFUSALS = [
    (rows.FLATKEY, "gpt-5.5", "N15", "gateway"),
    (rows.FINOPS, "openai/gpt-5", "N15", "gateway"),
    (rows.FINOPS, "gemini/gemini-2.5-pro", "N17", "you"),
    (rows.FINOPS, "gpt-5", "N13", "you"),
    (rows.TOKENBAY, "claude-opus-4.8", "N15", "gateway"),
    (rows.TOKENBAY, "gpt-5.3-codex", "N17", "you"),
    (rows.TOKENBAY, "claude-sonnet-4-6", "N13", "you"),
    (rows.REQUESTY, "openai/gpt-5", "N16", "gateway"),
    (rows.REQUESTY, "xai/grok-4", "N17", "you"),
    (rows.REQUESTY, "mistral/devstral-medium-latest", "N17", "you"),
    (rows.OPENLLMAPI, "deepseek-chat", "N17", "you"),
    (rows.QWEN, "qwen-max", "N17", "you"),
    (rows.QWEN, "qwen-turbo-small", "N14", "gateway"),
    (rows.DEEPSEEK, "deepseek-v3", "N17", "you"),
    (rows.ZHIPU, "glm-5", "N17", "you"),
    (rows.ZAI, "glm-5", "N17", "you"),
    (rows.SILICONFLOW, "Pro/deepseek-ai/DeepSeek-R1", "N17", "you"),
    (rows.SILICONFLOW, "Qwen/Qwen3-8B", "R06", "model"),
    (rows.GROQ, "gemma2-9b-it", "R06", "model"),
    (rows.OPENROUTER, "some/chatty-model", "R06", "model"),
    (rows.OPENROUTER, "openai/gpt-5", "N17", "you"),
    (rows.OPENROUTER, "qwen/qwen3-coder", "N09", "gateway"),
]


@pytest.mark.parametrize(
    ("row", "model", "cause", "owner"), REFUSALS, ids=lambda value: getattr(value, "preset", value)
)
async def test_the_usual_refusals_name_their_cause_and_who_can_fix_it(
    row: Row, model: str, cause: str, owner: str
) -> None:
    proof = await prove(row, model=model)
    assert (proof.report.verdict.value, proof.cause) == ("blocked", cause)
    assert proof.report.cause is not None
    assert proof.report.cause.owner.value == owner


@pytest.mark.parametrize("row", {row.preset: row for row in ROWS}.values(), ids=lambda row: row.preset)
def test_the_refusals_of_a_preset_are_among_its_quirks(row: Row) -> None:
    """Every refusal above that is special to the gateway is told in its preset before anything is asked."""
    told = {quirk.fault for quirk in preset(row.preset).quirks}
    special = {cause for other, _, cause, _ in REFUSALS if other.preset == row.preset}
    general = {"N13", "N17", "N14"}
    assert special - general <= told


async def test_a_rate_limit_of_the_free_tier_is_no_fault_of_the_setup() -> None:
    proof = await prove(rows.GROQ, model="openai/gpt-oss-20b")
    assert (proof.report.verdict.value, proof.cause) == ("inconclusive", "N08")
    assert proof.report.cause is not None
    assert proof.report.cause.retryable


async def test_deepseek_breaks_in_the_second_turn_and_its_settings_are_proven() -> None:
    proof = await prove(rows.DEEPSEEK)
    assert proof.report.rescues
    assert proof.report.settings["openAiR1FormatEnabled"] is True
    assert proof.report.settings["preserveReasoning"] is True


BASES = [(row, base) for row in ROWS for base in preset(row.preset).bases_of(Dialect.OPENAI) if base.label]


@pytest.mark.parametrize(
    ("row", "base"), BASES, ids=lambda value: getattr(value, "label", getattr(value, "preset", ""))
)
async def test_every_region_and_plan_of_a_preset_leads_to_a_proof(row: Row, base: Base) -> None:
    proof = await prove(row, base=base)
    assert proof.report.verdict.value == "ready"


@pytest.mark.parametrize(
    "row", [rows.FLATKEY, rows.REQUESTY, rows.DEEPSEEK, rows.OPENROUTER], ids=lambda row: row.preset
)
async def test_the_anthropic_base_of_a_preset_leads_to_the_messages_path(row: Row) -> None:
    served = replace(row, serves=frozenset({"claude-sonnet-4-5"}), refuse=(), reasons=False)
    proof = await prove(served, model="claude-sonnet-4-5", dialect=Dialect.ANTHROPIC)
    assert proof.report.verdict.value == "ready"
    assert {asked.path for asked in proof.asked if asked.method == "POST"} <= set(row.chats)


async def test_a_finops_base_with_a_version_works_too() -> None:
    assert await typed(rows.FINOPS, "/openai/v1") == ("ready", None, "")


async def test_a_finops_without_virtual_keys_takes_dummy() -> None:
    placeholder = preset("finops").placeholder
    proof = await prove(rows.FINOPS_OPEN, key=placeholder)
    assert (placeholder, proof.report.verdict.value) == ("dummy", "ready")
    assert {asked.headers["authorization"] for asked in proof.asked if asked.method == "POST"} == {"Bearer dummy"}


async def test_the_virtual_key_of_finops_can_travel_in_its_own_header() -> None:
    header = next(need for need in preset("finops").headers if need.secret)
    settings = ClientSettings({"openAiHeaders": {header.name: ApiKey(rows.FINOPS.key)}})
    proof = await prove(rows.FINOPS_HEADER, key="dummy", settings=settings)
    assert (header.name, proof.report.verdict.value) == ("x-bf-vk", "ready")
    refused = await prove(rows.FINOPS_HEADER, key=rows.FINOPS.key)
    assert (refused.report.verdict.value, refused.cause) == ("blocked", "N07")
    assert rows.FINOPS.key not in repr(proof.report) + repr(refused.report)


async def test_the_base_of_finops_never_gets_a_version() -> None:
    proof = await prove(rows.FINOPS)
    assert proof.report.target.base_url.endswith("/openai")
    assert {asked.path for asked in proof.asked if asked.method == "POST"} == {"/openai/chat/completions"}


@pytest.mark.parametrize("model", ["claude-sonnet-4.6", "claude-haiku-4.5"])
async def test_dotted_names_are_replaced_on_the_anthropic_route_so_that_it_is_blocked(model: str) -> None:
    proof = await prove(rows.TOKENBAY, model=model, dialect=Dialect.ANTHROPIC)
    assert {asked.model for asked in proof.asked if asked.method == "POST"} == {"claude-sonnet-4-5"}
    assert {asked.path for asked in proof.asked if asked.method == "POST"} == {"/v1/messages"}
    assert (proof.report.verdict.value, proof.cause) == ("blocked", "N13")


async def test_a_claude_name_that_roo_knows_works_bare_on_the_anthropic_route() -> None:
    row = replace(rows.TOKENBAY, serves=frozenset({"claude-sonnet-4-5"}))
    proof = await prove(row, model="claude-sonnet-4-5", dialect=Dialect.ANTHROPIC)
    assert proof.report.verdict.value == "ready"
    assert {asked.headers.get("x-api-key") for asked in proof.asked if asked.method == "POST"} == {row.key}


async def test_requesty_serves_its_coding_models() -> None:
    proof = await prove(rows.REQUESTY, model="coding/claude-sonnet-4-5")
    assert proof.report.verdict.value == "ready"


async def typed(row: Row, path: str, **more: Any) -> tuple[str, str | None, str]:
    """Verdict, cause and next step for a base that a person typed at the stand-in's origin."""
    async with StandIn(row) as gateway:
        target = Target(read_base_url(gateway.origin + path), ApiKey(row.key), row.model, preset=row.preset, **more)
        events = [event async for event in check(target, Options(limits=LIMITS))]
        done = events[-1]
        assert isinstance(done, Done)
        cause = done.report.cause
        action = cause.action.replace(gateway.origin, "") if cause else ""
        return done.report.verdict.value, cause.id if cause else None, action


@pytest.mark.parametrize("row", [rows.FLATKEY, rows.TOKENBAY], ids=lambda row: row.preset)
async def test_a_page_in_place_of_an_answer_names_the_base_with_the_version(row: Row) -> None:
    verdict, cause, action = await typed(row, "")
    assert (verdict, cause) == ("blocked", "N03")
    assert "/v1" in action


@pytest.mark.parametrize("row", [rows.FLATKEY, rows.QWEN, rows.GROQ, rows.OPENROUTER], ids=lambda row: row.preset)
async def test_a_pasted_chat_address_is_cut_back_to_its_base(row: Row) -> None:
    verdict, cause, _ = await typed(row, next(iter(row.chats)))
    assert (verdict, cause) == ("ready", None)
