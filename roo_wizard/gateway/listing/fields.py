"""What the fields of a model list's entry mean: tools, context, prices, endpoints.

Each table names fields and how they speak; the first that says anything decides (gateways.md 3). A flag is
advice with its source: it never replaces the proof.
"""

import math
from collections.abc import Callable

from roo_wizard.core.exchange import Json
from roo_wizard.core.model import Model, ToolSupport
from roo_wizard.core.text import safe
from roo_wizard.gateway.listing.entry import Entry, found, roots
from roo_wizard.gateway.listing.remarks import remarks

_MAX_ENDPOINTS = 12
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
    endpoints = _endpoints(entry)
    return Model(
        id=name,
        tools=tools,
        tools_source=source,
        endpoints=endpoints,
        context_window=_context(entry),
        input_price=input_price,
        output_price=output_price,
        warnings=remarks(name, entry, endpoints),
    )


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


_TOOL_ROOTS = roots(path for path, _ in _TOOL_READERS)


def _tools(entry: Entry) -> tuple[ToolSupport, str]:
    if _TOOL_ROOTS.isdisjoint(entry):
        return ToolSupport.UNKNOWN, ""
    for path, reader in _TOOL_READERS:
        said = {reader(value) for value in found(entry, path)} - {None}
        if said:
            return (ToolSupport.YES if ToolSupport.YES in said else ToolSupport.NO), path
    return ToolSupport.UNKNOWN, ""


_CONTEXT_ROOTS = roots(_CONTEXT_FIELDS)


def _context(entry: Entry) -> int | None:
    if _CONTEXT_ROOTS.isdisjoint(entry):
        return None
    for path in _CONTEXT_FIELDS:
        sizes = [size for size in map(_number, found(entry, path)) if size is not None and 1 <= size < 1e12]
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


_PRICE_ROOTS = roots(path for *paths, _ in _PRICE_READERS for path in paths)


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
    prices = [price for price in map(reader, found(entry, path)) if price is not None and 0 <= price <= _MOST_USD]
    return round(min(prices), 6) if prices else None


_ENDPOINT_FIELDS = ("supported_endpoint_types", "supported_endpoints", "endpoints")


def _endpoints(entry: Entry) -> tuple[str, ...]:
    for field in _ENDPOINT_FIELDS:
        value = entry.get(field)
        if isinstance(value, list):
            return tuple(safe(item, 60) for item in value[:_MAX_ENDPOINTS] if isinstance(item, str))
    return ()
