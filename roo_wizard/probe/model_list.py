"""The model list as a person chooses from it: what the gateway lists, what its server says elsewhere, and the
client's own warnings. The proof itself needs none of this and asks for the plain list alone.
"""

import asyncio
from dataclasses import dataclass, replace

from roo_wizard.core.exchange import Exchange
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, Model
from roo_wizard.core.redaction import redacted_catalog
from roo_wizard.core.secret import Redactor
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.listing.details import with_details
from roo_wizard.probe.ground import fetch_list, request_for
from roo_wizard.probe.target import Target
from roo_wizard.roo.dropdown import Dropdown, native_dropdown, roo_dropdown
from roo_wizard.roo.model_ids import warnings

_LONG_LIST = 2_000
"""Models from which on the work is done beside the screen."""


@dataclass(frozen=True, slots=True)
class ModelList:
    """The list, and what the client's own dropdown will show for the same URL."""

    catalog: Catalog
    dropdown: Dropdown


async def model_list(client: GatewayClient, target: Target, limits: Limits) -> ModelList:
    """Fetch the list of *target*; free requests only, at the origin of the key."""
    fetched = await fetch_list(client, target, limits)
    catalog, _ = await with_details(
        client,
        fetched,
        target.endpoint,
        request_for(target),
        preset=target.preset,
        wanted=target.model,
        limits=limits,
    )
    work = (catalog, fetched.listed, target, client.redactor)
    if len(catalog.models) < _LONG_LIST:
        return _with_client(*work)
    return await asyncio.to_thread(_with_client, *work)


def _with_client(catalog: Catalog, listed: Exchange, target: Target, redactor: Redactor) -> ModelList:
    catalog = redacted_catalog(catalog, redactor)
    models = tuple(_warned(model, target) for model in catalog.models)
    native, endpoint = target.native, target.endpoint
    if native is not None:
        return ModelList(replace(catalog, models=models), native_dropdown(listed, native, endpoint))
    return ModelList(replace(catalog, models=models), roo_dropdown(listed, endpoint.dialect))


def _warned(model: Model, target: Target) -> Model:
    traps = warnings(model.id, target.endpoint.dialect, target.client, listed=True, settings=target.settings)
    return replace(model, warnings=(*model.warnings, *traps)) if traps else model
