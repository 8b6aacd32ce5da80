"""The shapes of error bodies, as a table of readers (gateways.md 4a).

They are tried in order, the most telling first; a value that fits none of them is no error that is known.
Every string is sanitised here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import SafeText, safe

MESSAGE_LIMIT = 1000
"""Characters that are kept of a message."""

_FIELD_LIMIT = 120
_SUCCESS_CODES = frozenset({"0", "200", "ok", "success"})
_NOTHING = safe("")

Table = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as a gateway worded it; fields that it did not give are "".

    ``upstream`` is True when the text says that the refusal came from behind the gateway, so that the
    person's own key or request is not what was refused. ``shape`` names the reader that understood the body.
    """

    message: SafeText
    type: SafeText = _NOTHING
    code: SafeText = _NOTHING
    param: SafeText = _NOTHING
    upstream: bool = False
    shape: str = "text"

    @property
    def words(self) -> str:
        """All that it says in one line, for patterns."""
        return " | ".join((self.message, self.type, self.code, self.param))


def error_in(value: Json, *, refused: bool = False) -> ErrorBody | None:
    """Return the error that the JSON *value* is, or None.

    With ``refused`` the value is known to be an error, so that shapes without any mark of one count too.
    """
    for shape, reader in _SHAPES if refused else _MARKED_SHAPES:
        found = reader(value)
        if found is not None:
            return replace(found, shape=shape, upstream=found.upstream or _names_an_upstream(value, found))
    return None


def parsed(text: str) -> Json:
    """Return *text* as JSON, or as itself when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _made(message: Json, table: Table, *, upstream: bool = False) -> ErrorBody:
    return ErrorBody(
        message=safe(_text(message), MESSAGE_LIMIT),
        type=_field(table, "type", "status"),
        code=_field(table, "code", "status_code", "statusCode"),
        param=_field(table, "param"),
        upstream=upstream,
    )


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)[: MESSAGE_LIMIT * 4]


def _field(table: Table, *names: str) -> SafeText:
    for name in names:
        value = table.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value not in ("", "None"):
            return safe(value, _FIELD_LIMIT)
    return _NOTHING


def _first(table: Table, *names: str) -> Json:
    return next((table[name] for name in names if table.get(name) not in (None, "")), None)


def _table(value: Json) -> Table | None:
    return cast(Table, value) if isinstance(value, dict) else None


def _error_table(value: Json) -> Table | None:
    outer = _table(value)
    return None if outer is None else _table(outer.get("error"))


def _requesty(value: Json) -> ErrorBody | None:
    error = _error_table(value)
    if error is None or error.get("origin") not in ("router", "provider"):
        return None
    return _made(error.get("message"), error, upstream=error["origin"] == "provider")


def _openrouter(value: Json) -> ErrorBody | None:
    """The provider's own words stand in ``metadata.raw``, often as JSON text again."""
    error = _error_table(value)
    metadata = None if error is None else _table(error.get("metadata"))
    if error is None or metadata is None:
        return None
    raw = metadata.get("raw")
    inner = error_in(parsed(raw), refused=True) if isinstance(raw, str) else None
    words = [_text(error.get("message")), inner.message if inner else _text(raw)]
    provider = metadata.get("provider_name") is not None or raw is not None
    return _made(": ".join(word for word in words if word), error, upstream=provider)


def _bifrost(value: Json) -> ErrorBody | None:
    outer, error = _table(value), _error_table(value)
    if outer is None or error is None or "status_code" not in outer:
        return None
    return _made(error.get("message"), {**outer, **error, "type": error.get("type") or outer.get("type")})


def _openai(value: Json) -> ErrorBody | None:
    """OpenAI's shape, also Anthropic's (``type: "error"`` beside it) and DashScope's (``request_id`` beside it)."""
    error = _error_table(value)
    if not error:
        return None
    return _made(_first(error, "message", "msg", "detail") or error, error)


