"""Replies in the Anthropic dialect: one message object, or message and content-block events."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from roo_wizard.core.exchange import Json
from roo_wizard.practice.pieces import CallPiece, Control, Piece, Pieces
from roo_wizard.practice.reply import Call, Finish, Reply, Usage, json_text
from roo_wizard.practice.wire import Event

_STOP_REASONS = {Finish.STOP: "end_turn", Finish.CALLS: "tool_use", Finish.LENGTH: "max_tokens"}


def message(reply: Reply) -> dict[str, Json]:
    """Return *reply* as a whole message."""
    content: list[Json] = []
    if reply.reasoning:
        content.append({"type": "thinking", "thinking": reply.reasoning, "signature": ""})
    if reply.text:
        content.append({"type": "text", "text": reply.text})
    content.extend(_tool_use(call) for call in reply.calls)
    return {
        **_head(reply),
        "content": content,
        "stop_reason": _STOP_REASONS.get(reply.finish, "end_turn"),
        "usage": {"input_tokens": reply.usage.prompt, "output_tokens": reply.usage.completion},
    }


def events(reply: Reply, pieces: Pieces) -> Iterator[Event]:
    """Return *pieces* of *reply* as events; controls other than the terminator are the caller's.

    Clients of this dialect skip data without a name, so that a raw ``data`` line is sent under the name of a delta.
    """
    names = {piece.call.index: piece.call.name for piece in pieces if piece.call and piece.call.name}
    writer = _Writer(reply, next((piece.usage for piece in pieces if piece.usage), None), names)
    for piece in pieces:
        if piece.raw is not None:
            named = b"event: content_block_delta\n" if piece.raw.startswith(b"data:") else b""
            yield Event(raw=named + piece.raw)
        else:
            yield from writer.write(piece)


class _Writer:
    """Keeps which content block is open, which the pieces do not say. A name has one place only: the block's head."""

    def __init__(self, reply: Reply, usage: Usage | None, names: Mapping[int | None, str]) -> None:
        self._reply = reply
        self._usage = usage
        self._names = names
        self._block: str | None = None
        self._number = -1
        self._started = False
        self._first_call: int | None = None
        self._reason: str | None = None

    def write(self, piece: Piece) -> Iterator[Event]:
        """Return the events of one piece."""
        if not self._started:
            self._started = True
            yield self._start()
        if piece.reasoning:
            yield from self._delta("thinking", {"type": "thinking_delta", "thinking": piece.reasoning})
        if piece.text:
            yield from self._delta("text", {"type": "text_delta", "text": piece.text})
        if piece.call is not None:
            yield from self._call(piece.call)
        if piece.finish is not None:
            yield from self._close_block()
            if self._reason is not None:
                yield self._end({})
            self._reason = _STOP_REASONS.get(piece.finish, "end_turn")
        if piece.usage is not None:
            yield self._end({"output_tokens": piece.usage.completion})
        if piece.control is Control.DONE:
            if self._reason is not None:
                yield self._end({})
            yield _event("message_stop", {})

    def _start(self) -> Event:
        usage = {"input_tokens": self._usage.prompt, "output_tokens": 1} if self._usage else {}
        return _event("message_start", {"message": {**_head(self._reply), "content": [], "usage": usage}})

    def _end(self, usage: dict[str, int]) -> Event:
        reason, self._reason = self._reason, None
        return _event("message_delta", {"delta": {"stop_reason": reason, "stop_sequence": None}, "usage": usage})

    def _delta(self, block: str, delta: dict[str, Json]) -> Iterator[Event]:
        if self._block != block:
            yield from self._close_block()
            self._number += 1
            self._block = block
            empty = {"type": block, block: ""}
            yield _event("content_block_start", {"index": self._number, "content_block": empty})
        yield _event("content_block_delta", {"index": self._number, "delta": delta})

    def _call(self, call: CallPiece) -> Iterator[Event]:
        if call.typed:
            yield from self._close_block()
            if self._first_call is None:
                self._first_call = self._number + 1
            self._number = self._first_call + (call.index or 0)
            self._block = "tool_use"
            block: dict[str, Json] = {
                "type": "tool_use",
                "id": call.id,
                "name": self._names.get(call.index),
                "input": {},
            }
            if isinstance(call.arguments, dict):  # T07: given where only an empty object belongs
                block["input"] = call.arguments
            present = {key: value for key, value in block.items() if value is not None}
            yield _event("content_block_start", self._placed(call, {"content_block": present}))
        if isinstance(call.arguments, str) and call.arguments:
            delta = {"type": "input_json_delta", "partial_json": call.arguments}
            yield _event("content_block_delta", self._placed(call, {"delta": delta}))

    def _placed(self, call: CallPiece, fields: dict[str, Json]) -> dict[str, Json]:
        return fields if call.index is None else {"index": self._number, **fields}

    def _close_block(self) -> Iterator[Event]:
        if self._block is not None:
            yield _event("content_block_stop", {"index": self._number})
        self._block = None


def _head(reply: Reply) -> dict[str, Json]:
    return {
        "id": reply.id.replace("chatcmpl-", "msg_"),
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "stop_reason": None,
        "stop_sequence": None,
    }


def _tool_use(call: Call) -> dict[str, Json]:
    arguments: Json = call.arguments
    if isinstance(arguments, str):
        with suppress(ValueError):
            arguments = json.loads(arguments)
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments}


def _event(kind: str, fields: dict[str, Json]) -> Event:
    return Event(json_text({"type": kind, **fields}), kind)
