"""Zoo Code's own entries: what they send, and how each reads the answer, where that is not Roo Code's way."""

import json
from typing import Any

import pytest

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import AuthForm, Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo import labels
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile
from roo_wizard.roo.native.choice import native, native_of
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.native.models import known, read_list
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.reading.outcome import Reading
from roo_wizard.roo.request import build, models_request
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText
from tests.roo.answers import READ, TURN, body_of, call, calls, endpoint, exchange, stream

Models = dict[str, Known]
STREAM = ["stream", "stream_options"]
TOOLS = ["tools", "tool_choice"]
MARK = {"type": "ephemeral"}
SAID = (
    UserText(("do it", "env one")),
    AssistantTurn("", "I thought", (ToolCall("call_1", "read_file", {"path": "a.py"}),)),
    ToolResults((("call_1", "found"),), "env two"),
)


def asked(provider: str, model: str, listed: Models | None = None, turn: Turn = TURN, **values: Json) -> Any:
    settings = ClientSettings({"apiProvider": provider, **values})
    return build(endpoint(native(provider, ZOO).base_url), model, settings, turn, ZOO, listed=listed)


def body(provider: str, model: str = "model-x", listed: Models | None = None, **values: Json) -> Any:
    return body_of(asked(provider, model, listed, **values))


def second(provider: str, model: str, listed: Models | None = None, **values: Json) -> Any:
    return body(provider, model, listed, turn=Turn("T2", "system", SAID), **values)["messages"]


def seen(provider: str, answer: bytes, status: int = 200, **given: Any) -> Reading:
    settings = ClientSettings({"apiProvider": provider})
    return read(exchange(answer, request=asked(provider, "model-x"), status=status, **given), ZOO, settings)


ROWS: dict[str, tuple[str, list[str], dict[str, Json]]] = {
    "requesty": (
        "model-x",
        ["messages", "model", "max_tokens", "temperature", *STREAM, "requesty", *TOOLS],
        {"temperature": 0, "max_tokens": 8192},
    ),
    "openrouter": (
        "model-x",
        ["model", "max_tokens", "temperature", "messages", *STREAM, *TOOLS],
        {"temperature": 0, "max_tokens": 8192},
    ),
    "litellm": (
        "model-x",
        ["model", "messages", *STREAM, *TOOLS, "max_tokens", "temperature"],
        {"temperature": 0, "max_tokens": 8192},
    ),
    "deepseek": (
        "deepseek-v4-flash",
        [
            *("model", "messages", *STREAM, "thinking", "reasoning_effort", *TOOLS),
            *("parallel_tool_calls", "max_completion_tokens"),
        ],
        {"thinking": {"type": "enabled"}, "reasoning_effort": "high", "max_completion_tokens": 200_000},
    ),
    "zai": (
        "glm-4.7",
        [
            *("model", "max_tokens", "temperature", "messages", *STREAM, "thinking", "reasoning_effort"),
            *(*TOOLS, "parallel_tool_calls"),
        ],
        {"temperature": 0.6, "max_tokens": 16_384, "thinking": {"type": "enabled"}, "reasoning_effort": "medium"},
    ),
    "moonshot": (
        "kimi-k2.5",
        ["model", "messages", *STREAM, *TOOLS, "parallel_tool_calls", "max_tokens"],
        {"max_tokens": 16_384, "parallel_tool_calls": True},
    ),
}


def test_each_client_has_all_entries() -> None:
    for client in (ROO, ZOO):
        chosen = [native_of(ClientSettings({"apiProvider": name}), client) for name in NATIVE_PROVIDERS]
        assert [entry.id for entry in chosen if entry] == list(NATIVE_PROVIDERS)
        assert native_of(ClientSettings(), client) is None
        with pytest.raises(UnknownName):
            native("ollama", client)


@pytest.mark.parametrize("provider", ROWS)
def test_the_first_turn_is_the_entrys_own(provider: str) -> None:
    model, fields, values = ROWS[provider]
    request = asked(provider, model)
    sent = body_of(request)
    assert request.url == f"{native(provider, ZOO).base_url}/chat/completions"
    assert list(sent) == fields
    assert {name: sent[name] for name in values} == values
    assert sent["model"] == model


@pytest.mark.parametrize("provider", ROWS)
def test_every_entry_sends_the_sdks_headers_and_strict_tools(provider: str) -> None:
    request = asked(provider, "model-x")
    headers = {name.lower(): value for name, value in request.headers}
    assert (headers["user-agent"], headers["x-stainless-lang"]) == (ZOO.user_agent, "js")
    assert all("strict" in tool["function"] for tool in body_of(request)["tools"])


@pytest.mark.parametrize("provider", ROWS)
def test_a_session_is_named_to_litellm_alone(provider: str) -> None:
    assert ("X-Zoo-Session-ID" in dict(asked(provider, "m").headers)) is (provider == "litellm")


