"""Answers and lists of the client's own entries that were made to crash, to hang or to look better than they are."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Json
from roo_wizard.roo.editing.patches import PatchProblem, apply_patch
from roo_wizard.roo.js import NotJson, parse_json
from roo_wizard.roo.native import library_reading
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.native.models import known, output_limit, read_list
from roo_wizard.roo.native.reasoning_details import Details
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.outcome import Reading
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import AssistantTurn, ToolCall, Turn
from tests.roo.answers import asked, body_of, call, calls, endpoint, event, exchange, more

PIECES = 50_000
"""As many events as an answer may have."""
SOON = 20.0
"""Seconds of this process; each of these took minutes when it took time by the square of its length."""


def seen(provider: str, answer: bytes) -> Reading:
    settings = ClientSettings({"apiProvider": provider})
    request = asked(native(provider).base_url, settings=settings)
    return read(exchange(answer, request=request), settings=settings)


ODD: list[Json] = [[1], {"a": [1]}, None, True, -1, 1.5, "0", [[[[]]]]]


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize("name", ["index", "id", "type", "format", "signature", "data"])
def test_a_reasoning_detail_of_any_shape_is_read_and_goes_back(name: str, odd: Json) -> None:
    detail = {"type": "reasoning.text", "text": "hm", "index": 0, "id": "c"} | {name: odd}
    reading = seen("openrouter", event({"reasoning_details": [detail, detail]}) + calls(call()))
    assert reading.calls
    said = ToolCall(reading.calls[0].id, "read_file", reading.calls[0].arguments)
    turn = Turn("T2", "system", (AssistantTurn(reading.text, reading.reasoning, (said,), reading.details),))
    for model in ("google/gemini-3-pro", "openai/o4"):
        settings = ClientSettings({"apiProvider": "openrouter"})
        place = endpoint("https://openrouter.ai/api/v1")
        assert json.dumps(body_of(build(place, model, settings, turn)), ensure_ascii=False)


def test_two_indices_that_are_objects_are_two_details() -> None:
    details = Details()
    details.take([{"type": kind, "text": "a", "index": [1]} for kind in ("reasoning.text", "other")])
    assert len(details.finished()) == 2


def test_many_pieces_of_thinking_take_time_in_proportion() -> None:
    start, details = process_time(), Details()
    for _ in range(PIECES):
        details.take([{"type": "reasoning.text", "text": "x" * 150}])
    assert len(details.finished()[0]["text"]) == PIECES * 150
    assert process_time() - start < SOON


def test_the_pieces_of_a_call_are_parsed_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> Json:
        parsed.append(text)
        return parse_json(text)

    monkeypatch.setattr(library_reading, "parse_json", counted)
    whole = library_reading._Call("1", "t")
    for piece in ('{"a": "', *("}" * 1000), '"', "}", "ignored"):
        whole.add(piece)
    assert (whole.finished, len(parsed)) == (True, 1)
    broken = library_reading._Call("1", "t")
    for piece in ("{]", *("{}" * 1000)):
        broken.add(piece)
    assert (broken.finished, len(parsed)) == (False, 2)


ENDS = st.sampled_from(['{"a":', '"b"', *"{}[]", '"', "\\", '\\"', " ", "1", "-", "e5", "tru", "e", "null", ""])


@given(st.lists(ENDS, max_size=12))
def test_a_call_is_finished_when_the_library_would_say_so(pieces: list[str]) -> None:
    mine, text, finished = library_reading._Call("1", "t"), "", False
    for piece in pieces:
        mine.add(piece)
        text += "" if finished else piece
        try:
            parse_json(text)
            finished = True
        except NotJson:
            pass
        assert (mine.arguments, mine.finished) == (text, finished)


def test_a_call_of_very_many_pieces_is_read_in_time() -> None:
    start = process_time()
    answer = calls(call(arguments='{"path": "')) + event({"tool_calls": [more("x" * 150)]}) * 20_000
    assert not seen("moonshot", answer).calls
    assert process_time() - start < SOON


LARGE: list[Json] = [10**400, -(10**400), float("nan"), float("inf"), 1e308, 0, None, "many", [], True]


@pytest.mark.parametrize("number", LARGE, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("provider", ["litellm", "requesty", "openrouter"])
def test_no_number_of_a_list_stops_the_request(provider: str, number: Json) -> None:
    entry, settings = native(provider), ClientSettings({"apiProvider": provider})
    listed = read_list(entry, {"data": [listing(number)]})
    body = body_of(build(endpoint(entry.base_url), "m", settings, Turn("T1", "system", ()), listed=listed))
    assert json.dumps(body, allow_nan=False)


def test_a_limit_below_nought_is_sent_as_the_client_sends_it() -> None:
    """LiteLLM lists may say -1; the gateway then refuses what the client sends, and the proof has to see that."""
    entry = native("litellm")
    listed = read_list(entry, {"data": [listing(-1)]})
    about = known(entry, "m", listed=listed)[1]
    assert output_limit(entry, "m", about, ClientSettings({"apiProvider": "litellm"})) == -1


def listing(number: Json) -> dict[str, Json]:
    numbers = dict.fromkeys(("context_length", "context_window", "max_output_tokens"), number)
    info = {"max_output_tokens": number, "max_input_tokens": number}
    of_litellm = {"model_name": "m", "litellm_params": {"model": "m"}, "model_info": info}
    return {"id": "m", **numbers, "top_provider": {"max_completion_tokens": number}, **of_litellm}


LONG = ["*** Add File: a\n", "*** Update File: a\n@@\n+x\n", "@@\n+a\n"]


@pytest.mark.parametrize("lines", LONG)
def test_a_patch_without_end_is_refused_in_time(lines: str) -> None:
    start = process_time()
    with pytest.raises(PatchProblem, match="more than"):
        apply_patch("*** Begin Patch\n*** Update File: a\n" + lines * 300_000 + "*** End Patch", {"a": "x\n"})
    assert process_time() - start < SOON
