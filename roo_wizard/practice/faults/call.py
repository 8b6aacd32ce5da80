"""Faults in the shape of tool calls (T ids): what the model says, or how its calls are written in a stream.

Whatever finds no call does nothing, so that of two such faults the one with the lower rank is seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.practice.faults.markup import leaked
from roo_wizard.practice.faults.switch import Say, Switch, table
from roo_wizard.practice.pieces import CallPiece, Pieces, change_calls
from roo_wizard.practice.reply import Call, Finish, Reply, argument_text, json_text
from roo_wizard.practice.visit import Visit

PATH_KEYS = ("path", "file_path", "filePath", "target_file", "filename", "file")
"""Parameters in whose middle a cut falls."""

_PROSE = "I have looked at the request. The next step would be to read the files and then to make the change."


def _with_calls(say: Callable[[Reply, Visit], Reply]) -> Say:
    """Let *say* see replies with calls only; the old form of a call (T22) is none."""
    return lambda reply, visit: say(reply, visit) if reply.calls and not reply.legacy else reply


def each_call(change: Callable[[Call], Call]) -> Say:
    """Return a stage that applies *change* to every call."""
    return lambda reply, _: reply.with_calls(change).counted()


def without_calls(reply: Reply, text: str = _PROSE, finish: str = Finish.STOP) -> Reply:
    """Return *reply* as prose."""
    return replace(reply, text=text, calls=(), finish=finish).counted()


def middle_of_path(call: Call) -> int:
    """Return where in the argument text the middle of the path's value is; else the middle of the text."""
    text = argument_text(call)
    key = next((key for key in PATH_KEYS if isinstance(call.values.get(key), str)), None)
    if key is None:
        return len(text) // 2
    written = json_text(call.values[key])[1:-1]
    start = text.index(f"{json_text(key)}:") + len(json_text(key)) + 2
    return start + max(1, len(written) // 2)


def _markup_in_text(reply: Reply, visit: Visit) -> Reply:
    return without_calls(reply, leaked(reply.calls, visit.number))


def _markup_in_reasoning(reply: Reply, visit: Visit) -> Reply:
    text = leaked(reply.calls, visit.number)
    return replace(without_calls(reply, ""), reasoning=f"{reply.reasoning}{text}").counted()


def _reasoning_only(reply: Reply, _: Visit) -> Reply:
    return replace(without_calls(reply, ""), reasoning=_PROSE).counted()


def _one_id(reply: Reply, _: Visit) -> Reply:
    first = reply.calls[0].id
    return reply.with_calls(lambda call: replace(call, id=first))


def _cut(call: Call) -> Call:
    """Arguments that end in the middle of the path, which is written last.

    Everything that the tool needs is there before the cut, so that a client that carries out what it could
    parse does so, in a read and in an edit alike: the RISK form of T10.
    """
    key = next((key for key in PATH_KEYS if key in call.values), None)
    if key is not None:
        others = {name: value for name, value in call.values.items() if name != key}
        call = call.with_values({**others, key: call.values[key]})
    return replace(call, arguments=argument_text(call)[: middle_of_path(call)])


def _wrong_types(call: Call) -> Call:
    values = {name: _as_text(value) for name, value in call.values.items()}
    return call.with_values({**values, "explanation": "added by the model"})


def _as_text(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {name: _as_text(item) for name, item in value.items()}
    return json_text(value) if isinstance(value, (bool, int, float)) else value


def _only_first(reply: Reply, _: Visit) -> Reply:
    return replace(reply, calls=reply.calls[:1]).counted()


def _think_tag(reply: Reply, _: Visit) -> Reply:
    return replace(reply, text=f"<think>I should use the tools that are offered. {reply.text}").counted()


def _legacy(reply: Reply, _: Visit) -> Reply:
    return replace(_only_first(reply, _), legacy=True, finish=Finish.FUNCTION)


def each_part(change: Callable[[CallPiece], CallPiece]) -> Callable[[Pieces], Pieces]:
    """Return a stage that applies *change* to every part of a call in a stream."""
    return lambda pieces: change_calls(pieces, change)


def _cumulative(pieces: Pieces) -> Pieces:
    """Every fragment repeats all arguments that came before."""
    so_far: dict[int | None, str] = {}

    def change(call: CallPiece) -> CallPiece:
        if not isinstance(call.arguments, str):
            return call
        so_far[call.index] = so_far.get(call.index, "") + call.arguments
        return replace(call, arguments=so_far[call.index])

    return change_calls(pieces, change)


def _name_repeated(pieces: Pieces) -> Pieces:
    names = {piece.call.index: piece.call.name for piece in pieces if piece.call and piece.call.name}
    return change_calls(pieces, lambda call: replace(call, name=names.get(call.index)))


SWITCHES = table(
    Switch("T14", say=_with_calls(_markup_in_text)),
    Switch("T15", say=_with_calls(_markup_in_reasoning)),
    Switch("T22", say=_with_calls(_legacy)),
    Switch("T20", say=_with_calls(_reasoning_only)),
    Switch("T13", say=_with_calls(lambda reply, _: without_calls(reply, finish=Finish.CALLS))),
    Switch("T19", say=_with_calls(lambda reply, _: without_calls(reply))),
    Switch("T03", pieces=each_part(lambda part: replace(part, id=None))),
    Switch("T06", pieces=each_part(lambda part: replace(part, name=None))),
    Switch("T02", pieces=each_part(lambda part: replace(part, index=0))),
    Switch("T04", say=_with_calls(_one_id)),
    Switch("T07", say=each_call(lambda call: replace(call, arguments=call.values or call.arguments))),
    Switch("T08", say=each_call(lambda call: replace(call, arguments=json_text(argument_text(call))))),
    Switch("T09", pieces=_cumulative),
    Switch("T10", say=each_call(_cut)),
    Switch("T11", say=each_call(lambda call: replace(call, arguments="{}"))),
    Switch("T16", say=each_call(lambda call: replace(call, name=f"functions.{call.name}"))),
    Switch("T17", say=each_call(_wrong_types)),
    Switch("T01", say=_with_calls(_only_first), pieces=each_part(lambda part: replace(part, index=None))),
    Switch("T21", say=_with_calls(_think_tag)),
    Switch("T05", pieces=_name_repeated),
    Switch("T12", say=_with_calls(lambda reply, _: replace(reply, finish=Finish.STOP))),
    Switch("T18", say=_with_calls(_only_first)),
)
"""The T ids (probe.md 5.4)."""
