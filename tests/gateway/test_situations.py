from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import AuthForm, Ending, Phase
from roo_wizard.gateway.situations import Situation, names_model, situation
from tests.gateway.captures import exchange, labels
from tests.gateway.made import TOOL, answer, delta, no_answer, refusal, stream

BLAMES_THE_KEY = {Situation.WRONG_KEY, Situation.NO_KEY, Situation.KEY_NOT_ALLOWED, Situation.NO_CREDIT}


def test_every_recording_gets_its_label() -> None:
    found = {name: situation(exchange(name)).value for name in labels()}
    assert {name: value for name, value in found.items() if value not in labels()[name]} == {}


def test_all_recordings_are_there() -> None:
    assert len(labels()) == 320


def test_no_recording_is_blamed_on_the_key_unless_the_key_was_to_blame() -> None:
    blamed = {name for name in labels() if situation(exchange(name)) in BLAMES_THE_KEY}
    to_blame = {name for name, right in labels().items() if {label.value for label in BLAMES_THE_KEY} & set(right)}
    assert blamed <= to_blame


REFUSALS = [
    ("wrong-key", 401, "Incorrect API key provided: sk-***.", {"code": "invalid_api_key"}),
    ("wrong-key", 401, "Authentication Fails, Your api key: ****1234 is invalid", {"type": "authentication_error"}),
    ("wrong-key", 400, "Incorrect API key provided", {}),
    ("wrong-key", 403, "Invalid API key", {}),
    ("wrong-key", 401, "无效的令牌", {"type": "new_api_error"}),
    ("wrong-key", 401, "令牌已过期或验证不正确", {}),
    ("wrong-key", 401, "Invalid Authentication", {"type": "invalid_authentication_error"}),
    ("wrong-key", 401, "Invalid token (request id: 2026)", {"type": "new_api_error"}),
    ("wrong-key", 401, "User not found.", {"code": 401}),
    ("wrong-key", 400, "No connected db.", {"type": "no_db_connection"}),
    ("wrong-key", 401, "Authentication Error, Invalid proxy server token passed", {"type": "token_not_found_in_db"}),
    ("wrong-key", 401, "", {}),
    ("key-not-allowed", 403, "key not allowed to access model", {"type": "key_model_access_denied"}),
    ("key-not-allowed", 403, "This token has no access to model acme/coder-1", {"type": "new_api_error"}),
    ("key-not-allowed", 403, "该令牌无权访问模型 acme/coder-1", {"type": "new_api_error"}),
    ("key-not-allowed", 403, "model is blocked", {"type": "model_blocked"}),
    ("key-not-allowed", 403, "Project does not have permission", {}),
    ("key-not-allowed", 403, "", {}),
    ("no-credit", 402, "Insufficient Balance", {}),
    ("no-credit", 402, "", {}),
    ("no-credit", 403, "用户额度不足, 剩余额度: $0.00", {"code": "insufficient_user_quota"}),
    ("no-credit", 403, "该令牌额度已用尽", {"type": "new_api_error"}),
    ("no-credit", 403, "Sorry, your account balance is insufficient", {"code": 30001}),
    ("no-credit", 429, "You exceeded your current quota, please check your plan and billing details", {}),
    ("no-credit", 429, "余额不足或无可用资源包,请充值。", {"code": "1113"}),
    ("no-credit", 429, "Insufficient balance or no resource package. Please recharge.", {"code": "1113"}),
    ("no-credit", 429, "Your account is suspended", {"type": "exceeded_current_quota_error"}),
    ("no-credit", 429, "Budget has been exceeded! Current cost: 10.2, Max budget: 10.0", {"type": "budget_exceeded"}),
    ("no-credit", 412, "", {}),
    ("no-credit", 412, "Monthly spend limit reached", {}),
    ("rate-limit", 429, "Rate limit reached for model X. Please try again in 7.6s. Need more? Buy credits at …", {}),
    ("rate-limit", 429, "You exceeded your current quota: requests per minute", {}),
    (
        "rate-limit",
        429,
        "Allocated quota exceeded, please increase your quota limit.",
        {"code": "Throttling.AllocationQuota"},
    ),
    ("rate-limit", 429, "您的账户已达到速率限制,请您控制请求频率", {"code": "1302"}),
    ("rate-limit", 429, "", {}),
    ("rate-limit", 403, "RPM limit exceeded. Please complete identity verification to lift the restriction", {}),
    ("unknown-model", 404, "The model `acme/coder-1` does not exist", {"code": "model_not_found"}),
    ("unknown-model", 400, "模型不存在,请检查模型代码。", {"code": "1211"}),
    (
        "unknown-model",
        503,
        "No available channel for model acme/coder-1 under group default",
        {"code": "model_not_found"},
    ),
    ("unknown-model", 503, "当前分组 default 下对于模型 acme/coder-1 无可用渠道", {"type": "new_api_error"}),
    ("unknown-model", 404, 'model "coder-1" not found, try pulling it first', {"type": "api_error"}),
    ("unknown-model", 404, "The API deployment for this resource does not exist.", {"code": "DeploymentNotFound"}),
    ("unknown-model", 404, "No endpoints found for acme/coder-1.", {"code": 404}),
    ("unknown-model", 401, "Model acme/coder-1 not supported", {"type": "ModelError"}),
    ("unknown-model", 404, "nothing here called coder-1", {}),
    ("no-tools", 404, "No endpoints found that support tool use.", {"code": 404}),
    ("no-tools", 400, "registry/library/x does not support tools", {"type": "api_error"}),
    ("no-tools", 400, "tool calling is not supported with this model", {"param": "tool calling"}),
    ("no-tools", 400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', {}),
    ("no-tools", 500, "tools param requires --jinja flag", {}),
    ("no-tools", 400, "This model doesn't support function calling", {}),
    ("context-too-small", 400, "This model's maximum context length is 4096 tokens. Please reduce the length of", {}),
    ("context-too-small", 400, "prompt is too long: 210000 tokens > 200000 maximum", {}),
    ("context-too-small", 413, "", {}),
    ("overloaded", 503, "The server is overloaded", {}),
    ("overloaded", 529, "", {}),
    ("overloaded", 504, "", {}),
    (
        "overloaded",
        429,
        "The engine is currently overloaded, please try again later",
        {"type": "engine_overloaded_error"},
    ),
    ("overloaded", 429, "当前分组上游负载已饱和,请稍后再试", {"type": "new_api_error"}),
    ("refused-parameter", 400, "Unknown parameter: 'stream_options'.", {"param": "stream_options"}),
    (
        "refused-parameter",
        400,
        "The tool_choice parameter does not support being set to required or object in thinking mode",
        {},
    ),
    ("refused-parameter", 422, "tools[0].function.strict: Extra inputs are not permitted", {}),
    ("refused-parameter", 400, "strict tools are not supported: function.strict", {}),
    ("refused-parameter", 400, "this model: parallel_tool_calls is not allowed", {}),
    ("refused-parameter", 400, "The model does not exist with this setting", {"param": "temperature"}),
    ("wrong-path", 404, "Invalid URL (POST /v1/nope)", {}),
    ("wrong-path", 405, "Method Not Allowed", {}),
    ("other", 400, "x-portkey-config or x-portkey-provider header is required", {}),
    ("other", 418, "", {}),
]


@pytest.mark.parametrize(("label", "status", "message", "fields"), REFUSALS)
def test_refusals_are_read_by_text_and_code_before_status(
    label: str, status: int, message: str, fields: dict[str, Any]
) -> None:
    assert situation(refusal(message, status, **fields)).value == label


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "litellm.AuthenticationError: AuthenticationError: OpenAIException - Invalid API key"}},
        {"error": {"message": "openai error: Incorrect API key provided"}, "provider": "openai"},
        {"error": {"origin": "provider", "message": "Invalid API key"}},
        {"error": {"message": "Provider returned error", "code": 401, "metadata": {"raw": "Unauthorized"}}},
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_upstream_credential_is_not_the_persons_key(body: Any, status: int) -> None:
    assert situation(answer(body, status)) is Situation.UPSTREAM_CREDENTIAL


