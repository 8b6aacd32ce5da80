"""The models of the practice gateway and their list."""

from collections.abc import Sequence

from roo_wizard.core.exchange import Json

MODEL = "practice-coder"
"""The model to choose."""

CLAUDE = "claude-sonnet-4-5"
"""What Roo's Anthropic provider sends in place of every id that it does not know (roo-code.md 4.8)."""

TALKER = "practice-talker"
"""A model that takes tools and never calls one."""

MODELS = (MODEL, "practice-o3-coder", TALKER, CLAUDE)
"""Every id; the second contains ``o3``, which Roo treats specially (R09)."""

UNLISTED = ("glm-4.6", "glm-4.7", "deepseek-reasoner", "deepseek-v4-flash", "kimi-k2-thinking")
"""Ids that stand in the fixed tables of Roo's own entries for single vendors; served, but in no list."""

CODERS = (MODEL, CLAUDE)
"""The ids that a proof runs with; N13 takes them away."""

_CREATED = 1_760_000_000
_PARAMETERS = ["temperature", "max_tokens", "stream"]
_TOOL_PARAMETERS = ["tools", "tool_choice", "parallel_tool_calls"]


def model_list(ids: Sequence[str]) -> dict[str, Json]:
    """Return the list in OpenAI's shape, with the fields of OpenRouter and Anthropic beside it (gateways.md 3)."""
    entries = [model_entry(name) for name in ids]
    ends = {"first_id": ids[0], "last_id": ids[-1]} if ids else {}
    return {"object": "list", "data": entries, "has_more": False, **ends}


def model_info(ids: Sequence[str]) -> dict[str, Json]:
    """Return the list in the shape of LiteLLM's ``/v1/model/info``, which Roo's entry for LiteLLM reads."""
    return {"data": [_info(name) for name in ids]}


def _info(name: str) -> dict[str, Json]:
    about = {"max_input_tokens": 131_072, "max_output_tokens": 16_384, "supports_function_calling": name != TALKER}
    return {"model_name": name, "litellm_params": {"model": f"openai/{name}"}, "model_info": about}


def model_entry(name: str) -> dict[str, Json]:
    """Return one entry of the list; prices are USD per token, as text."""
    talks = name == TALKER
    return {
        "id": name,
        "object": "model",
        "type": "model",
        "created": _CREATED,
        "created_at": "2025-10-09T08:53:20Z",
        "owned_by": "practice",
        "display_name": name.replace("-", " ").title(),
        "context_length": 131_072,
        "supported_parameters": _PARAMETERS if talks else [*_TOOL_PARAMETERS, *_PARAMETERS],
        "pricing": {"prompt": "0.0000005", "completion": "0.0000015"},
    }
