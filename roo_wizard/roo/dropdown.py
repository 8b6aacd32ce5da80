"""What the client's own list of models will show for a URL: often nothing, and it never says why (roo-code.md 4.7).

A person who sees an empty list in the editor thinks that the set-up is wrong; an id that is typed works all the same.
"""

from typing import NamedTuple

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import AuthForm, Exchange, Json
from roo_wizard.core.text import SafeText, safe
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.models import read_list

TYPE_IT = "type the id and choose “Use custom”"


class Dropdown(NamedTuple):
    """How many models the client shows, and why; ``shown`` is None where that cannot be told from here."""

    shown: int | None
    reason: SafeText


def roo_dropdown(exchange: Exchange, dialect: Dialect = Dialect.OPENAI) -> Dropdown:
    """Return what the client makes of *exchange*, the answer to its own request for the list.

    It reads ``data[].id`` of a 2xx and nothing else; every failure is an empty list without a message.
    """
    if dialect is Dialect.ANTHROPIC:
        return Dropdown(None, safe("its Anthropic page shows a fixed list of names and never asks the gateway"))
    if exchange.request.auth is AuthForm.NONE:
        return _empty("it asks for the list only when the key field is filled")
    if not exchange.reached:
        return _empty("the gateway did not answer")
    if exchange.redirected_from is not None or 300 <= (exchange.status or 0) < 400:
        return Dropdown(None, safe("the list is redirected; whether it arrives depends on where to"))
    if not exchange.ok:
        return _empty(f"the list was refused ({exchange.status}), which it does not say")
    return _of_body(exchange)


def native_dropdown(exchange: Exchange, entry: Native, endpoint: Endpoint) -> Dropdown:
    """Return what *entry*, one of the client's own, makes of *exchange*, the answer at its list's address."""
    if not entry.asks_for_list(endpoint):
        where = "a list of OpenRouter's own" if entry.id == "openrouter" else "a fixed list"
        return Dropdown(None, safe(f"its {entry.name} page shows {where} and never asks this gateway"))
    models = read_list(entry, exchange.json) if exchange.ok else None
    if models is None:
        return _empty(
            "the gateway did not answer"
            if not exchange.reached
            else f"the list was refused or is none ({exchange.status})"
        )
    return Dropdown(len(models), safe(f"its {entry.name} page shows these models"))


def _of_body(exchange: Exchange) -> Dropdown:
    value = exchange.json
    if value is None:
        page = "a web page" if exchange.looks_like_html else "no JSON"
        return _empty(f"the answer is {page}")
    if isinstance(value, list):
        return _empty("the list is a bare array; it reads only what stands in “data”")
    entries = value.get("data") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        other = isinstance(value, dict) and isinstance(value.get("models"), list)
        return _empty(f"it reads only what stands in “data”{', and here the list is called “models”' if other else ''}")
    if any(entry is None for entry in entries):
        return _empty("one entry of the list is null, and it then gives up on all of them")
    return _of_entries(entries)


def _of_entries(entries: list[Json]) -> Dropdown:
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
    shown = {name for name in ids if isinstance(name, str) and name}
    if not entries:
        return _empty("the gateway's list is empty")
    if not shown:
        return _empty("no entry of the list has an “id”")
    without = sum(not isinstance(name, str) or not name for name in ids)
    odd = f"; {without} entries without an “id” are left out" if without else ""
    return Dropdown(len(shown), safe(f"it shows every id of the list{odd}"))


def _empty(why: str) -> Dropdown:
    return Dropdown(0, safe(f"{why}; {TYPE_IT}"))