def test_other_shapes_are_read_too() -> None:
    assert (
        situation(answer({"code": 20012, "message": "Model does not exist.", "data": None}, 400)).value
        == "unknown-model"
    )
    assert situation(answer('"Model not found: grok"', 404)).value == "unknown-model"
    assert (
        situation(answer({"error": "Incorrect API key", "code": "Client specified an invalid"}, 400)).value
        == "wrong-key"
    )


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_refused_request_without_a_key_says_nothing_about_the_key(status: int) -> None:
    assert situation(answer("Internal Server Error", status, auth=AuthForm.NONE)) is Situation.NO_KEY


def test_a_failure_with_a_cause_is_not_the_missing_key() -> None:
    busy = {"error": {"message": "model is overloaded"}}
    assert situation(answer(busy, 503, auth=AuthForm.NONE)) is Situation.OVERLOADED


@pytest.mark.parametrize(
    ("status", "label"), [(403, "other"), (404, "wrong-path"), (502, "overloaded"), (401, "wrong-key")]
)
def test_a_page_of_a_proxy_or_firewall_blames_the_key_only_with_401(status: int, label: str) -> None:
    page = "<html><head><title>Just a moment...</title></head><body>denied</body></html>"
    assert situation(answer(page, status)).value == label


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ({"error": {"message": "Insufficient credits", "code": 402}}, "no-credit"),
        ({"error": {"message": "boom"}}, "overloaded"),
        (stream(delta(content="a"), {"error": {"message": "Insufficient credits"}}), "no-credit"),
        ('event: error\ndata: {"message": "overloaded"}\n\n', "overloaded"),
        ({"success": False, "code": 1113, "msg": "余额不足"}, "no-credit"),
    ],
)
def test_an_error_inside_a_200_is_an_error(body: Any, label: str) -> None:
    asked = {"stream": isinstance(body, str), "tools": [TOOL]}
    found = situation(answer(body, request=asked))
    assert found.value == label if label != "overloaded" else found in {Situation.OVERLOADED, Situation.OTHER}


