"""What one id of the catalogue changes: at most one small function for each stage of an answer.

The stages are the way an answer takes: *gate* (an answer instead of a reply), *listed* (the model list), *hear*
(what reaches the model), *say* (what it says), *pieces* (the stream as pieces), *wire* (bytes and timing).
Within each stage the switches of a plan act in the order of ranks, lowest first, and the first gate that
answers is the answer. A function that finds nothing to change returns what it got.
"""

from collections.abc import Callable
from dataclasses import dataclass

from roo_wizard.practice.ask import Ask
from roo_wizard.practice.pieces import Pieces
from roo_wizard.practice.reply import Reply
from roo_wizard.practice.visit import Refusal, Visit
from roo_wizard.practice.wire import EventStyle, Frame

Gate = Callable[[Visit], Refusal | None]
Listed = Callable[[tuple[str, ...]], tuple[str, ...]]
Hear = Callable[[Ask], Ask]
Say = Callable[[Reply, Visit], Reply]
ChangePieces = Callable[[Pieces], Pieces]
Pace = Callable[[tuple[Frame, ...], Visit], tuple[Frame, ...]]


@dataclass(frozen=True, slots=True)
class Switch:
    """One id and what it changes. ``plain`` answers a stream request with one JSON body (S01).

    ``pieces``, ``style`` and ``pace`` touch streams alone, everything else also plain answers.
    """

    id: str
    gate: Gate | None = None
    listed: Listed | None = None
    hear: Hear | None = None
    say: Say | None = None
    pieces: ChangePieces | None = None
    style: EventStyle | None = None
    pace: Pace | None = None
    plain: bool = False


def table(*switches: Switch) -> dict[str, Switch]:
    """Return *switches* by their ids."""
    return {switch.id: switch for switch in switches}
