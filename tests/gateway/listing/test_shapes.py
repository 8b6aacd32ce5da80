import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Model, ToolSupport
from roo_wizard.core.text import is_clean
from roo_wizard.gateway.listing.shapes import parse_models, read_listing
from tests.gateway.captures import exchange, labels


def only(entry: Any) -> Model:
    models = parse_models({"data": [entry]})
    assert models is not None
    assert len(models) == 1
    return models[0]


@pytest.mark.parametrize(
    "body",
    [
        {"object": "list", "data": [{"id": "a"}, {"id": "b"}]},
        [{"id": "a"}, {"id": "b"}],
        ["a", "b"],
        {"models": [{"id": "a"}, {"id": "b"}]},
        {"models": [{"name": "a", "model": "a"}, {"name": "b", "model": "b"}]},
        {"models": [{"name": "x"}], "data": [{"id": "a"}, {"id": "b"}]},
        {"success": True, "object": "list", "data": [{"id": "a"}, {"id": "b"}]},
        {"data": [{"model_name": "a", "model_info": {"id": "0f"}}, {"model_name": "b"}]},
        {"data": [{"model_group": "a"}, {"model_group": "b"}]},
        {"data": [{"type": "model", "id": "a"}, {"type": "model", "id": "b"}], "has_more": False},
        {"id": "provider", "models": {"a": {"tool_call": True}, "b": {"id": "b"}}},
    ],
)
def test_every_envelope_is_opened(body: Any) -> None:
    models = parse_models(body)
    assert models is not None
    assert [model.id for model in models] == ["a", "b"]


def test_the_description_of_one_model_is_a_list_of_one() -> None:
    assert parse_models({"id": "a", "object": "model"}) == (Model("a"),)


@pytest.mark.parametrize(
    "body",
    [None, 1, "text", True, {}, {"data": {"total_credits": 0}}, {"data": "x"}, {"error": {"message": "x"}},
     [{"id": 0, "n_ctx": 1}], [1, 2], {"object": "chat.completion", "choices": []}],
)  # fmt: skip
def test_what_is_no_list_is_none(body: Any) -> None:
    assert parse_models(body) is None


def test_an_empty_list_is_a_list() -> None:
    assert parse_models({"data": []}) == ()


@pytest.mark.parametrize(
    ("entry", "tools", "source"),
    [
        ({"supported_parameters": ["tools", "tool_choice"]}, "yes", "supported_parameters"),
        ({"supported_parameters": ["temperature"]}, "no", "supported_parameters"),
        ({"supported_parameters": []}, "unknown", ""),
        ({"supports_tool_calling": True}, "yes", "supports_tool_calling"),
        ({"supports_tools": False}, "no", "supports_tools"),
        ({"model_info": {"supports_function_calling": None}}, "unknown", ""),
        ({"model_info": {"supports_function_calling": True}}, "yes", "model_info.supports_function_calling"),
        ({"supports_function_calling": False}, "no", "supports_function_calling"),
        ({"capabilities": {"function_calling": True}}, "yes", "capabilities.function_calling"),
        ({"capabilities": {"trained_for_tool_use": False}}, "no", "capabilities.trained_for_tool_use"),
        ({"capabilities": ["completion", "tools"]}, "yes", "capabilities"),
        ({"capabilities": ["completion"]}, "no", "capabilities"),
        ({"capabilities": ["tool_use", "vision"]}, "yes", "capabilities"),
        ({"capabilities": ["chat", "vision"]}, "unknown", ""),
        ({"capabilities": []}, "unknown", ""),
        ({"model_group": "g", "supports_function_calling": False}, "unknown", ""),
        ({"supported_openai_params": ["tools"]}, "unknown", ""),
        ({"model_info": {"supports_function_calling": None, "supported_openai_params": ["tools"]}}, "unknown", ""),
        ({"tags": ["tool-use", "vision"]}, "yes", "tags"),
        ({"tags": ["vision"]}, "unknown", ""),
        ({"supported_features": ["tools"]}, "yes", "supported_features"),
        ({"model_spec": {"capabilities": {"supportsFunctionCalling": True}}}, "yes",
         "model_spec.capabilities.supportsFunctionCalling"),
        ({"tool_call": False}, "no", "tool_call"),
        ({"providers": [{"supports_tools": False}, {"supports_tools": True}]}, "yes", "providers.supports_tools"),
        ({"providers": [{"supports_tools": False}, {}]}, "no", "providers.supports_tools"),
        ({"providers": [{}]}, "unknown", ""),
        ({}, "unknown", ""),
    ],
)  # fmt: skip
def test_tool_support_has_three_states_and_names_its_field(entry: Any, tools: str, source: str) -> None:
    model = only({"id": "a", **entry})
    assert (model.tools, model.tools_source) == (ToolSupport(tools), source)


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ({"context_length": 128000}, 128000),
        ({"context_window": "32768"}, 32768),
        ({"max_input_tokens": 128000.0}, 128000),
        ({"model_info": {"max_input_tokens": 5}}, 5),
        ({"max_model_len": 4096}, 4096),
        ({"meta": {"n_ctx": 2048, "n_ctx_train": 4096}}, 2048),
        ({"max_context_length": 9000, "loaded_instances": [{"config": {"context_length": 4096}}]}, 4096),
        ({"max_context_length": 9000, "loaded_instances": []}, 9000),
        ({"providers": [{"context_length": 1}, {"context_length": 7}]}, 7),
        ({"limit": {"context": 11}}, 11),
        ({"context_length": None, "context_window": 3}, 3),
        ({"context_length": -1}, None),
        ({"context_length": True}, None),
        ({"context_length": "x"}, None),
        ({"context_length": 10**400}, None),
        ({}, None),
    ],
)
def test_the_context_window_is_found(entry: Any, window: int | None) -> None:
    assert only({"id": "a", **entry}).context_window == window


