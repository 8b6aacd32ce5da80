"""What the client makes of an answer, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Ending, Json


@dataclass(frozen=True, slots=True)
class AcceptedCall:
    """A call that the client sees. ``problem`` says why it answers the model with an error instead of running it.

    ``id`` and ``name`` are as they came; ``arguments`` are what the client keeps of them, numbers and switches
    converted. ``partial``: the arguments were no JSON, and what could be read of them is carried out.
    """

    id: str
    name: str
    arguments: Mapping[str, Json]
    partial: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class LostCall:
    """A call that the answer shows and the client never sees, and why; ``id`` and ``name`` may be ""."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class WireCall:
    """A call as its pieces stood on the wire, joined: id and name as first given, arguments as text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The tool calls of one answer: seen, lost, and as they stood on the wire."""

    accepted: tuple[AcceptedCall, ...] = ()
    lost: tuple[LostCall, ...] = ()
    wire: tuple[WireCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as the client reads it, once it has ended.

    ``error`` is what the client's SDK throws, as it reads on the screen; then nothing of the answer is used and
    ``calls`` is empty. ``shows`` is the text a person sees when something is wrong, "" when nothing is shown. An answer
    that never ends shows nothing: ``ended`` tells. ``reasoning`` is what the client took for thinking, tags split off;
    ``details`` are the ``reasoning_details`` that OpenRouter's own entry keeps.
    """

    text: str = ""
    reasoning: str = ""
    calls: tuple[AcceptedCall, ...] = ()
    lost: tuple[LostCall, ...] = ()
    wire_calls: tuple[WireCall, ...] = ()
    error: str | None = None
    shows: str = ""
    finish_reasons: tuple[str, ...] = ()
    usage: Mapping[str, Json] | None = field(default=None)
    served_model: str | None = None
    saw_done: bool = False
    ended: Ending = Ending.COMPLETE
    details: tuple[Mapping[str, Json], ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the client has something to do: at least one call, and none lost or answered with an error."""
        return bool(self.calls) and not self.lost and all(call.problem is None for call in self.calls)


class Thrown(Exception):
    """The client stops reading here; the message is the one it shows."""
