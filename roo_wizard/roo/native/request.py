"""The requests of the client's own entries for single vendors; `request.build` is the way in (roo-code.md 4.9)."""

import math
from collections.abc import Callable, Mapping

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import AuthForm, Json, Request
from roo_wizard.roo.address import Address, chat_address
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.headers import FETCH, NODE, Headers, chat_headers, identity, list_headers, merged
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.native.messages import is_r1, messages
from roo_wizard.roo.native.models import (
    Listed,
    is_gpt5,
    known,
    output_limit,
    thinking_budget,
    thinking_effort,
    thinks_by_budget,
)
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered
from roo_wizard.roo.turn import Turn

LIBRARY = f"ai-sdk/openai-compatible/2.0.28 ai-sdk/provider-utils/4.0.14 runtime/node.js/{NODE}"
"""What the library of the Moonshot entry adds to the user agent.

It would name a newer Node in another form, but the editor hides that Node's ``navigator`` from extensions.
"""

TASK_ID = "00000000-0000-4000-8000-000000000000"
"""The client's id of a task, of which a gateway sees only the form."""

_R1_TOP_P = 0.95
_EFFORTS = ("low", "medium", "high")
_AXIOS = "axios/1.12.0"
_FINE_GRAINED = ("x-anthropic-beta", "fine-grained-tool-streaming-2025-05-14")

Fields = dict[str, Json]


def build(
    entry: Native,
    endpoint: Endpoint,
    model: str,
    settings: ClientSettings,
    turn: Turn,
    client: ClientProfile,
    listed: Listed | None,
) -> Request:
    """Return the request by which *entry* of *client* would send *turn*.

    ``purpose``, tools and texts are those of *turn*; *listed* is the client's own list of models, where it is known.
    """
    sent, about = known(entry, model, endpoint.base_url, listed)
    address = _address(entry, endpoint, sent, settings, client)
    custom = settings.headers if entry.custom_headers else {}
    own_key = address.auth is AuthForm.BEARER and any(name.lower() == "authorization" for name in custom)
    return Request(
        purpose=turn.name,
        method="POST",
        url=address.url,
        headers=_headers(entry, sent, client, settings),
        body=_body(entry, sent, about, settings, turn, client),
        auth=AuthForm.NONE if own_key else address.auth,
    )


def list_request(entry: Native, client: ClientProfile, *, purpose: str, with_key: bool, url: str) -> Request:
    """Return the request for the model list at *url*.

    Where the client asks this gateway for none (a fixed table, OpenRouter's public list) it is the wizard's own look.
    """
    headers: Headers = (("Accept", "application/json, text/plain, */*"), ("User-Agent", _AXIOS))
    if entry.id != "requesty":
        headers = list_headers(client, {}, secrets=with_key)
    if entry.id == "litellm":
        headers = merged(headers, (("Content-Type", "application/json"),))
    return Request(purpose, "GET", url, headers, auth=AuthForm.BEARER if with_key else AuthForm.NONE)


def list_address(entry: Native, endpoint: Endpoint) -> str:
    """Return where the model list of *endpoint* is asked for; Requesty's address is resolved against the base."""
    if entry.id == "requesty":
        return f"{endpoint.origin}{endpoint.base_path.rpartition('/')[0]}/v1{entry.list_path}"
    if entry.asks_for_list(endpoint) and not entry.list_path:
        return f"{entry.base_url}/models"
    if entry.id == "deepseek" and entry.list_path:
        return f"{endpoint.base_url.removesuffix('/v1')}{entry.list_path}"
    return endpoint.url(entry.list_path or "/models")


def _address(entry: Native, endpoint: Endpoint, model: str, settings: ClientSettings, client: ClientProfile) -> Address:
    """DeepSeek's entry is the general one underneath, Azure hosts included."""
    if entry.id == "deepseek":
        return chat_address(endpoint, model, settings, client)
    return Address(endpoint.url("/chat/completions"), AuthForm.BEARER)


def _headers(entry: Native, model: str, client: ClientProfile, settings: ClientSettings) -> Headers:
    if not entry.sdk_headers:
        agent = ("User-Agent", f"{client.user_agent} {LIBRARY}")
        return merged((("Content-Type", "application/json"),), identity(client), (agent, ("Accept", "*/*"), *FETCH))
    headers = chat_headers(client, settings.headers if entry.custom_headers else {})
    beta = (_FINE_GRAINED,) if entry.id == "openrouter" and model.startswith("anthropic/") else ()
    session = ((entry.session_header, TASK_ID),) if entry.session_header else ()
    return merged(headers, beta, session)


