"""What the client's own entries know of a model: from a fixed table, from the gateway's list, or by the id's spelling.

The numbers decide about the output limit, the temperature and thinking (roo-code.md 4.9).
"""

import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.settings import ClientSettings

_MAX_TOKENS = 8192
_THINKING_TOKENS = 16_384
_THINKING_BUDGET = 8192
_SHARE = 0.2
"""The part of the context window that an answer may fill."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the client believes of one model. ``budget`` and ``effort`` say how its thinking is asked for.

    ``always_thinks``: it is asked to think whatever the person chose. ``echoes``: its thinking goes back to it.
    ``context_window`` is NaN where the client's list has none: of that the client makes an output limit of ``null``.
    """

    max_tokens: int | None = _MAX_TOKENS
    context_window: float = 200_000
    caches: bool = True
    budget: bool = False
    always_thinks: bool = False
    effort: bool = False
    echoes: bool = False
    temperature: float | None = None


Listed = Mapping[str, Known]
"""The models of the client's own list, by id."""

_UNKNOWN = Known()

_ZAI = dict.fromkeys(
    (
        *("glm-4.5", "glm-4.5-air", "glm-4.5-x", "glm-4.5-airx", "glm-4.5-flash", "glm-4.5v", "glm-4.6", "glm-4.6v"),
        *("glm-4.7-flash", "glm-4.7-flashx", "glm-4.6v-flash", "glm-4.6v-flashx"),
    ),
    Known(16_384),
) | dict.fromkeys(("glm-4.7", "glm-5"), Known(16_384, effort=True, echoes=True))
_ONLY_INTERNATIONAL = {"glm-4-32b-0414-128k": Known(16_384)}

_MOONSHOT_DEFAULT = Known(16_384)
_MOONSHOT = {
    "kimi-k2-0711-preview": Known(32_000),
    "kimi-k2-0905-preview": _MOONSHOT_DEFAULT,
    "kimi-k2-turbo-preview": Known(32_000),
    "kimi-k2-thinking": Known(16_000, temperature=1),
    "kimi-k2.5": Known(16_384, temperature=1),
}
_OPENROUTER_LIMITS = {
    "anthropic/claude-3.7-sonnet": _MAX_TOKENS,
    "openrouter/horizon-alpha": 32_768,
    "openrouter/horizon-beta": 32_768,
}
"""What the client puts in place of the listed limit."""

_OPENROUTER_NO_EFFORT = frozenset({"anthropic/claude-3.7-sonnet", "anthropic/claude-haiku-4.5"})
_OPENROUTER_THINKS_ALWAYS = frozenset(
    {
        "anthropic/claude-3.7-sonnet:thinking",
        "google/gemini-2.5-pro",
        "google/gemini-2.5-flash-preview-05-20:thinking",
    }
)
_OPENROUTER_BUDGETS = _OPENROUTER_THINKS_ALWAYS | {
    *(f"anthropic/claude-{name}" for name in ("3.7-sonnet:beta", "haiku-4.5")),
    *(f"anthropic/claude-opus-{version}" for version in ("4", "4.1", "4.5", "4.6")),
    *(f"anthropic/claude-sonnet-{version}" for version in ("4", "4.5", "4.6")),
    *(f"google/gemini-2.5-{name}" for name in ("pro-preview", "flash-preview-05-20", "flash")),
    "google/gemini-2.5-flash-lite-preview-06-17",
}


def known(entry: Native, model: str, base_url: str = "", listed: Listed | None = None) -> tuple[str, Known]:
    """Return the id that *entry* sends for *model* to *base_url*, and what it believes of it.

    *listed* is what `read_list` made of the client's own list, None where that is not known: a model is then taken
    for listed.
    """
    if entry.id == "zai":
        table = _ZAI if "bigmodel.cn" in base_url else _ZAI | _ONLY_INTERNATIONAL
        sent = model if model in table else entry.default_model
        return sent, table[sent]
    if entry.id == "moonshot":
        return model, _MOONSHOT.get(model, _MOONSHOT_DEFAULT)
    if entry.id == "deepseek":
        return model, Known(echoes=model == "deepseek-reasoner")
    if listed is not None and entry.default_model and model not in listed:
        return entry.default_model, _UNKNOWN
    return model, (listed or {}).get(model) or (_openrouter(model, {}) if entry.id == "openrouter" else _UNKNOWN)


def thinks_by_budget(about: Known, settings: ClientSettings) -> bool:
    """Whether thinking is asked for with a budget of tokens."""
    return about.always_thinks or (about.budget and bool(settings["enableReasoningEffort"]))


