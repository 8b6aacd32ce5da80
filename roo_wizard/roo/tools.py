"""The tools the client offers, as they stand in a request (roo-code.md 4.4).

Names, parameters, types and nesting are the client's; so is the form: ``strict``, no further properties, every
property required, nothing nullable. Only the Anthropic provider sends them as they were written, with optional and
nullable parameters. The descriptions are ours and stand in ``tools.toml``.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from roo_wizard.core.exchange import Json
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.reading.minimums import ALIASES, is_known_tool, minimum, resolved
from roo_wizard.roo.reading.schema import problems
from roo_wizard.roo.settings import ClientSettings

_NO_SETTINGS = ClientSettings()


def offered(
    client: ClientProfile = ROO, settings: ClientSettings = _NO_SETTINGS, *, short: bool = False, strict: bool = True
) -> tuple[dict[str, Json], ...]:
    """Return the tools of code mode for this profile, in the client's order.

    ``excludedTools`` of the profile are left out, ``includedTools`` added; a tool included under another name is
    offered under that name. Both clients offer the same, so *client* changes nothing yet. With *short*,
    descriptions are one line each; without *strict* parameters stay optional and nullable.
    """
    excluded = {resolved(name) for name in settings["excludedTools"]}
    included = {resolved(name): name for name in settings["includedTools"]}
    chosen = [
        name
        for name, entry in _catalog().items()
        if name in included or (not entry.get("extra") and name not in excluded)
    ]
    return tuple(_tool(name, included.get(name, name), short, strict) for name in chosen)


def offered_names(settings: ClientSettings = _NO_SETTINGS, client: ClientProfile = ROO) -> tuple[str, ...]:
    """Return the names of the offered tools, in the client's order."""
    return tuple(entry["function"]["name"] for entry in offered(client, settings, short=True))


def tool(name: str, *, short: bool = False) -> dict[str, Json]:
    """Return one tool by its name, for requests that offer a single one; raises KeyError for an unknown name."""
    return _tool(resolved(name), name, short)


def schema_problems(name: str, arguments: Json, *, strict: bool = True) -> tuple[str, ...]:
    """Return what the offered schema of tool *name* objects to, in plain words; () when it is satisfied.

    The client itself is milder: `minimum` says whether it could run the call.
    """
    if resolved(name) not in _catalog():
        return (f"no tool of the name {name!r} was offered",)
    parameters: Mapping[str, Json] = _tool(resolved(name), name, True, strict)["function"]["parameters"]
    return problems(parameters, arguments)


@cache
def _catalog() -> Mapping[str, Mapping[str, Json]]:
    return tomllib.loads(files(__package__).joinpath("tools.toml").read_text("utf-8"))


def _tool(name: str, shown_name: str, short: bool, strict: bool = True) -> dict[str, Json]:
    entry = _catalog()[name]
    function: dict[str, Json] = {
        "name": shown_name,
        "description": entry["short"] if short else entry["description"].removeprefix("\n"),
        "strict": True,
        "parameters": _object(entry["parameters"], short, strict),
    }
    if entry.get("tail"):
        function["strict"] = function.pop("strict")
    return {"type": "function", "function": function}


def _object(properties: Mapping[str, Json], short: bool, strict: bool) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": {name: _property(entry, short, strict) for name, entry in properties.items()},
        "required": [name for name, entry in properties.items() if strict or not entry.get("optional")],
        "additionalProperties": False,
    }


def _property(entry: Mapping[str, Json], short: bool, strict: bool) -> dict[str, Json]:
    """One parameter. A nested object keeps its own description between its type and its properties."""
    words = entry.get("short") if short else entry["description"]
    nullable = entry.get("nullable") and not strict
    written: dict[str, Json] = {"type": [entry["type"], "null"] if nullable else entry["type"]}
    if "enum" in entry:
        written["enum"] = list(entry["enum"])
    if words:
        written["description"] = words
    if "items" in entry:
        written["items"] = _object(entry["items"], short, strict)
    if "properties" in entry:
        written |= {key: value for key, value in _object(entry["properties"], short, strict).items() if key != "type"}
    return written | {key: entry[key] for key in ("minItems", "maxItems", "minimum", "default") if key in entry}


__all__ = ["ALIASES", "is_known_tool", "minimum", "offered", "offered_names", "schema_problems", "tool"]
