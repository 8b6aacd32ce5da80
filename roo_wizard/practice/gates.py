"""What even the correct gateway refuses: unknown paths, wrong keys, broken bodies, unknown models.

Each stands at a place in the order of causes, so that it meets the faults of a plan in the right order.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from roo_wizard.core.exchange import Json
from roo_wizard.practice.faults.http import unknown_model, wrong_key
from roo_wizard.practice.faults.switch import Gate
from roo_wizard.practice.models import MODELS, UNLISTED
from roo_wizard.practice.visit import LIST_PATHS, Refusal, Visit

CHAT_PATHS = frozenset({"/v1/chat/completions", "/v1/messages"})
COUNT_PATH = "/v1/messages/count_tokens"
_POST_PATHS = CHAT_PATHS | {COUNT_PATH}
_NAME_LIMIT = 64
_USER_LIMIT = 512


class PlacedGate(NamedTuple):
    """A gate and its place in the order of causes."""

    rank: float
    gate: Gate


def _route(visit: Visit) -> Refusal | None:
    if visit.path in _POST_PATHS:
        return None if visit.method == "POST" else _wrong_method("POST", visit)
    if visit.path in LIST_PATHS or visit.path.removeprefix("/v1/models/") in MODELS:
        return None if visit.method == "GET" else _wrong_method("GET", visit)
    return Refusal(404, f"Invalid URL ({visit.method} {visit.path[:200]})", "invalid_request_error")


def _wrong_method(allowed: str, visit: Visit) -> Refusal:
    text = f"Method {visit.method} is not allowed here; use {allowed}."
    return Refusal(405, text, headers=(("allow", allowed),))


def _key(visit: Visit) -> Refusal | None:
    if not visit.key:
        return Refusal(401, "You did not provide an API key.", code="missing_api_key")
    return None if visit.key in visit.keys else wrong_key()


def _body(visit: Visit) -> Refusal | None:
    if visit.method != "POST":
        return None
    body = visit.json
    if not isinstance(body, dict):
        return Refusal(400, "The request body is not a JSON object.")
    wrong = next((name for name, is_right in _FIELDS.items() if not is_right(body)), None)
    return Refusal(400, f"Invalid or missing field: {wrong}", param=wrong) if wrong else None


def _has_messages(body: Mapping[str, Json]) -> bool:
    messages = body.get("messages")
    return isinstance(messages, list) and bool(messages) and all(isinstance(item, dict) for item in messages)


def _has_short_names(body: Mapping[str, Json]) -> bool:
    tools = body.get("tools")
    functions = [tool.get("function", tool) for tool in tools if isinstance(tool, dict)] if tools else []
    names = [function.get("name") for function in functions if isinstance(function, dict)]
    return all(isinstance(name, str) and 0 < len(name) <= _NAME_LIMIT for name in names)


_FIELDS: Mapping[str, Callable[[Mapping[str, Json]], bool]] = {
    "model": lambda body: isinstance(body.get("model"), str),
    "messages": _has_messages,
    "tools": lambda body: isinstance(body.get("tools", []), list) and _has_short_names(body),
    "stream": lambda body: isinstance(body.get("stream", False), bool),
    "user": lambda body: len(str(body.get("user", ""))) <= _USER_LIMIT,
}


def _model(visit: Visit) -> Refusal | None:
    served = (*MODELS, *UNLISTED)
    return unknown_model(visit) if visit.ask is not None and visit.ask.model not in served else None


BUILT_IN = (
    PlacedGate(4.5, _route),
    PlacedGate(5.5, _key),
    PlacedGate(5.6, _body),
    PlacedGate(12.5, _model),
)
"""Places are those of the catalogue's ranks: after N06 (4), N07 (5) and N13 (12)."""
