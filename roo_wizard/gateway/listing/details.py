"""What a gateway says of its models elsewhere, where its plain list is silent about tools.

Only documented addresses at the origin of the key, a bounded number of requests, none of them billed. What is
silent there too stays unknown: a flag is never guessed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.core.text import SafeText, safe
from roo_wizard.gateway.listing.catalog import Fetched, RequestFor
from roo_wizard.gateway.listing.fields import describe
from roo_wizard.gateway.listing.servers import Server, server_of
from roo_wizard.gateway.listing.shapes import entries_of, id_of
from roo_wizard.gateway.retry import Sender

MOST_ASKED = 24
"""Models that are asked about one by one (Ollama): more than fit on a screen, few enough for a second."""

_JSON_BODY = (("Content-Type", "application/json"),)
_BEHIND_BASE = "base:"
_ADVISED_CONTEXT = 64_000


@dataclass(frozen=True, slots=True)
class Told:
    """What further addresses said: by model id, and the exchanges in order."""

    models: Mapping[str, Model]
    exchanges: tuple[Exchange, ...] = ()
    note: SafeText | None = None


async def with_details(
    client: Sender,
    fetched: Fetched,
    endpoint: Endpoint,
    request_for: RequestFor,
    *,
    preset: str | None = None,
    wanted: str = "",
    limits: Limits,
) -> tuple[Catalog, tuple[Exchange, ...]]:
    """Return the catalog with what its server says elsewhere, and the exchanges that this took.

    Nothing is asked when the list says of every model whether it takes tools, or when the server is of no known
    kind. *wanted* is asked about first.
    """
    catalog = fetched.catalog
    server = server_of(fetched.source, preset) if catalog.models else None
    silent = [model.id for model in catalog.models if model.tools is ToolSupport.UNKNOWN]
    if server is None or not silent:
        return catalog, ()
    if server.per_model:
        silent.sort(key=lambda name: name != wanted)
        told = await _one_by_one(client, server, endpoint, request_for, silent)
    else:
        told = await _at_once(client, server, endpoint, request_for, silent, limits)
    models = tuple(_joined(model, told.models.get(model.id)) for model in catalog.models)
    if server.only_chat and told.models:
        models = tuple(model if model.id in told.models else _not_chat(model, server) for model in models)
    notes = (*catalog.notes, told.note) if told.note else catalog.notes
    return replace(catalog, models=models, notes=notes), told.exchanges


async def _at_once(
    client: Sender, server: Server, endpoint: Endpoint, request_for: RequestFor, names: Sequence[str], limits: Limits
) -> Told:
    exchanges: list[Exchange] = []
    for path in server.paths:
        exchange = await client.send(_request(request_for, _url(endpoint, path)))
        exchanges.append(exchange)
        models = await asyncio.to_thread(_read, server, path, exchange, names, limits)
        if models:
            return Told(models, tuple(exchanges))
    return Told({}, tuple(exchanges), _no_details(server, exchanges[-1]))


async def _one_by_one(
    client: Sender, server: Server, endpoint: Endpoint, request_for: RequestFor, names: Sequence[str]
) -> Told:
    """Ask about the first names; the first refusal ends it, since the others would be refused alike."""
    path = server.paths[0]
    models: dict[str, Model] = {}
    exchanges: list[Exchange] = []
    for name in names[:MOST_ASKED]:
        asked = _request(request_for, _url(endpoint, path))
        headers = tuple(pair for pair in asked.headers if pair[0].lower() != "content-type")
        request = replace(asked, method="POST", body={"model": name}, headers=(*headers, *_JSON_BODY))
        exchanges.append(await client.send(request))
        if not _is_about(name, exchanges[-1]):
            return Told(models, tuple(exchanges), _no_details(server, exchanges[-1]))
        if exchanges[-1].ok:
            models[name] = _shown(name, path, exchanges[-1].json)
    left = len(names) - MOST_ASKED
    note = safe(f"{server.name} was asked about {MOST_ASKED} models; tools of {left} more are unknown")
    return Told(models, tuple(exchanges), note if left > 0 else None)


def _is_about(name: str, exchange: Exchange) -> bool:
    """Whether the answer speaks of this one model, gone ones included; else the address itself is missing or shut."""
    gone = exchange.status == 404 and name in exchange.text
    return (exchange.status == 200 or gone) and isinstance(exchange.json, dict)


def _read(server: Server, path: str, exchange: Exchange, names: Sequence[str], limits: Limits) -> Mapping[str, Model]:
    if not exchange.ok:
        return {}
    place = path.removeprefix(_BEHIND_BASE)
    if server.whole_server:
        tools = _template_tools(exchange.json)
        source = f"{place} chat_template_caps"
        return {} if tools is None else {name: Model(name, tools, source) for name in names}
    groups: defaultdict[str, list[Model]] = defaultdict(list)
    for entry in (entries_of(exchange.json) or ())[: limits.list_models]:
        name = id_of(entry)
        if name is not None and isinstance(entry, dict):
            groups[name].append(describe(name, entry))
    return {name: _sourced(_agreed(models), place) for name, models in groups.items()}


def _agreed(models: Sequence[Model]) -> Model:
    """Return one model for several deployments of one name: they must all speak, or nothing is known."""
    said = {model.tools for model in models}
    if len(said) == 1:
        return models[0]
    if ToolSupport.UNKNOWN in said:
        return replace(models[0], tools=ToolSupport.UNKNOWN, tools_source="")
    some = safe("only some of its deployments take tools")
    able = next(model for model in models if model.tools is ToolSupport.YES)
    return replace(able, warnings=(*able.warnings, some))


def _shown(name: str, path: str, value: Mapping[str, Json]) -> Model:
    """Ollama's description of one model. Its context length is the model's, not what the server has loaded."""
    model = _sourced(describe(name, {"capabilities": value.get("capabilities")}), path)
    info = value.get("model_info")
    lengths = [size for key, size in info.items() if key.endswith(".context_length")] if isinstance(info, dict) else []
    size = next((size for size in lengths if isinstance(size, int) and not isinstance(size, bool)), None)
    if size is None or not 0 < size < 10**12:
        return model
    text = f"its context is what the server was started with, at most {size:,} tokens; agents need {_ADVISED_CONTEXT:,}"
    return replace(model, warnings=(*model.warnings, safe(text)))


def _template_tools(value: Json) -> ToolSupport | None:
    """llama.cpp's ``/props``: the chat template must take the tools and render the model's own calls."""
    caps = value.get("chat_template_caps") if isinstance(value, dict) else None
    flags = [caps.get(name) for name in ("supports_tools", "supports_tool_calls")] if isinstance(caps, dict) else []
    if not flags or not all(isinstance(flag, bool) for flag in flags):
        return None
    return ToolSupport.YES if all(flags) else ToolSupport.NO


def _sourced(model: Model, place: str) -> Model:
    return replace(model, tools_source=f"{place} {model.tools_source}") if model.tools_source else model


def _joined(model: Model, more: Model | None) -> Model:
    """What the list says counts first; the further address fills what it leaves open."""
    if more is None:
        return model
    knows = model.tools is ToolSupport.UNKNOWN and more.tools is not ToolSupport.UNKNOWN
    priced = model.input_price is None and model.output_price is None
    return replace(
        model,
        tools=more.tools if knows else model.tools,
        tools_source=more.tools_source if knows else model.tools_source,
        context_window=model.context_window or more.context_window,
        input_price=more.input_price if priced else model.input_price,
        output_price=more.output_price if priced else model.output_price,
        warnings=tuple(dict.fromkeys((*model.warnings, *more.warnings))),
    )


def _not_chat(model: Model, server: Server) -> Model:
    text = safe(f"not among the chat models of {server.name}")
    return model if model.warnings else replace(model, warnings=(text,))


def _no_details(server: Server, exchange: Exchange) -> SafeText:
    status = f" ({exchange.status})" if exchange.reached else ""
    return safe(f"{exchange.request.url} says nothing more about the models of {server.name}{status}")


def _request(request_for: RequestFor, url: str) -> Request:
    return replace(request_for(url, with_key=True), purpose="model details")


def _url(endpoint: Endpoint, path: str) -> str:
    if path.startswith(_BEHIND_BASE):
        return endpoint.url(path.removeprefix(_BEHIND_BASE))
    return endpoint.origin + endpoint.base_path.removesuffix("/v1") + path
