"""Arguments made from an offered JSON schema: every required key, filled with something sensible by its type."""

from collections.abc import Mapping

from roo_wizard.core.exchange import Json

_BY_NAME: dict[str, Json] = {
    "limit": 2000,
    "max_lines": 2000,
    "offset": 1,
    "anchor_line": 1,
    "start_line": 1,
    "timeout": 30,
    "recursive": False,
    "path": "README.md",
    "file_path": "README.md",
    "regex": "TODO",
    "file_pattern": "*",
    "command": "ls",
    "question": "Which of these shall I do first?",
    "text": "First step",
    "result": "Done.",
    "todos": "[x] Read the request\n[-] Do the work\n[ ] Check the result",
    "content": "First step",
    "message": "Continue with the next step.",
    "reason": "The next step belongs there.",
}
"""Values by parameter name, used where their type fits: a reader that was given ``limit: 0`` would read nothing."""

_MATCHES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
_BOUNDS = frozenset({"minLength", "maxLength", "minimum", "maximum", "pattern", "format"})
_EXAMPLE = "example"
_EMPTY: dict[str, Json] = {"integer": 1, "number": 1, "boolean": False, "null": None}
_DEPTH = 12
"""Deeper schemas are filled with nothing: a hostile one must not end in a RecursionError."""


def arguments(schema: Mapping[str, Json], known: Mapping[str, Json]) -> dict[str, Json]:
    """Return arguments for a tool's parameter *schema*: *known* values, and every other required key.

    Keys keep the schema's order. Optional keys that are not known are left out.
    """
    properties = _object(schema.get("properties"))
    required = _list(schema.get("required"))
    filled = {
        name: known[name] if name in known else value(name, _object(entry))
        for name, entry in properties.items()
        if name in known or name in required
    }
    return filled | {name: item for name, item in known.items() if name not in filled}


def value(name: str, schema: Mapping[str, Json], depth: int = _DEPTH) -> Json:
    """Return a value for the parameter *name*: its default, a choice, a table value, or one made by its type."""
    kind = type_of(schema)
    if "default" in schema or "const" in schema:
        return schema.get("const", schema.get("default"))
    if _list(schema.get("enum")):
        return schema["enum"][0]
    if name in _BY_NAME and isinstance(_BY_NAME[name], _MATCHES.get(kind, ())) and not _BOUNDS & schema.keys():
        return _BY_NAME[name]
    if kind in ("object", "array"):
        return _filled_object(schema, depth) if kind == "object" else _filled_array(name, schema, depth)
    return _EXAMPLE.ljust(_count(schema.get("minLength")), ".") if kind == "string" else _plain(schema, kind)


def _plain(schema: Mapping[str, Json], kind: str) -> Json:
    return schema.get("minimum", _EMPTY.get(kind))


def type_of(schema: Mapping[str, Json]) -> str:
    """Return the schema's type, the first one that is not null; "string" when it names none."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((item for item in kind if item != "null"), "null")
    if isinstance(kind, str):
        return kind
    for key in ("anyOf", "oneOf"):
        for item in _list(schema.get(key)):
            if isinstance(item, dict) and item.get("type") not in (None, "null"):
                return type_of(item)
    return "object" if "properties" in schema else "string"


def _filled_object(schema: Mapping[str, Json], depth: int) -> dict[str, Json]:
    if depth <= 0:
        return {}
    required = _list(schema.get("required"))
    return {
        name: value(name, _object(entry), depth - 1)
        for name, entry in _object(schema.get("properties")).items()
        if name in required
    }


def _filled_array(name: str, schema: Mapping[str, Json], depth: int) -> list[Json]:
    if depth <= 0:
        return []
    count = max(_count(schema.get("minItems")), 2)
    item = _object(schema.get("items"))
    values = [value(name, item, depth - 1) for _ in range(count)]
    texts = {number: f"{text} {number + 1}" for number, text in enumerate(values) if isinstance(text, str)}
    return [texts.get(number, item) for number, item in enumerate(values)] if "enum" not in item else values


def _count(value: Json) -> int:
    """A count that a schema demands, bounded: a hostile one must not cost memory."""
    return min(value, 64) if isinstance(value, int) else 0


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