CALL = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "read_file", "arguments": '{"path":"a"}'}}


def changed(**function: Any) -> dict[str, Any]:
    return {**CALL, "function": {"name": "read_file", "arguments": '{"path":"a"}', **function}}


@pytest.mark.parametrize(
    ("calls", "label"),
    [
        ([CALL], "ok-call"),
        ([], "no-call"),
        ([{**CALL, "id": ""}], "bad-call"),
        ([changed(name="other")], "bad-call"),
        ([changed(arguments='{"path":')], "bad-call"),
        ([changed(arguments="{}")], "bad-call"),
        ([changed(arguments="[]")], "bad-call"),
        ([changed(arguments={"path": "a"})], "bad-call"),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_calls_are_usable_or_not(calls: list[Any], label: str, streamed: bool) -> None:
    asked = {"stream": streamed, "tools": [TOOL]}
    whole = {"choices": [{"message": {"tool_calls": calls}, "finish_reason": "stop"}]}
    pieces = stream(delta(tool_calls=calls), "[DONE]")
    assert situation(answer(pieces if streamed else whole, request=asked)).value == label


@pytest.mark.parametrize(
    ("body", "request_body", "label"),
    [
        ({"choices": [{"message": {"content": "x"}}]}, {"stream": True}, "not-a-chat"),
        ("<!doctype html><p>welcome", {"stream": True}, "not-a-chat"),
        ("I'm alive", {}, "not-a-chat"),
        ("", {"stream": True, "tools": [TOOL]}, "no-call"),
        ("", {"stream": True}, "not-a-chat"),
        (stream(delta(content="x"), "[DONE]"), {"stream": True}, "ok-chat"),
        ({"input_tokens": 3}, {}, "other"),
    ],
)
def test_other_successes(body: Any, request_body: dict[str, Any], label: str) -> None:
    assert situation(answer(body, request=request_body)).value == label


@pytest.mark.parametrize("ending", [Ending.BROKEN, Ending.IDLE])
def test_a_broken_answer_is_cut(ending: Ending) -> None:
    assert situation(answer(stream(delta(content="x")), request={"stream": True}, ending=ending)) is Situation.CUT


@pytest.mark.parametrize(
    ("cause", "phase", "label"),
    [
        ("disconnected", Phase.FIRST_BYTE, "cut"),
        ("refused", Phase.TCP, "other"),
        ("disconnected", Phase.TLS, "other"),
        ("unknown-host", Phase.DNS, "other"),
    ],
)
def test_no_answer_at_all(cause: str, phase: Phase, label: str) -> None:
    assert situation(no_answer(cause, phase)).value == label


def test_a_model_is_named_by_its_id_or_its_last_part_but_not_inside_other_words() -> None:
    assert names_model("no channel for acme/Coder-1 today", "acme/coder-1")
    assert names_model("model 'coder-1' not found", "acme/coder-1")
    assert not names_model("encoder-12 is busy", "acme/coder-1")
    assert not names_model("anything", "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "code", "detail", "choices", "delta", "tool_calls", "data", "type", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from([200, 400, 401, 404, 500]), st.booleans(), st.booleans())
def test_no_answer_whatever_its_json_raises(value: Any, status: int, streamed: bool, post: bool) -> None:
    body = stream(value, value) if streamed else value
    asked = {"stream": streamed, "tools": [TOOL]}
    assert situation(answer(body, status, request=asked, method="POST" if post else "GET")) in Situation


@given(st.binary(max_size=200), st.sampled_from([200, 400, 500]))
def test_no_answer_whatever_its_bytes_raises(data: bytes, status: int) -> None:
    assert situation(answer(data, status, request={"stream": True})) in Situation


@pytest.mark.exhaustive
def test_two_hundred_thousand_pieces_of_one_call_are_read() -> None:
    piece = stream(delta(tool_calls=[{"index": 0, "function": {"arguments": " "}}]))
    body = stream(delta(tool_calls=[CALL])) + piece * 200_000
    assert situation(answer(body, request={"stream": True, "tools": [TOOL]})) is Situation.OK_CALL
