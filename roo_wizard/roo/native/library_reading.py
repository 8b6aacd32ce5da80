"""What the client's Moonshot entry makes of a stream: another library reads for it (roo-code.md 4.9).

The handler of 3.52.1 was run beside this with that library (ai 6.0.77, ai-sdk/openai-compatible 2.0.28). It passes over
every chunk that has not the shape it asks for, an error object included; the client then shows nothing of it. It takes
a call by its index, or as a new one without, wants id and name with the first piece, and is done with it as soon as
the arguments are JSON. It hands them on parsed, so that arguments which were encoded twice come out right. The client
takes only finished calls, so that half an edit is never carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.roo.js import NotJson, parse_json
from roo_wizard.roo.reading.accepting import accept_whole
from roo_wizard.roo.reading.outcome import AcceptedCall, Calls, LostCall, Thrown, WireCall
from roo_wizard.roo.reading.stream import Stream
from roo_wizard.roo.reading.thrown import in_stream
from roo_wizard.roo.settings import ClientSettings

NO_OUTPUT = in_stream("No output generated. Check the stream for errors.", begun=True)
"""What the client shows for every request that is refused or never answered."""

_TEXT, _NUMBER = "text", "number"
_TOKENS = ("prompt_tokens", "completion_tokens", "total_tokens")
_OF_ANSWER = ("reasoning_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens")
_TEXTS = ("content", "reasoning_content", "reasoning")
_CALL = {
    "index": _NUMBER,
    "id": _TEXT,
    "function": {"name": _TEXT, "arguments": _TEXT},
    "extra_content": {"google": {"thought_signature": _TEXT}},
}
_DELTA = {"role": "assistant", "tool_calls": [_CALL]} | dict.fromkeys(_TEXTS, _TEXT)
_CHUNK: Mapping[str, Json] = {
    "id": _TEXT,
    "created": _NUMBER,
    "model": _TEXT,
    "choices": [{"delta": _DELTA, "finish_reason": _TEXT}],
    "usage": dict.fromkeys(_TOKENS, _NUMBER)
    | {
        "prompt_tokens_details": {"cached_tokens": _NUMBER},
        "completion_tokens_details": dict.fromkeys(_OF_ANSWER, _NUMBER),
    },
}
"""The shape of a chunk that the library takes. A role has to be this very word."""

_NEEDED = frozenset({"choices", "function"})
"""Everything else may be missing or null."""

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

    ends_at_done = False

    def __init__(self, exchange: Exchange, settings: ClientSettings) -> None:
        super().__init__(exchange, settings)
        self._settings = settings
        self._calls: dict[Json, _Call] = {}
        self._merged: list[LostCall] = []
        self._passed_over = False

    @property
    def begun(self) -> bool:
        """Whether anything has come; of a chunk that it passes over the library tells the client too."""
        return bool(self.content or self.thoughts or self._calls) or self._passed_over

    def chunk_of(self, text: str) -> Json:
        """Return the chunk in *text*, an empty one for whatever the library passes over."""
        try:
            chunk = parse_json(text)
        except NotJson:
            chunk = None
        fits = _fits(chunk, _CHUNK)
        if fits and "error" not in chunk:
            return chunk
        if fits and chunk["error"] is None:
            raise Thrown("Cannot read properties of null (reading 'message')")
        self._passed_over = True
        return {}

    def take(self, delta: Mapping[str, Json]) -> None:
        """Take a delta of the right shape; raises `Thrown` for a call that begins without id or name."""
        plain = delta.get("reasoning_content")
        thought = delta.get("reasoning") if plain is None else plain
        self.thoughts += [thought] if thought else []
        self.content += [delta["content"]] if delta.get("content") else []
        for entry in delta.get("tool_calls") or ():
            self._take_call(entry)

    def calls(self) -> Calls:
        """Return the finished calls that the client can use, and what is lost."""
        accepted: dict[str, AcceptedCall] = {}
        lost = list(self._merged)
        for call in self._calls.values():
            seen = accept_whole(call.id, call.name, _handed_on(call.arguments), self._settings)
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


def _fits(value: Json, shape: Json) -> bool:
    """Whether *value* has *shape*: a word for text or number, a list of one shape, or shapes by name."""
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and all(
            (value.get(name) is None and name not in _NEEDED) or _fits(value.get(name), part)
            for name, part in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(item, shape[0]) for item in value)
    if shape == _NUMBER:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str) and shape in (_TEXT, value)


def _handed_on(arguments: str) -> str:
    """The arguments as the client gets them: those that are JSON text in JSON text lose the outer one."""
    try:
        inner = parse_json(arguments)
    except NotJson:
        return arguments
    return inner if isinstance(inner, str) else arguments


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except NotJson:
        return False
    return True
