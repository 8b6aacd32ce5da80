"""What the client's Moonshot entry makes of a stream: another library reads for it (roo-code.md 4.9).

That library was run alone (ai 6.0.77 with ai-sdk/openai-compatible 2.0.28), the client's use of it read in source. It
passes over what it cannot read, an error object included; the client then shows nothing of it. It takes a call by its
index, or as a new one without, wants id and name with the first piece, and is done with it as soon as the arguments
are JSON. The client takes only finished calls, so that half an edit is never carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.roo.js import NotJson, parse_json
from roo_wizard.roo.reading.accepting import accept_whole
from roo_wizard.roo.reading.outcome import AcceptedCall, Calls, LostCall, Thrown, WireCall
from roo_wizard.roo.reading.stream import Stream
from roo_wizard.roo.settings import ClientSettings

NO_OUTPUT = "No output generated. Check the stream for errors."
"""What the client shows for every request that is refused or never answered."""

_TEXTS = ("content", "reasoning_content", "reasoning")


_SHORT = 64
"""Characters that a bare number or word may have."""


@dataclass(slots=True)
class _Call:
    """One call as the library keeps it.

    The library parses the arguments after every piece. Here they are parsed once all that was opened is closed, and
    then only once: an answer of many pieces takes time in proportion to its length.
    """

    id: str
    name: str
    finished: bool = False
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _first: str = ""
    _depth: int = 0
    _in_text: bool = False
    _escaped: bool = False
    _spoiled: bool = False

    @property
    def arguments(self) -> str:
        """All that has come."""
        return "".join(self._pieces)

    def add(self, piece: str) -> None:
        """Append *piece*, unless the arguments were whole before it came."""
        if self.finished:
            return
        self._pieces.append(piece)
        self._length += len(piece)
        self._first = self._first or piece.lstrip()[:1]
        for sign in piece:
            self._follow(sign)
        if self._spoiled or self._depth or self._in_text or not self._first:
            return
        is_closed = self._first in '{["'
        if is_closed or self._length <= _SHORT:
            self.finished = _is_json(self.arguments)
            self._spoiled = is_closed and not self.finished

    def _follow(self, sign: str) -> None:
        if self._escaped:
            self._escaped = False
        elif self._in_text:
            self._escaped, self._in_text = sign == "\\", sign != '"'
        elif sign == '"':
            self._in_text = True
        elif sign in "{[]}":
            self._depth += 1 if sign in "{[" else -1


class LibraryStream(Stream):
    """One answer as that library reads it."""

    def __init__(self, exchange: Exchange, settings: ClientSettings) -> None:
        super().__init__(exchange, settings)
        self._settings = settings
        self._calls: dict[Json, _Call] = {}
        self._merged: list[LostCall] = []

    @property
    def begun(self) -> bool:
        """Whether anything has come."""
        return bool(self.content or self.thoughts or self._calls)

    def chunk_of(self, text: str) -> Json:
        """Return the chunk in *text*, an empty one for whatever the library passes over."""
        try:
            chunk = parse_json(text)
        except NotJson:
            return {}
        if not isinstance(chunk, dict):
            return {}
        if "error" in chunk and chunk["error"] is None:
            raise Thrown("Cannot read properties of null (reading 'message')")
        return chunk if "error" not in chunk and _fits(chunk) else {}

    def take(self, delta: Mapping[str, Json]) -> None:
        """Take a delta of the right shape; raises `Thrown` for a call that begins without id or name."""
        thought = delta.get("reasoning_content") or delta.get("reasoning")
        self.thoughts += [thought] if thought else []
        self.content += [delta["content"]] if delta.get("content") else []
        for entry in delta.get("tool_calls") or ():
            self._take_call(entry)

    def calls(self) -> Calls:
        """Return the finished calls that the client can use, and what is lost."""
        accepted: dict[str, AcceptedCall] = {}
        lost = list(self._merged)
        for call in self._calls.values():
            seen = accept_whole(call.id, call.name, call.arguments, self._settings)
            if isinstance(seen, LostCall):
                lost.append(seen)
            elif seen.id in accepted:
                lost.append(LostCall(call.id, call.name, "it has the id of another call"))
            else:
                accepted[seen.id] = seen
        wire = tuple(WireCall(call.id, call.name, call.arguments) for call in self._calls.values())
        return Calls(tuple(accepted.values()), tuple(lost), wire)

    def _take_call(self, entry: Mapping[str, Json]) -> None:
        given, function = entry.get("index"), entry["function"]
        index = len(self._calls) if given is None else given
        call_id, name = entry.get("id"), function.get("name")
        known = self._calls.get(index)
        if known is None:
            if call_id is None or name is None:
                raise Thrown(f"Expected '{'id' if call_id is None else 'function.name'}' to be a string.")
            known = self._calls[index] = _Call(call_id, name)
        elif call_id not in (None, "", known.id):
            self._merged.append(LostCall(call_id, name or "", "it shares its index with another call"))
        known.add(function.get("arguments") or "")


def _fits(chunk: Mapping[str, Json]) -> bool:
    """Whether *chunk* has the shape that the library asks for; else it is passed over as a whole."""
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return False
    deltas = [choice.get("delta") for choice in choices if isinstance(choice, dict)]
    return len(deltas) == len(choices) and all(delta is None or _delta_fits(delta) for delta in deltas)


def _delta_fits(delta: Json) -> bool:
    calls = delta.get("tool_calls") if isinstance(delta, dict) else 0
    return (
        isinstance(delta, dict)
        and all(isinstance(delta.get(name), (str, type(None))) for name in _TEXTS)
        and (calls is None or (isinstance(calls, list) and all(map(_call_fits, calls))))
    )


def _call_fits(call: Json) -> bool:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        return False
    texts = (call.get("id"), function.get("name"), function.get("arguments"))
    index = call.get("index")
    is_number = isinstance(index, (int, float)) and not isinstance(index, bool)
    return (index is None or is_number) and all(isinstance(text, (str, type(None))) for text in texts)


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except NotJson:
        return False
    return True
