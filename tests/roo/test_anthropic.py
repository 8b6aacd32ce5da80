"""The Anthropic provider: what it sends (roo-code.md 4.8) and how it reads."""

import json

import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import AuthForm, Ending, Exchange, Json, Request
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile
from roo_wizard.roo.reading.answer import Reading, read
from roo_wizard.roo.reading.thrown import NO_ANSWER
from roo_wizard.roo.request import build, models_request
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText
from tests.roo.answers import READ, TURN, body_of, endpoint, exchange

ENDPOINT = endpoint("https://gateway.example", Dialect.ANTHROPIC)
MARK = {"type": "ephemeral"}


def asked(model: str = "claude-sonnet-4-6", turn: Turn = TURN, client: ClientProfile = ROO, **values: Json) -> Request:
    return build(ENDPOINT, model, ClientSettings(values), turn, client)


def answered(*events: tuple[str, Json], ending: Ending = Ending.COMPLETE) -> Reading:
    data = b"".join(
        f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode() for name, fields in events
    )
    return read(exchange(data, request=asked(), ending=ending))


START = ("message_start", {"message": {"model": "served-x", "usage": {"input_tokens": 9, "output_tokens": 1}}})
OPEN = (
    "content_block_start",
    {"index": 1, "content_block": {"type": "tool_use", "id": "toolu_1", "name": "read_file"}},
)
STOP: tuple[str, Json] = ("message_stop", {})


def piece(text: str) -> tuple[str, Json]:
    return ("content_block_delta", {"index": 1, "delta": {"type": "input_json_delta", "partial_json": text}})


def text(words: str) -> tuple[str, Json]:
    return ("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": words}})


END = ("message_delta", {"delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 20}})


def test_the_request_is_the_providers() -> None:
    request = asked()
    assert (request.url, request.auth) == ("https://gateway.example/v1/messages", AuthForm.X_API_KEY)
    headers = dict(request.headers)
    assert headers["User-Agent"] == "Anthropic/JS 0.37.0"
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["anthropic-beta"] == "fine-grained-tool-streaming-2025-05-14,prompt-caching-2024-07-31"
    assert headers["X-Stainless-Timeout"] == "600000"
    assert {"HTTP-Referer", "X-Title", "Sec-Fetch-Mode", "Accept-Language"}.isdisjoint(headers)


def test_the_body_is_indented_which_makes_it_a_tenth_larger() -> None:
    content = asked().content
    assert content.startswith(b'{\n  "model": "claude-sonnet-4-6",\n  "max_tokens": 8192,\n')
    assert 1.08 < len(content) / len(json.dumps(body_of(asked()), separators=(",", ":"))) < 1.25


def test_the_body_is_the_providers() -> None:
    body = body_of(asked())
    assert list(body) == ["model", "max_tokens", "temperature", "system", "messages", "stream", "tools", "tool_choice"]
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("claude-sonnet-4-6", 8192, 0)
    assert body["system"] == [{"type": "text", "text": "You are a coding agent.", "cache_control": MARK}]
    assert body["messages"][0]["content"][-1]["cache_control"] == MARK
    assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": False}
    assert list(body["tools"][0]) == ["name", "description", "input_schema"]
    schemas = {tool["name"]: tool["input_schema"] for tool in body["tools"]}
    assert schemas["execute_command"]["properties"]["cwd"]["type"] == ["string", "null"]
    assert schemas["read_file"]["required"] == ["path"]


def test_the_key_travels_as_a_bearer_when_the_box_says_so() -> None:
    assert asked(anthropicUseAuthToken=True).auth is AuthForm.BEARER


def test_thinking_can_be_asked_for_where_the_id_is_known_for_it() -> None:
    body = body_of(asked("claude-sonnet-4-5", enableReasoningEffort=True))
    assert (body["temperature"], body["max_tokens"]) == (1, 16_384)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 8192}
    own = body_of(asked("claude-sonnet-4-5", enableReasoningEffort=True, modelMaxTokens=2000))
    assert (own["max_tokens"], own["thinking"]["budget_tokens"]) == (2000, 1600)
    assert "thinking" not in body_of(asked("claude-3-5-sonnet-20241022", enableReasoningEffort=True))


def test_a_text_that_stood_beside_thinking_goes_back_as_a_plain_string() -> None:
    messages = (*TURN.messages, AssistantTurn("So.", "hm"), UserText(("go on",)))
    assert body_of(asked(turn=Turn("T2", "s", messages)))["messages"][1] == {"role": "assistant", "content": "So."}


def test_no_custom_header_is_sent() -> None:
    assert "X-Team" not in dict(asked(openAiHeaders={"X-Team": "a"}).headers)


def test_roo_replaces_an_unknown_id_and_zoo_does_not() -> None:
    assert body_of(asked("claude-sonnet-4.6"))["model"] == "claude-sonnet-4-5"
    assert body_of(asked("claude-sonnet-4.6", client=ZOO))["model"] == "claude-sonnet-4.6"


@pytest.mark.parametrize("client", [ROO, ZOO])
def test_the_default_temperature_is_sent_by_both_clients(client: ClientProfile) -> None:
    assert body_of(asked(client=client))["temperature"] == 0
    assert body_of(asked(client=client, modelTemperature=0.4))["temperature"] == 0.4


@pytest.mark.parametrize("model", ["claude-opus-4-7", "claude-opus-5", "gw/Claude-Fable-5"])
def test_zoo_knows_models_that_take_no_temperature(model: str) -> None:
    assert "temperature" not in body_of(asked(model, client=ZOO, modelTemperature=1))


def test_an_id_that_zoo_does_not_know_gets_no_cache_marks_and_no_beta_header() -> None:
    request = asked("gw/claude-3-opus-20240229", client=ZOO)
    assert "cache_control" not in json.dumps([body_of(request)["system"], body_of(request)["messages"]])
    assert "anthropic-beta" not in dict(request.headers)
    assert (body_of(request)["max_tokens"], body_of(request)["temperature"]) == (4096, 0)
    known = asked("claude-opus-4-7", client=ZOO)
    assert body_of(known)["system"][0]["cache_control"] == MARK
    assert (body_of(known)["max_tokens"], "anthropic-beta" in dict(known.headers)) == (128_000, True)
    assert dict(known.headers)["User-Agent"] == "Anthropic/JS 0.109.0"


def test_the_thinking_id_loses_its_suffix_and_asks_for_thinking() -> None:
    request = asked("claude-3-7-sonnet-20250219:thinking")
    body = body_of(request)
    assert (body["model"], body["temperature"]) == ("claude-3-7-sonnet-20250219", 1)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 8192}
    assert dict(request.headers)["anthropic-beta"] == "output-128k-2025-02-19,prompt-caching-2024-07-31"


