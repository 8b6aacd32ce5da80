from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Chunk
from roo_wizard.core.sse import SseDecoder, SseEvent, read_events


def events(*pieces: bytes) -> list[tuple[str, str]]:
    chunks = [Chunk(float(number), piece) for number, piece in enumerate(pieces)]
    return [(event.event, event.data) for event in read_events(chunks)]


def test_a_data_line_and_a_blank_line_make_an_event() -> None:
    assert events(b'data: {"a":1}\n\n') == [("", '{"a":1}')]


def test_lines_may_end_in_lf_crlf_or_cr() -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        assert events(b"data: 1" + end + end + b"event: x" + end + b"data: 2" + end + end) == [("", "1"), ("x", "2")]


def test_only_one_blank_after_the_colon_is_dropped() -> None:
    assert events(b"data:1\n\n", b"data:  2\n\n") == [("", "1"), ("", " 2")]


def test_several_data_lines_are_joined() -> None:
    assert events(b'data: {\ndata: "a": 1}\n\n') == [("", '{\n"a": 1}')]


def test_comments_unknown_fields_and_lone_blank_lines_give_nothing() -> None:
    assert events(b": keepalive\n\n\n\nid: 3\nretry: 10\n\ndata: 1\n\n") == [("", "1")]


def test_a_comment_written_as_data_is_data() -> None:
    assert events(b"data: : keepalive\n\n") == [("", ": keepalive")]


def test_a_name_without_data_and_a_bare_data_field_are_events_with_empty_data() -> None:
    assert events(b"event: keepalive\n\ndata\n\ndata:\n\n") == [("keepalive", ""), ("", ""), ("", "")]


def test_an_empty_name_without_data_is_no_event() -> None:
    assert events(b"event:\n\ndata: 1\n\n") == [("", "1")]


def test_an_event_without_its_closing_blank_line_is_never_seen() -> None:
    decoder = SseDecoder()
    assert decoder.feed(Chunk(0, b"data: 1\n\ndata: 2\n")) == [SseEvent(0, "", "1")]
    assert decoder.unfinished


def test_a_byte_order_mark_and_broken_utf8_do_not_stop_the_reader() -> None:
    assert events(b"\xef\xbb\xbfdata: \xe6\xbc\n\n") == [("", "\ufffd")]


def test_an_event_carries_the_arrival_of_its_last_byte() -> None:
    chunks = [Chunk(5.0, b"data: 1\n"), Chunk(9.0, b"\ndata: [DONE]\n\n")]
    assert [(event.ms, event.is_done) for event in read_events(chunks)] == [(9.0, False), (9.0, True)]


_BODIES = st.lists(
    st.sampled_from(
        [b"data", b"event", b":", b" ", b"x", "漢🙂".encode(), b"\xf0\x9f", b"\n", b"\r", b"\r\n", b"\n\n"]
    ),
    max_size=40,
).map(b"".join)


@given(_BODIES, st.data())
def test_the_result_does_not_depend_on_how_the_bytes_are_cut(body: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    assert events(*pieces) == events(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    assert len(events(body)) <= body.count(b"\n") + body.count(b"\r")


def test_a_long_line_in_many_pieces_is_read() -> None:
    pieces = [b"data: ", *([b"x" * 50] * 100_000), b"\n\n"]
    assert [len(data) for _, data in events(*pieces)] == [5_000_000]
