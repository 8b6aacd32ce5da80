"""What the fields of a model list's entry mean: tools, context, prices, endpoints, and what is no chat model.

Each table names fields and how they speak; the first that says anything decides (gateways.md 3). A flag is
advice with its source: it never replaces the proof.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from roo_wizard.core.exchange import Json
from roo_wizard.core.model import Model, ToolSupport
from roo_wizard.core.text import LINE_LIMIT, SafeText, safe

Entry = Mapping[str, Json]

_MAX_ENDPOINTS = 12
_MAX_ITEMS = 100
_MAX_NAMED = 4
_PER_MILLION = 1_000_000
_MOST_USD = 100_000
"""USD per million tokens; a price above it is a mistake in the list."""
_XAI_UNIT = 10_000
"""xAI prices are integers: 30000 means 3 USD per million tokens."""

_CONTEXT_FIELDS = (
    "context_length",
    "context_window",
    "max_model_len",
    "max_input_tokens",
    "loaded_instances.config.context_length",
    "max_context_length",
    "model_info.max_input_tokens",
    "top_provider.context_length",
    "providers.context_length",
    "model_spec.availableContextTokens",
    "limit.context",
    "meta.n_ctx",
)


def describe(name: str, entry: Entry) -> Model:
    """Return the model called *name* with everything that *entry* says about it."""
    tools, source = _tools(entry)
    if tools is ToolSupport.NO and "model_group" in entry:
        tools, source = ToolSupport.UNKNOWN, ""  # LiteLLM's groups say false for what they do not know
    input_price, output_price = _prices(entry)
    return Model(
        id=name,
        tools=tools,
        tools_source=source,
        endpoints=_endpoints(entry),
        context_window=_context(entry),
        input_price=input_price,
        output_price=output_price,
        warnings=_warnings(name, entry),
    )


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _found(entry: Entry, path: str) -> Sequence[Json]:
    """Every value at the dotted *path*; a list on the way is entered, so that "providers.x" gives each."""
    steps = _steps(path)
    if entry.get(steps[0]) is None:
        return ()
    values: list[Json] = [entry[steps[0]]]
    for step in steps[1:]:
        items = [item for value in values for item in (value[:_MAX_ITEMS] if isinstance(value, list) else [value])]
        values = [item[step] for item in items if isinstance(item, dict) and item.get(step) is not None]
    return values


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)[:65]) > 64:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _flag(value: Json) -> ToolSupport | None:
    return (ToolSupport.YES if value else ToolSupport.NO) if isinstance(value, bool) else None


def _holds(word: str, *, complete: bool = True) -> Callable[[Json], ToolSupport | None]:
    """A list that names *word* says yes; one that does not says no only where such lists are complete."""

    def read(value: Json) -> ToolSupport | None:
        if not isinstance(value, list) or not value:
            return None
        if word in value:
            return ToolSupport.YES
        return ToolSupport.NO if complete else None

    return read


def _abilities(value: Json) -> ToolSupport | None:
    """Abilities as a list: Ollama says "tools", LM Studio "tool_use"; only beside "completion" is silence a no."""
    if not isinstance(value, list):
        return None
    if "tools" in value or "tool_use" in value:
        return ToolSupport.YES
    return ToolSupport.NO if "completion" in value else None


_TOOL_READERS: tuple[tuple[str, Callable[[Json], ToolSupport | None]], ...] = (
    ("supported_parameters", _holds("tools")),
    ("supports_tool_calling", _flag),
    ("supports_tools", _flag),
    ("supports_function_calling", _flag),
    ("model_info.supports_function_calling", _flag),
    ("capabilities.function_calling", _flag),
    ("capabilities.tool_calling", _flag),
    ("capabilities.trained_for_tool_use", _flag),
    ("model_spec.capabilities.supportsFunctionCalling", _flag),
    ("tool_call", _flag),
    ("providers.supports_tools", _flag),
    ("capabilities", _abilities),
    ("supported_features", _holds("tools")),
    ("tags", _holds("tool-use", complete=False)),
)
"""Field and how it speaks. ``null`` is silence, not "no": LiteLLM writes it for models that it does not know.

