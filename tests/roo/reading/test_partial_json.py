import json
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import MAX_DEPTH
from roo_wizard.roo.reading.partial_json import MalformedJson, parse

CASES: list[tuple[str, Json]] = [
    ('{"path":"a', {"path": "a"}),
    ('{"path":"a","li', {"path": "a"}),
    ('{"path":"a","limit":20', {"path": "a", "limit": 20}),
    ('{"path":"a","limit":', {"path": "a"}),
    ('{"path":"a\\', {"path": "a"}),
    ('{"path":"a\\u00', {"path": "a"}),
    ('{"path":"a"}{"path":"b"}', {"path": "a"}),
    ('{"a":[1,[2,"x', {"a": [1, [2, "x"]]}),
    ('{"a":{"b":tr', {"a": {"b": True}}),
    ('{"a":-', {}),
    ('{"a":1.5e', {"a": 1.5}),
    ('{"a":1 "b":2}', {}),
    ("{", {}),
    ("  [1, 2,", [1, 2]),
    ('"cut', "cut"),
    ("nul", None),
    ("12", 12),
    ('{"pa{"path":"x"}', {}),
    ('{"text":"a\nb"}', {}),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_what_is_there_is_read(text: str, value: Json) -> None:
    assert parse(text) == value


@pytest.mark.parametrize("text", ["", "  \n", "x", "Object]x", "-", "}", "1.", '"a\nb"', "1 2"])
def test_nothing_can_be_read_of(text: str) -> None:
    with pytest.raises(MalformedJson):
        parse(text)


def test_an_object_turned_into_text_is_an_empty_list() -> None:
    assert parse("[object Object]") == []


def test_words_that_json_lacks_are_read() -> None:
    assert parse("-Infin") == -math.inf
    assert math.isnan(parse("Na"))


def test_a_very_deep_nesting_is_cut_off() -> None:
    assert parse("[" * (MAX_DEPTH * 100)) != []


_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_complete_json_is_read_as_it_is(value: Json) -> None:
    assert parse(json.dumps(value)) == value


@given(_JSON, st.data())
def test_a_prefix_is_read_or_refused_and_an_object_is_always_read(value: Json, data: st.DataObject) -> None:
    text = json.dumps({"key": value})
    prefix = text[: data.draw(st.integers(1, len(text)))]
    assert isinstance(parse(prefix), dict)
    with suppress(MalformedJson):
        parse(json.dumps(value)[: len(prefix)])


@given(st.text(alphabet='{}[],:"\\ e1-.ntf\n', max_size=30))
def test_no_text_makes_the_reader_fail_in_another_way(text: str) -> None:
    with suppress(MalformedJson):
        parse(text)


def test_a_megabyte_of_broken_numbers_is_read_in_one_pass() -> None:
    assert isinstance(parse('{"k":[x,' * 100_000 + "e"), dict)
