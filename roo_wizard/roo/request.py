"""The one place that knows the shape of a request: what the client would send for this base, model and profile.

Every row of roo-code.md 4.1 and 4.3 is here or in one of the modules it is made of: `address` (URL and key header),
`headers`, `messages`, `tools`, `model_ids`, `anthropic` (the other dialect), `native.request` (the client's own entries
for single vendors, 4.9).
"""

from collections.abc import Mapping

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import AuthForm, Json, Request
from roo_wizard.roo import anthropic
from roo_wizard.roo.address import chat_address, omits_stream_options
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.headers import carries, chat_headers, list_headers
from roo_wizard.roo.js import well_formed
from roo_wizard.roo.messages import cached_text, common_form, mark_for_caching, r1_form
from roo_wizard.roo.model_ids import is_o_family, is_r1_form
from roo_wizard.roo.native import request as native_request
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.native.models import Listed
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered
from roo_wizard.roo.turn import Turn

_O_PREFIX = "Formatting re-enabled\n"


def build(
    endpoint: Endpoint,
    model: str,
    settings: ClientSettings,
    turn: Turn,
    client: ClientProfile = ROO,
    *,
    listed: Listed | None = None,
) -> Request:
    """Return the request by which *client* would send *turn*.

    *listed* is what the client's own list of models says (`native.models.read_list`), None where it is not known.
    """
    if endpoint.dialect is Dialect.ANTHROPIC:
        return anthropic.build(endpoint, model, settings, turn, client)
    entry = native_of(settings, client)
    if entry is not None:
        return native_request.build(entry, endpoint, model, settings, turn, client, listed)
    address = chat_address(endpoint, model, settings, client)
    own_key = address.auth is AuthForm.BEARER and carries(settings.headers, "authorization")
    return Request(
        purpose=turn.name,
        method="POST",
        url=address.url,
        headers=chat_headers(client, settings.headers),
        body=_body(endpoint, model, settings, turn, client),
        auth=AuthForm.NONE if own_key else address.auth,
    )


def models_request(
    endpoint: Endpoint,
    settings: ClientSettings,
    client: ClientProfile = ROO,
    *,
    with_key: bool = True,
    url: str | None = None,
) -> Request:
    """Return the request for the model list at *url* (else below the base), with or without the key.

    Unlike in chat, the key wins over a custom Authorization here (roo-code.md 4.7). Without the key no secret
    header is sent either: the request then shows what the list gives to anybody.
    """
    purpose = "models" if with_key else "models without key"
    if endpoint.dialect is Dialect.ANTHROPIC:
        return anthropic.models_request(endpoint, settings, client, purpose, with_key=with_key, url=url)
    url = url or models_url(endpoint, settings, client)
    entry = native_of(settings, client)
    if entry is not None:
        return native_request.list_request(entry, client, purpose=purpose, with_key=with_key, url=url)
    return Request(
        purpose=purpose,
        method="GET",
        url=url,
        headers=list_headers(client, settings.headers, secrets=with_key),
        auth=AuthForm.BEARER if with_key else AuthForm.NONE,
    )


def models_url(endpoint: Endpoint, settings: ClientSettings, client: ClientProfile = ROO) -> str:
    """Return the address where the model list of *endpoint* is asked for."""
    if endpoint.dialect is Dialect.ANTHROPIC:
        return endpoint.url("/v1/models")
    entry = native_of(settings, client)
    return native_request.list_address(entry, endpoint) if entry else endpoint.url("/models")


def _body(
    endpoint: Endpoint, model: str, settings: ClientSettings, turn: Turn, client: ClientProfile
) -> dict[str, Json]:
    """The body in the client's order of fields; a field that the client leaves out is not there."""
    streams = bool(settings["openAiStreamingEnabled"])
    body: dict[str, Json] = {"model": model}
    if streams and not is_o_family(model):
        body |= _temperature(model, settings, client)
    body["messages"] = _messages(model, settings, turn)
    if streams:
        body["stream"] = True
        body |= {} if omits_stream_options(endpoint) else {"stream_options": {"include_usage": True}}
    if settings["reasoningEffort"] and (streams or is_o_family(model)):
        body["reasoning_effort"] = settings["reasoningEffort"]
    if turn.tools:
        body["tools"] = list(offered(client, settings, short=turn.short))
        body |= {"tool_choice": "auto", "parallel_tool_calls": True}
    if settings["includeMaxTokens"]:
        body["max_completion_tokens"] = settings["modelMaxTokens"] or settings["maxTokens"]
    return body


def _temperature(model: str, settings: ClientSettings, client: ClientProfile) -> Mapping[str, Json]:
    if settings["modelTemperature"] is not None:
        return {"temperature": settings["modelTemperature"]}
    if is_r1_form(model, settings["openAiR1FormatEnabled"]):
        return {"temperature": client.r1_temperature}
    return {"temperature": 0} if client.forces_temperature else {}


def _messages(model: str, settings: ClientSettings, turn: Turn) -> list[dict[str, Json]]:
    system = well_formed(turn.system)
    if is_o_family(model):
        return common_form({"role": "developer", "content": _O_PREFIX + system}, turn.messages)
    if is_r1_form(model, settings["openAiR1FormatEnabled"]):
        return r1_form(system, turn.messages, reasoning=settings["preserveReasoning"])
    caches = settings["supportsPromptCache"] and settings["openAiStreamingEnabled"]
    written = common_form({"role": "system", "content": cached_text(system) if caches else system}, turn.messages)
    if caches:
        mark_for_caching(written)
    return written
