"""The structured calls of a chat answer, in either dialect, streamed or whole.

Only what the situation of an answer needs: which calls there are and whether they can be used by a careful
reader. How a client reads the same bytes is another room's matter.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.sse import read_events

_MAX_CALLS = 10_000


@dataclass(slots=True)
class Call:
    """A call as far as it was heard; ``spoilt`` says that a piece of its arguments was not text at all."""

    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    spoilt: bool = False

    @property
    def arguments(self) -> str:
        """The JSON text of the arguments, joined."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Heard:
    """What a 2xx answer to a chat request holds; ``is_chat`` is False when it is no answer of either dialect."""

    is_chat: bool = False
    finished: bool = False
    calls: dict[object, Call] = field(default_factory=dict)


def hear(exchange: Exchange) -> Heard:
    """Return what the body of *exchange* says, whole or as a stream; never raises, whatever the body."""
    heard = Heard()
    if isinstance(exchange.json, dict):
        _whole(exchange.json, heard)
        return heard
    for event in read_events(exchange.chunks):
        try:
            piece = json.loads(event.data)
        except (ValueError, RecursionError):
            continue
        if isinstance(piece, dict):
            _piece(piece, heard)
    return heard


def is_usable(call: Call, tools: Mapping[str, frozenset[str]]) -> bool:
    """Whether *call* has an id, a name that was offered, and an object with the required keys as arguments."""
    if not call.id or not call.name or call.spoilt or (tools and call.name not in tools):
        return False
    try:
        arguments = json.loads(call.arguments)
    except (ValueError, RecursionError):
        return False
    return isinstance(arguments, dict) and tools.get(call.name, frozenset()) <= arguments.keys()


def offered_tools(body: Mapping[str, Json] | None) -> dict[str, frozenset[str]]:
    """Return the names of the tools that a request offers, each with its required keys."""
    offered: dict[str, frozenset[str]] = {}
    tools = body.get("tools") if isinstance(body, Mapping) else None
    for tool in _tables(tools):
        function = _table(tool.get("function")) or tool
        schema = _table(function.get("parameters") or function.get("input_schema"))
        required = schema.get("required")
        keys = [key for key in required if isinstance(key, str)] if isinstance(required, list) else []
        offered[str(function.get("name"))] = frozenset(keys)
    return offered


def _whole(body: Mapping[str, Json], heard: Heard) -> None:
    for choice in _tables(body.get("choices")):
        heard.is_chat = heard.finished = True
        for number, call in enumerate(_tables(_table(choice.get("message")).get("tool_calls"))):
            function = _table(call.get("function"))
            _add(heard, number, call.get("id"), function.get("name"), function.get("arguments"))
    if body.get("type") == "message" and isinstance(body.get("content"), list):
        heard.is_chat = heard.finished = True
        for number, block in enumerate(_tables(body["content"])):
            if block.get("type") == "tool_use":
                _add(heard, number, block.get("id"), block.get("name"), json.dumps(block.get("input")))


def _piece(piece: Mapping[str, Json], heard: Heard) -> None:
    if isinstance(piece.get("choices"), list):
        heard.is_chat = True
    for choice in _tables(piece.get("choices")):
        heard.finished = heard.finished or bool(choice.get("finish_reason"))
        for call in _tables(_table(choice.get("delta")).get("tool_calls")):
            function = _table(call.get("function"))
            _add(heard, call.get("index", 0), call.get("id"), function.get("name"), function.get("arguments"))
    _anthropic_piece(piece, heard)


def _anthropic_piece(piece: Mapping[str, Json], heard: Heard) -> None:
    kind = piece.get("type")
    block, delta = _table(piece.get("content_block")), _table(piece.get("delta"))
    if kind == "message_start":
        heard.is_chat = True
    elif kind == "message_stop":
        heard.finished = True
    elif kind == "content_block_start" and block.get("type") == "tool_use":
        _add(heard, piece.get("index"), block.get("id"), block.get("name"), "")
    elif kind == "content_block_delta" and delta.get("type") == "input_json_delta":
        _add(heard, piece.get("index"), None, None, delta.get("partial_json"))


def _add(heard: Heard, place: Json, call_id: Json, name: Json, arguments: Json) -> None:
    key = place if isinstance(place, int | str) else None
    if key not in heard.calls and len(heard.calls) >= _MAX_CALLS:
        return
    call = heard.calls.setdefault(key, Call())
    call.id = call.id or (call_id if isinstance(call_id, str) else "")
    call.name = call.name or (name if isinstance(name, str) else "")
    if isinstance(arguments, str):
        call.pieces.append(arguments)
    elif arguments is not None:
        call.spoilt = True


def _tables(value: Json) -> Iterable[Mapping[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
