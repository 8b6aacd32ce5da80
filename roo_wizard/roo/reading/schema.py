"""A hand-written check of arguments against the few schema words that the client's tools use.

JSON Schema proper would be a dependency for seven words. Everything else in a schema is ignored.
"""

from collections.abc import Iterator, Mapping

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe

MOST = 12
"""No more problems than this are listed: a broken call has many of the same kind."""

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def problems(schema: Mapping[str, Json], value: Json) -> tuple[str, ...]:
    """Return what is wrong with *value*, each as "place: what", at most `MOST` of them."""
    found: list[str] = []
    for problem in _check(schema, value, ""):
        found.append(problem)
        if len(found) == MOST:
            break
    return tuple(found)


def _check(schema: Mapping[str, Json], value: Json, place: str) -> Iterator[str]:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_is_a(value, kind) for kind in kinds):
        yield f"{place or 'arguments'}: {_NAMES.get(type(value), 'null')} instead of {' or '.join(kinds)}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {safe(value, 40)!r} is not one of {', '.join(schema['enum'])}"
    elif isinstance(value, dict):
        yield from _check_object(schema, value, place)
    elif isinstance(value, list):
        yield from _check_list(schema, value, place)
    elif "minimum" in schema and value < schema["minimum"]:
        yield f"{place}: less than {schema['minimum']}"


def _check_object(schema: Mapping[str, Json], value: Mapping[str, Json], place: str) -> Iterator[str]:
    properties: Mapping[str, Json] = schema["properties"]
    prefix = f"{place}." if place else ""
    for name in schema["required"]:
        if name not in value:
            yield f"{prefix}{name}: missing"
    for name, item in value.items():
        if name in properties:
            yield from _check(properties[name], item, f"{prefix}{name}")
        else:
            yield f"{prefix}{safe(name, 40)}: not in the schema"


def _check_list(schema: Mapping[str, Json], value: list[Json], place: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{place}: {len(value)} entries instead of {schema['minItems']} to {schema['maxItems']}"
    for number, item in enumerate(value):
        yield from _check(schema["items"], item, f"{place}[{number}]")


def _is_a(value: Json, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[kind])
