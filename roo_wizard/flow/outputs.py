"""What comes out of a connection, as the screens know it: a list of outputs, a preview, a file, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from roo_wizard.flow.state import WizardState

if TYPE_CHECKING:
    from pathlib import Path

Connection = WizardState | str
"""The connection that was just proven, or the name of a saved one."""


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """One row of the list. ``name`` is the format's; ``file_name`` is proposed for its file."""

    name: str
    title: str
    purpose: str
    file_name: str
    holds_key: bool = False


@dataclass(frozen=True, slots=True)
class OutputView:
    """An output without the key: the exact ``text``, and lines ``told`` beside it. ``problem``: why there is none."""

    text: str
    told: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that was written here and holds a key, or not."""

    path: Path
    with_key: bool = False


@dataclass(frozen=True, slots=True)
class MovingWay:
    """One row of the table of keeping the client or moving on; ``outputs`` are names of `OutputChoice`."""

    situation: str
    do: str
    because: str
    outputs: tuple[str, ...]


class OutputDesk(Protocol):
    """Everything that comes out of a connection."""

    def formats(self) -> Sequence[OutputChoice]:
        """Return every output, in the order of the list."""
        ...

    def ways(self) -> Sequence[MovingWay]:
        """Return the table of keeping or moving."""
        ...

    async def render(self, connection: Connection, name: str) -> OutputView:
        """Return the output called *name*, never with the key; trouble is `OutputView.problem`."""
        ...

    async def write(self, connection: Connection, name: str, path: str, *, with_key: bool = False) -> OutputFile:
        """Write the output to *path* for this person alone; raises `RooWizardError` and then nothing was written."""
        ...

    async def delete(self, file: OutputFile) -> None:
        """Delete a file that was written here; raises `UsageError` when it is not gone afterwards."""
        ...

    @property
    def left(self) -> OutputFile | None:
        """The last file with a key that was written here and not deleted."""
        ...
