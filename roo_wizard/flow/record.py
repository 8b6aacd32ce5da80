"""The runbook of a saved connection for the wizard: its rows, what only people know, and the client's own export."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from roo_wizard.handoff.compare import Comparison
from roo_wizard.profiles.record import Fact


@dataclass(frozen=True, slots=True)
class RecordField:
    """A fact that only people know, and what is on record now ("" for nothing)."""

    fact: Fact
    value: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of the runbook: what the wizard knows in one safe line, and what it may be told."""

    title: str
    known: str = ""
    fields: tuple[RecordField, ...] = ()


class RecordDesk(Protocol):
    """What the screens of the runbook can ask for; everything may raise `RooWizardError`."""

    async def open(self, profile: str) -> tuple[RecordRow, ...]:
        """Return every row of the runbook of *profile*."""
        ...

    async def keep(self, profile: str, answers: Mapping[str, str]) -> None:
        """Keep *answers* by the names of their facts; an empty one takes a fact back."""
        ...

    async def compare(self, profile: str, path: str) -> Comparison:
        """Return what importing the file of *profile* changes in the export at *path*; nothing is kept or sent."""
        ...

    async def keep_before(self, profile: str, comparison: Comparison) -> str:
        """Keep the client's values for the way back, and return in words what was kept."""
        ...
