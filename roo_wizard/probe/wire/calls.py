"""Tool calls as they stood on the wire: every delta kept, grouped into the calls that the sender meant.

The sender's meaning is not the client's reading: two calls that share one index are two calls here and one
in Roo Code, and exactly that difference is a fault (T02).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from roo_wizard.core.exchange import Json

MAX_CALLS = 1_000
"""Calls beyond this are ignored; a model that makes more of them is judged by these."""


@dataclass(frozen=True, slots=True)
class CallDelta:
    """One element of ``tool_calls``. ``has_index`` tells a missing index from index 0."""

    ms: float
    index: Json
    has_index: bool
    id: str
    name: str
    arguments: Json
    type: Json

    @classmethod
    def of(cls, entry: dict[str, Json], ms: float, position: int | None) -> "CallDelta":
        """Read one element; calls of a whole answer carry no index, so that there their *position* is it."""
        function = entry.get("function")
        function = function if isinstance(function, dict) else {}
        name, call_id = function.get("name"), entry.get("id")
        return cls(
            ms=ms,
            index=entry.get("index") if position is None else position,
            has_index=position is not None or entry.get("index") is not None,
            id=call_id if isinstance(call_id, str) else "",
            name=name if isinstance(name, str) else "",
            arguments=function.get("arguments"),
            type=entry.get("type"),
        )


@dataclass(frozen=True, slots=True)
class WireCall:
    """One call as the sender meant it, from all of its deltas in order."""

    deltas: tuple[CallDelta, ...]

    @property
    def name(self) -> str:
        """The first name that was sent, or ""."""
        return next((delta.name for delta in self.deltas if delta.name), "")

    @property
    def id(self) -> str:
        """The first id that was sent, or ""."""
        return next((delta.id for delta in self.deltas if delta.id), "")

    @property
    def fragments(self) -> tuple[str, ...]:
        """The argument pieces that are text and not empty."""
        return tuple(delta.arguments for delta in self.deltas if isinstance(delta.arguments, str) and delta.arguments)

    @property
    def arguments(self) -> str:
        """The joined argument text."""
        return "".join(self.fragments)

    @property
    def has_object_arguments(self) -> bool:
        """Whether any piece was an object or list instead of text (T07)."""
        return any(isinstance(delta.arguments, (dict, list)) for delta in self.deltas)

    @property
    def parsed(self) -> Json:
        """The arguments as JSON, or None when they are not JSON."""
        try:
            return json.loads(self.arguments)
        except (ValueError, RecursionError):
            return None

    @property
    def last_ms(self) -> float:
        """When the last piece arrived."""
        return self.deltas[-1].ms


def assemble(deltas: Sequence[CallDelta]) -> tuple[WireCall, ...]:
    """Group *deltas* into calls: a new one begins at a new index, or where a named delta brings a new id."""
    groups: list[list[CallDelta]] = []
    open_group: dict[str, list[CallDelta]] = {}
    for delta in deltas:
        key = repr(delta.index) if delta.has_index else "none"
        group = open_group.get(key)
        if group is None or _begins_anew(group, delta):
            if len(groups) >= MAX_CALLS:
                continue
            group = []
            groups.append(group)
            open_group[key] = group
        group.append(delta)
    return tuple(WireCall(tuple(group)) for group in groups)


def _begins_anew(group: list[CallDelta], delta: CallDelta) -> bool:
    """Whether *delta* starts another call on the index of *group* (T02): a name with an id not seen there."""
    first_id = next((earlier.id for earlier in group if earlier.id), "")
    has_name = any(earlier.name for earlier in group)
    return bool(delta.name and delta.id and has_name and delta.id != first_id)
