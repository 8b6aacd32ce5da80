"""The client's own entries for single vendors, as far as their requests are known (roo-code.md 4.9, its handlers).

What differs between them is data and stands in `_ENTRIES`; `request`, `messages` and `reading`
hold the little code that it needs. The handlers are Roo Code's at 3.52.1. Zoo Code's were read up to 3.82 and differ in
more than is told here, most of all DeepSeek (V4 ids), Z.ai (newer ids) and Moonshot (OpenAI Compatible underneath).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Json
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings

_THOUGHT = ("reasoning_content",)
_BOTH = ("reasoning_content", "reasoning")


@dataclass(frozen=True, slots=True)
class Native:
    """One entry of the client's provider list. ``name`` is the vendor's as the client writes it.

    Where to: ``base_url`` is the default; ``bases`` are the only ones that can be chosen, by choice, where there is
    no free field for a base (Z.ai's Entrypoint, ``zaiApiLine``); ``list_path`` is where the client asks for its list,
    "" where it does not (a fixed table).
    What is sent: ``fields`` are those of the body, in order; ``temperature`` is the default; ``limit`` names the
    field of the output limit; ``settings`` are those that the entry reads.
    What is read: ``thoughts`` are the fields of a delta that count as thinking; ``splits_tags`` says whether
    ``<think>`` in the text does; ``needs_choices`` whether a chunk without ``choices`` stops it; ``needs_whole_calls``
    whether another library reads, which leaves the client only complete calls (`library_reading`); ``prefix`` stands
    before an error of the request.
    """

    id: str
    name: str
    base_url: str
    fields: tuple[str, ...]
    settings: frozenset[str]
    prefix: str
    bases: Mapping[str, str] = field(default_factory=dict)
    list_path: str = ""
    temperature: float = 0
    limit: str = "max_tokens"
    sdk_headers: bool = True
    custom_headers: bool = False
    strict: bool = True
    thoughts: tuple[str, ...] = _THOUGHT
    splits_tags: bool = False
    needs_choices: bool = False
    needs_whole_calls: bool = False
    default_model: str = ""
    """The id that is sent in place of one that the entry does not know; "" where every id is sent."""

    @property
    def has_fixed_base(self) -> bool:
        """Whether the client offers a choice of bases instead of a field for one."""
        return bool(self.bases)

    def asks_for_list(self, endpoint: Endpoint) -> bool:
        """Whether the client asks *endpoint* for a model list; OpenRouter's is always at its own origin."""
        if self.id == "openrouter":
            return self.base_url.startswith(f"{endpoint.origin}/")
        return bool(self.list_path)

    @property
    def is_router(self) -> bool:
        """Whether the entry is one of the two that offer OpenAI's models another way to edit."""
        return self.id in ("requesty", "openrouter")

    def tool_settings(self, model: str) -> ClientSettings:
        """Return the settings by which the tools for *model*, the id that is sent, are chosen and judged.

        Those of a profile are not read; ids with "openai" get ``apply_patch`` from the two routers' entries.
        """
        if not (self.is_router and "openai" in model):
            return ClientSettings()
        return ClientSettings({"excludedTools": ("apply_diff", "write_to_file"), "includedTools": ("apply_patch",)})

    def reaches(self, base_url: str) -> bool:
        """Whether the client can send to *base_url* through this entry."""
        return not self.bases or base_url in self.bases.values()


_HEAD = ("stream", "stream_options")
_TOOLS = ("tools", "tool_choice")
_COMMON = frozenset({"apiProvider", "modelTemperature", "rateLimitSeconds"})
_EFFORT = frozenset({"enableReasoningEffort", "reasoningEffort", "modelMaxTokens"})
_HEADERS = frozenset({"openAiHeaders"})

_ENTRIES = (
    Native(
        "requesty",
        "Requesty",
        "https://router.requesty.ai/v1",
        ("messages", "model", "max_tokens", "temperature", "reasoning_effort", "thinking", *_HEAD, "requesty", *_TOOLS),
        _COMMON | _EFFORT,
        "Requesty completion error: ",
        list_path="/models",
        needs_choices=True,
    ),
    Native(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("model", "max_tokens", "temperature", "top_p", "messages", *_HEAD, "provider", "reasoning", *_TOOLS),
        _COMMON | _EFFORT | {"openRouterSpecificProvider"},
        "OpenRouter completion error: ",
        thoughts=("reasoning",),
        needs_choices=True,
    ),
    Native(
        "litellm",
        "LiteLLM",
        "http://localhost:4000",
        ("model", "messages", *_HEAD, *_TOOLS, "max_completion_tokens", "max_tokens", "temperature"),
        _COMMON | _HEADERS | {"litellmUsePromptCache"},
        "LiteLLM streaming error: ",
        list_path="/v1/model/info",
        custom_headers=True,
        thoughts=(),
        needs_choices=True,
        default_model="claude-3-7-sonnet-20250219",
    ),
    Native(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com",
        (
            *("model", "temperature", "messages", *_HEAD, "thinking", *_TOOLS),
            *("parallel_tool_calls", "max_completion_tokens"),
        ),
        _COMMON | _HEADERS | {"modelMaxTokens", "openAiUseAzure", "azureApiVersion"},
        "DeepSeek completion error: ",
        temperature=0.3,
        limit="max_completion_tokens",
        custom_headers=True,
    ),
    Native(
        "zai",
        "Z.ai",
        "https://api.z.ai/api/coding/paas/v4",
        ("model", "max_tokens", "temperature", "messages", *_HEAD, "thinking", *_TOOLS, "parallel_tool_calls"),
        _COMMON | {"reasoningEffort"},
        "",
        bases={
            "international_coding": "https://api.z.ai/api/coding/paas/v4",
            "china_coding": "https://open.bigmodel.cn/api/coding/paas/v4",
            "international_api": "https://api.z.ai/api/paas/v4",
            "china_api": "https://open.bigmodel.cn/api/paas/v4",
        },
        temperature=0.6,
        thoughts=_BOTH,
        splits_tags=True,
        default_model="glm-4.6",
    ),
    Native(
        "moonshot",
        "Moonshot",
        "https://api.moonshot.ai/v1",
        ("model", "max_tokens", "temperature", "messages", *_TOOLS, "stream"),
        _COMMON | {"modelMaxTokens"},
        "",
        bases={name: name for name in ("https://api.moonshot.ai/v1", "https://api.moonshot.cn/v1")},
        sdk_headers=False,
        strict=False,
        thoughts=_BOTH,
        needs_whole_calls=True,
    ),
)
_BY_ID = {entry.id: entry for entry in _ENTRIES}


def native(provider_id: str) -> Native:
    """Return the entry called *provider_id*; raises `UnknownName`."""
    if provider_id not in _BY_ID:
        raise UnknownName("provider", provider_id, list(_BY_ID))
    return _BY_ID[provider_id]


def native_of(settings: Mapping[str, Json]) -> Native | None:
    """Return the entry that *settings* choose, None for a general one (OpenAI Compatible, Anthropic)."""
    return _BY_ID.get(str(settings["apiProvider"]))


__all__ = ["NATIVE_PROVIDERS", "Native", "native", "native_of"]