def thinking_budget(model: str, most: float) -> int:
    """Return the tokens for thinking: 8192 (128 for Gemini 2.5 Pro), at most 80 % of the answer, at least 1024."""
    wanted, least = (128, 128) if "gemini-2.5-pro" in model else (_THINKING_BUDGET, 1024)
    return max(least, min(wanted, math.floor(most * 0.8)))


def output_limit(entry: Native, model: str, about: Known, settings: ClientSettings) -> float | None:
    """Return the number in the field of the output limit, None where the field is left out, NaN where it is null."""
    own = settings["modelMaxTokens"] or None
    if entry.id in ("deepseek", "moonshot"):
        return own or about.max_tokens
    if entry.id == "litellm":
        return about.max_tokens
    if thinks_by_budget(about, settings):
        return own or _THINKING_TOKENS
    as_anthropic = entry.id == "requesty" or "claude" in model or model.startswith("anthropic/")
    if as_anthropic and (about.budget or not about.max_tokens):
        return _MAX_TOKENS
    if not about.max_tokens or "gpt-5" in model.lower():
        return about.max_tokens
    share = about.context_window * _SHARE
    return share if math.isnan(share) else min(about.max_tokens, math.ceil(share))


def is_gpt5(model: str) -> bool:
    """Whether the LiteLLM entry takes *model* for a GPT-5, which has a limit field of its own."""
    return re.search(r"\bgpt-?5(?!\d)", model, re.IGNORECASE) is not None


def read_list(entry: Native, body: Json) -> Listed | None:
    """Return what the client reads of its own list, None where *body* is none or the entry has no list."""
    reader = _READERS.get(entry.id)
    data = body.get("data") if isinstance(body, dict) else None
    if reader is None or not isinstance(data, list):
        return None
    return dict(found for item in data if isinstance(item, dict) and (found := reader(item)))


def _of_litellm(item: Mapping[str, Json]) -> tuple[str, Known] | None:
    name, info, params = item.get("model_name"), item.get("model_info"), item.get("litellm_params")
    if not (name and isinstance(name, str) and isinstance(info, dict) and isinstance(params, dict)):
        return None
    most = _number(info.get("max_output_tokens")) or _number(info.get("max_tokens")) or _MAX_TOKENS
    window = _number(info.get("max_input_tokens")) or 200_000
    about = Known(most, window, caches=bool(info.get("supports_prompt_caching")))
    return (name, about) if params.get("model") else None


def _of_requesty(item: Mapping[str, Json]) -> tuple[str, Known] | None:
    name = item.get("id")
    if not isinstance(name, str):
        return None
    thinks = bool(item.get("supports_reasoning"))
    budget = any(mark in name for mark in ("claude", "coding/gemini-2.5", "vertex/gemini-2.5"))
    effort = any(mark in name for mark in ("openai", "google/gemini-2.5"))
    window = _number(item.get("context_window"), zero=True)
    most = _number(item.get("max_output_tokens"))
    return name, Known(most, math.nan if window is None else window, budget=thinks and budget, effort=thinks and effort)


def _of_openrouter(item: Mapping[str, Json]) -> tuple[str, Known] | None:
    """A model that makes pictures is passed over."""
    name, architecture = item.get("id"), item.get("architecture")
    makes = architecture.get("output_modalities") if isinstance(architecture, dict) else None
    draws = isinstance(makes, list) and "image" in makes
    return (name, _openrouter(name, item)) if isinstance(name, str) and not draws else None


def _openrouter(name: str, item: Mapping[str, Json]) -> Known:
    """What is believed of an OpenRouter id. Which models think by budget is known by id alone."""
    window = _number(item.get("context_length"), zero=True)
    provider, parameters = item.get("top_provider"), item.get("supported_parameters")
    listed = _number(provider.get("max_completion_tokens")) if isinstance(provider, dict) else None
    share = _MAX_TOKENS if window is None else math.ceil(window * _SHARE)
    return Known(
        _OPENROUTER_LIMITS.get(name) or listed or share or None,
        200_000 if window is None else window,
        budget=name in _OPENROUTER_BUDGETS,
        always_thinks=name in _OPENROUTER_THINKS_ALWAYS,
        effort=isinstance(parameters, list) and "reasoning" in parameters and name not in _OPENROUTER_NO_EFFORT,
    )


def _number(value: Json, *, zero: bool = False) -> int | None:
    """A number as the client takes it over, a negative one too; None for what no number can hold, and for zero
    unless that counts (*zero*).
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    return (int(value) if zero else int(value) or None) if is_number else None


_READERS: Mapping[str, Callable[[Mapping[str, Json]], tuple[str, Known] | None]] = {
    "litellm": _of_litellm,
    "requesty": _of_requesty,
    "openrouter": _of_openrouter,
}
