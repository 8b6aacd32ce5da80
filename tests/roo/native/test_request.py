"""The requests of the client's own entries: one row of roo-code.md 4.9 after the other."""

from typing import Any

import pytest

from roo_wizard.core.exchange import AuthForm, Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo import headers as headers_module
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.request import build, models_request
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from tests.roo.answers import TURN, body_of, endpoint

STREAM = ["stream", "stream_options"]
TOOLS = ["tools", "tool_choice"]
ROWS: dict[str, dict[str, Any]] = {
    "requesty": {
        "fields": ["messages", "model", "max_tokens", "temperature", *STREAM, "requesty", *TOOLS],
        "temperature": 0,
        "max_tokens": 8192,
    },
    "openrouter": {
        "fields": ["model", "max_tokens", "temperature", "messages", *STREAM, *TOOLS],
        "temperature": 0,
        "max_tokens": 8192,
    },
    "litellm": {
        "fields": ["model", "messages", *STREAM, *TOOLS, "max_tokens", "temperature"],
        "temperature": 0,
        "max_tokens": 8192,
    },
    "deepseek": {
        "fields": [
            *("model", "temperature", "messages", *STREAM, *TOOLS),
            *("parallel_tool_calls", "max_completion_tokens"),
        ],
        "temperature": 0.3,
        "max_completion_tokens": 8192,
    },
    "zai": {
        "fields": ["model", "max_tokens", "temperature", "messages", *STREAM, *TOOLS, "parallel_tool_calls"],
        "temperature": 0.6,
        "max_tokens": 16_384,
    },
    "moonshot": {
        "fields": ["model", "max_tokens", "temperature", "messages", *TOOLS, "stream"],
        "temperature": 0,
        "max_tokens": 16_384,
    },
}
SDK_NAMES = ("x-stainless-lang", "x-stainless-package-version", "x-stainless-retry-count")


def asked(provider: str, model: str = "model-x", listed: dict[str, Known] | None = None, **values: Json) -> Any:
    settings = ClientSettings({"apiProvider": provider, **values})
    return build(endpoint(native(provider).base_url), model, settings, TURN, listed=listed)


def body(provider: str, model: str = "model-x", listed: dict[str, Known] | None = None, **values: Json) -> Any:
    return body_of(asked(provider, model, listed, **values))


def test_every_entry_has_its_row() -> None:
    assert tuple(ROWS) == NATIVE_PROVIDERS


@pytest.mark.parametrize("provider", ROWS)
def test_the_first_turn_is_the_entrys_own(provider: str) -> None:
    request, row = asked(provider), ROWS[provider]
    sent = body_of(request)
    assert (request.method, request.auth) == ("POST", AuthForm.BEARER)
    assert request.url == f"{native(provider).base_url}/chat/completions"
    assert list(sent) == row["fields"]
    assert {name: sent[name] for name in row if name != "fields"} == {n: v for n, v in row.items() if n != "fields"}
    assert (sent["stream"], sent["tool_choice"], len(sent["tools"])) == (True, "auto", 13)
    assert sent["model"] == ("glm-4.6" if provider == "zai" else "model-x")


@pytest.mark.parametrize("provider", ROWS)
def test_the_headers_name_the_client_and_only_moonshots_leave_the_sdk_out(provider: str) -> None:
    headers = {name.lower(): value for name, value in asked(provider).headers}
    assert headers["x-title"] == "Roo Code"
    assert headers["http-referer"].endswith("/Roo-Cline")
    if provider == "moonshot":
        assert headers["user-agent"].startswith("RooCode/3.52.1 ai-sdk/openai-compatible/2.0.28")
        assert headers["user-agent"].endswith(f" runtime/node.js/{headers_module.NODE}")
        assert (headers["accept"], headers["sec-fetch-mode"]) == ("*/*", "cors")
        assert not any(name.startswith("x-stainless") for name in headers)
    else:
        assert headers["user-agent"] == "RooCode/3.52.1"
        assert headers.keys() >= set(SDK_NAMES)


@pytest.mark.parametrize("provider", ROWS)
def test_strict_is_missing_with_moonshot_alone(provider: str) -> None:
    functions = [tool["function"] for tool in body(provider)["tools"]]
    assert {("strict" in function) for function in functions} == {provider != "moonshot"}
    assert all(function["parameters"]["additionalProperties"] is False for function in functions)


