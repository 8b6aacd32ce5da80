"""The client's Anthropic provider: ``POST <base>/v1/messages`` (roo-code.md 4.8).

None of the client's identity headers and no custom header goes here; the SDK's own do. An id that the client does not
know is replaced, so the request that is sent may be for another model than the one that was asked for. Zoo Code sends
it as it is, without cache marks and beta header. What Zoo Code sends was read in its source: of its newest ids only
the limit of claude-opus-4-7 is known, and of its SDK's headers the version.

The handler of 3.52.1 was run beside this with its own SDK: same fields, same bytes, same headers. The tools are as in a
window in which no other provider was used yet: the others make nullable parameters plain in place, for all that follow.
"""

from collections.abc import Mapping

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import AuthForm, Json, Request
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.headers import Headers, merged, platform_headers
from roo_wizard.roo.js import well_formed
from roo_wizard.roo.messages import Said, calls_of, clean_id, history
from roo_wizard.roo.model_ids import (
    THINKING_ID,
    THINKS_BY_BUDGET,
    anthropic_ids,
    believed_anthropic_id,
    sent_anthropic_id,
)
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered
from roo_wizard.roo.turn import AssistantTurn, Turn

VERSION = "2023-06-01"
SETTINGS = frozenset({"anthropicUseAuthToken", "modelTemperature", "modelMaxTokens", "enableReasoningEffort"})
"""The settings of a profile that this provider reads; every other one changes nothing here."""

_BETAS = ("fine-grained-tool-streaming-2025-05-14", "prompt-caching-2024-07-31")
_THINKING_BETAS = ("output-128k-2025-02-19", "prompt-caching-2024-07-31")
_INDENT = 2
_TIMEOUT = ("X-Stainless-Timeout", "600000")
_THINKING_TOKENS = 16_384
_THINKING_BUDGET = 8192
_CACHE = {"type": "ephemeral"}


def build(endpoint: Endpoint, model: str, settings: ClientSettings, turn: Turn, client: ClientProfile) -> Request:
    """Return the request by which *client*'s Anthropic provider would send *turn*."""
    betas = ",".join(_THINKING_BETAS if model == THINKING_ID else _BETAS)
    beta = (("anthropic-beta", betas),) if _is_known(model, client) else ()
    return Request(
        purpose=turn.name,
        method="POST",
        url=endpoint.url("/v1/messages"),
        headers=merged(_headers(client), beta, (("X-Stainless-Retry-Count", "0"), _TIMEOUT)),
        body=_body(model, settings, turn, client),
        auth=auth_form(settings),
        indent=_INDENT,
    )


def models_request(
    endpoint: Endpoint,
    settings: ClientSettings,
    client: ClientProfile,
    purpose: str,
    *,
    with_key: bool,
    url: str | None,
) -> Request:
    """Return the request for the model list. The client itself never asks for one here; the wizard does."""
    return Request(
        purpose=purpose,
        method="GET",
        url=url or endpoint.url("/v1/models"),
        headers=_headers(client),
        auth=auth_form(settings) if with_key else AuthForm.NONE,
    )


def auth_form(settings: ClientSettings) -> AuthForm:
    """Return how the key travels: ``x-api-key``, or Bearer when the box says so."""
    return AuthForm.BEARER if settings["anthropicUseAuthToken"] else AuthForm.X_API_KEY


def _headers(client: ClientProfile) -> Headers:
    return merged(
        (("Accept", "application/json"), ("Content-Type", "application/json")),
        (("User-Agent", f"Anthropic/JS {client.anthropic_sdk}"),),
        platform_headers(client.anthropic_sdk),
        (("anthropic-version", VERSION),),
    )


def _body(model: str, settings: ClientSettings, turn: Turn, client: ClientProfile) -> dict[str, Json]:
    """The body in the client's order of fields. With thinking the temperature is 1, as Anthropic demands."""
    sent, believed, marks = (
        sent_anthropic_id(model, client),
        believed_anthropic_id(model, client),
        _is_known(model, client),
    )
    thinking = model == THINKING_ID or (sent in THINKS_BY_BUDGET and settings["enableReasoningEffort"])
    temperature = settings["modelTemperature"]
    own = settings["modelMaxTokens"] or _THINKING_TOKENS
    most = own if thinking else anthropic_ids(client)[believed]
    body: dict[str, Json] = {"model": sent, "max_tokens": most}
    if thinking:
        budget = max(1024, min(_THINKING_BUDGET, int(most * 0.8)))
        body |= {"temperature": 1, "thinking": {"type": "enabled", "budget_tokens": budget}}
    elif believed not in dict(client.fixed_temperature_ids):
        body["temperature"] = 0 if temperature is None else temperature
    system = {"text": well_formed(turn.system), "type": "text"} | ({"cache_control": dict(_CACHE)} if marks else {})
    body |= {"system": [system], "messages": _messages(turn, marks=marks), "stream": True}
    if turn.tools:
        tools = offered(client, settings, short=turn.short, strict=False)
        body["tools"] = [_tool(tool["function"]) for tool in tools]
        body["tool_choice"] = {"type": "auto", "disable_parallel_tool_use": False}
    return body


def _tool(function: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "name": function["name"],
        "description": function["description"],
        "input_schema": function["parameters"],
    }


def _is_known(model: str, client: ClientProfile) -> bool:
    """Whether the id that is sent is one that *client* knows; only those get cache marks and a beta header."""
    return sent_anthropic_id(model, client) in anthropic_ids(client)


def _messages(turn: Turn, *, marks: bool) -> list[dict[str, Json]]:
    written: list[dict[str, Json]] = [
        {"role": "assistant", "content": _answer(entry)}
        if isinstance(entry, AssistantTurn)
        else {"role": "user", "content": _said(entry)}
        for entry in history(turn.messages)
    ]
    for message in [message for message in written if marks and message["role"] == "user"][-2:]:
        message["content"][-1]["cache_control"] = dict(_CACHE)
    return written


def _said(said: Said) -> list[dict[str, Json]]:
    results = {clean_id(call_id): text for call_id, text in reversed(said.results)}
    return [
        *(
            {"type": "tool_result", "tool_use_id": call_id, "content": well_formed(text)}
            for call_id, text in reversed(results.items())
        ),
        *({"type": "text", "text": well_formed(text)} for text in said.texts if text),
    ]


def _answer(turn: AssistantTurn) -> list[dict[str, Json]] | str:
    """What the model said, without its thinking; where that leaves a text alone, it is a plain string."""
    if turn.reasoning and not turn.calls:
        return well_formed(turn.text)
    text = [{"type": "text", "text": well_formed(turn.text)}] if turn.text else []
    calls = (
        {"type": "tool_use", "id": clean_id(call.id), "name": call.name, "input": dict(call.arguments)}
        for call in calls_of(turn)
    )
    return [*text, *calls]
