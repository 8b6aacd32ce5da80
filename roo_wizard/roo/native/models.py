"""What the client's own entries know of a model: from a fixed table, from the gateway's list, or by the id's spelling.

The numbers decide about the output limit, the temperature and thinking (roo-code.md 4.9).
"""

import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.known import MAX_TOKENS, Known
from roo_wizard.roo.settings import ClientSettings

_THINKING_TOKENS = 16_384
_THINKING_BUDGET = 8192
_SHARE = 0.2
"""The part of the context window that an answer may fill."""


Listed = Mapping[str, Known]
"""The models of the client's own list, by id."""

_OPENROUTER_LIMITS = {
    "anthropic/claude-3.7-sonnet": MAX_TOKENS,
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
    if entry.models:
        return _in_table(entry, model, base_url)
    unlisted = listed is not None and model not in listed
    if unlisted and entry.default_model:
        return entry.default_model, entry.unknown
    about = (listed or {}).get(model) or (_openrouter(model, {}) if entry.id == "openrouter" else entry.unknown)
    if unlisted:
        return model, about
    if entry.echoes(model):
        about = replace(about, echoes=True)
    return model, replace(about, **entry.special.get(model, {}))


def _in_table(entry: Native, model: str, base_url: str) -> tuple[str, Known]:
    table = entry.table(base_url)
    sent = model if model in table or not entry.default_model else entry.default_model
    about = table.get(sent) or entry.unknown
    return sent, replace(about, thinks=True) if entry.reasoner and entry.reasoner in sent else about


def thinks_by_budget(about: Known, settings: ClientSettings) -> bool:
    """Whether thinking is asked for with a budget of tokens."""
    return about.always_thinks or (about.budget and bool(settings["enableReasoningEffort"]))


def thinking_budget(model: str, most: float) -> int:
    """Return the tokens for thinking: 8192 (128 for Gemini 2.5 Pro), at most 80 % of the answer, at least 1024."""
    wanted, least = (128, 128) if "gemini-2.5-pro" in model else (_THINKING_BUDGET, 1024)
    return max(least, min(wanted, math.floor(most * 0.8)))


def thinking_effort(about: Known, settings: ClientSettings) -> str:
    """Return the effort with which a model that knows efforts thinks, "" where it is given none."""
    own = str(settings["reasoningEffort"])
    if own in about.efforts:
        return own
    return about.efforts[0] if about.efforts and (about.falls_back or not own) else ""


def output_limit(entry: Native, model: str, about: Known, settings: ClientSettings) -> float | None:
    """Return the number in the field of the output limit, None where the field is left out, NaN where it is null."""
    own: int | None = settings["modelMaxTokens"] or None
    if own and about.own_limit:
        return own
    if entry.id in ("deepseek", "moonshot", "litellm"):
        return about.max_tokens if entry.id == "litellm" else own or about.max_tokens
    if thinks_by_budget(about, settings):
        return own or _THINKING_TOKENS
    as_anthropic = entry.id == "requesty" or "claude" in model or model.startswith("anthropic/")
    if as_anthropic and (about.budget or not about.max_tokens):
        return MAX_TOKENS
    if not about.max_tokens or "gpt-5" in model.lower():
        return about.max_tokens
    share = about.context_window * _SHARE
    return share if math.isnan(share) else min(about.max_tokens, math.ceil(share))


def is_gpt5(model: str) -> bool:
    """Whether the LiteLLM entry takes *model* for a GPT-5, which has a limit field of its own."""
    return re.search(r"\bgpt-?5(?!\d)", model, re.IGNORECASE) is not None


def read_list(entry: Native, body: Json) -> Listed | None:
    """Return what the client reads of its own list, None where *body* is none or the entry has no list."""
    reader = _READERS.get(entry.id) or (_of_table if entry.list_path else None)
    data = body.get("data") if isinstance(body, dict) else None
    if reader is None or not isinstance(data, list):
        return None
    return dict(found for item in data if isinstance(item, dict) and (found := reader(item, entry)))


def _of_litellm(item: Mapping[str, Json], entry: Native) -> tuple[str, Known] | None:
    name, info, params = item.get("model_name"), item.get("model_info"), item.get("litellm_params")
    if not (name and isinstance(name, str) and isinstance(info, dict) and isinstance(params, dict)):
        return None
    most = _number(info.get("max_output_tokens")) or _number(info.get("max_tokens")) or MAX_TOKENS
    window = _number(info.get("max_input_tokens")) or 200_000
    routed = params.get("model")
    echoes = entry.echoes(name, str(routed))
    about = Known(most, window, caches=bool(info.get("supports_prompt_caching")), echoes=echoes)
    return (name, about) if routed else None


def _of_requesty(item: Mapping[str, Json], entry: Native) -> tuple[str, Known] | None:
    name = item.get("id")
    if not isinstance(name, str):
        return None
    thinks = bool(item.get("supports_reasoning"))
    budget = any(mark in name for mark in ("claude", "coding/gemini-2.5", "vertex/gemini-2.5"))
    effort = any(mark in name for mark in ("openai", "google/gemini-2.5"))
    window = _number(item.get("context_window"), zero=True)
    most = _number(item.get("max_output_tokens"))
    return name, Known(most, math.nan if window is None else window, budget=thinks and budget, effort=thinks and effort)


def _of_openrouter(item: Mapping[str, Json], entry: Native) -> tuple[str, Known] | None:
    """A model that makes pictures is passed over."""
    name, architecture = item.get("id"), item.get("architecture")
    makes = architecture.get("output_modalities") if isinstance(architecture, dict) else None
    draws = isinstance(makes, list) and "image" in makes
    return (name, _openrouter(name, item)) if isinstance(name, str) and not draws else None


def _of_table(item: Mapping[str, Json], entry: Native) -> tuple[str, Known] | None:
    """A list that gives ids alone; what is believed of them stands in the entry's own table."""
    name = item.get("id")
    return (name, entry.models.get(name) or entry.unknown) if name and isinstance(name, str) else None


def _openrouter(name: str, item: Mapping[str, Json]) -> Known:
    """What is believed of an OpenRouter id. Which models think by budget is known by id alone."""
    window = _number(item.get("context_length"), zero=True)
    provider, parameters = item.get("top_provider"), item.get("supported_parameters")
    listed = _number(provider.get("max_completion_tokens")) if isinstance(provider, dict) else None
    share = MAX_TOKENS if window is None else math.ceil(window * _SHARE)
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


_READERS: Mapping[str, Callable[[Mapping[str, Json], Native], tuple[str, Known] | None]] = {
    "litellm": _of_litellm,
    "requesty": _of_requesty,
    "openrouter": _of_openrouter,
}