@pytest.mark.parametrize("provider", ROWS)
def test_the_settings_of_openai_compatible_change_nothing(provider: str) -> None:
    foreign: dict[str, Json] = {
        "openAiStreamingEnabled": False,
        "openAiR1FormatEnabled": True,
        "supportsPromptCache": True,
        "includeMaxTokens": True,
        "maxTokens": 99,
        "excludedTools": ["skill"],
        "preserveReasoning": True,
    }
    assert asked(provider, **foreign) == asked(provider)


@pytest.mark.parametrize("provider", ROWS)
def test_a_temperature_of_the_person_is_sent_by_every_entry(provider: str) -> None:
    assert body(provider, modelTemperature=0.7)["temperature"] == 0.7


@pytest.mark.parametrize("provider", ROWS)
def test_custom_headers_are_sent_where_the_entry_reads_them(provider: str) -> None:
    headers = {"X-Team": "blue", "Authorization": ApiKey("other-key-0000")}
    request = asked(provider, openAiHeaders=headers)
    reads = provider in ("litellm", "deepseek")
    assert ("X-Team" in dict(request.headers)) is reads
    assert request.auth is (AuthForm.NONE if reads else AuthForm.BEARER)


def test_requesty_carries_the_clients_trace() -> None:
    trace = body("requesty")["requesty"]
    assert trace["extra"] == {"mode": "code"}
    assert trace["trace_id"]


THINKS = {"v/claude-x": Known(64_000, 200_000, budget=True), "openai/gpt-5": Known(128_000, 200_000, effort=True)}


def test_requesty_thinks_by_budget_or_by_effort() -> None:
    plain = body("requesty", "v/claude-x", THINKS)
    assert (plain["max_tokens"], plain["temperature"], "thinking" in plain) == (8192, 0, False)
    thinking = body("requesty", "v/claude-x", THINKS, enableReasoningEffort=True)
    assert (thinking["max_tokens"], thinking["temperature"]) == (16_384, 1)
    assert thinking["thinking"] == {"type": "enabled", "budget_tokens": 8192}
    effort = body("requesty", "openai/gpt-5", THINKS, enableReasoningEffort=True, reasoningEffort="low")
    assert (effort["reasoning_effort"], effort["max_tokens"]) == ("low", 128_000)
    assert "reasoning_effort" not in body("requesty", "openai/gpt-5", THINKS, reasoningEffort="xhigh")


@pytest.mark.parametrize("provider", ["requesty", "openrouter"])
def test_a_listed_limit_is_cut_to_a_fifth_of_the_window(provider: str) -> None:
    assert body(provider, "m", {"m": Known(64_000, 131_072)})["max_tokens"] == 26_215


@pytest.mark.parametrize("provider", ["requesty", "openrouter"])
def test_the_routers_offer_openais_models_another_way_to_edit(provider: str) -> None:
    names = {tool["function"]["name"] for tool in body(provider, "openai/gpt-4.1")["tools"]}
    assert "apply_patch" in names
    assert not names & {"apply_diff", "write_to_file"}


def test_openrouter_pins_a_provider() -> None:
    sent = body("openrouter", openRouterSpecificProvider="groq")
    assert sent["provider"] == {"order": ["groq"], "only": ["groq"], "allow_fallbacks": False}
    assert "provider" not in body("openrouter", openRouterSpecificProvider="[default]")


OPENROUTER = [
    ("deepseek/deepseek-r1:free", {"temperature": 0.3, "top_p": 0.95}),
    ("google/gemini-2.5-pro-preview", {"reasoning": {"exclude": True}}),
    ("google/gemini-2.5-pro", {"reasoning": {"max_tokens": 128}, "temperature": 1, "max_tokens": 16_384}),
]


@pytest.mark.parametrize(("model", "fields"), OPENROUTER)
def test_openrouter_treats_some_ids_its_own_way(model: str, fields: dict[str, Json]) -> None:
    sent = body("openrouter", model)
    assert {name: sent[name] for name in fields} == fields


def test_openrouter_sends_no_temperature_to_o1_pro_and_a_beta_header_to_anthropic() -> None:
    assert "temperature" not in body("openrouter", "openai/o1-pro")
    assert dict(asked("openrouter", "anthropic/x").headers)["x-anthropic-beta"].startswith("fine-grained")
    effort = body("openrouter", "m", {"m": Known(effort=True)}, reasoningEffort="high")
    assert effort["reasoning"] == {"effort": "high"}