@pytest.mark.parametrize(
    ("entry", "prices"),
    [
        ({"pricing": {"prompt": "0.000003", "completion": "0.000015"}}, (3.0, 15.0)),
        ({"pricing": {"prompt": "-1", "completion": "-1"}}, (None, None)),
        ({"pricing": {"prompt": "0", "completion": "0"}}, (0.0, 0.0)),
        ({"pricing": {"input": "0.0000005", "output": "0.000001"}}, (0.5, 1.0)),
        ({"pricing": {"input": 0.88, "output": 0.9}}, (0.88, 0.9)),
        ({"input_price": 3e-6, "output_price": 1.5e-5}, (3.0, 15.0)),
        ({"model_info": {"input_cost_per_token": 1.5e-7, "output_cost_per_token": None}}, (0.15, None)),
        ({"providers": [{"pricing": {"input": 2, "output": 3}}, {"pricing": {"input": 1, "output": 4}}]}, (1.0, 3.0)),
        ({"cost": {"input": 1.25, "output": 10}}, (1.25, 10.0)),
        ({"cost_per_1m_in": 3, "cost_per_1m_out": 15}, (3.0, 15.0)),
        ({"prompt_text_token_price": 30000, "completion_text_token_price": 150000}, (3.0, 15.0)),
        ({"pricing": {"prompt": "nan"}}, (None, None)),
        ({"pricing": {"prompt": "1e9", "completion": "0.000001"}}, (None, 1.0)),
        ({"input_price": "3e-6 USD", "output_price": 10**400}, (None, None)),
        ({"input_price": "0.000003", "output_price": "1.5e-5"}, (3.0, 15.0)),
        ({"pricing": []}, (None, None)),
    ],
)
def test_prices_become_dollars_per_million_tokens(entry: Any, prices: tuple[float | None, float | None]) -> None:
    model = only({"id": "a", **entry})
    assert (model.input_price, model.output_price) == prices


def test_endpoint_types_are_kept() -> None:
    assert only({"id": "a", "supported_endpoint_types": ["openai", "anthropic", 3]}).endpoints == (
        "openai",
        "anthropic",
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "a", "type": "embedding"},
        {"id": "a", "mode": "image_generation"},
        {"id": "a", "model_info": {"mode": "audio_transcription"}},
        {"id": "text-embedding-3-small"},
        {"id": "openai/whisper-1"},
        {"id": "a", "supports_chat": False},
        {"id": "a", "capabilities": {"completion_chat": False}},
        {"id": "a", "architecture": {"output_modalities": ["image"]}},
        {"id": "a", "active": False},
        {"id": "policy/cheap"},
        {"id": "a", "supported_endpoint_types": ["image-generation"]},
        {"id": "a", "supported_endpoint_types": ["anthropic", "gemini"]},
        {"id": "a", "providers": [{"supports_tools": True}, {"supports_tools": False}]},
    ],
)
def test_what_is_probably_no_model_for_an_agent_is_warned_of(entry: Any) -> None:
    assert only(entry).warnings


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "gpt-5.4-mini", "object": "model"},
        {"id": "qwen", "type": "chat"},
        {"id": "clipper"},
        {"id": "a", "supported_endpoint_types": ["anthropic", "openai"]},
        {"id": "a", "supported_endpoint_types": ["something-new"]},
        {"id": "a", "supported_endpoint_types": []},
    ],
)
def test_chat_models_have_no_warning(entry: Any) -> None:
    assert only(entry).warnings == ()


