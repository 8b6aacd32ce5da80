"""What Moonshot's entry makes of a stream, as the library was seen to do it when it was run alone."""

import json

import pytest

from roo_wizard.core.exchange import Json
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.outcome import Reading
from roo_wizard.roo.settings import ClientSettings
from tests.roo.answers import READ, asked, call, calls, exchange, more, stream

SETTINGS = ClientSettings({"apiProvider": "moonshot"})
REQUEST = asked("https://api.moonshot.ai/v1", settings=SETTINGS)


def seen(answer: bytes) -> Reading:
    return read(exchange(answer, request=REQUEST), settings=SETTINGS)


def data(value: Json) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"data: {text}\n\n".encode()


PASSED_OVER: list[Json] = [
    {},
    ": keepalive",
    {"choices": []},
    {"choices": [{"index": 0}]},
    {"error": {"message": "oops"}},
    {"choices": [], "error": {"message": "oops"}},
    {"choices": [{"index": 0, "delta": {"content": [{"type": "text", "text": "x"}]}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": {}}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": [None]}}]},
    {"choices": {}},
    {"choices": [], "id": 7},
    {"choices": [], "created": "2026-04-14T09:00:00Z"},
    {"choices": [], "model": {"name": "m"}},
    {"choices": [], "usage": 1},
    {"choices": [], "usage": {"prompt_tokens": "9"}},
    {"choices": [], "usage": {"prompt_tokens_details": {"cached_tokens": "0"}}},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": 0}]},
    {"choices": [{"index": 0, "delta": {"role": "", "content": "x"}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": "0", "function": {}}]}}]},
    {"error": None},
    [],
    None,
]


@pytest.mark.parametrize("odd", PASSED_OVER, ids=str)
def test_what_it_cannot_read_is_passed_over(odd: Json) -> None:
    reading = seen(data(odd) + calls(call()))
    assert (reading.usable, reading.error, reading.text) == (True, None, "")


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (call(call_id=None), "Expected 'id' to be a string."),
        (call(name=None), "Expected 'function.name' to be a string."),
    ],
)
def test_a_call_that_begins_without_id_or_name_stops_it(first: Json, words: str) -> None:
    assert seen(calls(first, call())).error == words


def test_an_empty_role_costs_the_piece_that_holds_id_and_name() -> None:
    reading = seen(stream(*({"role": "", "tool_calls": [call(READ[:9])]}, {"tool_calls": [more(READ[9:])]})))
    assert reading.error == "Provider ended the request: Expected 'id' to be a string."


def test_an_empty_error_stops_it() -> None:
    assert seen(data({"choices": [], "error": None})).error == "Cannot read properties of null (reading 'message')"


def test_pieces_are_joined_until_they_are_json() -> None:
    reading = seen(calls(call(READ[:9]), more(READ[9:]), more("ignored")))
    assert [(one.id, one.arguments["path"]) for one in reading.calls] == [("call_1", "calc/rates.py")]


def test_two_calls_without_an_index_stay_apart() -> None:
    reading = seen(calls(call(index=None, call_id="a"), call(index=None, call_id="b")))
    assert [one.id for one in reading.calls] == ["a", "b"]
    assert reading.usable


def test_of_two_calls_with_one_index_the_second_is_lost() -> None:
    reading = seen(calls(call(call_id="a"), call(call_id="b")))
    assert [one.id for one in reading.calls] == ["a"]
    assert [one.id for one in reading.lost] == ["b"]


def test_of_two_calls_with_one_id_the_second_is_lost() -> None:
    reading = seen(calls(call(), call(index=1)))
    assert (len(reading.calls), len(reading.lost)) == (1, 1)


LOST = [
    call(READ[:40]),
    call(json.dumps(json.loads(READ)) + "}"),
    call("{}"),
    call(call_id=""),
    call(name="unknown_tool"),
]


@pytest.mark.parametrize("entry", LOST)
def test_a_call_that_is_not_whole_is_lost(entry: Json) -> None:
    reading = seen(calls(entry))
    assert (reading.calls, len(reading.lost)) == ((), 1)
    assert reading.shows


def test_arguments_that_were_encoded_twice_come_out_right() -> None:
    reading = seen(calls(call(json.dumps(READ))))
    assert reading.usable
    assert reading.calls[0].arguments["path"] == "calc/rates.py"


def test_what_comes_after_the_terminator_is_read_too() -> None:
    assert seen(stream({"content": "a"}) + stream({"content": "b"})).text == "ab"


def test_of_two_fields_for_thinking_the_first_counts_even_if_it_is_empty() -> None:
    assert seen(stream({"reasoning_content": "", "reasoning": "b"})).reasoning == ""


def test_arguments_as_an_object_are_passed_over() -> None:
    assert seen(calls(call({"path": "a.py"}))).wire_calls == ()


def test_thinking_is_read_from_either_field_and_tags_stay_in_the_text() -> None:
    reading = seen(stream({"reasoning_content": "a", "reasoning": "b"}, {"reasoning": "c"}, {"content": "<think>x"}))
    assert (reading.reasoning, reading.text) == ("ac", "<think>x")
