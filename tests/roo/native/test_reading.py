"""What the client's own entries make of an answer (roo-code.md 4.9, "answer read from")."""

import json

import pytest

from roo_wizard.core.exchange import Ending, Json
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.outcome import Reading
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from tests.roo.answers import READ, asked, call, calls, exchange, more, stream

PING = b"event: ping\ndata: {}\n\n"
TWO_HALVES = (call(READ[:20]), more(READ[20:]))
CUT = (call(READ[:40]),)


def seen(provider: str, answer: bytes, **given: Json) -> Reading:
    settings = ClientSettings({"apiProvider": provider})
    request = asked("https://gw.example/v1", settings=settings)
    return read(exchange(answer, request=request, **given), settings=settings)


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_a_good_call_is_taken_by_every_entry(provider: str) -> None:
    reading = seen(provider, calls(*TWO_HALVES))
    assert reading.usable
    assert reading.calls[0].arguments["path"] == "calc/rates.py"
    assert (reading.shows, reading.saw_done, reading.served_model) == ("", True, "served-x")


THINKING = {
    "requesty": "a",
    "openrouter": "b",
    "litellm": "",
    "deepseek": "a",
    "zai": "a",
    "moonshot": "a",
}


@pytest.mark.parametrize(("provider", "thought"), THINKING.items())
def test_what_counts_as_thinking(provider: str, thought: str) -> None:
    answer = stream({"reasoning_content": "a", "reasoning": "b"}, {"content": "x"})
    assert seen(provider, answer).reasoning == thought


@pytest.mark.parametrize(("provider", "thought"), {**dict.fromkeys(THINKING, "a\n\nb"), "zai": "ab"}.items())
def test_blanks_between_two_words_are_thinking_except_for_zai(provider: str, thought: str) -> None:
    words = ("a", "\n\n", "b")
    field = "reasoning" if provider == "openrouter" else "reasoning_content"
    expected = "" if provider == "litellm" else thought
    assert seen(provider, stream(*({field: word} for word in words))).reasoning == expected


def test_a_content_that_is_no_text_stops_zai_alone() -> None:
    answer = stream({"content": {"text": "x"}}, {"tool_calls": [call()]})
    assert seen("zai", answer).error == "chunk is not iterable"
    assert seen("deepseek", answer).usable
    assert seen("zai", stream({"reasoning": ["x"]})).error == "reasoning_content?.trim is not a function"


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_tags_are_split_off_by_zai_alone(provider: str) -> None:
    reading = seen(provider, stream({"content": "<think>hm</think>done"}))
    split = provider == "zai"
    assert (reading.text, reading.reasoning) == (("done", "hm") if split else ("<think>hm</think>done", ""))


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_an_event_without_choices_stops_three_entries(provider: str) -> None:
    reading = seen(provider, PING + calls(call()))
    stopped = provider in ("requesty", "openrouter", "litellm")
    assert (reading.error is not None, reading.usable) == (stopped, not stopped)
    assert ("undefined (reading '0')" in reading.shows) is stopped
    assert ("null (reading '0')" in seen(provider, b'data: {"choices":null}\n\n').shows) is stopped


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_half_a_call_is_carried_out_except_by_moonshot(provider: str) -> None:
    reading = seen(provider, calls(*CUT))
    assert bool(reading.calls) is (provider != "moonshot")
    assert bool(reading.lost) is (provider == "moonshot")


def test_moonshot_misses_a_call_whose_id_never_comes() -> None:
    assert not seen("moonshot", calls(call(call_id=None))).calls


PREFIXES = {
    "requesty": "Requesty completion error: 400 no",
    "openrouter": "OpenRouter completion error: 400 no",
    "litellm": "LiteLLM streaming error: 400 no",
    "deepseek": "DeepSeek completion error: 400 no",
    "zai": "400 no",
    "moonshot": "Provider ended the request: No output generated. Check the stream for errors.",
}


@pytest.mark.parametrize(("provider", "shown"), PREFIXES.items())
def test_a_refusal_is_shown_under_the_entrys_name(provider: str, shown: str) -> None:
    body = json.dumps({"error": {"message": "no"}}).encode()
    assert seen(provider, body, status=400, content_type="application/json").shows == shown


@pytest.mark.parametrize("provider", [name for name in NATIVE_PROVIDERS if name != "moonshot"])
def test_an_error_object_in_the_stream_throws_everything_away(provider: str) -> None:
    broken = b'data: {"choices": [], "error": {"code": 502, "message": "upstream gone"}}\n\n'
    reading = seen(provider, stream({"content": "I look."}, finish=None, done=False) + broken)
    assert "upstream gone" in (reading.error or "")
    assert reading.calls == ()


def test_an_empty_error_stops_openrouter_alone() -> None:
    answer = b'data: {"choices": [], "error": null}\n\n' + calls(call())
    assert seen("openrouter", answer).error == "OpenRouter API Error undefined: Unknown error"
    assert seen("requesty", answer).usable


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_a_broken_connection_uses_nothing(provider: str) -> None:
    reading = seen(provider, stream({"tool_calls": [call()]}, finish=None, done=False), ending=Ending.BROKEN)
    assert "terminated" in reading.shows
    assert reading.calls == ()


def test_odd_calls_are_skipped_by_the_routers_and_stop_the_others() -> None:
    answer = stream({"tool_calls": {"id": "x"}}, {"content": "done"})
    assert seen("requesty", answer).text == "done"
    assert seen("litellm", answer).shows.endswith("LiteLLM streaming error: delta.tool_calls is not iterable")


def test_apply_patch_is_taken_where_it_is_offered() -> None:
    patch = call('{"patch": "*** Begin Patch"}', name="apply_patch")
    for model, usable in (("openai/gpt-4.1", True), ("model-x", False)):
        settings = ClientSettings({"apiProvider": "requesty"})
        request = asked("https://gw.example/v1", model=model, settings=settings)
        assert read(exchange(calls(patch), request=request), settings=settings).usable is usable


def test_openrouters_details_are_shown_once_and_kept() -> None:
    def detail(**fields: Json) -> dict[str, Json]:
        return {"reasoning_details": [{"type": "reasoning.text", "index": 0, **fields}], "reasoning": "again"}

    reading = seen("openrouter", stream(detail(text="I "), detail(text="think", signature="s")))
    assert reading.reasoning == "I think"
    assert reading.details == (
        {"type": "reasoning.text", "text": "I think", "signature": "s", "format": "unknown", "index": 0},
    )
