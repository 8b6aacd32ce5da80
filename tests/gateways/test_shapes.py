"""One entry of every kind of model list as its gateway writes it (gateways.md 3): tools, context, prices, marks."""

from typing import Any

import pytest

from roo_wizard.gateway.listing.servers import SERVERS
from roo_wizard.gateway.listing.shapes import parse_models
from roo_wizard.presets import load


def data(entry: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    return {"object": "list", "data": [entry], **envelope}


SHAPES: list[tuple[str, Any, tuple[str, str, int | None, float | None, float | None]]] = [
    ("OpenAI", data({"id": "m", "object": "model", "created": 1, "owned_by": "o"}), ("m", "unknown", None, None, None)),
    (
        "OpenRouter",
        data(
            {
                "id": "v/m",
                "context_length": 1000,
                "top_provider": {"context_length": 900, "max_completion_tokens": 10},
                "pricing": {"prompt": "0.00000015", "completion": "0.0000006", "request": "0"},
                "supported_parameters": ["tools", "tool_choice"],
            },
            links={"next": None},
            total_count=1,
        ),
        ("v/m", "yes", 1000, 0.15, 0.6),
    ),
    (
        "Requesty",
        data(
            {
                "id": "v/m",
                "supports_tool_calling": False,
                "supports_reasoning": True,
                "context_window": 2000,
                "input_price": 0.000003,
                "output_price": 0.000015,
                "geolocation": "eu",
            }
        ),
        ("v/m", "no", 2000, 3.0, 15.0),
    ),
    (
        "LiteLLM model info",
        {
            "data": [
                {
                    "model_name": "m",
                    "litellm_params": {"model": "openai/m"},
                    "model_info": {
                        "id": "0f",
                        "supports_function_calling": True,
                        "max_input_tokens": 128000,
                        "input_cost_per_token": 1e-6,
                        "output_cost_per_token": 2e-6,
                        "mode": "chat",
                    },
                }
            ]
        },
        ("m", "yes", 128000, 1.0, 2.0),
    ),
    (
        "Vercel",
        data(
            {
                "id": "v/m",
                "type": "language",
                "tags": ["tool-use", "vision"],
                "context_window": 3000,
                "max_tokens": 10,
                "pricing": {"input": "0.000001", "output": "0.000002", "input_tiers": []},
            }
        ),
        ("v/m", "yes", 3000, 1.0, 2.0),
    ),
    (
        "Hugging Face router",
        data(
            {
                "id": "o/m",
                "providers": [
                    {
                        "provider": "groq",
                        "status": "live",
                        "supports_tools": True,
                        "context_length": 4000,
                        "pricing": {"input": 0.5, "output": 1.5},
                    }
                ],
            }
        ),
        ("o/m", "yes", 4000, 0.5, 1.5),
    ),
    (
        "Groq",
        data({"id": "m", "active": True, "context_window": 5000, "max_completion_tokens": 9, "public_apps": None}),
        ("m", "unknown", 5000, None, None),
    ),
    (
        "Mistral",
        data(
            {
                "id": "m",
                "capabilities": {"completion_chat": True, "function_calling": True, "vision": False},
                "max_context_length": 6000,
                "type": "base",
            }
        ),
        ("m", "yes", 6000, None, None),
    ),
    (
        "Together",
        [
            {
                "id": "o/m",
                "type": "chat",
                "context_length": 7000,
                "pricing": {"hourly": 0, "input": 0.2, "output": 0.6, "base": 0},
            }
        ],
        ("o/m", "unknown", 7000, 0.2, 0.6),
    ),
    (
        "xAI",
        {
            "models": [
                {
                    "id": "m",
                    "aliases": ["m-latest"],
                    "prompt_text_token_price": 30000,
                    "completion_text_token_price": 150000,
                }
            ]
        },
        ("m", "unknown", None, 3.0, 15.0),
    ),
    ("Bifrost", data({"id": "v/m", "active": True, "context_window": 8000}), ("v/m", "unknown", 8000, None, None)),
    (
        "new-api",
        data({"id": "m", "created": 1626777600, "supported_endpoint_types": ["openai"]}, success=True),
        ("m", "unknown", None, None, None),
    ),
    (
        "Anthropic",
        {
            "data": [{"type": "model", "id": "m", "display_name": "M", "created_at": "x", "max_input_tokens": 200000}],
            "has_more": False,
            "first_id": "m",
            "last_id": "m",
        },
        ("m", "unknown", 200000, None, None),
    ),
    ("Ollama tags", {"models": [{"name": "m:8b", "model": "m:8b"}]}, ("m:8b", "unknown", None, None, None)),
    (
        "LM Studio",
        {
            "models": [
                {
                    "type": "llm",
                    "key": "m",
                    "display_name": "M",
                    "max_context_length": 9000,
                    "capabilities": {"vision": False, "trained_for_tool_use": True},
                    "loaded_instances": [],
                }
            ]
        },
        ("m", "yes", 9000, None, None),
    ),
    ("vLLM", data({"id": "m", "owned_by": "vllm", "max_model_len": 1234}), ("m", "unknown", 1234, None, None)),
    (
        "Fireworks",
        data({"id": "accounts/f/models/m", "supports_chat": True, "supports_tools": False, "context_length": 99}),
        ("accounts/f/models/m", "no", 99, None, None),
    ),
    (
        "models.dev",
        {"models": {"m": {"tool_call": True, "limit": {"context": 77}, "cost": {"input": 1, "output": 2}}}},
        ("m", "yes", 77, 1.0, 2.0),
    ),
    ("Chutes", data({"id": "m", "supported_features": ["json_mode", "tools"]}), ("m", "yes", None, None, None)),
    (
        "Venice",
        data({"id": "m", "type": "text", "model_spec": {"capabilities": {"supportsFunctionCalling": False}}}),
        ("m", "no", None, None, None),
    ),
]


@pytest.mark.parametrize(("body", "wanted"), [shape[1:] for shape in SHAPES], ids=[shape[0] for shape in SHAPES])
def test_every_shape_is_read(body: Any, wanted: tuple[Any, ...]) -> None:
    models = parse_models(body)
    assert models is not None
    (model,) = models
    found = (model.id, model.tools.value, model.context_window, model.input_price, model.output_price)
    assert found == wanted
    assert model.warnings == ()
    assert bool(model.tools_source) == (wanted[1] != "unknown")


def test_where_only_some_providers_take_tools_those_are_named() -> None:
    providers = [{"provider": name, "supports_tools": name != "slow"} for name in ("groq", "slow", "together")]
    (model,) = parse_models(data({"id": "o/m", "providers": [*providers, None, {"supports_tools": []}]})) or ()
    assert model.tools.value == "yes"
    assert model.warnings == ("only some of its providers take tools: choose :groq, :together",)


def test_the_table_of_servers_agrees_with_the_presets() -> None:
    for server in SERVERS:
        for name in server.presets:
            known = load()[name].model_info
            assert not known or known.endswith(server.paths[0].removeprefix("base:")), name