def _body(
    entry: Native, model: str, about: Known, settings: ClientSettings, turn: Turn, client: ClientProfile
) -> Fields:
    """The fields of the entry in its own order; what has no value is left out."""
    most = output_limit(entry, model, about, settings)
    limit = "max_completion_tokens" if entry.id == "litellm" and is_gpt5(model) else entry.limit
    values: Fields = {
        "model": model,
        "messages": messages(entry, model, about, settings, turn),
        "temperature": _temperature(entry, model, about, settings, client),
        limit: most,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if turn.tools:
        values |= {"tools": _tools(entry, model, client, turn), "tool_choice": "auto", "parallel_tool_calls": True}
    if entry.id in _FURTHER:
        values |= _FURTHER[entry.id](model, about, settings, most or 0)
    sent = {name: values[name] for name in entry.fields if values.get(name) is not None}
    return sent | ({limit: None} if most is not None and math.isnan(most) else {})


def _tools(entry: Native, model: str, client: ClientProfile, turn: Turn) -> list[Json]:
    tools = list(offered(client, entry.tool_settings(model), short=turn.short))
    if not entry.strict:
        for tool in tools:
            tool["function"] = {name: value for name, value in tool["function"].items() if name != "strict"}
    return tools


def _temperature(
    entry: Native, model: str, about: Known, settings: ClientSettings, client: ClientProfile
) -> float | None:
    if not about.takes_temperature:
        return None
    if entry.id in ("requesty", "openrouter") and thinks_by_budget(about, settings):
        return 1
    unwanted = {"litellm": model.startswith("openai/o3-mini"), "openrouter": model == "openai/o1-pro"}
    if unwanted.get(entry.id):
        return None
    own: float | None = settings["modelTemperature"]
    default = client.r1_temperature if entry.id == "openrouter" and is_r1(model) else entry.temperature
    if default is None:
        return own
    return next(value for value in (own, about.temperature, default) if value is not None)


def _of_requesty(model: str, about: Known, settings: ClientSettings, most: float) -> Fields:
    budget = thinks_by_budget(about, settings)
    effort = settings["reasoningEffort"] if about.effort and not budget else ""
    thinking: Fields | None = {"type": "enabled", "budget_tokens": thinking_budget(model, most)} if budget else None
    if about.adaptive and settings["enableReasoningEffort"]:
        thinking = {"type": "adaptive", "display": "summarized"}
    return {
        "reasoning_effort": effort if effort in _EFFORTS else None,
        "thinking": thinking,
        "requesty": {"trace_id": TASK_ID, "extra": {"mode": "code"}},
    }


def _of_openrouter(model: str, about: Known, settings: ClientSettings, most: float) -> Fields:
    pinned, effort = settings["openRouterSpecificProvider"], settings["reasoningEffort"]
    reasoning: Mapping[str, Json] | None = None
    if thinks_by_budget(about, settings):
        reasoning = {"max_tokens": thinking_budget(model, most)}
    elif about.effort and effort:
        reasoning = {"effort": effort}
    elif model in ("google/gemini-2.5-pro", "google/gemini-2.5-pro-preview"):
        reasoning = {"exclude": True}
    only = {"order": [pinned], "only": [pinned], "allow_fallbacks": False}
    return {
        "top_p": _R1_TOP_P if is_r1(model) else None,
        "provider": only if pinned and pinned != "[default]" else None,
        "reasoning": reasoning,
    }


def _of_deepseek(model: str, about: Known, settings: ClientSettings, most: float) -> Fields:
    return {
        "thinking": {"type": "enabled"} if about.thinks else None,
        "reasoning_effort": thinking_effort(about, settings) or None,
    }


def _of_zai(model: str, about: Known, settings: ClientSettings, most: float) -> Fields:
    """GLM-4.7 and later models think unless told not to; an effort that a model does not know may tell it so."""
    effort = thinking_effort(about, settings)
    return {
        "thinking": {"type": "enabled" if effort else "disabled"} if about.effort else None,
        "reasoning_effort": effort or None,
    }


_FURTHER: Mapping[str, Callable[[str, Known, ClientSettings, float], Fields]] = {
    "requesty": _of_requesty,
    "openrouter": _of_openrouter,
    "deepseek": _of_deepseek,
    "zai": _of_zai,
}
