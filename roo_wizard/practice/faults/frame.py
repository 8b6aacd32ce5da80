"""Faults of the stream (S ids): only in streamed answers, so that *streaming off* is a rescue."""

from dataclasses import replace

from roo_wizard.practice.faults.call import middle_of_path
from roo_wizard.practice.faults.switch import Switch, table
from roo_wizard.practice.pieces import Control, Piece, Pieces, change_calls, is_complete, without
from roo_wizard.practice.reply import Call, Usage, json_text
from roo_wizard.practice.visit import Visit
from roo_wizard.practice.wire import EventStyle, Frame

_CANNED = Usage(prompt=100, completion=10)
"""What S13 reports whatever was asked."""

_BAD_LINE = Piece(raw=b"data: : keepalive\n\n")
_COMMENT = Piece(raw=b": practice keep-alive\n\n")
_PING = Piece(raw=b"event: ping\ndata: {}\n\n")
_STALL = Piece(control=Control.STALL)
_QUIET = Piece(control=Control.QUIET)
_ERROR = {"message": "An error occurred while processing the request.", "type": "server_error", "code": None}


def _bad_line(pieces: Pieces) -> Pieces:
    return (*pieces[:1], _BAD_LINE, *pieces[1:])


def _error_event(pieces: Pieces) -> Pieces:
    """The stream ends with an error right after its first delta."""
    first = next((number for number, piece in enumerate(pieces) if piece.speaks), None)
    if first is None:
        return pieces
    event = f"event: error\ndata: {json_text({'type': 'error', 'error': _ERROR})}\n\n"
    return (*pieces[: first + 1], Piece(raw=event.encode()))


def _broken_off(pieces: Pieces, end: Piece) -> Pieces:
    """*pieces* up to the middle of the first call's path (or of the text), and then *end*."""
    if not is_complete(pieces):
        return pieces
    index = next((piece.call.index for piece in pieces if piece.call), None)
    kept: list[Piece] = []
    room = _room(pieces)
    for piece in pieces:
        counts = piece.call is not None and piece.call.index == index if index is not None else bool(piece.text)
        if counts and len(_content(piece)) >= room:
            return (*kept, _shortened(piece, room), end)
        room -= len(_content(piece)) if counts else 0
        kept.append(piece)
    return pieces


def _shortened(piece: Piece, room: int) -> Piece:
    if piece.call is None:
        return replace(piece, text=_content(piece)[:room])
    return replace(piece, call=replace(piece.call, arguments=_content(piece)[:room]))


def _room(pieces: Pieces) -> int:
    """How many characters of the first call's arguments (or of the text) come before the break."""
    heads = [piece.call for piece in pieces if piece.call]
    if not heads:
        return max(1, sum(len(_content(piece)) for piece in pieces) // 2)
    index = heads[0].index
    text = "".join(_content(piece) for piece in pieces if piece.call and piece.call.index == index)
    return middle_of_path(Call("", "", text))


def _content(piece: Piece) -> str:
    if piece.call is None:
        return piece.text or ""
    return piece.call.arguments if isinstance(piece.call.arguments, str) else ""


def _left_open(pieces: Pieces) -> Pieces:
    return (*without(pieces, lambda piece: piece.control), _STALL) if is_complete(pieces) else pieces


def _without_done(pieces: Pieces) -> Pieces:
    return (*without(pieces, lambda piece: piece.control is Control.DONE), _QUIET) if is_complete(pieces) else pieces


def _usage_last(pieces: Pieces) -> Pieces:
    usage = tuple(piece for piece in pieces if piece.usage)
    return (*without(pieces, lambda piece: piece.usage), *usage) if is_complete(pieces) else pieces


def _two_reasons(pieces: Pieces) -> Pieces:
    return tuple(
        each for piece in pieces for each in ((piece, replace(piece, finish="stop")) if piece.finish else (piece,))
    )


def _keep_alives(pieces: Pieces) -> Pieces:
    return (_COMMENT, *pieces[:2], _PING, _COMMENT, *pieces[2:])


def _empty_chunks(pieces: Pieces) -> Pieces:
    return (Piece(no_choices=True), *pieces[:1], Piece(no_delta=True), *pieces[1:])


def _damaged(pieces: Pieces) -> Pieces:
    """Every character beyond ASCII as two U+FFFD, as a decoder leaves it that splits it between two reads."""

    def damage(text: str | None) -> str | None:
        return "".join(letter if letter.isascii() else "\ufffd\ufffd" for letter in text) if text else text

    texts = tuple(replace(piece, text=damage(piece.text)) for piece in pieces)
    return change_calls(
        texts,
        lambda call: replace(call, arguments=damage(call.arguments)) if isinstance(call.arguments, str) else call,
    )


def _buffered(frames: tuple[Frame, ...], visit: Visit) -> tuple[Frame, ...]:
    """Everything at once, when it would have ended and after a long wait."""
    wait = visit.pacing.hold + sum(frame.wait for frame in frames)
    return (Frame(b"".join(frame.data for frame in frames), wait),) if len(frames) > 1 else frames


SWITCHES = table(
    Switch("S01", plain=True),
    Switch("S08", pieces=_bad_line),
    Switch("S09", pieces=_error_event),
    Switch("S05", pieces=lambda pieces: _broken_off(pieces, _QUIET)),
    Switch("S04", pieces=_left_open),
    Switch("S06", pieces=lambda pieces: _broken_off(pieces, _STALL)),
    Switch("S14", pieces=_damaged),
    Switch("S02", pace=_buffered),
    Switch("S11", pieces=lambda pieces: without(pieces, lambda piece: piece.usage)),
    Switch("S12", pieces=_usage_last),
    Switch(
        "S13", pieces=lambda pieces: tuple(replace(piece, usage=_CANNED) if piece.usage else piece for piece in pieces)
    ),
    Switch("S15", pieces=_two_reasons),
    Switch("S03", pieces=_without_done),
    Switch("S07", pieces=_keep_alives),
    Switch("S10", pieces=_empty_chunks),
    Switch("S16", style=EventStyle(newline="\r\n", space="", multi_line=True, gzip=True)),
    Switch(
        "S17",
        pieces=lambda pieces: _without_done(without(pieces, lambda piece: piece.finish)),
    ),
)
"""The S ids (probe.md 5.3)."""
