"""The modes of a fake wizard: a map of literals that follows what is bound and kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.report import Report
from roo_wizard.flow.modes import ModeProof, ModesView
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.steps import READY
from roo_wizard.flow.views import ProfileView


@dataclass
class FakeModes:
    """A `ModeDesk` without a file. ``trouble`` is raised by the method of that name."""

    map: ModesView = field(default_factory=ModesView)
    saved: tuple[ProfileView, ...] = ()
    state: WizardState = field(default_factory=WizardState)
    """What `prepare` starts from."""
    trouble: dict[str, RooWizardError] = field(default_factory=dict)
    bound: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    kept: list[tuple[ModeProof, Report]] = field(default_factory=list)
    may_keep: asyncio.Event | None = None
    """What keeping waits for, when it is to take its time."""

    def view(self) -> ModesView:
        self._fail("view")
        return self.map

    async def bind(self, modes: Sequence[str], profile: str) -> None:
        self._fail("bind")
        self.bound.append((tuple(modes), profile))
        used = next((one for one in self.saved if one.name == profile), None)
        rows = (replace(row, profile=used) if row.mode in modes else row for row in self.map.rows)
        self.map = replace(self.map, rows=tuple(rows))

    async def prepare(self, wanted: ModeProof) -> WizardState:
        self._fail("prepare")
        return replace(self.state, model=wanted.model, profile=wanted.profile or None)

    async def keep(self, wanted: ModeProof, state: WizardState, report: Report) -> tuple[str, ...]:
        self._fail("keep")
        if self.may_keep is not None:
            await self.may_keep.wait()
        self.kept.append((wanted, report))
        if report.verdict not in READY:
            return ("Nothing was saved, nothing was bound.",)
        return (f"Saved as profile {wanted.model}; the key is in Secret Service.",)

    def _fail(self, method: str) -> None:
        if method in self.trouble:
            raise self.trouble[method]
