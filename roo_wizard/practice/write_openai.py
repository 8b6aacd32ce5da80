"""Replies in the OpenAI dialect: one JSON object, or ``chat.completion.chunk`` events."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from roo_wizard.core.exchange import Json
from roo_wizard.practice.pieces import CallPiece, Control, Piece, Pieces
from roo_wizard.practice.reply import Call, Reply, Usage, json_text
from roo_wizard.practice.wire import Event

_EXTRA = {"x_practice": {"note": "an unknown field"}, "x_cost": 0}
"""What H10 adds at every level."""


def completion(reply: Reply) -> dict[str, Json]:
    """Return *reply* as a whole ``chat.completion``."""
    message: dict[str, Json] = {"role": "assistant", "content": reply.text or None}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    if reply.calls and reply.legacy:
        message["function_call"] = {"name": reply.calls[0].name, "arguments": reply.calls[0].arguments}
    elif reply.calls:
        message["tool_calls"] = [_whole_call(call) for call in reply.calls]
    choice = {"index": 0, "message": _more(message, reply), "logprobs": None, "finish_reason": reply.finish}
    answer = {
        "id": reply.id,
        "object": "chat.completion",
        "created": int(time.time()),
        "model": reply.model,
        "choices": [_more(choice, reply)],
        "usage": usage_object(reply.usage),
    }
    return _more(answer, reply)


def events(reply: Reply, pieces: Pieces) -> Iterator[Event]:
    """Return *pieces* of *reply* as events; controls other than the terminator are the caller's."""
    frame = {"id": reply.id, "object": "chat.completion.chunk", "created": int(time.time()), "model": reply.model}
    for piece in pieces:
        if piece.raw is not None:
            yield Event(raw=piece.raw)
        elif piece.control is Control.DONE:
            yield Event("[DONE]")
        elif piece.control is None:
            yield Event(json_text(_chunk(frame, reply, piece)))


def usage_object(usage: Usage) -> dict[str, Json]:
    """Return *usage* as the API writes it."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
    }


def _chunk(frame: Mapping[str, Json], reply: Reply, piece: Piece) -> dict[str, Json]:
    chunk: dict[str, Json] = {**frame, "choices": []}
    if not piece.no_choices:
        choice: dict[str, Json] = {"index": 0, "delta": _more(_delta(piece), reply), "finish_reason": piece.finish}
        if piece.no_delta:
            del choice["delta"]
        chunk["choices"] = [_more(choice, reply)]
    if piece.usage is not None:
        chunk["usage"] = usage_object(piece.usage)
    return _more(chunk, reply)


def _delta(piece: Piece) -> dict[str, Json]:
    delta: dict[str, Json] = {}
    if piece.role is not None:
        delta["role"] = piece.role
    if piece.text is not None or piece.null_content:
        delta["content"] = None if piece.null_content else piece.text
    if piece.reasoning is not None:
        delta["reasoning_content"] = piece.reasoning
        delta["reasoning_details"] = [{"type": "reasoning.text", "text": piece.reasoning, "index": 0}]
    if piece.call is not None and piece.legacy:
        delta["function_call"] = _function(piece.call)
    elif piece.call is not None:
        delta["tool_calls"] = [_call_delta(piece.call)]
    return delta


def _call_delta(call: CallPiece) -> dict[str, Json]:
    fields: dict[str, Json] = {"index": call.index, "id": call.id, "type": "function" if call.typed else None}
    if call.signature:
        fields["extra_content"] = _signature(call.signature)
    return {**{key: value for key, value in fields.items() if value is not None}, "function": _function(call)}


def _function(call: CallPiece) -> dict[str, Json]:
    fields = {"name": call.name, "arguments": call.arguments}
    return {key: value for key, value in fields.items() if value is not None}


def _whole_call(call: Call) -> dict[str, Json]:
    whole: dict[str, Json] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
    }
    if call.signature:
        whole["extra_content"] = _signature(call.signature)
    return whole


def _signature(text: str) -> dict[str, Any]:
    return {"google": {"thought_signature": text}}


def _more(fields: dict[str, Json], reply: Reply) -> dict[str, Json]:
    return {**fields, **_EXTRA} if reply.extra else fields
