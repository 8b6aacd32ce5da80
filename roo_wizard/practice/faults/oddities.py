"""Oddities that must not be called faults (H names, probe.md 5.6): allowed, or harmless to the client."""

from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.practice.faults import call, frame
from roo_wizard.practice.faults.call import PATH_KEYS
from roo_wizard.practice.faults.switch import Switch, table
from roo_wizard.practice.pieces import CallPiece, Piece, Pieces, change_calls, without
from roo_wizard.practice.reply import Call, Finish, Reply
from roo_wizard.practice.visit import Visit
from roo_wizard.practice.wire import Frame

_THOUGHTS = "First I look at the request, then at what it names, and then I decide which tool fits. " * 3
_COMMENT = Piece(raw=b": practice keep-alive\n\n")


def _comments(pieces: Pieces) -> Pieces:
    return (_COMMENT, *pieces[:3], _COMMENT, *pieces[3:])


def _null_content(pieces: Pieces) -> Pieces:
    """``content: null`` in the first delta and beside every part of a call."""
    return tuple(replace(piece, null_content=True) if piece.call or piece.text == "" else piece for piece in pieces)


def _text_first(reply: Reply, _: Visit) -> Reply:
    return replace(reply, text="I will do that now, step by step. ").counted() if reply.calls else reply


def _unusual_ids(reply: Reply, _: Visit) -> Reply:
    """A short one as Mistral's and a long one as vLLM's, in turn."""
    styles = ("{:.9}", "chatcmpl-tool-{0}{0:.8}")
    ids = (styles[place % 2].format(call.id.rpartition("_")[2]) for place, call in enumerate(reply.calls))
    return replace(reply, calls=tuple(replace(call, id=new) for call, new in zip(reply.calls, ids, strict=True)))


def _empty_choices(pieces: Pieces) -> Pieces:
    """A chunk with empty choices at both ends, as Azure and OpenRouter send them."""
    return (Piece(no_choices=True), *pieces)


def _usage_with_finish(pieces: Pieces) -> Pieces:
    usage = next((piece.usage for piece in pieces if piece.usage), None)
    rest = without(pieces, lambda piece: piece.usage)
    return tuple(replace(piece, usage=usage) if piece.finish else piece for piece in rest)


def _roles(pieces: Pieces) -> Pieces:
    """The role in each delta, empty in every other one."""
    return tuple(
        replace(piece, role="" if number % 2 else "assistant") if piece.speaks else piece
        for number, piece in enumerate(pieces)
    )


def _whole_calls(pieces: Pieces) -> Pieces:
    texts: dict[int | None, str] = {}
    for piece in pieces:
        if piece.call and isinstance(piece.call.arguments, str):
            texts[piece.call.index] = texts.get(piece.call.index, "") + piece.call.arguments

    def gathered(part: CallPiece) -> CallPiece | None:
        return replace(part, arguments=texts.get(part.index, part.arguments)) if part.typed else None

    return change_calls(pieces, gathered)


def _late_names(pieces: Pieces) -> Pieces:
    """The name comes with the second fragment of the arguments."""
    names = {piece.call.index: piece.call.name for piece in pieces if piece.call and piece.call.name}
    seen: dict[int | None, int] = {}

    def change(part: CallPiece) -> CallPiece:
        seen[part.index] = seen.get(part.index, -1) + 1
        return replace(part, name=names.get(part.index) if seen[part.index] == 2 else None)

    return change_calls(pieces, change)


def _thinking(reply: Reply, _: Visit) -> Reply:
    return replace(reply, reasoning=_THOUGHTS).counted()


def _slow(frames: tuple[Frame, ...], visit: Visit) -> tuple[Frame, ...]:
    """A late first byte, then a few tokens a second."""
    first, between = visit.pacing.slow_first, visit.pacing.slow_between
    return tuple(replace(frame, wait=between if number else first) for number, frame in enumerate(frames))


def _reads_another(reply: Reply, visit: Visit) -> Reply:
    """The last of several reads goes to another file; an edit is left out, and the task ended instead."""
    offered = {tool.name for tool in visit.ask.tools} if visit.ask else set()
    names = {call.name for call in reply.calls}
    if (
        any("diff" in each.values or "content" in each.values for each in reply.calls)
        and "attempt_completion" in offered
    ):
        done = replace(reply.calls[0], name="attempt_completion").with_values({"result": "All done."})
        return replace(reply, calls=(done,)).counted()
    if len(reply.calls) > 1 and len(names) == 1:
        return replace(reply, calls=(*reply.calls[:-1], _elsewhere(reply.calls[-1]))).counted()
    return reply


def _elsewhere(each: Call) -> Call:
    values: dict[str, Json] = each.values
    return each.with_values({key: "README.md" if key in PATH_KEYS else value for key, value in values.items()})


SWITCHES = table(
    Switch("H01", pieces=_comments),
    Switch("H02", pieces=frame.SWITCHES["S03"].pieces),
    Switch("H03", pieces=frame.SWITCHES["S17"].pieces),
    Switch("H04", pieces=_null_content),
    Switch("H05", say=lambda reply, _: replace(reply, finish=Finish.STOP)),
    Switch("H06", pieces=call.each_part(lambda part: replace(part, index=(part.index or 0) + 1))),
    Switch("H07", say=_text_first),
    Switch("H08", pieces=_empty_choices),
    Switch("H09", pieces=_usage_with_finish),
    Switch("H10", say=lambda reply, _: replace(reply, extra=True)),
    Switch("H11", say=_unusual_ids),
    Switch("H12", pieces=_roles),
    Switch("H13", pieces=_whole_calls),
    Switch("H14", say=call.SWITCHES["T18"].say),
    Switch("H15", pieces=_late_names),
    Switch("H16", style=frame.SWITCHES["S16"].style),
    Switch("H17", say=_thinking, pace=_slow),
    Switch("H18", say=_reads_another),
)
"""The H names."""
