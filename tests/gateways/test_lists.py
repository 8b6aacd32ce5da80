"""The model list of each gateway of the setup guides, as a person chooses from it."""

import pytest

from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Model
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.probe.model_list import ModelList, model_list
from tests.gateways import rows
from tests.gateways.checking import target_for
from tests.gateways.rows import ROWS
from tests.gateways.stand_in import Asked, Row, StandIn


async def listed(row: Row, key: str | None = None) -> tuple[ModelList, list[Asked]]:
    async with StandIn(row) as gateway:
        target = target_for(row, gateway.origin, key=key)
        async with GatewayClient(target.endpoint, target.key) as client:
            return await model_list(client, target, Limits()), gateway.asked


async def models(row: Row) -> dict[str, Model]:
    found, _ = await listed(row)
    return {model.id: model for model in found.catalog.models}


TOOLS = [
    (rows.FLATKEY, {"gpt-5.4-mini": "unknown", "claude-sonnet-4.6": "unknown", "gpt-image-2": "unknown"}),
    (rows.FINOPS, dict.fromkeys(rows.FINOPS_MODELS, "unknown")),
    (rows.TOKENBAY, {"claude-sonnet-4.6": "unknown", "gpt-5.5": "unknown"}),
    (
        rows.REQUESTY,
        {
            "anthropic/claude-sonnet-4-5": "yes",
            "coding/claude-sonnet-4-5": "yes",
            "perplexity/sonar": "no",
            "policy/cheap": "unknown",
        },
    ),
    (rows.OPENLLMAPI, {"qwen3-coder-plus": "unknown", "deepseek-chat": "unknown"}),
    (rows.QWEN, {"qwen3-coder-plus": "unknown", "qwen3-max": "unknown", "text-embedding-v4": "unknown"}),
    (rows.DEEPSEEK, {"deepseek-chat": "unknown", "deepseek-reasoner": "unknown"}),
    (rows.ZHIPU, {}),
    (rows.ZAI, {}),
    (
        rows.SILICONFLOW,
        {"deepseek-ai/DeepSeek-V3": "unknown", "Qwen/Qwen3-8B": "unknown", "Kwai-Kolors/Kolors": "unknown"},
    ),
    (rows.GROQ, {"llama-3.3-70b-versatile": "unknown", "whisper-large-v3": "unknown", "gemma2-9b-it": "unknown"}),
    (rows.OPENROUTER, {"anthropic/claude-sonnet-4.5": "yes", "some/chatty-model": "no", "openrouter/auto": "yes"}),
]


@pytest.mark.parametrize(("row", "tools"), TOOLS, ids=lambda value: getattr(value, "preset", ""))
async def test_every_model_is_in_the_right_tool_state(row: Row, tools: dict[str, str]) -> None:
    assert {name: model.tools.value for name, model in (await models(row)).items()} == tools


@pytest.mark.parametrize(
    ("row", "suspect"),
    [
        (rows.FLATKEY, {"gpt-image-2"}),
        (rows.QWEN, {"text-embedding-v4"}),
        (rows.GROQ, {"whisper-large-v3"}),
        (rows.SILICONFLOW, {"Kwai-Kolors/Kolors"}),
        (rows.REQUESTY, {"policy/cheap"}),
        (rows.FINOPS, set()),
        (rows.OPENROUTER, set()),
    ],
    ids=lambda value: getattr(value, "preset", ""),
)
async def test_what_is_no_chat_model_is_marked_and_nothing_else(row: Row, suspect: set[str]) -> None:
    assert {name for name, model in (await models(row)).items() if model.warnings} == suspect


async def test_prices_context_and_endpoint_families_are_read() -> None:
    sonnet = (await models(rows.REQUESTY))["coding/claude-sonnet-4-5"]
    assert (sonnet.context_window, sonnet.input_price, sonnet.output_price) == (200_000, 3.0, 15.0)
    routed = await models(rows.OPENROUTER)
    assert routed["anthropic/claude-sonnet-4.5"].input_price == 3.0
    assert routed["openrouter/auto"].input_price is None
    assert (await models(rows.FLATKEY))["claude-sonnet-4.6"].endpoints == ("anthropic", "openai")
    assert (await models(rows.GROQ))["llama-3.3-70b-versatile"].context_window == 131_072


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.preset)
async def test_whether_the_list_is_public_is_found_out_with_one_question(row: Row) -> None:
    found, asked = await listed(row)
    wanted = None if not row.lists else row.preset in {"requesty", "openrouter"}
    assert found.catalog.public is wanted
    assert len([one for one in asked if not one.key]) == (1 if row.lists else 0)
    assert all(one.method == "GET" for one in asked)


@pytest.mark.parametrize("row", [rows.ZHIPU, rows.ZAI], ids=lambda row: row.preset)
async def test_without_a_documented_list_the_places_that_were_tried_are_told(row: Row) -> None:
    found, _ = await listed(row)
    assert found.catalog.problem
    assert len(found.catalog.tried) == 4
    assert found.catalog.tried[0].split(": ", 1)[0].endswith("/api/paas/v4/models")
    assert found.dropdown.shown == 0


@pytest.mark.parametrize("row", [row for row in ROWS if row.lists], ids=lambda row: row.preset)
async def test_the_clients_own_list_shows_the_same_models(row: Row) -> None:
    found, _ = await listed(row)
    assert found.dropdown.shown == len(found.catalog.models)


async def test_a_refused_key_leaves_the_clients_own_list_empty() -> None:
    found, asked = await listed(rows.GROQ, key="gsk_wrong")
    assert found.dropdown.shown == 0
    assert "401" in found.dropdown.reason
    assert len(asked) == 1
