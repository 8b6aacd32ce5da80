"""A streamed answer as pieces: what stream faults change, before a dialect writes them as events.

A perfect stream is: role, reasoning, text, each call's head (id and name), its arguments in fragments of a few
characters, the finish reason, the usage when it was asked for, and the terminator.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.practice.ask import Ask
from roo_wizard.practice.reply import Call, Finish, Reply, Usage

_FRAGMENT = 7
"""Characters of text or arguments in one delta: about a token and a half, as fast gateways send them."""


class Control(StrEnum):
    """Pieces that are no answer but say what happens on the wire."""

    DONE = "done"
    """The terminator: ``[DONE]`` or ``message_stop``."""
    STALL = "stall"
    """Nothing more is sent, and the connection stays open until the client leaves."""
    QUIET = "quiet"
    """The connection is closed as if the body had ended (see `wire.Close.QUIET`)."""


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A part of a call. None means that the field is absent. ``arguments`` is text, except under T07."""

    index: int | None
    id: str | None = None
    name: str | None = None
    arguments: Json = None
    typed: bool = False
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One event. A field that is None is absent from the delta; ``raw`` is written as it is.

    ``null_content`` writes ``content: null`` into the delta; ``no_choices`` an empty choices list and
    ``no_delta`` a choice without a delta. ``legacy`` writes the call as ``function_call``.
    """

    role: str | None = None
    text: str | None = None
    reasoning: str | None = None
    call: CallPiece | None = None
    finish: str | None = None
    usage: Usage | None = None
    null_content: bool = False
    no_choices: bool = False
    no_delta: bool = False
    legacy: bool = False
    raw: bytes | None = None
    control: Control | None = None

    @property
    def speaks(self) -> bool:
        """Whether the piece carries content: text, reasoning or part of a call."""
        return bool(self.text or self.reasoning or self.call)


Pieces = tuple[Piece, ...]


def pieces_of(reply: Reply, ask: Ask) -> Pieces:
    """Return *reply* as a perfect stream for *ask*."""
    return tuple(_pieces(reply, ask))


def _pieces(reply: Reply, ask: Ask) -> Iterator[Piece]:
    yield Piece(role="assistant", text="", null_content=False)
    for fragment in _fragments(reply.reasoning):
        yield Piece(reasoning=fragment)
    for fragment in _fragments(reply.text):
        yield Piece(text=fragment)
    for index, call in enumerate(reply.calls):
        yield from _call_pieces(index, call, legacy=reply.legacy)
    yield Piece(finish=reply.finish)
    if ask.wants_usage or ask.dialect is Dialect.ANTHROPIC:
        yield Piece(usage=reply.usage, no_choices=True)
    yield Piece(control=Control.DONE)


def _call_pieces(index: int, call: Call, *, legacy: bool) -> Iterator[Piece]:
    head = CallPiece(index, id=call.id, name=call.name, arguments="", typed=True, signature=call.signature)
    if not isinstance(call.arguments, str):
        yield Piece(call=replace(head, arguments=dict(call.arguments)), legacy=legacy)
        return
    yield Piece(call=head, legacy=legacy)
    for fragment in _fragments(call.arguments):
        yield Piece(call=CallPiece(index, arguments=fragment), legacy=legacy)


def _fragments(text: str) -> Iterator[str]:
    return (text[start : start + _FRAGMENT] for start in range(0, len(text), _FRAGMENT))


def change_calls(pieces: Sequence[Piece], change: Callable[[CallPiece], CallPiece | None]) -> Pieces:
    """Return *pieces* with *change* applied to every part of a call; None leaves the part out."""
    changed = []
    for piece in pieces:
        call = change(piece.call) if piece.call else None
        if piece.call is None or call is not None:
            changed.append(replace(piece, call=call))
    return tuple(changed)


def without(pieces: Sequence[Piece], unwanted: Callable[[Piece], object]) -> Pieces:
    """Return *pieces* without the *unwanted* ones."""
    return tuple(piece for piece in pieces if not unwanted(piece))


def is_complete(pieces: Sequence[Piece]) -> bool:
    """Whether the stream still ends as a whole answer does, with a terminator."""
    return any(piece.control is Control.DONE for piece in pieces)


__all__ = ["CallPiece", "Control", "Finish", "Piece", "Pieces", "change_calls", "is_complete", "pieces_of", "without"]