LiteLLM's ``supported_openai_params`` is no flag: it names "tools" for every model behind an OpenAI route.
"""


_TOOL_ROOTS = frozenset(path.partition(".")[0] for path, _ in _TOOL_READERS)


def _tools(entry: Entry) -> tuple[ToolSupport, str]:
    if _TOOL_ROOTS.isdisjoint(entry):
        return ToolSupport.UNKNOWN, ""
    for path, reader in _TOOL_READERS:
        said = {reader(value) for value in _found(entry, path)} - {None}
        if said:
            return (ToolSupport.YES if ToolSupport.YES in said else ToolSupport.NO), path
    return ToolSupport.UNKNOWN, ""


def _context(entry: Entry) -> int | None:
    for path in _CONTEXT_FIELDS:
        sizes = [size for size in map(_number, _found(entry, path)) if size is not None and 1 <= size < 1e12]
        if sizes:
            return int(max(sizes))
    return None


def _per_token(value: Json) -> float | None:
    price = _number(value)
    return None if price is None else price * _PER_MILLION


def _per_token_or_million(value: Json) -> float | None:
    """``pricing.input``: texts are USD per token (Vercel), numbers USD per million (Together, Hugging Face)."""
    return _per_token(value) if isinstance(value, str) else _number(value)


def _xai(value: Json) -> float | None:
    price = _number(value)
    return None if price is None else price / _XAI_UNIT


_PRICE_READERS: tuple[tuple[str, str, Callable[[Json], float | None]], ...] = (
    ("pricing.prompt", "pricing.completion", _per_token),
    ("pricing.input", "pricing.output", _per_token_or_million),
    ("input_price", "output_price", _per_token),
    ("input_cost_per_token", "output_cost_per_token", _per_token),
    ("model_info.input_cost_per_token", "model_info.output_cost_per_token", _per_token),
    ("providers.pricing.input", "providers.pricing.output", _per_token_or_million),
    ("model_spec.pricing.input.usd", "model_spec.pricing.output.usd", _number),
    ("cost.input", "cost.output", _number),
    ("cost_per_1m_in", "cost_per_1m_out", _number),
    ("prompt_text_token_price", "completion_text_token_price", _xai),
)
"""Where the two prices stand, and how they become USD per million tokens."""


_PRICE_ROOTS = frozenset(path.partition(".")[0] for *paths, _ in _PRICE_READERS for path in paths)


def _prices(entry: Entry) -> tuple[float | None, float | None]:
    if _PRICE_ROOTS.isdisjoint(entry):
        return None, None
    for input_path, output_path, reader in _PRICE_READERS:
        prices = (_price(entry, input_path, reader), _price(entry, output_path, reader))
        if prices != (None, None):
            return prices
    return None, None


def _price(entry: Entry, path: str, reader: Callable[[Json], float | None]) -> float | None:
    """The lowest price at *path*; a negative one means "it depends" (OpenRouter's router models)."""
    prices = [price for price in map(reader, _found(entry, path)) if price is not None and 0 <= price <= _MOST_USD]
    return round(min(prices), 6) if prices else None


def _endpoints(entry: Entry) -> tuple[str, ...]:
    for field in ("supported_endpoint_types", "supported_endpoints", "endpoints"):
        value = entry.get(field)
        if isinstance(value, list):
            return tuple(safe(item, 60) for item in value[:_MAX_ENDPOINTS] if isinstance(item, str))
    return ()


_CHAT_KINDS = frozenset(
    {"", "chat", "language", "text", "llm", "model", "completion", "responses", "vlm", "code", "base"}
)
_KIND_FIELDS = ("type", "mode", "model_info.mode", "sub_type", "task")
_OTHER_NAMES = re.compile(
    r"(^|[-/_.])(embed\w*|bge|whisper|tts|stt|dall-?e|rerank\w*|moderation\w*|ocr|asr|imagen|image|sora|veo|clip)([-/_.\d]|$)",
    re.IGNORECASE,
)


_OTHER_ENDPOINTS = frozenset(
    {"anthropic", "gemini", "image-generation", "embeddings", "jina-rerank", "rerank", "openai-video", "audio"}
)
"""Endpoint types of the new-api family that are no OpenAI chat; unknown types are not judged."""


def _warnings(name: str, entry: Entry) -> tuple[SafeText, ...]:
    """Why an entry is probably not what an agent needs; nothing is hidden for it."""
    found: list[str] = []
    kinds = [kind for path in _KIND_FIELDS for kind in _found(entry, path) if isinstance(kind, str)]
    other = next((kind for kind in kinds if kind.lower() not in _CHAT_KINDS), None)
    if other is not None:
        found.append(f"listed as {safe(other, 30)}, not as a chat model")
    elif _OTHER_NAMES.search(name[:LINE_LIMIT]):
        found.append("the name looks like something else than a chat model")
    endpoints = _endpoints(entry)
    if endpoints and _OTHER_ENDPOINTS.issuperset(endpoints):
        found.append(f"listed for {', '.join(endpoints)} only, not for OpenAI chat")
    if _says_no(entry, "supports_chat", "capabilities.completion_chat"):
        found.append("listed as not made for chat")
    outputs = list(_found(entry, "architecture.output_modalities"))
    if any(isinstance(value, list) and value and "text" not in value for value in outputs):
        found.append("its answers are not text")
    if _says_no(entry, "active"):
        found.append("listed as not active")
    loaded, most = _found(entry, "loaded_instances.config.context_length"), _found(entry, "max_context_length")
    if loaded and most and loaded != most:
        found.append(f"loaded with a context of {safe(loaded[0], 12)} tokens; it could take {safe(most[0], 12)}")
    able = _able_providers(entry)
    if able is not None:
        found.append(f"only some of its providers take tools{': choose ' + able if able else ''}")
    if name.startswith("policy/"):
        found.append("a routing policy: the model behind it can change")
    return tuple(safe(text) for text in found)


def _able_providers(entry: Entry) -> str | None:
    """Where only some providers take tools: the suffixes that choose those that do; None where all are alike."""
    value = entry.get("providers")
    providers = [item for item in value[:_MAX_ITEMS] if isinstance(item, dict)] if isinstance(value, list) else []
    if not {True, False} <= {item["supports_tools"] for item in providers if _flag(item.get("supports_tools"))}:
        return None
    able = [item.get("provider") for item in providers if item.get("supports_tools") is True]
    return ", ".join(f":{safe(name, 30)}" for name in able[:_MAX_NAMED] if isinstance(name, str) and name)


def _says_no(entry: Entry, *paths: str) -> bool:
    return any(value is False for path in paths for value in _found(entry, path))
