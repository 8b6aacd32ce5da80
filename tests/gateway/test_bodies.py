from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.text import is_clean
from roo_wizard.gateway.bodies import error_in, read_error
from tests.gateway.made import answer, no_answer, stream


def shape(body: Any, **fields: Any) -> Any:
    return pytest.param(body, fields, id=fields["shape"])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        shape(
            {"error": {"message": "no", "type": "t", "param": "p", "code": "c"}},
            shape="openai",
            message="no",
            type="t",
            param="p",
            code="c",
            upstream=False,
        ),
        shape({"error": {"message": "no", "code": 401}}, shape="openai", message="no", code="401"),
        shape({"error": {"message": "no", "code": 0.5, "param": "None"}}, shape="openai", code="0.5", param=""),
        shape(
            {
                "error": {
                    "message": "Provider returned error",
                    "code": 400,
                    "metadata": {"provider_name": "X", "raw": '{"error":{"message":"bad tools"}}'},
                }
            },
            shape="openrouter",
            message="Provider returned error: bad tools",
            upstream=True,
            code="400",
        ),
        shape({"error": {"origin": "router", "message": "no key"}}, shape="requesty", message="no key", upstream=False),
        shape({"error": {"origin": "provider", "message": "no"}}, shape="requesty", upstream=True),
        shape(
            {"type": "virtual_key_required", "status_code": 401, "error": {"message": "key"}},
            shape="bifrost",
            message="key",
            type="virtual_key_required",
            code="401",
        ),
        shape(
            {"error": {"message": "no (request id: 1)", "type": "new_api_error", "code": ""}},
            shape="openai",
            type="new_api_error",
            code="",
        ),
        shape({"code": 20012, "message": "Model does not exist", "data": None}, shape="code-message", code="20012"),
        shape(
            {"type": "error", "error": {"type": "not_found_error", "message": "m"}},
            shape="openai",
            type="not_found_error",
        ),
        shape({"detail": "Not Found"}, shape="fastapi", message="Not Found"),
        shape(
            {
                "detail": [
                    {
                        "loc": ["body", "messages", 0, "content"],
                        "msg": "Input should be a valid string",
                        "type": "string_type",
                    }
                ]
            },
            shape="fastapi",
            message="Input should be a valid string",
            param="messages.0.content",
            type="string_type",
        ),
        shape(
            {"status": "failure", "message": "header is required"}, shape="failed-flag", message="header is required"
        ),
        shape({"message": "Not Found", "ok": False}, shape="failed-flag", message="Not Found"),
        shape({"html-message": "fetch failed"}, shape="message", message="fetch failed"),
        shape({"object": "error", "message": "m", "type": "BadRequestError", "code": 400}, shape="vllm", code="400"),
        shape({"error": "text"}, shape="error-text", message="text"),
        shape({"code": "c", "error": "Incorrect API key"}, shape="error-text", message="Incorrect API key", code="c"),
        shape({"error": True, "message": "m"}, shape="error-text", message="m"),
        shape("Model not found: x", shape="bare-text", message="Model not found: x"),
        shape(
            {"request_id": "r", "error": {"message": "<400> InternalError.Algo", "code": "x"}}, shape="openai", code="x"
        ),
        shape(
            {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]},
            shape="error-list",
            code="10000",
        ),
        shape({"code": 500, "msg": "系统错误", "success": False}, shape="failed-flag", message="系统错误"),
    ],
)
def test_every_shape_is_read(body: Any, fields: dict[str, Any]) -> None:
    error = error_in(body, refused=True)
    assert error is not None
    assert {name: getattr(error, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("body", "shape", "message"),
    [
        ("Internal Server Error", "text", "Internal Server Error"),
        ("", "text", ""),
        ("<html><title>502 Bad Gateway</title></html>", "html", "502 Bad Gateway"),
        ("<p>denied</p>", "html", "<p>denied</p>"),
        ('{"broken', "text", '{"broken'),
        ([], "bare-text", "[]"),
        ({}, "message", "{}"),
        ({"error": {}}, "message", '{"error": {}}'),
    ],
)
def test_bodies_without_a_known_shape_are_text(body: Any, shape: str, message: str) -> None:
    error = read_error(answer(body, 500))
    assert error is not None
    assert (error.shape, error.message) == (shape, message)


@pytest.mark.parametrize(
    "message",
    [
        "litellm.AuthenticationError: AuthenticationError: OpenAIException - Invalid API key\n\nLiteLLM: model group",
        "litellm.BadRequestError: AnthropicException - nope",
        "openai error: Incorrect API key",
        "azure-openai error: denied",
        "upstream returned 401",
    ],
)
def test_an_upstream_is_recognised_by_its_mark(message: str) -> None:
    error = error_in({"error": {"message": message}})
    assert error is not None
    assert error.upstream


@pytest.mark.parametrize("message", ["litellm.RateLimitError: mock", "validation error: x", "Authentication Error, x"])
def test_the_gateways_own_words_are_no_upstream(message: str) -> None:
    error = error_in({"error": {"message": message}})
    assert error is not None
    assert not error.upstream


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [], "error": None},
        {"data": [{"id": "a"}], "code": 200, "message": "success"},
        {"code": 0, "message": "ok", "data": None},
        {"object": "list", "data": []},
        "hello",
        [],
        stream({"choices": [{"delta": {"content": "there was an error"}}]}),
    ],
)
def test_a_success_is_no_error(body: Any) -> None:
    assert read_error(answer(body)) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "inside"}}, "inside"),
        ({"error": "inside"}, "inside"),
        (stream({"choices": []}, {"error": {"message": "inside"}}), "inside"),
        ('event: error\ndata: {"message": "inside"}\n\n', "inside"),
        ("event: error\ndata: inside\n\n", "inside"),
    ],
)
def test_an_error_inside_a_success_is_found(body: Any, message: str) -> None:
    error = read_error(answer(body))
    assert error is not None
    assert error.message == message


def test_no_answer_has_no_error_body() -> None:
    assert read_error(no_answer("refused")) is None


def test_all_strings_are_safe() -> None:
    hostile = "a\x1b]52;c;eA==\x07b\u202e" + "x" * 5000
    error = error_in({"error": {"message": hostile, "type": hostile, "code": hostile, "param": hostile}})
    assert error is not None
    for text in (error.message, error.type, error.code, error.param):
        assert is_clean(text, 1000)
        assert "\x1b" not in text


KEYS = ["error", "errors", "detail", "metadata", "raw", "origin", "message", "code", "loc", "provider", "status_code"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(JSON)
def test_no_json_raises(value: Any) -> None:
    assert error_in(value) is None or error_in(value, refused=True) is not None
