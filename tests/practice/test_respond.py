"""Answers as values: no request and no combination of faults makes the gateway stumble."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Chunk
from roo_wizard.core.sse import read_events
from roo_wizard.practice.hear import hear
from roo_wizard.practice.plan import known_ids, parse_plan
from roo_wizard.practice.respond import respond
from roo_wizard.practice.visit import Visit
from roo_wizard.practice.wire import Answer, Close, Event, EventStyle, Pacing, paced
from tests.practice.saying import END, READ
from tests.practice.talking import TASK
from tests.practice.test_conversations import FIELDS

PATHS = {Dialect.OPENAI: "/v1/chat/completions", Dialect.ANTHROPIC: "/v1/messages"}
HEADERS = {"authorization": "Bearer practice-key", "user-agent": "RooCode/3.52.1"}
PLANS = st.lists(st.sampled_from([known.id for known in known_ids()]), max_size=5, unique=True).map("+".join)
T1 = {
    "model": "practice-coder",
    "messages": [{"role": "user", "content": TASK.first_request}],
    "tools": [READ, END],
    "stream": True,
    "stream_options": {"include_usage": True},
}
ANTHROPIC_T1 = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 8192,
    "system": [{"type": "text", "text": "You are an agent."}],
    "messages": [{"role": "user", "content": [{"type": "text", "text": TASK.first_request}]}],
    "tools": [
        {"name": tool["function"]["name"], "input_schema": tool["function"]["parameters"]} for tool in (READ, END)
    ],
    "stream": True,
}


def answered(
    plan: str, body: dict[str, Any], dialect: Dialect = Dialect.OPENAI, pacing: Pacing | None = None
) -> Answer:
    data = json.dumps(body).encode()
    visit = Visit("POST", PATHS[dialect], HEADERS, data, body, hear(dialect, body), plan, pacing=pacing or Pacing())
    return respond(visit, parse_plan(plan).entries)


def events(answer: Answer) -> list[tuple[str, Any]]:
    return [(event.event, json.loads(event.data)) for event in read_events((Chunk(0, answer.body),))]


@settings(max_examples=150)
@given(PLANS, FIELDS, st.sampled_from(Dialect), st.booleans())
def test_nothing_makes_the_gateway_stumble(plan: str, body: dict[str, Any], dialect: Dialect, streamed: bool) -> None:
    answer = answered(plan, {**body, "stream": streamed}, dialect)
    assert 200 <= answer.status < 600


@settings(max_examples=150)
@given(PLANS, st.sampled_from([(Dialect.OPENAI, T1), (Dialect.ANTHROPIC, ANTHROPIC_T1)]), st.booleans())
def test_no_combination_of_faults_makes_a_proper_turn_stumble(
    plan: str, spoken: tuple[Dialect, dict[str, Any]], streamed: bool
) -> None:
    dialect, body = spoken
    assert answered(plan, {**body, "stream": streamed}, dialect).status < 600


def test_anthropic_stream_has_its_events_in_order() -> None:
    kinds = [kind for kind, _ in events(answered("", ANTHROPIC_T1, Dialect.ANTHROPIC))]
    runs = [kind for number, kind in enumerate(kinds) if number == 0 or kinds[number - 1] != kind]
    block = ["content_block_start", "content_block_delta", "content_block_stop"]
    assert runs == ["message_start", *block, *block, "message_delta", "message_stop"]


def test_anthropic_blocks_count_up_and_carry_ids_names_and_json() -> None:
    seen = events(answered("", ANTHROPIC_T1, Dialect.ANTHROPIC))
    starts = [data for kind, data in seen if kind == "content_block_start"]
    assert [(start["index"], start["content_block"]["type"]) for start in starts] == [(0, "tool_use"), (1, "tool_use")]
    assert all(start["content_block"]["id"].startswith("toolu_") for start in starts)
    pieces = [
        data["delta"]["partial_json"] for kind, data in seen if kind == "content_block_delta" and data["index"] == 0
    ]
    assert json.loads("".join(pieces)) == {"path": "notes/brief.md"}
    ending = next(data for kind, data in seen if kind == "message_delta")
    assert ending["delta"]["stop_reason"] == "tool_use"
    assert ending["usage"]["output_tokens"] > 0


def test_anthropic_thinking_and_text_come_in_blocks_of_their_own() -> None:
    seen = events(answered("H17+H07", ANTHROPIC_T1, Dialect.ANTHROPIC))
    starts = [data["content_block"]["type"] for kind, data in seen if kind == "content_block_start"]
    assert starts == ["thinking", "text", "tool_use", "tool_use"]


def test_whole_anthropic_message_has_input_objects() -> None:
    answer = answered("", {**ANTHROPIC_T1, "stream": False}, Dialect.ANTHROPIC)
    message = json.loads(answer.body)
    assert [part["input"] for part in message["content"]] == [{"path": "notes/brief.md"}, {"path": "calc/rates.py"}]
    assert message["stop_reason"] == "tool_use"


def test_openai_stream_begins_with_the_role_and_ends_with_usage_and_terminator() -> None:
    body = answered("", T1).body
    chunks = [json.loads(event.data) for event in read_events((Chunk(0, body),)) if not event.is_done]
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert chunks[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert body.endswith(b"data: [DONE]\n\n")


def test_usage_is_sent_only_when_asked_for() -> None:
    assert b'"usage"' not in answered("", {**T1, "stream_options": {}}).body


def test_call_heads_come_before_arguments_in_small_pieces() -> None:
    body = answered("", T1).body
    chunks = [json.loads(event.data) for event in read_events((Chunk(0, body),)) if not event.is_done]
    calls = [call for chunk in chunks for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]
    first = [call for call in calls if call["index"] == 0]
    assert first[0]["id"]
    assert first[0]["function"] == {"name": "read_file", "arguments": ""}
    assert all(set(call) == {"index", "function"} and len(call["function"]["arguments"]) <= 8 for call in first[1:])


def test_arrival_is_spread_and_slow_where_a_fault_says_so() -> None:
    pacing = Pacing(first=1, between=0.5, group=2, hold=9, slow_first=70, slow_between=3)
    waits = [frame.wait for frame in answered("", T1, pacing=pacing).frames]
    assert waits[0] == 1
    assert set(waits[1:]) == {0.5}
    held = answered("S02", T1, pacing=pacing).frames
    assert [frame.wait for frame in held] == [9 + sum(waits)]
    slow = [frame.wait for frame in answered("H17", T1, pacing=pacing).frames]
    assert slow[0] == 70
    assert set(slow[1:]) == {3}


def test_endings_are_part_of_the_answer() -> None:
    closes = {plan: answered(plan, T1).close for plan in ("", "S04", "S05", "S06", "S03")}
    assert closes == {
        "": Close.COMPLETE,
        "S04": Close.STALL,
        "S05": Close.QUIET,
        "S06": Close.STALL,
        "S03": Close.QUIET,
    }


@given(st.lists(st.binary(max_size=5), max_size=20), st.integers(1, 5))
def test_grouping_loses_no_byte(parts: list[bytes], group: int) -> None:
    frames = paced(parts, Pacing(group=group))
    assert b"".join(frame.data for frame in frames) == b"".join(parts)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_every_style_of_an_event_reads_the_same(value: dict[str, str], windows: bool, several_lines: bool) -> None:
    style = EventStyle("\r\n" if windows else "\n", "" if windows else " ", several_lines)
    data = Event(json.dumps(value)).encoded(style)
    (event,) = read_events((Chunk(0, data),))
    assert json.loads(event.data) == value