def _error_text(value: Json) -> ErrorBody | None:
    """``{"error": "text"}``, and ``{"error": true, "message": …}``."""
    outer = _table(value)
    error = None if outer is None else outer.get("error")
    if outer is None or not error or not isinstance(error, str | bool | list):
        return None
    return _made(error if isinstance(error, str) else _first(outer, "message", "msg") or error, outer)


def _error_list(value: Json) -> ErrorBody | None:
    """Cloudflare: ``{"success": false, "errors": [{"code", "message"}]}``."""
    outer = _table(value)
    errors = None if outer is None else outer.get("errors")
    if not isinstance(errors, list) or not errors:
        return None
    first = _table(errors[0]) or {}
    return _made(first.get("message") or errors[0], first)


def _vllm(value: Json) -> ErrorBody | None:
    outer = _table(value)
    return _made(outer.get("message"), outer) if outer and outer.get("object") == "error" else None


def _failed_flag(value: Json) -> ErrorBody | None:
    """``success: false``, ``ok: false`` or ``status: "failure"`` beside a message, also inside HTTP 200."""
    outer = _table(value)
    if outer is None or not (
        outer.get("success") is False or outer.get("ok") is False or outer.get("status") == "failure"
    ):
        return None
    return _made(_first(outer, "message", "msg", "reason"), {**outer, "status": None})


def _code_and_message(value: Json) -> ErrorBody | None:
    """SiliconFlow: ``{"code": 20012, "message", "data": null}``, no ``error`` at all."""
    outer = _table(value)
    if outer is None or not {"code", "message"} <= outer.keys() or outer.get("choices") or outer.get("data"):
        return None
    if str(outer["code"]).lower() in _SUCCESS_CODES:
        return None
    return _made(outer["message"], outer)


def _fastapi(value: Json) -> ErrorBody | None:
    outer = _table(value)
    detail = None if outer is None else outer.get("detail")
    if not detail:
        return None
    if isinstance(detail, list) and isinstance(detail[0], dict):
        place = ".".join(str(part) for part in detail[0].get("loc") or () if part != "body")
        return _made(detail[0].get("msg"), {**detail[0], "param": place})
    inner = _table(detail) or {}
    return _made(_first(inner, "message", "error", "msg") or detail, inner)


def _any_message(value: Json) -> ErrorBody | None:
    outer = _table(value)
    if outer is None:
        return None
    message = _first(outer, "message", "html-message", "Message", "msg", "error_msg", "errorMessage", "title")
    return _made(message if message is not None else outer, outer)


def _bare_text(value: Json) -> ErrorBody | None:
    return _made(value, {}) if isinstance(value, str | list) else None


Reader = Callable[[Json], ErrorBody | None]

_MARKED_SHAPES: tuple[tuple[str, Reader], ...] = (
    ("requesty", _requesty),
    ("openrouter", _openrouter),
    ("bifrost", _bifrost),
    ("openai", _openai),
    ("error-text", _error_text),
    ("error-list", _error_list),
    ("vllm", _vllm),
    ("failed-flag", _failed_flag),
    ("code-message", _code_and_message),
)
_SHAPES: tuple[tuple[str, Reader], ...] = (
    *_MARKED_SHAPES,
    ("fastapi", _fastapi),
    ("message", _any_message),
    ("bare-text", _bare_text),
)

_UPSTREAM_WORDS = re.compile(
    r"litellm\.\w+: .*?\b\w+Exception - "
    r"|^(?:openai|anthropic|azure|google|gemini|vertex|bedrock|mistral|groq|together|fireworks|deepseek)[\w-]* error: "
    r"|\bupstream\b"
    r"|\bbad_response_status_code\b",
    re.IGNORECASE | re.DOTALL,
)
"""LiteLLM names the upstream's exception class, Portkey puts "<provider> error:" in front, new-api says "upstream"."""


def _names_an_upstream(value: Json, error: ErrorBody) -> bool:
    outer = _table(value) or {}
    if _UPSTREAM_WORDS.search(error.message):
        return True
    return error.type in {"upstream_error", "bad_response_status_code"} or isinstance(outer.get("provider"), str)