def test_litellm_sends_the_listed_limit_uncut_and_names_it_anew_for_gpt5() -> None:
    listed = {"gw/gpt-5-mini": Known(128_000, 200_000), "gw/x": Known(128_000, 200_000)}
    assert body("litellm", "gw/x", listed)["max_tokens"] == 128_000
    assert body("litellm", "gw/gpt-5-mini", listed)["max_completion_tokens"] == 128_000
    assert "max_tokens" not in body("litellm", "gw/gpt-5-mini", listed)
    assert "temperature" not in body("litellm", "openai/o3-mini")


def test_litellm_replaces_an_id_that_its_list_does_not_have() -> None:
    assert body("litellm", "typo", {"gw/x": Known()})["model"] == "claude-3-7-sonnet-20250219"
    assert body("litellm", "typo")["model"] == "typo"


def test_deepseek_asks_only_its_reasoner_to_think() -> None:
    assert body("deepseek", "deepseek-reasoner")["thinking"] == {"type": "enabled"}
    assert "thinking" not in body("deepseek", "deepseek-v4")
    assert body("deepseek", modelMaxTokens=500)["max_completion_tokens"] == 500


@pytest.mark.parametrize(("effort", "kind"), [("", "enabled"), ("medium", "enabled"), ("high", "disabled")])
def test_zai_always_says_whether_its_thinking_models_think(effort: str, kind: str) -> None:
    assert body("zai", "glm-4.7", reasoningEffort=effort)["thinking"] == {"type": kind}
    assert "thinking" not in body("zai", "glm-4.6")


@pytest.mark.parametrize(("line", "sent"), [("international_api", "glm-4-32b-0414-128k"), ("china_api", "glm-4.6")])
def test_zai_knows_other_ids_on_its_chinese_lines(line: str, sent: str) -> None:
    place = endpoint(native("zai").bases[line])
    request = build(place, "glm-4-32b-0414-128k", ClientSettings({"apiProvider": "zai"}), TURN)
    assert body_of(request)["model"] == sent


MOONSHOT = [("kimi-k2-thinking", 1, 16_000), ("kimi-k2.5", 1, 16_384), ("kimi-k2-turbo-preview", 0, 32_000)]


@pytest.mark.parametrize(("model", "temperature", "most"), MOONSHOT)
def test_moonshot_knows_its_models(model: str, temperature: float, most: int) -> None:
    sent = body("moonshot", model)
    assert (sent["temperature"], sent["max_tokens"]) == (temperature, most)


LISTS = [
    ("requesty", "https://gw.example/v1", "https://gw.example/v1/models"),
    ("requesty", "https://gw.example", "https://gw.example/v1/models"),
    ("litellm", "https://gw.example/llm", "https://gw.example/llm/v1/model/info"),
    ("openrouter", "https://gw.example/v1", "https://gw.example/v1/models"),
    ("openrouter", "https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/models"),
    ("zai", "https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4/models"),
]


@pytest.mark.parametrize(("provider", "base", "url"), LISTS)
def test_the_list_is_asked_for_at_the_keys_own_origin(provider: str, base: str, url: str) -> None:
    settings = ClientSettings({"apiProvider": provider, "openAiHeaders": {"X-Team": "blue"}})
    request = models_request(endpoint(base), settings)
    assert (request.method, request.url, request.auth) == ("GET", url, AuthForm.BEARER)
    assert "X-Team" not in dict(request.headers)
    assert models_request(endpoint(base), settings, with_key=False).auth is AuthForm.NONE


def test_an_azure_host_is_spoken_to_as_such_by_deepseek_alone() -> None:
    base = "https://r.openai.azure.com/openai"
    urls = {
        provider: build(endpoint(base), "m", ClientSettings({"apiProvider": provider}), TURN)
        for provider in ("deepseek", "requesty")
    }
    assert urls["deepseek"].auth is AuthForm.API_KEY
    assert "/deployments/m/" in urls["deepseek"].url
    assert urls["requesty"].url == f"{base}/chat/completions"


def test_litellms_list_is_asked_for_as_if_a_body_followed() -> None:
    settings = ClientSettings({"apiProvider": "litellm"})
    headers = dict(models_request(endpoint("http://localhost:4000"), settings).headers)
    assert headers["Content-Type"] == "application/json"


def test_a_limit_that_is_no_number_is_sent_as_null() -> None:
    sent = body("requesty", listed={"model-x": Known(64_000, float("nan"))})
    assert sent["max_tokens"] is None
    assert list(sent)[:3] == ["messages", "model", "max_tokens"]
