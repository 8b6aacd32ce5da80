"""The second turn as each of the client's own entries writes it (roo-code.md 4.9, messages and reasoning)."""

from typing import Any

import pytest

from roo_wizard.core.exchange import Json
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText
from tests.roo.answers import body_of, endpoint

DETAIL = {"type": "reasoning.text", "text": "hm", "format": "unknown", "index": 0}
CALL_ID = "functions.read_file:0"


def turn(call_id: str = CALL_ID, text: str = "", details: tuple[dict[str, Json], ...] = (DETAIL,)) -> Turn:
    call = ToolCall(call_id, "read_file", {"path": "a.py"})
    answer = AssistantTurn(text, "I thought", (call,), details)
    return Turn("T2", "system", (UserText(("do it", "env one")), answer, ToolResults(((call_id, ""),), "env two")))


def written(provider: str, model: str, said: Turn | None = None, **values: Json) -> Any:
    settings = ClientSettings({"apiProvider": provider, **values})
    return body_of(build(endpoint(native(provider).base_url), model, settings, said or turn()))["messages"]


def roles(messages: Any) -> list[str]:
    return [message["role"] for message in messages]


@pytest.mark.parametrize(
    ("provider", "model"),
    [("requesty", "m"), ("openrouter", "m"), ("litellm", "m"), ("zai", "glm-4.6"), ("moonshot", "m")],
)
def test_the_common_form(provider: str, model: str) -> None:
    messages = written(provider, model)
    assert roles(messages) == ["system", "user", "assistant", "tool", "user"]
    assert messages[2]["content"] == ""
    assert messages[3] == {"role": "tool", "tool_call_id": "functions_read_file_0", "content": "(empty)"}
    single = "env two" if provider == "moonshot" else [{"type": "text", "text": "env two"}]
    assert messages[4]["content"] == single
    assert "reasoning_content" not in messages[2]


@pytest.mark.parametrize("provider", ["requesty", "openrouter", "litellm", "moonshot"])
def test_reasoning_details_go_back_through_openrouter_alone(provider: str) -> None:
    answer = written(provider, "m")[2]
    assert answer.get("reasoning_details") == ([DETAIL] if provider == "openrouter" else None)
    if provider == "openrouter":
        assert list(answer) == ["role", "content", "reasoning_details", "tool_calls"]


def test_details_of_openais_responses_lose_their_id() -> None:
    details = ({"type": "reasoning.encrypted", "data": "x", "id": "rs_1", "format": "openai-responses-v1"},)
    sent = written("openrouter", "openai/gpt-5", turn(details=details))[2]["reasoning_details"]
    assert sent == [{"type": "reasoning.encrypted", "data": "x", "format": "openai-responses-v1"}]


def test_deepseek_writes_the_r1_form_for_every_id() -> None:
    messages = written("deepseek", "deepseek-chat")
    assert roles(messages) == ["user", "assistant", "tool", "user"]
    assert messages[0]["content"] == "system\ndo it\nenv one"
    assert messages[1]["content"] is None
    assert "reasoning_content" not in messages[1]


def test_deepseeks_reasoner_gets_its_thinking_back_and_texts_inside_the_result() -> None:
    messages = written("deepseek", "deepseek-reasoner")
    assert roles(messages) == ["user", "assistant", "tool"]
    assert messages[1]["reasoning_content"] == "I thought"
    assert messages[2]["content"] == "\n\nenv two"


@pytest.mark.parametrize("model", ["glm-4.7", "glm-5"])
def test_zais_thinking_models_get_their_thinking_back_behind_a_system_message(model: str) -> None:
    messages = written("zai", model)
    assert roles(messages) == ["system", "user", "assistant", "tool"]
    assert messages[1]["content"] == "do it\nenv one"
    assert (messages[2]["content"], messages[2]["reasoning_content"]) == (None, "I thought")
    assert messages[3]["content"] == "\n\nenv two"


def test_litellm_shortens_long_ids_the_same_way_on_both_sides() -> None:
    messages = written("litellm", "m", turn("call_" + "a" * 80))
    sent = messages[2]["tool_calls"][0]["id"]
    assert len(sent) == 64
    assert sent == messages[3]["tool_call_id"]
    assert sent.startswith("call_aaa")
    assert sent[55] == "_"


@pytest.mark.parametrize("model", ["gemini/gemini-3-pro", "Gemini 2.5 Flash"])
def test_litellm_signs_every_call_for_gemini(model: str) -> None:
    call = written("litellm", model)[2]["tool_calls"][0]
    assert call["provider_specific_fields"]["thought_signature"] == "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
    assert "provider_specific_fields" not in written("litellm", "gemini-1.5")[2]["tool_calls"][0]


def test_litellm_marks_for_caching_when_asked_and_supported() -> None:
    marked = written("litellm", "m", litellmUsePromptCache=True)
    assert marked[0]["content"][0]["cache_control"] == {"type": "ephemeral"}
    assert marked[4]["content"][-1]["cache_control"] == {"type": "ephemeral"}
    settings = ClientSettings({"apiProvider": "litellm", "litellmUsePromptCache": True})
    place = endpoint("http://localhost:4000")
    plain = body_of(build(place, "m", settings, turn(), listed={"m": Known(caches=False)}))["messages"]
    assert plain[0]["content"] == "system"


@pytest.mark.parametrize(("call_id", "sent"), [(CALL_ID, "functions"), ("a-1", "a10000000")])
def test_openrouter_gives_mistral_ids_of_nine_signs(call_id: str, sent: str) -> None:
    messages = written("openrouter", "mistralai/Mistral-large", turn(call_id))
    assert messages[2]["tool_calls"][0]["id"] == messages[3]["tool_call_id"] == sent


@pytest.mark.parametrize("model", ["anthropic/claude-sonnet-4.5", "google/gemini-2.5-flash"])
def test_openrouter_marks_listed_models_for_caching(model: str) -> None:
    messages = written("openrouter", model)
    assert messages[0]["content"][0]["cache_control"] == {"type": "ephemeral"}
    marked = "cache_control" in messages[-1]["content"][-1]
    assert marked is model.startswith("anthropic")


def test_openrouter_writes_the_r1_form_for_deepseek_r1() -> None:
    assert roles(written("openrouter", "deepseek/deepseek-r1"))[0] == "user"


def test_gemini_loses_calls_without_a_detail_of_theirs_and_their_results() -> None:
    messages = written("openrouter", "google/gemini-3-pro", turn(text="I look.", details=()))
    assert roles(messages) == ["system", "user", "assistant", "user"]
    assert messages[2] == {"role": "assistant", "content": "I look."}
    assert roles(written("openrouter", "google/gemini-3-pro", turn(details=()))) == ["system", "user", "user"]


def test_gemini_keeps_calls_whose_detail_came_and_signs_the_rest() -> None:
    own = {"type": "reasoning.text", "text": "hm", "id": "call_1", "index": 0}
    answer = written("openrouter", "google/gemini-3-pro", turn("call_1", details=(own,)))[2]
    assert answer["tool_calls"][0]["id"] == "call_1"
    assert [detail["type"] for detail in answer["reasoning_details"]] == ["reasoning.text", "reasoning.encrypted"]
    assert answer["reasoning_details"][1]["data"] == "skip_thought_signature_validator"
    encrypted = {"type": "reasoning.encrypted", "data": "sig", "id": "call_1", "index": 0}
    answer = written("openrouter", "google/gemini-3-pro", turn("call_1", details=(encrypted,)))[2]
    assert [detail["data"] for detail in answer["reasoning_details"]] == ["sig"]