def test_moonshot_is_openai_compatible_underneath() -> None:
    headers: dict[str, Json] = {"X-Team": "blue", "Authorization": ApiKey("other-key-0000")}
    request = asked("moonshot", "kimi-k2.5", openAiHeaders=headers)
    assert (dict(request.headers)["X-Team"], request.auth) == ("blue", AuthForm.NONE)
    assert body("moonshot", "kimi-k2-thinking", modelTemperature=0.7)["temperature"] == 0.7
    assert "temperature" not in body("moonshot", "kimi-k2-thinking")
    assert "max_tokens" not in body("moonshot", "kimi-9")
    assert body("moonshot", "kimi-9", modelMaxTokens=500)["max_tokens"] == 500


@pytest.mark.parametrize("model", ["kimi-k2.5", "kimi-9"])
def test_moonshot_marks_every_model_for_caching(model: str) -> None:
    messages = second("moonshot", model)
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool", "user"]
    marked = [message["role"] for message in messages if "cache_control" in json.dumps(message["content"])]
    assert marked == ["system", "user", "user"]


def test_deepseek_tells_its_v4_models_to_think_without_a_temperature() -> None:
    assert "temperature" not in body("deepseek", "deepseek-v4-pro", modelTemperature=0.7)
    plain = body("deepseek", "deepseek-9")
    assert (plain["temperature"], plain["max_completion_tokens"]) == (0, 200_000)
    assert not plain.keys() & {"thinking", "reasoning_effort"}
    assert body("deepseek", "deepseek-9", modelMaxTokens=500)["max_completion_tokens"] == 500


@pytest.mark.parametrize("model", ["deepseek-v4-flash", "deepseek-9"])
def test_deepseek_sends_the_thinking_of_every_id_back(model: str) -> None:
    messages = second("deepseek", model)
    assert messages[1]["reasoning_content"] == "I thought"
    assert (messages[-1]["role"] == "tool") is (model == "deepseek-v4-flash")


def test_litellm_sends_an_unlisted_id_as_it_is_typed() -> None:
    sent = body("litellm", "typo", {"gw/x": Known(4096)})
    assert (sent["model"], sent["max_tokens"]) == ("typo", 8192)


def test_litellm_sends_thinking_back_to_the_models_that_need_it() -> None:
    listing = {"model_name": "fast", "litellm_params": {"model": "moonshot/Kimi-K2-Thinking"}, "model_info": {}}
    listed = dict(read_list(native("litellm", ZOO), {"data": [listing]}) or {})
    for model, models in (("fast", listed), ("gw/glm-5.1", None)):
        messages = second("litellm", model, models)
        assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool"]
        assert messages[2]["reasoning_content"] == "I thought"
        assert messages[3]["content"] == "found\n\nenv two"
    assert "reasoning_content" not in second("litellm", "gw/x")[2]
    assert dict(read_list(native("litellm"), {"data": [listing]}) or {})["fast"].echoes is False


def test_litellm_marks_the_texts_of_the_r1_form_too() -> None:
    messages = second("litellm", "glm-5", litellmUsePromptCache=True)
    assert messages[0]["content"][0]["cache_control"] == MARK
    assert messages[1]["content"] == [{"type": "text", "text": "do it\nenv one", "cache_control": MARK}]


EFFORTS = [
    ("glm-4.7", "high", "medium"),
    ("glm-5.2", "", "high"),
    ("glm-5.2", "medium", "high"),
    ("glm-5.3", "", "max"),
    ("glm-5.3", "low", "low"),
]


@pytest.mark.parametrize(("model", "chosen", "sent"), EFFORTS)
def test_zai_takes_the_default_for_an_effort_that_the_model_does_not_know(model: str, chosen: str, sent: str) -> None:
    found = body("zai", model, reasoningEffort=chosen)
    assert (found["thinking"], found["reasoning_effort"]) == ({"type": "enabled"}, sent)


LIMITS = [("glm-5.1", 0, 40_000), ("glm-5.2", 0, 131_072), ("glm-5-turbo", 0, 40_551), ("glm-5", 500, 500)]


@pytest.mark.parametrize(("model", "own", "most"), LIMITS)
def test_zais_limit_is_cut_to_a_fifth_unless_the_person_sets_one(model: str, own: int, most: int) -> None:
    assert body("zai", model, modelMaxTokens=own)["max_tokens"] == most


def test_zais_own_limit_counts_for_thinking_models_alone() -> None:
    assert body("zai", "glm-4.6", modelMaxTokens=500)["max_tokens"] == 16_384


