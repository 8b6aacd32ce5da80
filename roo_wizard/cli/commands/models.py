"""``models``: the gateway's list, and what it says about tools."""

from argparse import Namespace
from dataclasses import replace

from roo_wizard.cli import exits
from roo_wizard.cli.connection import Connection, with_connection
from roo_wizard.cli.output import narrate, print_json, table
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.probe.target import Target

SCHEMA = "roo-wizard.models/1"
_PUBLIC_WORDS = {
    True: "the list is given without a key too, so it says nothing about yours",
    False: "the list wants a key, and yours was accepted",
    None: "whether the list wants a key was not found out",
}


def run(arguments: Namespace) -> int:
    """Print the list; 3 when there is none, since a model id can still be typed by hand."""

    async def work(connection: Connection) -> int:
        catalog = await listed(connection.target)
        if arguments.tools_only:
            catalog = replace(catalog, models=tuple(m for m in catalog.models if m.tools is ToolSupport.YES))
        if catalog.problem:
            narrate(f"no list: {catalog.problem}")
        if arguments.json:
            print_json(SCHEMA, models_object(catalog))
        else:
            _print(catalog)
        return exits.INCONCLUSIVE if catalog.problem and not catalog.models else exits.READY

    return with_connection(arguments, work, needs_model=False)


async def listed(target: Target) -> Catalog:
    """Return the gateway's list with the client's own warnings about ids added to each model."""
    from roo_wizard.gateway.client import GatewayClient
    from roo_wizard.probe.ground import fetch_list
    from roo_wizard.roo.model_ids import warnings

    async with GatewayClient(target.endpoint, target.key, allow_http=target.allow_http) as client:
        catalog = (await fetch_list(client, target, Limits())).catalog
    models = (
        replace(model, warnings=(*model.warnings, *warnings(model.id, target.endpoint.dialect, target.client)))
        for model in catalog.models
    )
    return replace(catalog, models=tuple(models))


def models_object(catalog: Catalog) -> dict[str, object]:
    """Return *catalog* for ``--json``, without what only the screens need."""
    value = to_json(catalog)
    return {name: value[name] for name in ("base_url", "source_url", "public", "models")}


def _print(catalog: Catalog) -> None:
    if not catalog.models:
        print("no models")
        return
    print(table([("MODEL", "TOOLS", "CONTEXT", "USD PER MILLION", "SAID BY"), *map(_row, catalog.models)]))
    noted = {model.id: model.warnings for model in catalog.models if model.warnings}
    for name, lines in noted.items():
        print("\n".join(f"{name}: {line}" for line in lines))
    narrate(f"{len(catalog.models):,} models; {catalog.hidden} hidden; {_PUBLIC_WORDS[catalog.public]}")


def _row(model: Model) -> tuple[str, ...]:
    window = f"{model.context_window:,}" if model.context_window else "?"
    prices = (model.input_price, model.output_price)
    price = "?" if None in prices else " / ".join(f"{price:g}" for price in prices if price is not None)
    return model.id, model.tools.value, window, price, model.tools_source