def test_a_second_turn_replays_blocks_and_marks_the_last_two_messages_of_the_person() -> None:
    calls = (ToolCall("a.b", "read_file", {"path": "x"}),)
    answer = AssistantTurn("Reading.", "thought", calls)
    turn = Turn("T2", "s", (UserText(("q",)), answer, ToolResults((("a.b", "1 | x"),), "env")))
    messages = body_of(asked(turn=turn))["messages"]
    assert messages[1]["content"] == [
        {"type": "text", "text": "Reading."},
        {"type": "tool_use", "id": "a_b", "name": "read_file", "input": {"path": "x"}},
    ]
    assert messages[2]["content"] == [
        {"type": "tool_result", "tool_use_id": "a_b", "content": "1 | x"},
        {"type": "text", "text": "env", "cache_control": MARK},
    ]
    assert messages[0]["content"][-1]["cache_control"] == MARK


def test_the_wizard_asks_for_a_list_although_the_client_does_not() -> None:
    request = models_request(ENDPOINT, ClientSettings())
    assert (request.url, request.auth) == ("https://gateway.example/v1/models", AuthForm.X_API_KEY)
    assert models_request(ENDPOINT, ClientSettings(), with_key=False).auth is AuthForm.NONE


def test_a_message_is_read() -> None:
    reading = answered(START, text("Hi"), OPEN, piece(READ[:20]), piece(READ[20:]), END, STOP)
    assert reading.usable
    assert reading.calls[0].arguments["path"] == "calc/rates.py"
    assert (reading.text, reading.finish_reasons, reading.saw_done) == ("Hi", ("tool_use",), True)
    assert reading.usage == {"input_tokens": 9, "output_tokens": 20}
    assert reading.served_model == "served-x"


def test_a_cut_call_is_carried_out_as_in_the_other_dialect() -> None:
    assert answered(START, OPEN, piece(READ[:40])).calls[0].partial


def test_thinking_is_kept_apart() -> None:
    think = ("content_block_delta", {"index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}})
    assert answered(START, think, text("a")).reasoning == "hm"


def test_openai_chunks_are_not_seen() -> None:
    data = b'data: {"choices":[{"delta":{"content":"hi"}}]}\n\n'
    assert read(exchange(data, request=asked())).shows == NO_ANSWER


LOOK_ALIKES: list[tuple[tuple[str, Json], str]] = [
    (("message_start", {"message": {}}), "input_tokens"),
    (("message_start", {"message": {"usage": None}}), "Cannot read properties of null (reading 'input_tokens')"),
    (("message_start", {}), "reading 'usage'"),
    (("message_delta", {}), "reading 'output_tokens'"),
    (("content_block_start", {"index": 0}), "reading 'type'"),
]


@pytest.mark.parametrize(("event", "shown"), LOOK_ALIKES)
def test_a_look_alike_that_leaves_fields_out_makes_the_client_stumble(event: tuple[str, Json], shown: str) -> None:
    reading = answered(event)
    assert shown in reading.shows
    assert reading.calls == ()


def test_an_error_event_shows_its_whole_data() -> None:
    assert '{"type": "error", "error": "x"}' in answered(START, ("error", {"error": "x"})).shows


def test_a_broken_connection_discards_everything() -> None:
    assert answered(START, OPEN, ending=Ending.BROKEN).shows == "Provider ended the request: Premature close"


def test_data_without_its_type_is_passed_over() -> None:
    bare = b'event: content_block_delta\ndata: {"index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\n'
    assert read(exchange(bare, request=asked())).shows == NO_ANSWER


def test_a_text_that_is_not_there_is_written_as_the_language_does() -> None:
    block = ("content_block_start", {"index": 0, "content_block": {"type": "text"}})
    assert answered(START, block, text("Hi")).text == "undefinedHi"


def refused(status: int, body: bytes) -> Exchange:
    return exchange(body, request=asked(), status=status)


def test_a_refusal_shows_the_whole_body() -> None:
    body = b'{"type":"error","error":{"type":"authentication_error","message":"bad"}}'
    assert read(refused(401, body)).shows == f"401 {body.decode()}"
    assert read(refused(500, b"oops")).shows == "500 oops"
