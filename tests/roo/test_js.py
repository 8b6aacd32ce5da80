import pytest

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import NotJson, parse_json, squeezed, stringify, text_of, trimmed, truthy, well_formed

FALSE: list[Json] = [None, False, 0, 0.0, "", float("nan")]
TRUE: list[Json] = [True, 1, "0", [], {}, {"a": 1}]


@pytest.mark.parametrize("value", FALSE)
def test_these_count_as_absent(value: Json) -> None:
    assert not truthy(value)


@pytest.mark.parametrize("value", TRUE)
def test_these_count_as_present(value: Json) -> None:
    assert truthy(value)


TEXTS: list[tuple[Json, str]] = [
    ("a", "a"),
    ({"a": 1}, "[object Object]"),
    ([1, None, "x"], "1,,x"),
    (2.0, "2"),
    (True, "true"),
    (None, "null"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_values_become_text(value: Json, text: str) -> None:
    assert text_of(value) == text


def test_json_is_written_compactly_and_without_what_json_lacks() -> None:
    assert stringify({"a": [2.0, 2.5, float("inf")], "é": "\ud83d"}) == '{"a":[2,2.5,null],"é":"\ufffd"}'


MISTAKES = [
    ("", "Unexpected end of JSON input"),
    ("<html>", "Unexpected token '<', \"<html>\" is not valid JSON"),
    ("<!doctype html><html><body>", "Unexpected token '<', \"<!doctype \"... is not valid JSON"),
    ("NaN", '"NaN" is not valid JSON'),
    ("nope", "Unexpected token 'o', \"nope\" is not valid JSON"),
    ("[1,falsy]", "Unexpected token 'y', \"[1,falsy]\" is not valid JSON"),
    ("nul", "Unexpected end of JSON input"),
    ("{} x", "Unexpected non-whitespace character after JSON at position 3"),
    ('{"a":1', "Expected ',' or '}' after property value in JSON at position 6"),
    ('{"a', "Unterminated string in JSON at position 3"),
    ("[" * 200_000, "is not valid JSON"),
    ("[" * 500 + "]" * 500, "is not valid JSON"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_reads_as_on_the_clients_screen(text: str, message: str) -> None:
    with pytest.raises(NotJson) as raised:
        parse_json(text)
    assert str(raised.value) == message


def test_a_number_of_any_length_is_read() -> None:
    assert parse_json("9" * 5_000) == float("inf")
    assert parse_json("123") == 123


def test_many_brackets_are_not_deep() -> None:
    assert len(parse_json("[" + "[{}]," * 500 + "1]")) == 501


def test_blanks_are_those_of_the_language() -> None:
    assert trimmed("\ufeff\u00a0 a \n") == "a"
    assert squeezed(" a\u2003\n b ") == "a b"
    assert well_formed("a\ud83d\ude42") == "a🙂"
