"""Roo Code's own entries for single vendors, as far as their requests are known (roo-code.md 4.9, its handlers).

What differs between them is data and stands in `ENTRIES`; `request`, `messages` and `reading` hold the little code
that it needs. The handlers are Roo Code's at 3.52.1. Zoo Code's stand in `zoo`, and `choice` tells which one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.roo.native.known import DEEPSEEK, MOONSHOT, MOONSHOT_DEFAULT, NOT_IN_CHINA, UNKNOWN, ZAI, Known, Models
from roo_wizard.roo.reading.thinking import ROO_TAGS
from roo_wizard.roo.settings import ClientSettings

_THOUGHT = ("reasoning_content",)
BOTH = ("reasoning_content", "reasoning")
"""The fields of a delta in which a model's thinking may come."""


@dataclass(frozen=True, slots=True)
class Native:
    """One entry of the client's provider list. ``name`` is the vendor's as the client writes it.

    Where to: ``base_url`` is the default; ``bases`` are the only ones that can be chosen, by choice, where there is
    no free field for a base (Z.ai's Entrypoint, ``zaiApiLine``); ``list_path`` is where the client asks for its list,
    "" where it does not (a fixed table).
    What is sent: ``fields`` are those of the body, in order; ``temperature`` is the default, None where only the
    person's own is sent; ``limit`` names the field of the output limit; ``settings`` are those that the entry reads;
    ``session_header`` carries the id of the task.
    What is known of models: ``models`` is a fixed table and ``unknown`` stands for every other id; ``elsewhere``
    changes the table where the base contains a text; ``special`` changes what is believed of an id that is listed;
    ``echoed`` are ids, without what is before the last slash, whose thinking goes back; ids that contain ``reasoner``
    are told to think; ``needs_list`` says that without a list there is no request.
    What is read: ``thoughts`` are the fields of a delta that count as thinking, of which the first that is there
    counts, or with ``skips_empty`` the first that has text; ``tags`` are those in the text that do; ``needs_choices``
    says whether a chunk without ``choices`` stops it; ``needs_whole_calls`` whether another library reads, which leaves
    the client only complete calls (`library_reading`); ``prefix`` stands before an error of the request.
    ``is_general``: OpenAI Compatible is underneath, and writes messages and reads answers.
    """

    id: str
    name: str
    base_url: str
    fields: tuple[str, ...]
    settings: frozenset[str]
    prefix: str
    bases: Mapping[str, str] = field(default_factory=dict)
    list_path: str = ""
    temperature: float | None = 0
    limit: str = "max_tokens"
    sdk_headers: bool = True
    custom_headers: bool = False
    strict: bool = True
    thoughts: tuple[str, ...] = _THOUGHT
    skips_empty: bool = False
    tags: tuple[str, ...] = ()
    needs_choices: bool = False
    needs_whole_calls: bool = False
    is_general: bool = False
    needs_list: bool = False
    session_header: str = ""
    models: Models = field(default_factory=dict)
    unknown: Known = UNKNOWN
    elsewhere: Mapping[str, Models] = field(default_factory=dict)
    special: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    echoed: frozenset[str] = frozenset()
    reasoner: str = ""
    default_model: str = ""
    """The id that is sent in place of one that the entry does not know; "" where every id is sent."""

    @property
    def splits_tags(self) -> bool:
        """Whether tags in the text count as thinking."""
        return bool(self.tags)

    def table(self, base_url: str) -> Models:
        """Return the fixed table of models that counts at *base_url*, empty where the entry has none."""
        changes = (models for text, models in self.elsewhere.items() if text in base_url)
        found = dict(self.models)
        for change in changes:
            found |= change
        return {name: about for name, about in found.items() if about is not None}

    def echoes(self, *names: str) -> bool:
        """Whether the thinking of a model that is called by one of *names* goes back to it."""
        return any(name.strip().lower().rpartition("/")[2] in self.echoed for name in names)

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


HEAD = ("stream", "stream_options")
TOOLS = ("tools", "tool_choice")
COMMON = frozenset({"apiProvider", "modelTemperature", "rateLimitSeconds"})
EFFORT = frozenset({"enableReasoningEffort", "reasoningEffort", "modelMaxTokens"})
HEADERS = frozenset({"openAiHeaders"})

ENTRIES = (
    Native(
        "requesty",
        "Requesty",
        "https://router.requesty.ai/v1",
        ("messages", "model", "max_tokens", "temperature", "reasoning_effort", "thinking", *HEAD, "requesty", *TOOLS),
        COMMON | EFFORT,
        "Requesty completion error: ",
        list_path="/models",
        needs_choices=True,
    ),
    Native(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("model", "max_tokens", "temperature", "top_p", "messages", *HEAD, "provider", "reasoning", *TOOLS),
        COMMON | EFFORT | {"openRouterSpecificProvider"},
        "OpenRouter completion error: ",
        thoughts=("reasoning",),
        needs_choices=True,
    ),
    Native(
        "litellm",
        "LiteLLM",
        "http://localhost:4000",
        ("model", "messages", *HEAD, *TOOLS, "max_completion_tokens", "max_tokens", "temperature"),
        COMMON | HEADERS | {"litellmUsePromptCache"},
        "LiteLLM streaming error: ",
        list_path="/v1/model/info",
        custom_headers=True,
        thoughts=(),
        needs_choices=True,
        needs_list=True,
        default_model="claude-3-7-sonnet-20250219",
    ),
    Native(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com",
        (
            *("model", "temperature", "messages", *HEAD, "thinking", *TOOLS),
            *("parallel_tool_calls", "max_completion_tokens"),
        ),
        COMMON | HEADERS | {"modelMaxTokens", "openAiUseAzure", "azureApiVersion"},
        "DeepSeek completion error: ",
        temperature=0.3,
        limit="max_completion_tokens",
        custom_headers=True,
        models=DEEPSEEK,
        reasoner="deepseek-reasoner",
    ),
    Native(
        "zai",
        "Z.ai",
        "https://api.z.ai/api/coding/paas/v4",
        ("model", "max_tokens", "temperature", "messages", *HEAD, "thinking", *TOOLS, "parallel_tool_calls"),
        COMMON | {"reasoningEffort"},
        "",
        bases={
            "international_coding": "https://api.z.ai/api/coding/paas/v4",
            "china_coding": "https://open.bigmodel.cn/api/coding/paas/v4",
            "international_api": "https://api.z.ai/api/paas/v4",
            "china_api": "https://open.bigmodel.cn/api/paas/v4",
        },
        temperature=0.6,
        thoughts=BOTH,
        tags=ROO_TAGS,
        models=ZAI,
        elsewhere={"bigmodel.cn": NOT_IN_CHINA},
        default_model="glm-4.6",
    ),
    Native(
        "moonshot",
        "Moonshot",
        "https://api.moonshot.ai/v1",
        ("model", "max_tokens", "temperature", "messages", *TOOLS, "stream"),
        COMMON | {"modelMaxTokens"},
        "",
        bases={name: name for name in ("https://api.moonshot.ai/v1", "https://api.moonshot.cn/v1")},
        sdk_headers=False,
        strict=False,
        thoughts=BOTH,
        needs_whole_calls=True,
        models=MOONSHOT,
        unknown=MOONSHOT_DEFAULT,
    ),
)
"""Roo Code's entries, in the order of `NATIVE_PROVIDERS`."""
