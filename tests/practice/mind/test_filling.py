from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.practice.hear import hear
from roo_wizard.practice.mind.filling import arguments
from roo_wizard.practice.mind.toolbox import editor, ender, reader
from roo_wizard.roo.tools import offered


def as_object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


PLAIN = st.sampled_from(
    [
        {"type": "string"},
        {"type": "integer"},
        {"type": "integer", "minimum": 5},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "string", "minLength": 9},
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "null"}, {"type": "integer"}]},
        {"const": 3},
    ]
)
SCHEMAS = st.recursive(
    PLAIN,
    lambda inner: (
        st.builds(lambda item, least: {"type": "array", "items": item, "minItems": least}, inner, st.integers(0, 4))
        | st.dictionaries(st.sampled_from(["path", "limit", "text", "mode", "x"]), inner, max_size=4).map(as_object)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["path", "limit", "offset", "todos", "y"]), SCHEMAS, max_size=4).map(as_object))
def test_made_arguments_fit_their_schema(schema: dict[str, Any]) -> None:
    assert list(jsonschema.validators.validator_for(schema)(schema).iter_errors(arguments(schema, {}))) == []


def test_known_values_win_and_optional_ones_are_left_out() -> None:
    schema = {"properties": {"path": {"type": "string"}, "depth": {"type": "integer"}}, "required": ["path"]}
    assert arguments(schema, {"path": "a.py"}) == {"path": "a.py"}


@pytest.mark.parametrize(
    "schema",
    [{}, {"properties": 3}, {"required": "x"}, {"properties": {"a": None}, "required": ["a"]},
     {"properties": {"a": {"type": "string", "minLength": 10**9}}, "required": ["a"]},
     {"properties": {"a": {"type": "array", "minItems": 10**9}}, "required": ["a"]}],
)  # fmt: skip
def test_odd_schemas_are_filled_within_bounds(schema: dict[str, Any]) -> None:
    assert len(str(arguments(schema, {}))) < 5_000


def test_roles_of_the_client_s_own_tools_are_recognised() -> None:
    tools = hear(Dialect.OPENAI, {"tools": list(offered())}).tools
    found, edits, ends = reader(tools), editor(tools), ender(tools)
    assert found is not None
    assert edits is not None
    assert ends is not None
    assert (found.tool.name, edits.tool.name, ends.name) == ("read_file", "apply_diff", "attempt_completion")
