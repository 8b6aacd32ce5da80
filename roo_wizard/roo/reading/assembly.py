"""Putting streamed tool calls together as the client does (probe.md 1.2).

The client keeps one slot for each ``index``, opened by the first delta with an id. A slot starts its call once it has
a name; from then on its pieces belong to the call of that id. So a call whose first delta lacks the id or whose name
never comes is never seen, two calls on one index become one, and so do two calls of one id.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import text_of, truthy
from roo_wizard.roo.reading.accepting import WITHOUT_ID, accept_streamed
from roo_wizard.roo.reading.outcome import Calls, LostCall, Thrown, WireCall
from roo_wizard.roo.settings import ClientSettings

_Key = tuple[str, Any]


@dataclass(slots=True)
class _Slot:
    """One index of the stream: what the client has learnt there so far."""

    id: str
    name: str = ""
    started: bool = False
    waiting: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Sent:
    """One call as its sender seems to have meant it, to tell what was lost."""

    key: _Key
    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)


class Assembler:
    """Takes deltas in order; `finish` says what the client has then."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._slots: dict[_Key, _Slot] = {}
        self._started: dict[str, tuple[str, list[str]]] = {}
        self._owner: dict[str, _Key] = {}
        self._sent: list[_Sent] = []
        self._newest: dict[_Key, _Sent] = {}

    @property
    def saw_any(self) -> bool:
        """Whether any delta of a tool call has come."""
        return bool(self._sent)

    def take_all(self, entries: Json) -> None:
        """Take the ``tool_calls`` of one chunk; raises `Thrown` where the client stumbles over their shape."""
        if isinstance(entries, (dict, int, float)):
            raise Thrown("delta.tool_calls is not iterable")
        for entry in entries:
            if entry is None:
                raise Thrown("Cannot read properties of null (reading 'id')")
            call = entry if isinstance(entry, dict) else {}
            function = call.get("function")
            function = function if isinstance(function, dict) else {}
            self.take(_key(call), call.get("id"), function.get("name"), function.get("arguments"))

    def take(self, key: _Key, call_id: Json, name: Json, arguments: Json) -> None:
        """Take one delta. Empty values count as absent; arguments that are no text become one."""
        if truthy(name) and not isinstance(name, str):
            raise Thrown("toolCall.name.startsWith is not a function")
        known_id = text_of(call_id) if truthy(call_id) else ""
        piece = text_of(arguments) if truthy(arguments) else ""
        self._note(key, known_id, name or "", piece)
        slot = self._slots.get(key)
        if slot is None and known_id:
            slot = self._slots[key] = _Slot(known_id)
        if slot is None:
            return
        slot.name = name or slot.name
        slot.waiting += [piece] if piece else []
        if slot.name:
            self._start(key, slot)

    def finish(self) -> Calls:
        """Return the calls the client has when the stream ends."""
        accepted = tuple(
            accept_streamed(call_id, name, "".join(pieces), self._settings)
            for call_id, (name, pieces) in self._started.items()
        )
        return Calls(accepted, tuple(self._lost()), self.wire())

    def wire(self) -> tuple[WireCall, ...]:
        """Return the calls as they stood on the wire."""
        return tuple(WireCall(sent.id, sent.name, "".join(sent.pieces)) for sent in self._sent)

    def _start(self, key: _Key, slot: _Slot) -> None:
        """Begin the slot's call unless its id is taken already, and hand over the pieces that waited for the name."""
        if not slot.started:
            slot.started = True
            self._owner.setdefault(slot.id, key)
            self._started.setdefault(slot.id, (slot.name, []))
        self._started[slot.id][1].extend(slot.waiting)
        slot.waiting.clear()

    def _note(self, key: _Key, call_id: str, name: str, piece: str) -> None:
        """A delta with a name and another id than the last one on its index begins another call."""
        sent = self._newest.get(key)
        if sent is None or (call_id and name and sent.id not in ("", call_id)):
            sent = self._newest[key] = _Sent(key)
            self._sent.append(sent)
        sent.id = sent.id or call_id
        sent.name = sent.name or name
        if piece:
            sent.pieces.append(piece)

    def _lost(self) -> Iterable[LostCall]:
        seen: set[_Key] = set()
        for sent in self._sent:
            slot = self._slots.get(sent.key)
            if slot is None:
                yield LostCall(sent.id, sent.name, WITHOUT_ID)
            elif sent.key in seen:
                yield LostCall(sent.id, sent.name, "it shares its index with another call, or has none")
            elif not slot.started:
                yield LostCall(sent.id, sent.name, "its name never comes, or comes before its id")
            elif self._owner[slot.id] != sent.key:
                yield LostCall(sent.id, sent.name, "it has the id of another call")
            seen.add(sent.key)


def _key(call: dict[str, Json]) -> _Key:
    """The index as the client's map tells keys apart: missing, null, true, 1 and "1" are five different keys."""
    if "index" not in call:
        return ("missing", None)
    index = call["index"]
    if isinstance(index, (dict, list)):
        return ("object", id(index))
    return ("number" if isinstance(index, float) else type(index).__name__.replace("int", "number"), index)
