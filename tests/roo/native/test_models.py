import math
from typing import Any

import pytest

from roo_wizard.core.exchange import Json
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.native.models import known, output_limit, read_list, thinking_budget
from roo_wizard.roo.settings import ClientSettings

LITELLM: dict[str, Any] = {
    "model_name": "gw/x",
    "litellm_params": {"model": "openai/x"},
    "model_info": {"max_output_tokens": 4096, "max_input_tokens": 32_000, "supports_prompt_caching": True},
}


def test_litellms_list_needs_three_fields_of_each_model() -> None:
    entries = [LITELLM, *({**LITELLM, "model_name": f"m-{name}", name: None} for name in LITELLM), "odd", None]
    assert read_list(native("litellm"), {"data": entries}) == {"gw/x": Known(4096, 32_000, caches=True)}


def test_litellms_numbers_have_defaults() -> None:
    bare = {**LITELLM, "model_info": {"max_tokens": True, "max_input_tokens": "many"}}
    assert read_list(native("litellm"), {"data": [bare]}) == {"gw/x": Known(8192, 200_000, caches=False)}


def test_requestys_list_says_how_a_model_thinks() -> None:
    ids = ("v/claude-x", "openai/gpt-5", "other/m")
    entries = [{"id": name, "supports_reasoning": True, "context_window": 9, "max_output_tokens": 3} for name in ids]
    found = read_list(native("requesty"), {"data": entries})
    assert found == {
        "v/claude-x": Known(3, 9, budget=True),
        "openai/gpt-5": Known(3, 9, effort=True),
        "other/m": Known(3, 9),
    }


def test_openrouters_list_takes_a_fifth_of_the_window_where_no_limit_is_given() -> None:
    entries = [{"id": "m", "context_length": 1001, "supported_parameters": ["reasoning"]}]
    assert read_list(native("openrouter"), {"data": entries}) == {"m": Known(201, 1001, effort=True)}


def test_openrouters_list_has_exceptions_by_id() -> None:
    names = ("anthropic/claude-3.7-sonnet", "anthropic/claude-haiku-4.5", "openrouter/horizon-alpha", "m/paints")
    item = {"context_length": 1_000_000, "supported_parameters": ["reasoning"]}
    paints = {"architecture": {"output_modalities": ["image", "text"]}}
    entries = [{"id": name, **item, **(paints if name == "m/paints" else {})} for name in names]
    assert read_list(native("openrouter"), {"data": entries}) == {
        "anthropic/claude-3.7-sonnet": Known(8192, 1_000_000),
        "anthropic/claude-haiku-4.5": Known(200_000, 1_000_000, budget=True),
        "openrouter/horizon-alpha": Known(32_768, 1_000_000, effort=True),
    }


def limit(provider: str, window: Json, most: Json) -> float | None:
    fields = {"context_window": window, "max_output_tokens": most, "context_length": window}
    found = read_list(native(provider), {"data": [{"id": "m", **fields}]})
    assert found is not None
    return output_limit(native(provider), "m", found["m"], ClientSettings())


def test_a_list_without_a_window_makes_no_number_of_the_limit() -> None:
    assert limit("requesty", None, None) == 8192
    assert (limit("requesty", 0, 64_000), limit("requesty", 10_001, 64_000)) == (0, 2001)
    assert math.isnan(limit("requesty", None, 64_000) or 0)
    assert limit("openrouter", 0, None) is None


@pytest.mark.parametrize("body", [None, [], {"data": {}}, {"models": []}, "x"])
def test_what_is_no_list_is_none(body: Json) -> None:
    assert read_list(native("litellm"), body) is None


def test_a_fixed_table_is_no_list() -> None:
    assert read_list(native("zai"), {"data": [{"id": "glm-4.6"}]}) is None


REPLACED = [
    ("litellm", "typo", "claude-3-7-sonnet-20250219"),
    ("zai", "glm-9", "glm-4.6"),
    ("zai", "glm-5", "glm-5"),
    ("requesty", "typo", "typo"),
    ("moonshot", "kimi-9", "kimi-9"),
    ("deepseek", "deepseek-v4", "deepseek-v4"),
]


@pytest.mark.parametrize(("provider", "asked", "sent"), REPLACED)
def test_which_ids_are_replaced(provider: str, asked: str, sent: str) -> None:
    assert known(native(provider), asked, listed={})[0] == sent


def test_openrouter_knows_by_the_id_which_models_think_by_budget_even_unlisted() -> None:
    assert known(native("openrouter"), "anthropic/claude-opus-4.5", listed={})[1].budget


BUDGETS = [("m", 16_384, 8192), ("m", 5_000, 4_000), ("m", 9, 1024), ("google/gemini-2.5-pro", 16_384, 128)]


@pytest.mark.parametrize(("model", "most", "budget"), BUDGETS)
def test_a_thinking_budget_has_bounds(model: str, most: int, budget: int) -> None:
    assert thinking_budget(model, most) == budget
