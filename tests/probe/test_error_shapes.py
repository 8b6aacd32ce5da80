"""The eleven shapes of error bodies (gateways.md 4a), judged by what they say before the status is believed."""

import json
from typing import Any

import pytest

from roo_wizard.core.exchange import Chunk, Exchange
from roo_wizard.probe.rules.rule import Context
from roo_wizard.probe.trials import judged
from tests.probe.answers import STREAMED, TASK

SHAPES: dict[str, tuple[int, Any, str]] = {
    "1 OpenAI, money as 429": (
        429,
        {
            "error": {
                "message": "You exceeded your current quota",
                "type": "insufficient_quota",
                "param": None,
                "code": "insufficient_quota",
            }
        },
        "N17",
    ),
    "1 LiteLLM, upstream key as 401": (
        401,
        {
            "error": {
                "message": "litellm.AuthenticationError: OpenAIException - Incorrect API key",
                "type": None,
                "param": None,
                "code": "401",
            }
        },
        "N16",
    ),
    "1 DeepSeek, key code that says request": (
        401,
        {
            "error": {
                "message": "Authentication Fails, Your api key: ****1234 is invalid",
                "type": "authentication_error",
                "param": None,
                "code": "invalid_request_error",
            }
        },
        "N07",
    ),
    "1 xAI, wrong key as 400": (
        400,
        {"error": {"message": "Incorrect API key provided", "type": None, "param": None, "code": None}},
        "N07",
    ),
    "2 OpenRouter, raw text of the upstream": (
        400,
        {
            "error": {
                "message": "Provider returned error",
                "code": 400,
                "metadata": {
                    "raw": '{"error":{"message":"parallel_tool_calls is not supported"}}',
                    "provider_name": "X",
                },
            }
        },
        "R03",
    ),
    "3 Requesty, the provider's refusal": (401, {"error": {"origin": "provider", "message": "Unauthorized"}}, "N16"),
    "3 Requesty, the router's refusal": (403, {"error": {"origin": "router", "message": "Invalid API key"}}, "N07"),
    "4 Bifrost, type at the top": (
        403,
        {"type": "model_blocked", "status_code": 403, "error": {"message": "model is blocked for this key"}},
        "N15",
    ),
    "5 new-api, no channel as 503": (
        503,
        {
            "error": {
                "message": "No available channel for model m under group default (request id: 1)",
                "type": "new_api_error",
                "code": "model_not_found",
            }
        },
        "N18",
    ),
    "6 SiliconFlow, no error object": (
        400,
        {"code": 20012, "message": "Model does not exist. Please check it carefully.", "data": None},
        "N18",
    ),
    "7 Anthropic, overloaded as 529": (
        529,
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req_1"},
        "N11",
    ),
    "8 FastAPI, one text": (404, {"detail": "Not Found"}, "N03"),
    "8 FastAPI, a list": (
        422,
        {
            "detail": [
                {
                    "loc": ["body", "messages", 0, "content"],
                    "msg": "Input should be a valid string",
                    "type": "string_type",
                }
            ]
        },
        "R10",
    ),
    "9 Portkey, message alone": (404, {"message": "Not Found", "ok": False}, "N03"),
    "9 Portkey, the upstream's key": (
        401,
        {"error": {"message": "openai error: Incorrect API key provided", "type": None}, "provider": "openai"},
        "N16",
    ),
    "10 older vLLM, flat": (
        400,
        {
            "object": "error",
            "message": "This model's maximum context length is 4096 tokens",
            "type": "BadRequestError",
            "code": 400,
        },
        "N14",
    ),
    "10 a bare JSON text": (404, "Model not found: m", "N18"),
    "10 error as text": (
        400,
        {"error": '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'},
        "R06",
    ),
    "10 a page": (404, "<html><title>404 Not Found</title></html>", "N03"),
    "10 plain text": (500, "Internal Server Error", "N11"),
    "11 DashScope, id beside": (
        400,
        {
            "error": {
                "message": "<400> InternalError.Algo.InvalidParameter: 'temperature' does not support 0",
                "type": "invalid_request_error",
                "code": "invalid_parameter_error",
            },
            "request_id": "r",
        },
        "R05",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_words_decide(name: str) -> None:
    status, value, expected = SHAPES[name]
    page = isinstance(value, str) and value.startswith(("<", "Internal"))
    body = value if page else json.dumps(value)
    kind = "text/html" if page and body.startswith("<") else "application/json"
    exchange = Exchange(STREAMED, status, (("content-type", kind),), (Chunk(1.0, body.encode()),), total_ms=1.0)
    context = Context("T1", "m", listed=True, list_accepted=None if expected == "N07" else True, task=TASK)
    assert [finding.id for finding in judged(exchange, context).findings] == [expected]
