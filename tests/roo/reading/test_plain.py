"""Streaming off: stricter, and silent about what it drops (roo-code.md 4.5)."""

import json

import pytest

from roo_wizard.core.exchange import Ending, Json
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.thrown import MISTAKES, NO_ANSWER, NO_ID, NO_TOOL
from tests.roo.answers import PLAIN, READ, asked, call, exchange, message, plain

SECOND = call('{"path":"notes/brief.md"}', call_id="call_2")


def test_calls_are_used_even_when_they_share_an_index() -> None:
    reading = plain(message(None, [call(), SECOND]))
    assert [seen.arguments["path"] for seen in reading.calls] == ["calc/rates.py", "notes/brief.md"]
    assert (reading.usable, reading.usage, reading.served_model) == (True, {"prompt_tokens": 9}, "served-x")


DROPPED: dict[str, Json] = {
    "no type": call(kind=None),
    "a missing last brace": call(READ[:-1]),
    "cut arguments": call(READ[:30]),
    "arguments as an object": call({"path": "a"}),
    "arguments encoded twice": call(json.dumps(READ)),
    "arguments missing": call(None),
    "an unknown tool": call(name="functions.read_file"),
    "below the minimum": call('{"mode":"slice"}'),
}


@pytest.mark.parametrize("entry", DROPPED.values(), ids=DROPPED)
def test_a_call_is_dropped_without_a_word_for(entry: Json) -> None:
    reading = plain(message("", [entry]))
    assert (reading.calls, reading.shows, len(reading.lost)) == ((), NO_ANSWER, 1)


def test_a_call_without_an_id_is_named_on_the_screen() -> None:
    reading = plain(message("", [call(call_id=None)]))
    assert (reading.shows, reading.lost[0].reason) == (NO_ID, "it has no id")


def test_of_two_calls_with_one_id_the_second_is_lost() -> None:
    reading = plain(message("", [call(), call(SECOND["function"]["arguments"])]))
    assert (len(reading.calls), len(reading.lost)) == (1, 1)


def test_empty_arguments_are_an_empty_object_and_may_do() -> None:
    assert plain(message("", [call("", name="read_file")])).calls == ()
    assert plain(message("", [call('{"todos":""}', name="update_todo_list")])).usable


def test_a_call_that_runs_into_an_error_is_seen() -> None:
    assert plain(message("", [call('{"path":"","diff":"x"}', name="apply_diff")])).shows == MISTAKES


def test_an_answer_with_another_content_type_is_no_answer() -> None:
    assert plain(message("hello"), content_type="text/plain").shows == NO_ANSWER
    assert plain(message("hello"), content_type="application/vnd.api+json; charset=utf-8").text == "hello"


def test_thinking_stays_in_the_text() -> None:
    assert plain(message("<think>a</think>b")).text == "<think>a</think>b"
    assert plain(message("only text")).shows == NO_TOOL


def test_an_error_in_a_200_is_not_shown() -> None:
    assert plain(b'{"error":{"message":"no credit"}}').shows == NO_ANSWER


def test_what_is_no_json_is_an_error_before_the_answer() -> None:
    shown = plain(b"<html>").shows
    assert shown == "OpenAI completion error: Unexpected token '<', \"<html>\" is not valid JSON"
    assert plain(b"null").shows == "Cannot read properties of null (reading 'choices')"


def test_a_broken_connection_is_an_error_before_the_answer() -> None:
    broken = exchange(b'{"choi', request=asked(settings=PLAIN), content_type="application/json", ending=Ending.BROKEN)
    assert read(broken).shows == "OpenAI completion error: terminated"
