"""The gateways of the setup guides as rows of facts (gateways.md 1a, 1b, 3, 4): one value of `Row` each.

Texts are short paraphrases in the gateways' own forms; keys are made up.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from roo_wizard.core.endpoint import Dialect
from tests.gateways.stand_in import HTML, PAGE, Asked, Refuse, Row, Said, bearer

OPENAI, ANTHROPIC = Dialect.OPENAI, Dialect.ANTHROPIC


def key_for(preset: str) -> str:
    """A made-up key that could be one of *preset*'s."""
    prefix = {"flatkey": "fk_", "requesty": "rqy_", "groq": "gsk_", "openrouter": "sk-or-v1-", "finops": "sk-bf-"}
    return f"{prefix.get(preset, 'sk-')}standin{preset}0001"


def plain(*ids: str, **more: Any) -> Said:
    """OpenAI's list, with the same further fields in each entry."""
    entries = [{"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "x", **more} for name in ids]
    return Said(200, {"object": "list", "data": entries})


def error(status: int, message: str, **fields: Any) -> Said:
    """A refusal in OpenAI's form."""
    return Said(status, {"error": {"message": message, **fields}})


def new_api(status: int, message: str, code: str = "") -> Said:
    return error(status, f"{message} (request id: 20261120standin)", type="new_api_error", param="", code=code)


def bifrost(status: int, kind: str, message: str) -> Said:
    return Said(status, {"is_bifrost_error": True, "type": kind, "status_code": status, "error": {"message": message}})


def router(status: int, message: str, origin: str = "router") -> Said:
    return Said(status, {"error": {"origin": origin, "message": message}})


def when(said: Said, *models: str) -> Refuse:
    """Refuse *models* with *said*."""
    return lambda asked: said if asked.model in models else None


def no_channel(asked: Asked) -> Said:
    return new_api(503, f"No available channel for model {asked.model} under group default", "model_not_found")


def not_found(asked: Asked) -> Said:
    return error(
        404, f"The model `{asked.model}` does not exist.", type="invalid_request_error", code="model_not_found"
    )


def no_provider_prefix(asked: Asked) -> Said | None:
    if "/" in asked.model:
        return None
    return bifrost(400, "invalid_request_error", "model should be in provider/model format")


def no_reasoning(asked: Asked) -> Said | None:
    lacks = any(message.get("tool_calls") and "reasoning_content" not in message for message in asked.messages)
    text = "The `reasoning_content` in the thinking mode must be passed back to the API."
    return error(400, text, type="invalid_request_error", param=None, code="invalid_request_error") if lacks else None


FLATKEY = Row(
    preset="flatkey",
    model="gpt-5.4-mini",
    key=key_for("flatkey"),
    chats={"/v1/chat/completions": OPENAI, "/v1/messages": ANTHROPIC},
    lists={
        "/v1/models": Said(
            200,
            {
                "success": True,
                "object": "list",
                "data": [
                    {
                        "id": name,
                        "object": "model",
                        "created": 1_626_777_600,
                        "owned_by": "custom",
                        "supported_endpoint_types": kinds,
                    }
                    for name, kinds in (
                        ("gpt-5.4-mini", ["openai"]),
                        ("claude-sonnet-4.6", ["anthropic", "openai"]),
                        ("gpt-image-2", ["image-generation"]),
                    )
                ],
            },
        )
    },
    wrong_key=new_api(401, "Invalid token"),
    no_key=new_api(401, "Token not provided"),
    serves=frozenset({"gpt-5.4-mini", "claude-sonnet-4.6"}),
    unknown_model=no_channel,
    refuse=(when(new_api(403, "This token has no access to model gpt-5.5"), "gpt-5.5"),),
    anything_else=Said(200, PAGE, HTML),
)

FINOPS_MODELS = ("openai/gpt-5", "anthropic/claude-sonnet-4-5-20250929", "gemini/gemini-2.5-pro")
FINOPS = Row(
    preset="finops",
    model="anthropic/claude-sonnet-4-5-20250929",
    key=key_for("finops"),
    chats={"/openai/chat/completions": OPENAI, "/openai/v1/chat/completions": OPENAI},
    lists={
        "/openai/models": plain(*FINOPS_MODELS, active=True, context_window=200_000),
        "/openai/v1/models": plain(*FINOPS_MODELS, active=True, context_window=200_000),
        "/logs": Said(200, PAGE, HTML),
    },
    wrong_key=bifrost(401, "virtual_key_required", "virtual key is invalid"),
    no_key=bifrost(401, "virtual_key_required", "virtual key is required"),
    serves=frozenset(FINOPS_MODELS),
    unknown_model=lambda asked: bifrost(400, "invalid_request_error", f"model {asked.model} does not exist"),
    refuse=(
        no_provider_prefix,
        when(bifrost(403, "model_blocked", "Model 'gpt-5' is not allowed for this virtual key"), "openai/gpt-5"),
        when(bifrost(402, "budget_exceeded", "Budget exceeded for the virtual key"), "gemini/gemini-2.5-pro"),
    ),
)

FINOPS_OPEN = replace(FINOPS, key="dummy")
"""Without virtual keys: any text in the key field will do."""

FINOPS_HEADER = replace(FINOPS, key_of=lambda headers: headers.get("x-bf-vk", ""))
"""With a login in Authorization: the virtual key travels in ``x-bf-vk``."""

TOKENBAY = Row(
    preset="tokenbay",
    model="claude-sonnet-4.6",
    key=key_for("tokenbay"),
    chats={"/v1/chat/completions": OPENAI, "/v1/messages": ANTHROPIC},
    lists={"/v1/models": plain("claude-sonnet-4.6", "gpt-5.5", supported_endpoint_types=["openai"])},
    wrong_key=new_api(401, "Invalid token"),
    no_key=new_api(401, "Token not provided"),
    serves=frozenset({"claude-sonnet-4.6", "claude-haiku-4.5", "gpt-5.5"}),
    unknown_model=no_channel,
    refuse=(
        when(new_api(403, "The group of this token is not authorized to use model claude-opus-4.8"), "claude-opus-4.8"),
        when(new_api(403, "Insufficient user quota", "insufficient_user_quota"), "gpt-5.3-codex"),
    ),
    anything_else=Said(200, PAGE, HTML),
)


def requesty_entry(name: str, tools: bool | None, price: float) -> dict[str, Any]:
    flags = {} if tools is None else {"supports_tool_calling": tools}
    prices = {"input_price": price, "output_price": 5 * price, "cached_price": price / 10}
    return {"id": name, "object": "model", "context_window": 200_000, "max_output_tokens": 64_000, **flags, **prices}


REQUESTY = Row(
    preset="requesty",
    model="anthropic/claude-sonnet-4-5",
    key=key_for("requesty"),
    chats={"/v1/chat/completions": OPENAI, "/v1/messages": ANTHROPIC},
    lists={
        "/v1/models": Said(
            200,
            {
                "object": "list",
                "data": [
                    requesty_entry("anthropic/claude-sonnet-4-5", True, 3e-6),
                    requesty_entry("coding/claude-sonnet-4-5", True, 3e-6),
                    requesty_entry("perplexity/sonar", False, 1e-6),
                    requesty_entry("policy/cheap", None, 1e-6),
                ],
            },
        )
    },
    public=frozenset({"/v1/models"}),
    wrong_key=router(403, "Invalid API key"),
    no_key=router(401, "Missing Authorization header"),
    serves=frozenset({"anthropic/claude-sonnet-4-5", "coding/claude-sonnet-4-5"}),
    unknown_model=lambda asked: router(404, f"Model {asked.model} not found"),
    refuse=(
        when(router(401, "Invalid API key provided by the upstream account", "provider"), "openai/gpt-5"),
        when(router(412, "Monthly spend limit reached for this API key"), "xai/grok-4"),
        when(router(402, "Insufficient credits"), "mistral/devstral-medium-latest"),
    ),
)

OPENLLMAPI = Row(
    preset="openllmapi",
    model="qwen3-coder-plus",
    key=key_for("openllmapi"),
    chats={"/gateway/v1/chat/completions": OPENAI},
    lists={"/gateway/v1/models": plain("qwen3-coder-plus", "deepseek-chat")},
    wrong_key=error(401, "Invalid API key", type="invalid_request_error", code="invalid_api_key"),
    no_key=error(401, "Missing API key", type="invalid_request_error", code="missing_api_key"),
    serves=frozenset({"qwen3-coder-plus", "deepseek-chat"}),
    unknown_model=not_found,
    refuse=(when(error(429, "Daily budget exceeded for this key", type="budget_exceeded"), "deepseek-chat"),),
)


def dashscope(status: int, message: str, code: str) -> Said:
    body = {"error": {"message": message, "type": code, "param": None, "code": code}, "request_id": "standin-0001"}
    return Said(status, body)


QWEN_TOO_LONG = "<400> InternalError.Algo.InvalidParameter: Range of input length is [1, 6000]. The input is too long."

QWEN = Row(
    preset="qwen",
    model="qwen3-coder-plus",
    key=key_for("qwen"),
    chats={"/compatible-mode/v1/chat/completions": OPENAI, "/apps/anthropic/v1/messages": ANTHROPIC},
    lists={"/compatible-mode/v1/models": plain("qwen3-coder-plus", "qwen3-max", "text-embedding-v4")},
    wrong_key=dashscope(401, "Incorrect API key provided.", "invalid_api_key"),
    no_key=dashscope(401, "You didn't provide an API key.", "invalid_request_error"),
    serves=frozenset({"qwen3-coder-plus", "qwen3-max"}),
    unknown_model=lambda asked: dashscope(404, f"The model `{asked.model}` does not exist.", "model_not_found"),
    refuse=(
        when(dashscope(400, "Access denied, your account must be in good standing.", "Arrearage"), "qwen-max"),
        when(dashscope(400, QWEN_TOO_LONG, "invalid_parameter_error"), "qwen-turbo-small"),
    ),
)

DEEPSEEK = Row(
    preset="deepseek",
    model="deepseek-chat",
    key=key_for("deepseek"),
    chats={"/v1/chat/completions": OPENAI, "/chat/completions": OPENAI, "/anthropic/v1/messages": ANTHROPIC},
    lists={"/v1/models": plain("deepseek-chat", "deepseek-reasoner")},
    wrong_key=error(
        401,
        "Authentication Fails, Your api key: ****0009 is invalid",
        type="authentication_error",
        param=None,
        code="invalid_request_error",
    ),
    no_key=error(401, "Authentication Fails (no such user)", type="authentication_error"),
    serves=frozenset({"deepseek-chat", "deepseek-reasoner"}),
    unknown_model=lambda asked: error(400, "Model Not Exist", type="invalid_request_error", code="model_not_exist"),
    refuse=(no_reasoning, when(error(402, "Insufficient Balance", type="unknown_error"), "deepseek-v3")),
    reasons=True,
)


def glm(status: int, code: str, message: str) -> Said:
    return Said(status, {"error": {"code": code, "message": message}})


ZHIPU = Row(
    preset="zhipu",
    model="glm-4.7",
    key="standinzhipu0001.partafterthedot",
    chats={"/api/paas/v4/chat/completions": OPENAI, "/api/coding/paas/v4/chat/completions": OPENAI},
    lists={},
    wrong_key=glm(401, "401", "令牌已过期或验证不正确"),
    no_key=glm(401, "1001", "Header中未收到Authorization参数，无法进行身份验证。"),
    serves=frozenset({"glm-4.7", "glm-4.6"}),
    unknown_model=lambda asked: glm(400, "1211", "模型不存在，请检查模型代码。"),
    refuse=(when(glm(429, "1113", "余额不足或无可用资源包,请充值。"), "glm-5"),),
    anything_else=Said(404, {"timestamp": "2026-11-20T10:00:00Z", "status": 404, "error": "Not Found", "path": "/x"}),
)

ZAI = replace(
    ZHIPU,
    preset="zai",
    wrong_key=glm(401, "401", "token expired or incorrect"),
    no_key=glm(401, "1001", "Authentication parameter not received in Header"),
    unknown_model=lambda asked: glm(400, "1211", "Unknown Model, please check the model code."),
    refuse=(when(glm(429, "1113", "Insufficient balance or no resource package. Please recharge."), "glm-5"),),
)


def silicon(status: int, code: int, message: str) -> Said:
    return Said(status, {"code": code, "message": message, "data": None})


SILICONFLOW = Row(
    preset="siliconflow",
    model="deepseek-ai/DeepSeek-V3",
    key=key_for("siliconflow"),
    chats={"/v1/chat/completions": OPENAI},
    lists={
        "/v1/models": plain("deepseek-ai/DeepSeek-V3", "Qwen/Qwen3-8B", "Kwai-Kolors/Kolors"),
        "/v1/models?sub_type=chat": plain("deepseek-ai/DeepSeek-V3", "Qwen/Qwen3-8B"),
    },
    wrong_key=Said(401, '"Invalid token"'),
    no_key=Said(401, '"Invalid token"'),
    serves=frozenset({"deepseek-ai/DeepSeek-V3", "Qwen/Qwen3-8B"}),
    unknown_model=lambda asked: silicon(400, 20012, "Model does not exist. Please check it carefully."),
    refuse=(
        when(silicon(403, 30001, "Sorry, your account balance is insufficient"), "Pro/deepseek-ai/DeepSeek-R1"),
        when(silicon(400, 20037, "Function call is not supported for this model."), "Qwen/Qwen3-8B"),
    ),
)

GROQ = Row(
    preset="groq",
    model="llama-3.3-70b-versatile",
    key=key_for("groq"),
    chats={"/openai/v1/chat/completions": OPENAI},
    lists={
        "/openai/v1/models": plain(
            "llama-3.3-70b-versatile",
            "whisper-large-v3",
            "gemma2-9b-it",
            active=True,
            context_window=131_072,
            public_apps=None,
        )
    },
    wrong_key=error(401, "Invalid API Key", type="invalid_request_error", code="invalid_api_key"),
    no_key=error(401, "Invalid API Key", type="invalid_request_error", code="invalid_api_key"),
    serves=frozenset({"llama-3.3-70b-versatile"}),
    unknown_model=not_found,
    refuse=(
        when(
            error(
                400,
                "`tool calling` is not supported with this model",
                type="invalid_request_error",
                param="tool calling",
            ),
            "gemma2-9b-it",
        ),
        when(
            error(
                429,
                "Rate limit reached for model in organization on tokens per minute (TPM): Limit 6000, Requested 18000.",
                type="tokens",
                code="rate_limit_exceeded",
            ),
            "openai/gpt-oss-20b",
        ),
    ),
    anything_else=error(404, "Unknown request URL. Please check the URL for typos", code="unknown_url"),
    key_of=bearer,
)


def routed(name: str, parameters: list[str], price: str = "0.000003") -> Mapping[str, Any]:
    return {
        "id": name,
        "context_length": 200_000,
        "supported_parameters": parameters,
        "pricing": {"prompt": price, "completion": "0.000015"},
        "architecture": {"output_modalities": ["text"]},
    }


OPENROUTER = Row(
    preset="openrouter",
    model="anthropic/claude-sonnet-4.5",
    key=key_for("openrouter"),
    chats={"/api/v1/chat/completions": OPENAI, "/api/v1/messages": ANTHROPIC},
    lists={
        "/api/v1/models": Said(
            200,
            {
                "data": [
                    routed("anthropic/claude-sonnet-4.5", ["tools", "tool_choice", "max_tokens"]),
                    routed("some/chatty-model", ["max_tokens"]),
                    routed("openrouter/auto", ["tools"], "-1"),
                ],
                "links": {"next": None},
                "total_count": 3,
            },
        )
    },
    public=frozenset({"/api/v1/models"}),
    wrong_key=error(401, "User not found.", code=401),
    no_key=error(401, "No cookie auth credentials found", code=401),
    serves=frozenset({"anthropic/claude-sonnet-4.5"}),
    unknown_model=lambda asked: error(400, f"{asked.model} is not a valid model ID", code=400),
    refuse=(
        when(error(404, "No endpoints found that support tool use.", code=404), "some/chatty-model"),
        when(error(402, "Insufficient credits. Add more using the billing page.", code=402), "openai/gpt-5"),
        when(
            Said(
                200,
                {
                    "error": {
                        "message": "Provider returned error",
                        "code": 502,
                        "metadata": {"provider_name": "Some", "raw": '{"error":{"message":"upstream exploded"}}'},
                    }
                },
            ),
            "qwen/qwen3-coder",
        ),
    ),
    anything_else=Said(404, PAGE, HTML),
)

ROWS = (
    FLATKEY, FINOPS, FINOPS_OPEN, TOKENBAY, REQUESTY, OPENLLMAPI, QWEN, DEEPSEEK, ZHIPU, ZAI, SILICONFLOW, GROQ,
    OPENROUTER,
)  # fmt: skip