STATES = {
    "aimock-openrouter/models_ok.json": {"yes"},
    "aimock/extra_api_tags.json": {"unknown"},
    "aimock/extra_api_v1_models.json": {"yes"},
    "aimock/models_ok.json": {"unknown"},
    "litellm-customauth/models_ok.json": {"unknown"},
    "litellm-over-aimock/extra_v1_model_info.json": {"unknown"},
    "litellm-over-aimock/models_ok.json": {"unknown"},
    "litellm-over-aimock/wrongpath_root_models.json": {"unknown"},
    "litellm/extra_model_group_info.json": {"yes", "unknown"},
    "litellm/extra_model_info.json": {"yes"},
    "litellm/extra_v1_model_info.json": {"yes"},
    "litellm/extra_v1_models_include_metadata_true.json": {"unknown"},
    "litellm/extra_v1_models_mock-tools.json": {"unknown"},
    "litellm/models_ok.json": {"unknown"},
    "litellm/wrongpath_root_models.json": {"unknown"},
    "llamacpp/models_ok.json": {"unknown"},
    "llamacpp/wrongpath_root_models.json": {"unknown"},
}
"""What each recorded list says about tools: read from it by eye."""


def test_the_table_names_every_recorded_list() -> None:
    assert set(STATES) == {name for name, right in labels().items() if "ok-list" in right}


@pytest.mark.parametrize(("name", "states"), STATES.items())
def test_every_recorded_list_is_in_the_right_tool_state(name: str, states: set[str]) -> None:
    assert {model.tools.value for model in parse_models(exchange(name).json) or ()} == states


def test_in_a_recorded_group_list_only_the_unknown_model_is_unknown() -> None:
    models = parse_models(exchange("litellm/extra_model_group_info.json").json) or ()
    assert [model.id for model in models if model.tools is ToolSupport.UNKNOWN] == ["fake-upstream"]


@pytest.mark.parametrize("name", [name for name, right in labels().items() if "ok-list" in right])
def test_every_recorded_list_is_read(name: str) -> None:
    models = parse_models(exchange(name).json)
    assert models
    assert all(is_clean(model.id) for model in models)


HOSTILE = [
    "a" * 1_000_000,
    "esc\x1b[31mred",
    "\x1b]52;c;c2VjcmV0\x1b\\",
    "bidi\u202eabc",
    "zero\u200bwidth",
    "line\nbreak",
    " blank",
    "two  blanks",
    "",
]


def test_unclean_and_duplicate_ids_are_hidden_and_counted() -> None:
    listing = read_listing({"data": [*({"id": name} for name in HOSTILE), {"id": "ok"}, {"id": "ok"}, {}, 7, None]})
    assert listing is not None
    assert [model.id for model in listing.models] == ["ok"]
    assert listing.hidden == len(HOSTILE) + 4


def test_markup_in_a_name_is_an_exact_id() -> None:
    assert only({"id": "[b]a[/nope]"}).id == "[b]a[/nope]"


def test_hostile_side_fields_do_not_reach_a_person() -> None:
    model = only({"id": "a", "type": "\x1b[31mimage", "supported_endpoint_types": ["\x1b]0;x\x07" + "y" * 500]})
    shown = [*model.warnings, *model.endpoints]
    assert all(is_clean(text) for text in shown)
    assert all(len(text) < 100 for text in shown)


@pytest.mark.exhaustive
def test_two_hundred_thousand_entries_are_read_up_to_the_limit() -> None:
    entries = [{"id": f"vendor/model-{number}", "context_length": 1} for number in range(200_000)]
    listing = read_listing({"data": entries}, limit=150_000)
    assert listing is not None
    assert (len(listing.models), listing.hidden) == (150_000, 50_000)


def test_two_hundred_thousand_plain_entries_fit_into_what_is_read_of_a_list() -> None:
    plain = {"id": "some-vendor/model-123456", "object": "model", "created": 1700000000, "owned_by": "some-vendor"}
    assert (len(json.dumps(plain)) + 2) * 200_000 <= Limits().list_bytes


KEYS = ["id", "data", "models", "name", "object", "type", "mode", "pricing", "prompt", "input", "providers", "tags"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


@given(JSON)
def test_no_json_raises_and_every_id_is_clean(value: Any) -> None:
    for models in (parse_models(value), parse_models({"data": value}), parse_models([value])):
        assert all(is_clean(model.id) for model in models or ())


def test_deep_nesting_is_no_list() -> None:
    nested: Any = json.loads("[" * 500 + "]" * 500)
    assert parse_models(nested) is None


def test_an_id_that_was_masked_is_never_offered() -> None:
    listing = read_listing({"data": [{"id": "m"}, {"id": f"x/{'*' * 20}"}, {"id": "openai/*"}]})
    assert listing is not None
    assert [model.id for model in listing.models] == ["m", "openai/*"]
    assert listing.hidden == 1
