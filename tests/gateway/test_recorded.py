import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import AuthForm, Chunk, Ending, Exchange, Phase, Request
from roo_wizard.core.secret import ApiKey
from roo_wizard.gateway.recorded import from_capture, to_record
from tests.gateway.captures import exchange, labels, record
from tests.gateway.made import answer, no_answer


def again(made: Exchange) -> Exchange:
    return from_capture(json.loads(json.dumps(to_record(made))))


def kept(made: Exchange) -> tuple[object, ...]:
    """What must be the same when a record is read again."""
    return (made.status, made.text, made.headers, made.ending, made.request.auth, made.request.body)


def test_every_recording_survives_being_written_again() -> None:
    recorded = {name: exchange(name) for name in labels()}
    assert [name for name, before in recorded.items() if kept(again(before)) != kept(before)] == []


def test_a_written_record_has_the_keys_of_a_capture() -> None:
    written = to_record(exchange("litellm/chat_plain.json"))
    capture = record("litellm/chat_plain.json")
    assert capture.keys() <= written.keys()
    assert capture["request"].keys() <= written["request"].keys()
    assert capture["response"].keys() == written["response"].keys()
    assert written["response"]["json"] == capture["response"]["json"]


@pytest.mark.parametrize(("indent", "kept"), [(2, 2), (None, None), (10**9, None), ("2", None), (True, None)])
def test_the_size_of_a_request_is_kept(indent: Any, kept: int | None) -> None:
    made = answer("", request={"messages": [{"a": []}]})
    made = replace(made, request=replace(made.request, indent=indent))
    assert again(made).request.indent == kept


def test_times_bytes_and_earlier_attempts_are_kept() -> None:
    body = "data: 漢🙂\n\n".encode()
    made = replace(
        answer("", request={"stream": True}, headers=(("content-type", "text/event-stream"),), ending=Ending.BROKEN),
        chunks=(Chunk(1.25, body[:8]), Chunk(9.5, body[8:]), Chunk(11.0, b"\xff\xfe")),
        phases={"tls": 3.0},
        earlier=(answer({"error": "x"}, 503), no_answer("refused")),
        redirected_from="https://gateway.example/old",
    )
    after = again(made)
    assert (after.chunks, after.ending, after.phases, after.redirected_from) == (
        made.chunks,
        made.ending,
        made.phases,
        made.redirected_from,
    )
    assert (after.header_ms, after.total_ms) == (made.header_ms, made.total_ms)
    assert [earlier.status for earlier in after.earlier] == [503, None]
    assert after.request.url == made.request.url


def test_a_failure_is_kept() -> None:
    after = again(no_answer("expired", Phase.TLS))
    assert after.failure is not None
    assert (after.failure.phase, after.failure.cause) == (Phase.TLS, "expired")


@pytest.mark.parametrize("auth", list(AuthForm))
def test_no_record_holds_a_secret(auth: AuthForm) -> None:
    headers = (
        ("X-Team", ApiKey("team-secret-1")),
        ("authorization", ApiKey("Basic secret-2")),
        ("X-Title", "Roo Code"),
    )
    made = Exchange(Request("T1", "POST", "https://a.example/v1", headers, {}, auth), 200)
    text = json.dumps(to_record(made))
    assert "secret-1" not in text
    assert "secret-2" not in text
    assert "Roo Code" in text


def test_a_connection_that_was_closed_without_an_answer_is_a_disconnect() -> None:
    failure = exchange("aimock/m_truncated-model_stream.json").failure
    assert failure is not None
    assert failure.cause == "disconnected"


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        [],
        "text",
        {"request": []},
        {"request": {"headers": []}, "response": {"status": 200}},
        {"response": {"status": "200"}},
        {"response": {"status": True}},
        {"response": {"status": 200}, "chunks": [[1]]},
        {"response": {"status": 200}, "chunks": [["x", "y"]]},
        {"response": {"status": 200}, "chunks": [[1, {"base64": "?"}]]},
        {"response": {"status": 200}, "ending": "never"},
        {"failure": {"phase": "moon"}},
    ],
)
def test_what_is_no_record_is_refused(hostile: Any) -> None:
    with pytest.raises(UsageError):
        from_capture(hostile)


def test_records_inside_records_are_read_one_level_deep() -> None:
    nested: dict[str, Any] = {"error": "closed"}
    for _ in range(300):
        nested = {"error": "closed", "earlier": [nested] * 3}
    assert from_capture(nested).attempts == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["request", "response", "status", "headers", "chunks", "json", "text", "ending", "phases", "body"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_a_record_or_refused(value: Any) -> None:
    try:
        made = from_capture(value)
    except UsageError:
        return
    assert isinstance(made, Exchange)
