"""``models``: the gateway's list, and what it says about tools."""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from roo_wizard.cli import exits
from roo_wizard.cli.connection import Connection, with_connection
from roo_wizard.cli.output import narrate, print_json, table
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.core.text import safe
from roo_wizard.probe.target import Target

if TYPE_CHECKING:
    from roo_wizard.probe.model_list import ModelList

SCHEMA = "roo-wizard.models/1"
_PUBLIC_WORDS = {
    True: "the list is given without a key too, so it says nothing about yours",
    False: "the list wants a key, and yours was accepted",
    None: "whether the list wants a key was not found out",
}


def run(arguments: Namespace) -> int:
    """Print the list; 3 when there is none, since a model id can still be typed by hand."""

    async def work(connection: Connection) -> int:
        found = await model_list_of(connection.target)
        catalog = found.catalog
        if arguments.tools_only:
            catalog = replace(catalog, models=tuple(m for m in catalog.models if m.tools is ToolSupport.YES))
        if catalog.problem:
            narrate(f"no list: {catalog.problem}")
        for line in (*catalog.tried, *catalog.notes):
            narrate(f"note: {line}")
        if arguments.json:
            print_json(SCHEMA, models_object(catalog))
        else:
            _print(catalog)
            print(dropdown_line(found, connection.target.client.name))
        return exits.INCONCLUSIVE if catalog.problem and not catalog.models else exits.READY

    return with_connection(arguments, work, needs_model=False)


async def listed(target: Target) -> Catalog:
    """Return the gateway's list with the client's own warnings about ids; its last note is on the client's own list."""
    found = await model_list_of(target)
    dropdown = safe(dropdown_line(found, target.client.name))
    return replace(found.catalog, notes=(*found.catalog.notes, dropdown))


async def model_list_of(target: Target) -> "ModelList":
    """Return the gateway's list, and what the client's own dropdown will show."""
    from roo_wizard.gateway.client import GatewayClient
    from roo_wizard.probe.model_list import model_list

    async with GatewayClient(
        target.endpoint, target.key, allow_http=target.allow_http, headers_secret=target.secret_headers
    ) as client:
        return await model_list(client, target, Limits())


def dropdown_line(found: "ModelList", client: str) -> str:
    """Return what a person will see in the editor for the same URL and key."""
    count, reason = found.dropdown
    shown = "" if count is None else f"{count:,} models: "
    return f"{client}'s own list will show {shown}{reason}" if shown else f"{client}'s own list: {reason}"


def models_object(catalog: Catalog) -> dict[str, object]:
    """Return *catalog* for ``--json``, without what only the screens need."""
    value = to_json(catalog)
    return {name: value[name] for name in ("base_url", "source_url", "public", "models")}


def _print(catalog: Catalog) -> None:
    if not catalog.models:
        print("no models")
        return
    print(table([("MODEL", "TOOLS", "CONTEXT", "USD PER MILLION", "ENDPOINTS", "SAID BY"), *map(_row, catalog.models)]))
    noted = {model.id: model.warnings for model in catalog.models if model.warnings}
    for name, lines in noted.items():
        print("\n".join(f"{name}: {line}" for line in lines))
    narrate(f"{len(catalog.models):,} models; {catalog.hidden} hidden; {_PUBLIC_WORDS[catalog.public]}")


def _row(model: Model) -> tuple[str, ...]:
    window = f"{model.context_window:,}" if model.context_window else "?"
    prices = (model.input_price, model.output_price)
    price = "?" if None in prices else " / ".join(f"{price:g}" for price in prices if price is not None)
    return model.id, model.tools.value, window, price, ", ".join(model.endpoints) or "-", model.tools_source