LINES = [
    ("international_coding", "glm-5.3", "glm-5.3"),
    ("international_api", "glm-5.3", "glm-4.7"),
    ("china_coding", "glm-5.3", "glm-5.3"),
    ("china_api", "glm-5.3", "glm-4.7"),
    ("china_api", "glm-4-32b-0414-128k", "glm-4.7"),
    ("international_api", "glm-5.1", "glm-5.1"),
    ("international_api", "glm-9", "glm-4.7"),
]


@pytest.mark.parametrize(("line", "model", "sent"), LINES)
def test_zai_knows_other_ids_on_each_line(line: str, model: str, sent: str) -> None:
    entry = native("zai", ZOO)
    assert known(entry, model, entry.bases[line])[0] == sent


ADAPTIVE = "anthropic/claude-opus-5"


def test_requesty_lets_the_newest_claude_models_choose_how_much_they_think() -> None:
    listed = {ADAPTIVE: Known(64_000)}
    assert not body("requesty", ADAPTIVE, listed, modelTemperature=1).keys() & {"temperature", "thinking"}
    thinking = body("requesty", ADAPTIVE, listed, enableReasoningEffort=True)
    assert thinking["thinking"] == {"type": "adaptive", "display": "summarized"}
    assert (body("requesty", ADAPTIVE, listed)["max_tokens"], thinking["max_tokens"]) == (8192, 16_384)
    assert body("requesty", ADAPTIVE, {})["temperature"] == 0


def test_openrouter_knows_three_models_that_take_no_temperature_and_one_more_that_caches() -> None:
    for name in ("fable-5", "sonnet-5", "opus-5"):
        assert "temperature" not in body("openrouter", f"anthropic/claude-{name}")
    marked = second("openrouter", "anthropic/claude-fable-5")[0]["content"]
    assert marked[0]["cache_control"] == MARK
    assert isinstance(second("openrouter", "anthropic/claude-opus-5")[0]["content"], str)


LISTS = [
    ("deepseek", "https://gw.example/v1", "https://gw.example/models"),
    ("deepseek", "https://gw.example", "https://gw.example/models"),
    ("moonshot", "https://api.moonshot.ai/v1", "https://api.moonshot.ai/v1/models"),
]


@pytest.mark.parametrize(("provider", "base", "url"), LISTS)
def test_two_more_entries_ask_for_a_list(provider: str, base: str, url: str) -> None:
    entry = native(provider, ZOO)
    assert entry.asks_for_list(endpoint(base))
    assert models_request(endpoint(base), ClientSettings({"apiProvider": provider}), ZOO).url == url
    assert read_list(entry, {"data": [{"id": "m"}, {"id": ""}, {}]}) == {"m": entry.unknown}


@pytest.mark.parametrize("provider", [name for name in NATIVE_PROVIDERS if name != "openrouter"])
def test_the_first_thinking_field_with_text_counts_and_blanks_are_kept(provider: str) -> None:
    answer = stream(
        {"reasoning_content": "", "reasoning": "a"}, {"reasoning_content": " "}, {"reasoning": "b"}, {"content": "x"}
    )
    assert seen(provider, answer).reasoning == "a b"
    assert seen(provider, stream({"reasoning_content": "a", "reasoning": "b"}, {"content": "x"})).reasoning == "a"


@pytest.mark.parametrize("odd", [None, 1, ["a"], {"a": 1}, True], ids=str)
@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_thinking_of_any_shape_stops_no_entry(provider: str, odd: Json) -> None:
    thought = stream({"reasoning_content": odd, "reasoning": odd}, finish=None, done=False)
    assert seen(provider, thought + calls(call())).calls


@pytest.mark.parametrize("tag", ["think", "thought"])
@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_tags_are_split_off_by_two_entries(provider: str, tag: str) -> None:
    reading = seen(provider, stream({"content": f"<{tag}>hm</{tag}>done"}))
    assert (reading.reasoning == "hm") is (provider in ("zai", "moonshot"))


def test_moonshot_reads_calls_and_refusals_as_openai_compatible_does() -> None:
    cut = seen("moonshot", calls(call(READ[:40])))
    assert (bool(cut.calls), cut.lost) == (True, ())
    refused = seen("moonshot", json.dumps({"error": {"message": "no"}}).encode(), 400, content_type="application/json")
    assert refused.shows == "OpenAI completion error: 400 no"
    assert seen("moonshot", b'data: {"choices": [], "error": null}\n\n' + calls(call())).usable


@pytest.mark.parametrize("client", [ROO, ZOO], ids=lambda one: one.id)
@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_every_setting_that_an_entry_reads_has_its_place_on_the_card_and_in_the_file(
    provider: str, client: ClientProfile
) -> None:
    told_otherwise = {"apiProvider", "openAiHeaders", "openAiUseAzure", "azureApiVersion"}
    places = {field.key for field in labels.fields(provider, client)}
    assert native(provider, client).settings - told_otherwise <= places
