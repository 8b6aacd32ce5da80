from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Chunk, Exchange
from roo_wizard.probe.wire.walk import Form, read_wire
from tests.probe.answers import PLAIN, READ, STREAMED, body, call, delta, stream


def test_a_healthy_stream_gives_its_calls_text_and_usage() -> None:
    wire = read_wire(
        stream(
            delta(role="assistant", content=None),
            delta(content="Let me look. "),
            delta(tool_calls=[call(0, "a", "read_file", "")]),
            delta(tool_calls=[{"index": 0, "function": {"arguments": READ}}]),
            delta(tool_calls=[call(1, "b")]),
            delta("tool_calls"),
            {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}},
        )
    )
    assert wire.form is Form.EVENTS
    assert [(found.id, found.name, found.arguments) for found in wire.calls] == [
        ("a", "read_file", READ),
        ("b", "read_file", READ),
    ]
    assert wire.content == "Let me look. "
    assert wire.last_usage == {"prompt_tokens": 9, "completion_tokens": 3}
    assert wire.done
    assert not wire.empty_choices
    assert wire.first_token == (20.0, "content")


def test_two_calls_on_one_index_are_still_two_on_the_wire() -> None:
    wire = read_wire(stream(delta(tool_calls=[call(0, "a")]), delta(tool_calls=[call(0, "b")])))
    assert [found.id for found in wire.calls] == ["a", "b"]


def test_pieces_without_an_index_belong_to_one_call() -> None:
    wire = read_wire(
        stream(
            delta(tool_calls=[call(None, "a", "read_file", '{"pa')]),
            delta(tool_calls=[{"function": {"arguments": 'th":"x"}'}}]),
        )
    )
    assert [found.arguments for found in wire.calls] == ['{"path":"x"}']


def test_the_calls_of_a_whole_answer_are_told_apart_by_position() -> None:
    calls = [call(None, "a"), call(None, "b")]
    wire = read_wire(body(200, {"choices": [{"message": {"tool_calls": calls}, "finish_reason": "stop"}]}, PLAIN))
    assert wire.form is Form.JSON
    assert [found.id for found in wire.calls] == ["a", "b"]


def test_usage_behind_the_terminator_is_late() -> None:
    wire = read_wire(stream(delta(content="x"), "data: [DONE]", {"usage": {"prompt_tokens": 1}}, done=False))
    assert wire.usage == (({"prompt_tokens": 1}, True),)
    assert wire.last_usage is None


def test_a_page_a_text_and_nothing_are_told_apart() -> None:
    assert read_wire(body(200, "<!doctype html><p>hi")).form is Form.HTML
    assert read_wire(body(200, "Internal Server Error")).form is Form.TEXT
    assert read_wire(Exchange(STREAMED, 200)).form is Form.EMPTY


@given(st.lists(st.binary(max_size=40), max_size=12), st.sampled_from(["text/event-stream", "application/json", ""]))
def test_any_bytes_are_read_without_an_exception(pieces: list[bytes], content_type: str) -> None:
    chunks = tuple(Chunk(float(place), piece) for place, piece in enumerate(pieces))
    wire = read_wire(Exchange(STREAMED, 200, (("content-type", content_type),), chunks))
    assert (wire.form is Form.EVENTS) or not wire.bad_data


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["choices", "delta", "tool_calls", "function", "arguments", "usage", "index", "id", "error"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_without_an_exception(payload: object) -> None:
    wire = read_wire(stream(payload, {"choices": [{"delta": payload}]}, {"choices": payload}))
    assert wire.done
    assert wire.bad_data == ()
