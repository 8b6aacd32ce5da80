"""Requests: one row of roo-code.md 4.1, 4.2 and 4.3 after the other."""

import json

import pytest

from roo_wizard.core.exchange import AuthForm, Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.faults.task import new_task
from roo_wizard.roo.clients import ROO, ZOO
from roo_wizard.roo.request import models_request
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText
from tests.roo.answers import PLAIN, TURN, asked, body_of, endpoint

AZURE = "https://r.openai.azure.com/openai"
QUERY = "?api-version=2024-08-01-preview"
FOUNDRY = "https://r.services.ai.azure.com"
O_MODELS = ["o1", "o3-mini", "openai/o4", "solar-pro3", "deepseek-reasoner-turbo1"]
SECOND_TURN = Turn(
    "T2",
    "system",
    (
        UserText(("do it", "env one")),
        AssistantTurn(
            "", "I thought", (ToolCall("functions.read_file:0", "read_file", {"path": "a.py", "limit": 2.0}),)
        ),
        ToolResults((("functions.read_file:0", ""),), "env two"),
    ),
)


def settings(**values: Json) -> ClientSettings:
    return ClientSettings(values)


URLS = [
    ("https://gw.example/v1", {}, "https://gw.example/v1/chat/completions", AuthForm.BEARER),
    ("https://gw.example/v1/", {}, "https://gw.example/v1/chat/completions", AuthForm.BEARER),
    (AZURE, {}, f"{AZURE}/deployments/model-x/chat/completions{QUERY}", AuthForm.API_KEY),
    (f"{AZURE}/deployments/d", {}, f"{AZURE}/deployments/d/chat/completions{QUERY}", AuthForm.API_KEY),
    (f"{AZURE}/v1", {}, f"{AZURE}/v1/deployments/model-x/chat/completions{QUERY}", AuthForm.API_KEY),
    (
        "https://gw.example/v1",
        {"openAiUseAzure": True, "azureApiVersion": "2025-01-01"},
        "https://gw.example/v1/deployments/model-x/chat/completions?api-version=2025-01-01",
        AuthForm.API_KEY,
    ),
    ("https://azure.com.example/v1", {}, "https://azure.com.example/v1/chat/completions", AuthForm.BEARER),
    (FOUNDRY, {}, f"{FOUNDRY}/models/chat/completions?api-version=2024-05-01-preview", AuthForm.BEARER),
    (
        FOUNDRY,
        {"openAiUseAzure": True, "azureApiVersion": "v9"},
        f"{FOUNDRY}/models/chat/completions?api-version=v9",
        AuthForm.BEARER,
    ),
]


@pytest.mark.parametrize(("base", "given", "url", "auth"), URLS)
def test_the_chat_request_goes_to(base: str, given: dict[str, Json], url: str, auth: AuthForm) -> None:
    request = asked(base, settings=settings(**given))
    assert (request.method, request.url, request.auth) == ("POST", url, auth)


@pytest.mark.parametrize("base", ["https://r.openai.azure.com", AZURE])
def test_zoo_appends_openai_to_an_azure_base_once(base: str) -> None:
    assert asked(base, client=ZOO).url == f"{AZURE}/deployments/model-x/chat/completions{QUERY}"


def test_a_deployment_name_is_written_as_a_path() -> None:
    assert "/deployments/gp%20t/4/chat" in asked(AZURE, model="gp t/4").url


def test_the_fields_of_a_first_turn_are_the_clients_and_in_its_order() -> None:
    body = body_of(asked())
    assert list(body) == [
        "model",
        "temperature",
        "messages",
        "stream",
        "stream_options",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
    ]
    assert body["temperature"] == 0
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert (body["tool_choice"], body["parallel_tool_calls"], len(body["tools"])) == ("auto", True, 13)
    assert body["messages"] == [
        {"role": "system", "content": "You are a coding agent."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "<user_message>Read it</user_message>"},
                {"type": "text", "text": "<env/>"},
            ],
        },
    ]


def test_a_first_turn_has_the_clients_real_size() -> None:
    task = new_task(7)
    turn = Turn("T1", task.system, (UserText((task.first_request, task.environment)),))
    assert 38_000 <= len(asked(turn=turn).content) <= 40_000


@pytest.mark.parametrize("base", ["https://api.x.ai/v1", "https://max.ai.example/v1"])
def test_a_host_that_contains_x_ai_gets_no_stream_options(base: str) -> None:
    assert "stream_options" not in body_of(asked(base))
    assert body_of(asked(base))["stream"] is True


