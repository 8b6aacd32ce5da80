"""Which of the client's own entries counts: each client has its own (roo-code.md 4.9)."""

from collections.abc import Mapping

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Json
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile
from roo_wizard.roo.native.entries import ENTRIES, Native
from roo_wizard.roo.native.zoo import ZOO_ENTRIES

_OF_CLIENT = {
    client.id: {entry.id: entry for entry in entries} for client, entries in ((ROO, ENTRIES), (ZOO, ZOO_ENTRIES))
}


def native(provider_id: str, client: ClientProfile = ROO) -> Native:
    """Return the entry of *client* called *provider_id*; raises `UnknownName`."""
    entries = _OF_CLIENT[client.id]
    if provider_id not in entries:
        raise UnknownName("provider", provider_id, list(entries))
    return entries[provider_id]


def native_of(settings: Mapping[str, Json], client: ClientProfile) -> Native | None:
    """Return the entry of *client* that *settings* choose, None for a general one (OpenAI Compatible, Anthropic)."""
    return _OF_CLIENT[client.id].get(str(settings["apiProvider"]))
