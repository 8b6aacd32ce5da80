"""How answers are read: one row of roo-code.md 4.5 or probe.md 1.2 after the other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Ending, Failure, Json, Phase
from roo_wizard.core.text import safe
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.thrown import MISTAKES, NO_ANSWER, NO_TOOL
from roo_wizard.roo.settings import ClientSettings
from tests.roo.answers import READ, asked, call, calls, event, exchange, more, stream, streamed

SECOND = '{"path":"notes/brief.md"}'
DONE = b"data: [DONE]\n\n"


def split(arguments: str, pieces: int, **first: Json) -> list[dict[str, Json]]:
    size = len(arguments) // pieces + 1
    parts = [arguments[at : at + size] for at in range(0, len(arguments), size)]
    return [call(parts[0], **first), *(more(part, index=first.get("index", 0)) for part in parts[1:])]


ACCEPTED = {
    "normal deltas": calls(*split(READ, 5)),
    "one chunk holds the whole call": calls(call()),
    "finish reason stop": stream({"tool_calls": [call()]}, finish="stop"),
    "no finish reason and no terminator": stream({"tool_calls": [call()]}, finish=None, done=False),
    "comments between events": b": keepalive\n\n" + calls(call()).replace(b"\n\n", b"\n\n: x\n\n"),
    "a ping with an empty object": b"event: ping\ndata: {}\n\n" + calls(call()),
    "CRLF": calls(call()).replace(b"\n", b"\r\n"),
    "no blank after data:": calls(call()).replace(b"data: ", b"data:"),
    "no type on the call": calls(call(kind=None)),
    "no index, one call": calls(*split(READ, 4, index=None)),
    "index starts at 1": calls(*split(READ, 4, index=1)),
    "name repeated in every piece": calls(call(READ[:9]), call(READ[9:], call_id=None)),
    "another id in every piece": calls(call(READ[:9]), call(READ[9:], call_id="call_2", name=None)),
    "name after the first arguments": calls(call(READ[:9], name=None), call(READ[9:], call_id=None)),
    "empty choices and no delta": b'data: {"choices":[]}\n\ndata: {"choices":[{}]}\n\ndata: {}\n\n' + calls(call()),
    "two finish reasons": stream({"tool_calls": [call()]}, finish="stop") + event({}, "stop"),
    "content null beside the call": stream({"content": None, "tool_calls": [call()]}),
}


@pytest.mark.parametrize("answer", ACCEPTED.values(), ids=ACCEPTED)
def test_the_client_accepts(answer: bytes) -> None:
    reading = streamed(answer)
    assert reading.usable
    assert [(seen.id, seen.name, seen.arguments["path"]) for seen in reading.calls] == [
        ("call_1", "read_file", "calc/rates.py")
    ]
    assert reading.shows == ""
    assert reading.error is None


def test_two_calls_with_indexes_and_ids_of_their_own_are_both_seen() -> None:
    reading = streamed(calls(call(), call(SECOND, index=1, call_id="call_2")))
    assert [seen.arguments["path"] for seen in reading.calls] == ["calc/rates.py", "notes/brief.md"]
    assert reading.usable


@pytest.mark.parametrize("index", [0, None])
def test_two_calls_on_one_index_leave_only_the_first(index: int | None) -> None:
    reading = streamed(calls(call(index=index), call(SECOND, index=index, call_id="call_2")))
    assert [seen.arguments["path"] for seen in reading.calls] == ["calc/rates.py"]
    assert [lost.id for lost in reading.lost] == ["call_2"]
    assert [wire.arguments for wire in reading.wire_calls] == [READ, SECOND]
    assert not reading.usable


def test_two_calls_with_one_id_leave_only_the_first() -> None:
    reading = streamed(calls(call(), call(SECOND, index=1)))
    assert [seen.arguments["path"] for seen in reading.calls] == ["calc/rates.py"]
    assert [lost.reason for lost in reading.lost] == ["it has the id of another call"]


@pytest.mark.parametrize("first", [call(READ[:9], call_id=None), call(READ[:9], call_id="")])
def test_a_call_whose_first_delta_lacks_the_id_is_never_seen(first: Json) -> None:
    for rest in (more(READ[9:]), call(READ[9:], name=None)):
        reading = streamed(calls(first, rest))
        assert (reading.calls, reading.shows) == ((), NO_ANSWER)
        assert len(reading.lost) == 1


def test_a_call_without_a_name_is_never_seen() -> None:
    reading = streamed(calls(call(name=None)))
    assert (reading.calls, reading.shows, len(reading.lost)) == ((), NO_ANSWER, 1)


REFUSED = {
    "arguments as an object": ({"path": "calc/rates.py"}, "read_file"),
    "arguments encoded twice": (json.dumps(READ), "read_file"),
    "no arguments": ("", "read_file"),
    "an empty object": ("{}", "read_file"),
    "an unknown tool": (READ, "read_file<|channel|>commentary"),
    "a tool of another agent": (READ, "str_replace_editor"),
    "a tool that code mode does not allow": ('{"patch":"*** Begin Patch"}', "apply_patch"),
    "a diff without a path": ('{"diff":"x"}', "apply_diff"),
    "an empty command": ('{"command":""}', "execute_command"),
    "a list instead of an object": ('["calc/rates.py"]', "read_file"),
}


@pytest.mark.parametrize(("arguments", "name"), REFUSED.values(), ids=REFUSED)
def test_the_model_gets_an_error_and_the_person_sees_only_the_mistake_dialog(arguments: Json, name: str) -> None:
    reading = streamed(calls(call(arguments, name=name)))
    assert len(reading.calls) == 1
    assert reading.calls[0].problem
    assert not reading.usable
    assert reading.shows == MISTAKES


@pytest.mark.parametrize("length", range(1, len(READ)))
def test_cumulative_arguments_are_never_complete_unless_the_first_piece_was(length: int) -> None:
    seen = streamed(calls(call(READ[:length]), more(READ))).calls[0]
    assert seen.partial or seen.problem


def test_cumulative_arguments_work_when_the_first_piece_was_complete() -> None:
    assert streamed(calls(call(READ), more(READ))).usable


def test_cut_arguments_are_carried_out_as_far_as_they_go() -> None:
    cut = READ[: READ.index("200") + 1]
    seen = streamed(calls(*split(cut, 6))).calls[0]
    assert (seen.partial, seen.problem) == (True, None)
    assert (seen.arguments["path"], seen.arguments["limit"]) == ("calc/rates.py", 2)


def test_half_a_file_is_written_when_the_stream_ends_quietly() -> None:
    answer = stream({"tool_calls": [call('{"path":"a.py","content":"one\\ntw', name="write_to_file")]}, finish="length")
    reading = streamed(answer)
    assert reading.usable
    assert (reading.calls[0].partial, reading.calls[0].arguments["content"]) == (True, "one\ntw")


def test_a_cut_call_that_still_lacks_something_is_refused() -> None:
    seen = streamed(calls(call('{"path":"a.py","di', name="apply_diff"))).calls[0]
    assert (seen.partial, seen.problem) == (True, "it lacks diff")


def test_only_the_last_brace_missing_works() -> None:
    assert dict(streamed(calls(call(READ[:-1]))).calls[0].arguments) == dict(streamed(calls(call())).calls[0].arguments)


def test_numbers_and_switches_in_quotes_are_converted() -> None:
    arguments = '{"path":"a.py","offset":"3","limit":" 20 ","indentation":{"anchor_line":"7","include_header":"True"}}'
    assert streamed(calls(call(arguments))).calls[0].arguments == {
        "path": "a.py",
        "offset": 3,
        "limit": 20,
        "indentation": {"anchor_line": 7, "include_header": True},
    }


def test_a_tool_may_be_called_by_its_other_name() -> None:
    reading = streamed(calls(call('{"path":"a","content":""}', name="write_file")))
    assert reading.usable
    assert reading.calls[0].name == "write_file"


def test_an_included_tool_is_allowed() -> None:
    settings = ClientSettings({"includedTools": ["apply_patch"]})
    answer = calls(call('{"patch":"*** Begin Patch"}', name="apply_patch"))
    assert read(exchange(answer), settings=settings).usable


EMPTY = {
    "no byte": b"",
    "an HTML page": b"<!doctype html>\n<html>\n\n<p>Log in</p></html>",
    "a plain JSON answer": b'{"choices":[{"message":{"content":"hi"}}]}',
    "an error as JSON": b'{"error":{"message":"no credit"}}',
    "a stream without events": DONE,
    "thinking only": stream({"reasoning_content": "let me think"}, finish="stop"),
    "thinking only, in tags": stream({"content": "<think>so"}, {"content": "</think>"}, finish="stop"),
    "the old function_call": stream({"function_call": {"name": "read_file", "arguments": READ}}),
    "an event without its blank line": b'data: {"choices":[{"delta":{"content":"hi"}}]}\n',
}


@pytest.mark.parametrize("answer", EMPTY.values(), ids=EMPTY)
def test_there_is_no_assistant_message_in(answer: bytes) -> None:
    reading = streamed(answer)
    assert (reading.text, reading.calls, reading.error, reading.shows) == ("", (), None, NO_ANSWER)


@pytest.mark.parametrize("text", ["I will read it.", "<read_file><path>a</path></read_file>", "[TOOL_CALLS] []"])
def test_text_without_a_call_is_no_tool_used(text: str) -> None:
    reading = streamed(stream({"content": text}, finish="stop"))
    assert (reading.text, reading.shows, reading.usable) == (text, NO_TOOL, False)


def test_a_leading_think_tag_is_split_off_and_a_later_one_is_not() -> None:
    reading = streamed(stream({"content": "<thi"}, {"content": "nk>a <b</think>Hello <think>x"}, finish="stop"))
    assert (reading.reasoning, reading.text) == ("a <b", "Hello <think>x")


def test_a_field_named_reasoning_is_read_by_zoo_only() -> None:
    answer = stream({"reasoning": "thought"}, {"tool_calls": [call()]})
    assert streamed(answer).reasoning == ""
    assert streamed(answer, client=ZOO).reasoning == "thought"
    assert streamed(stream({"content": "<thought>a</thought>b"}), client=ZOO).reasoning == "a"


def test_ids_of_o_models_know_no_thinking() -> None:
    answer = stream({"reasoning_content": "x", "content": "<think>a</think>"}, {"tool_calls": [call()]})
    reading = read(exchange(answer, request=asked(model="solar-pro3")))
    assert (reading.text, reading.reasoning, reading.usable) == ("<think>a</think>", "", True)


THROWN = {
    "an error object": (b'data: {"error":{"message":"overloaded","code":529}}\n\n', "overloaded"),
    "an error text": (b'data: {"error":"boom"}\n\n', '"boom"'),
    "an error without a message": (b'event: error\ndata: {"error":{"code":1}}\n\n', '{"code":1}'),
    "a keep-alive as data": (b"data: : keepalive\n\n", "Unexpected token ':', \": keepalive\" is not valid JSON"),
    "an empty data line": (b"data:\n\n", "Unexpected end of JSON input"),
    "an event without data": (b"event: keepalive\n\n", "Unexpected end of JSON input"),
    "content that is a number": (b'data: {"choices":[{"delta":{"content":5}}]}\n\n', "chunk is not iterable"),
    "null": (b"data: null\n\n", "Cannot read properties of null (reading 'choices')"),
}


@pytest.mark.parametrize(("answer", "shown"), THROWN.values(), ids=THROWN)
def test_the_client_throws_and_uses_nothing(answer: bytes, shown: str) -> None:
    first = streamed(answer + calls(call()))
    assert (first.calls, first.error, first.shows) == ((), shown, shown)
    later = streamed(event({"tool_calls": [call()]}) + answer)
    assert (later.calls, later.shows) == ((), f"Provider ended the request: {shown}")
    assert len(later.wire_calls) == 1


def test_an_error_event_without_an_error_key_is_skipped() -> None:
    assert streamed(event({"tool_calls": [call()]}) + b'event: error\ndata: {"message":"gone"}\n\n').usable


def test_events_of_threads_are_not_looked_into() -> None:
    assert streamed(b'event: thread.run\ndata: {"error":{"message":"x"}}\n\n' + calls(call())).usable


def test_what_follows_the_terminator_is_ignored() -> None:
    usage = b'data: {"choices":[],"usage":{"prompt_tokens":5}}\n\n'
    before, after = (
        streamed(calls(call())[: -len(DONE)] + usage + DONE),
        streamed(calls(call()) + usage + b"data: x\n\n"),
    )
    assert (before.usage, before.saw_done) == ({"prompt_tokens": 5}, True)
    assert (after.usage, after.saw_done, after.error) == (None, True, None)


def test_a_broken_connection_discards_everything() -> None:
    reading = streamed(event({"tool_calls": [call()]}), ending=Ending.BROKEN)
    assert (reading.calls, reading.shows) == ((), "Provider ended the request: terminated")


@pytest.mark.parametrize("ending", [Ending.IDLE, Ending.LEFT_OPEN])
def test_an_open_connection_shows_nothing_of_its_own(ending: Ending) -> None:
    reading = streamed(calls(call()), ending=ending)
    assert (reading.usable, reading.shows, reading.ended) == (True, "", ending)


REFUSALS = [
    (404, b'{"detail":"Not Found"}', "OpenAI completion error: 404 status code (no body)"),
    (404, b"", "OpenAI completion error: 404 status code (no body)"),
    (401, b'{"error":{"message":"bad key"}}', "OpenAI completion error: 401 bad key"),
    (400, b'{"error":"no"}', 'OpenAI completion error: 400 "no"'),
    (403, b"<html>blocked</html>", "OpenAI completion error: 403 <html>blocked</html>"),
    (
        400,
        b'{"error":{"message":"x","metadata":{"raw":"upstream said no"}}}',
        "OpenAI completion error: upstream said no",
    ),
]


@pytest.mark.parametrize(("status", "answer", "shown"), REFUSALS)
def test_a_refusal_reads_as_the_sdk_writes_it(status: int, answer: bytes, shown: str) -> None:
    assert streamed(answer, status=status).shows == shown


@pytest.mark.parametrize(("cause", "text"), [("refused", "Connection error."), ("timeout", "Request timed out.")])
def test_no_response_at_all(cause: str, text: str) -> None:
    failure = Failure(Phase.TCP, cause, safe(""))
    assert streamed(b"", status=None, failure=failure).shows == f"OpenAI completion error: {text}"


def test_the_facts_of_a_stream_are_kept() -> None:
    reading = streamed(stream({"content": "Hi"}, {"tool_calls": [call()]}))
    assert (reading.served_model, reading.finish_reasons, reading.text) == ("served-x", ("tool_calls",), "Hi")


@pytest.mark.exhaustive
def test_half_a_million_deltas_are_read_once() -> None:
    pieces = b"".join(event({"tool_calls": [more("x")]}) for _ in range(3))
    answer = event({"tool_calls": [call('{"path":"', name="read_file")]}) + pieces * 70_000
    seen = streamed(answer).calls[0]
    assert (seen.partial, len(str(seen.arguments["path"]))) == (True, 210_000)


_VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", READ, "read_file"])
_JSON = st.recursive(
    _VALUES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "tool_calls",
                    "function",
                    "arguments",
                    "name",
                    "id",
                    "index",
                    "content",
                    "error",
                    "usage",
                    "message",
                    "reasoning_content",
                    "finish_reason",
                    "type",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=14,
)


@given(st.lists(_JSON, max_size=4), st.booleans())
def test_no_answer_makes_the_reader_fail(values: list[Json], plain: bool) -> None:
    if plain:
        request = asked(settings=ClientSettings({"openAiStreamingEnabled": False}))
        answer = json.dumps({"choices": [{"message": values[0] if values else None}]}).encode()
        read(exchange(answer, request=request, content_type="application/json"))
    chunks = [{"choices": [{"delta": {"tool_calls": [value]}}]} for value in values]
    reading = streamed(b"".join(f"data: {json.dumps(value)}\n\n".encode() for value in [*values, *chunks]))
    assert not (reading.error and reading.calls)