@pytest.mark.parametrize("model", O_MODELS)
def test_an_id_that_contains_o1_o3_or_o4_is_an_o_model(model: str) -> None:
    given = settings(openAiR1FormatEnabled=True, supportsPromptCache=True, modelTemperature=1, preserveReasoning=True)
    body = body_of(asked(model=model, settings=given, turn=SECOND_TURN))
    assert "temperature" not in body
    assert body["messages"][0] == {"role": "developer", "content": "Formatting re-enabled\nsystem"}
    assert body["messages"][1]["content"] == [{"type": "text", "text": "do it"}, {"type": "text", "text": "env one"}]
    assert body["messages"][2]["content"] == ""
    assert "reasoning_content" not in body["messages"][2]
    assert "cache_control" not in json.dumps(body["messages"])


def test_streaming_off_leaves_out_what_only_streams_have() -> None:
    body = body_of(asked(settings=PLAIN.with_({"modelTemperature": 1, "supportsPromptCache": True})))
    assert list(body) == ["model", "messages", "tools", "tool_choice", "parallel_tool_calls"]
    assert body["messages"][0]["content"] == "You are a coding agent."


def test_max_tokens_are_sent_only_when_the_stored_value_is_true() -> None:
    def sent(**values: Json) -> Json:
        return body_of(asked(settings=settings(**values))).get("max_completion_tokens")

    assert sent(maxTokens=500) is None
    assert sent(includeMaxTokens=True) == -1
    assert sent(includeMaxTokens=True, maxTokens=500) == 500
    assert sent(includeMaxTokens=True, maxTokens=500, modelMaxTokens=900) == 900


def test_reasoning_effort_is_sent_with_streams_and_for_o_models() -> None:
    high = settings(reasoningEffort="high", enableReasoningEffort=True)
    plain = high.with_({"openAiStreamingEnabled": False})
    assert body_of(asked(settings=high))["reasoning_effort"] == "high"
    assert "reasoning_effort" not in body_of(asked(settings=plain))
    assert body_of(asked(model="o3", settings=plain))["reasoning_effort"] == "high"
    assert "reasoning_effort" not in body_of(asked(settings=settings(enableReasoningEffort=True)))


def test_the_custom_temperature_is_sent() -> None:
    assert body_of(asked(settings=settings(modelTemperature=1)))["temperature"] == 1
    assert body_of(asked(settings=settings(modelTemperature=0)))["temperature"] == 0


def test_zoo_sends_a_temperature_only_when_one_is_set() -> None:
    assert "temperature" not in body_of(asked(client=ZOO))
    assert body_of(asked(client=ZOO, settings=settings(modelTemperature=0.6)))["temperature"] == 0.6


def test_caching_marks_the_system_text_and_the_last_two_messages_of_the_person() -> None:
    mark = {"type": "ephemeral"}
    messages = body_of(asked(settings=settings(supportsPromptCache=True), turn=SECOND_TURN))["messages"]
    assert messages[0]["content"] == [{"type": "text", "text": "system", "cache_control": mark}]
    assert [part.get("cache_control") for part in messages[1]["content"]] == [None, mark]
    assert messages[4]["content"][-1]["cache_control"] == mark


