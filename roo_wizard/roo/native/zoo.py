"""Zoo Code's own entries: Roo Code's with what differs, read in its source (release line 3.82 to 3.98), never run.

Left out, because it could not be placed in a release: efforts of DeepSeek beside "high"; newer Kimi ids; a history
with calls but without their thinking, for which DeepSeek and Z.ai turn thinking off; real thought signatures of Gemini
through LiteLLM; OpenRouter's profile of Kimi K3. Left out, because no setting of the wizard leads there: DeepSeek told
not to think; a Moonshot id with "o1", "o3" or "o4", which OpenAI Compatible underneath would write otherwise.
"""

from dataclasses import replace

from roo_wizard.roo.native.entries import BOTH, COMMON, ENTRIES, HEAD, HEADERS, TOOLS
from roo_wizard.roo.native.known import MOONSHOT, NOT_IN_CHINA, ZAI, Known, Models
from roo_wizard.roo.reading.thinking import ZOO_TAGS

_DEEPSEEK_UNKNOWN = Known(200_000, echoes=True)
_V4 = Known(200_000, echoes=True, thinks=True, takes_temperature=False, efforts=("high",))
_DEEPSEEK: Models = {"deepseek-v4-flash": _V4, "deepseek-v4-pro": _V4}


def _glm(efforts: tuple[str, ...], max_tokens: int = 131_072, window: int = 200_000) -> Known:
    return Known(max_tokens, window, effort=True, echoes=True, efforts=efforts, falls_back=True, own_limit=True)


_ZAI: Models = {
    **ZAI,
    "glm-4.7": _glm(("medium",), 16_384),
    "glm-5": _glm(("medium",), 16_384, 202_752),
    "glm-5.1": _glm(("medium",)),
    "glm-5.2": _glm(("high", "max"), window=1_000_000),
    "glm-5.3": _glm(("max", "low", "high"), window=1_000_000),
    "glm-5-turbo": _glm(("medium",), window=202_752),
}
_IN_CHINA: Models = {**NOT_IN_CHINA, "glm-5.1": _glm(("medium",), window=204_800)}
_NOT_ON_CODING_LINES: Models = {"glm-5.3": None}

_FIXED = {"takes_temperature": False}
_ADAPTIVE = {"budget": True, "takes_temperature": False, "adaptive": True}
_ECHOED = frozenset(
    {
        *("deepseek-v4-flash", "deepseek-v4-pro", "deepseek-reasoner", "mimo-v2.5", "mimo-v2.5-pro"),
        *("kimi-k2-thinking", "moonshot.kimi-k2-thinking", "kimi-k2p7-code", "kimi-k3"),
        *("glm-4.7", "glm-5", "glm-5.1", "glm-5.2", "glm-5-turbo"),
        *("minimax.minimax-m2", "minimax-m2", "minimax-m2-stable", "minimax-m3"),
        *(f"minimax-m2.{version}{speed}" for version in (1, 5, 7) for speed in ("", "-highspeed")),
        *("qwen3.6-plus", "qwen3.7-plus", "qwen3.7-max"),
    }
)

_BY_ID = {entry.id: entry for entry in ENTRIES}

ZOO_ENTRIES = (
    replace(
        _BY_ID["requesty"],
        thoughts=BOTH,
        skips_empty=True,
        special={f"anthropic/claude-{name}": _ADAPTIVE for name in ("fable-5", "fable-5.1", "sonnet-5", "opus-5")},
    ),
    replace(
        _BY_ID["openrouter"],
        special={
            "anthropic/claude-fable-5": _FIXED | {"marked": True},
            "anthropic/claude-sonnet-5": _FIXED,
            "anthropic/claude-opus-5": _FIXED,
        },
    ),
    replace(
        _BY_ID["litellm"],
        thoughts=BOTH,
        skips_empty=True,
        echoed=_ECHOED,
        session_header="X-Zoo-Session-ID",
        default_model="",
    ),
    replace(
        _BY_ID["deepseek"],
        fields=(
            *("model", "temperature", "messages", *HEAD, "thinking", "reasoning_effort", *TOOLS),
            *("parallel_tool_calls", "max_completion_tokens"),
        ),
        settings=_BY_ID["deepseek"].settings | {"reasoningEffort"},
        list_path="/models",
        temperature=0,
        thoughts=BOTH,
        skips_empty=True,
        models=_DEEPSEEK,
        unknown=_DEEPSEEK_UNKNOWN,
        reasoner="",
    ),
    replace(
        _BY_ID["zai"],
        fields=(
            *("model", "max_tokens", "temperature", "messages", *HEAD, "thinking", "reasoning_effort"),
            *(*TOOLS, "parallel_tool_calls"),
        ),
        settings=_BY_ID["zai"].settings | {"modelMaxTokens"},
        skips_empty=True,
        tags=ZOO_TAGS,
        models=_ZAI,
        elsewhere={"bigmodel.cn": _IN_CHINA, "/api/paas/": _NOT_ON_CODING_LINES},
        default_model="glm-4.7",
    ),
    replace(
        _BY_ID["moonshot"],
        fields=("model", "temperature", "messages", *HEAD, *TOOLS, "parallel_tool_calls", "max_tokens"),
        settings=COMMON | HEADERS | {"modelMaxTokens"},
        prefix="OpenAI completion error: ",
        list_path="/models",
        temperature=None,
        sdk_headers=True,
        custom_headers=True,
        strict=True,
        skips_empty=True,
        tags=ZOO_TAGS,
        is_general=True,
        needs_whole_calls=False,
        models={name: about and replace(about, marked=True) for name, about in MOONSHOT.items()},
        unknown=Known(None, marked=True),
    ),
)
"""Zoo Code's entries, in the order of Roo Code's."""