def test_a_second_turn_replays_as_the_client_does() -> None:
    assert body_of(asked(turn=SECOND_TURN))["messages"][2:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "id": "functions_read_file_0",
                    "type": "function",
                    "function": {"name": "read_file", "arguments": '{"path":"a.py","limit":2}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "functions_read_file_0", "content": "(empty)"},
        {"role": "user", "content": [{"type": "text", "text": "env two"}]},
    ]


def test_with_the_r1_form_zoo_sends_its_own_temperature_too() -> None:
    assert body_of(asked(client=ZOO, settings=settings(openAiR1FormatEnabled=True)))["temperature"] == 0
    assert body_of(asked(settings=settings(openAiR1FormatEnabled=True)))["temperature"] == 0.3


@pytest.mark.parametrize(("model", "ticked"), [("model-x", True), ("deepseek-reasoner", False)])
@pytest.mark.parametrize("preserve", [True, False])
def test_the_r1_form_is_plain_text_without_a_system_role(model: str, ticked: bool, preserve: bool) -> None:
    given = settings(openAiR1FormatEnabled=ticked, preserveReasoning=preserve)
    body = body_of(asked(model=model, settings=given, turn=SECOND_TURN))
    first, answer, result, last = body["messages"]
    assert body["temperature"] == 0.3
    assert first == {"role": "user", "content": "system\ndo it\nenv one"}
    assert (answer["content"], answer.get("reasoning_content")) == (None, "I thought" if preserve else None)
    assert result["content"] == ""
    assert last == {"role": "user", "content": "env two"}


def test_reasoning_goes_back_with_neither_setting_alone() -> None:
    for given in (settings(), settings(preserveReasoning=True), settings(openAiR1FormatEnabled=True)):
        assert "I thought" not in json.dumps(body_of(asked(settings=given, turn=SECOND_TURN)))


def test_texts_of_the_person_that_follow_each_other_become_one_message() -> None:
    turn = Turn("T", "s", (UserText(("a", "")), UserText(("b",)), AssistantTurn("c"), UserText(("d",))))
    assert [message["content"] for message in body_of(asked(turn=turn))["messages"][1:]] == [
        [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
        "c",
        [{"type": "text", "text": "d"}],
    ]


def test_of_calls_whose_cleaned_ids_are_equal_only_the_first_goes_back() -> None:
    both = (ToolCall("a.b", "skill", {"skill": "x"}), ToolCall("a:b", "skill", {"skill": "y"}))
    results = ToolResults((("a.b", "one"), ("a:b", "two")), "")
    messages = body_of(asked(turn=Turn("T", "s", (UserText(("q",)), AssistantTurn("", "", both), results))))["messages"]
    assert [entry["function"]["arguments"] for entry in messages[2]["tool_calls"]] == ['{"skill":"x"}']
    assert [message["content"] for message in messages[3:]] == ["one"]


def test_a_lone_surrogate_in_a_text_can_be_sent() -> None:
    turn = Turn(
        "T", "s", (UserText(("q",)), AssistantTurn("\ud83d", "", (ToolCall("a", "skill", {"skill": "\ud83d"}),)))
    )
    assert "\ufffd" in asked(turn=turn).content.decode()


def test_the_short_form_offers_the_same_tools_in_few_words() -> None:
    short = body_of(asked(turn=Turn("T", "s", TURN.messages, short=True)))["tools"]
    usual = body_of(asked())["tools"]
    assert [tool["function"]["name"] for tool in short] == [tool["function"]["name"] for tool in usual]
    assert len(json.dumps(short)) < len(json.dumps(usual)) / 3


def test_a_turn_without_tools_has_none_of_their_fields() -> None:
    body = body_of(asked(turn=Turn("T", "s", TURN.messages, tools=False)))
    assert {"tools", "tool_choice", "parallel_tool_calls"}.isdisjoint(body)


def test_the_headers_are_the_clients_and_in_the_order_of_its_sdk() -> None:
    headers = dict(asked().headers)
    assert [name.lower() for name in headers] == [
        "accept",
        "x-stainless-retry-count",
        "x-stainless-lang",
        "x-stainless-package-version",
        "x-stainless-os",
        "x-stainless-arch",
        "x-stainless-runtime",
        "x-stainless-runtime-version",
        "http-referer",
        "x-title",
        "user-agent",
        "content-type",
        "accept-language",
        "sec-fetch-mode",
    ]
    assert headers["User-Agent"] == "RooCode/3.52.1"
    assert headers["X-Title"] == "Roo Code"
    assert headers["X-Stainless-Package-Version"] == "5.12.2"
    assert dict(asked(client=ZOO).headers)["User-Agent"] == "ZooCode/3.82.0"


def test_custom_headers_replace_defaults_in_any_spelling() -> None:
    request = asked(settings=settings(openAiHeaders={"user-agent": "other/1", "X-Team": "a", "content-type": "x"}))
    headers = {name.lower(): value for name, value in request.headers}
    assert len(headers) == len(request.headers)
    assert (headers["user-agent"], headers["x-team"]) == ("other/1", "a")
    assert headers["content-type"] == "application/json"
    assert request.auth is AuthForm.BEARER


def test_a_custom_authorization_takes_the_place_of_the_key_except_on_azure() -> None:
    given = settings(openAiHeaders={"authorization": ApiKey("Basic abc")})
    assert asked(settings=given).auth is AuthForm.NONE
    assert asked(AZURE, settings=given).auth is AuthForm.API_KEY


def test_the_model_list_is_asked_for_with_the_identity_headers() -> None:
    request = models_request(
        endpoint(), settings(openAiHeaders={"X-Team": "a", "Authorization": ApiKey("Basic x")}), ROO
    )
    assert (request.method, request.url) == ("GET", "https://gateway.example/v1/models")
    assert (request.auth, request.body, request.content) == (AuthForm.BEARER, None, b"")
    assert [name for name, _ in request.headers] == ["Accept", "HTTP-Referer", "X-Title", "User-Agent", "X-Team"]


def test_the_list_without_a_key_sends_no_secret_at_all() -> None:
    custom = {"X-Team": "a", "X-Gate": ApiKey("secret-1"), "api-key": "k"}
    request = models_request(
        endpoint(), settings(openAiHeaders=custom), with_key=False, url="https://gateway.example/m"
    )
    assert request.auth is AuthForm.NONE
    assert request.url == "https://gateway.example/m"
    assert [name for name, _ in request.headers][4:] == ["X-Team"]
