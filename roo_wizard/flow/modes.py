"""The modes in the wizard: which connection each uses, what may be chosen for it, and what is still to be proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from roo_wizard.core.report import Report
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.steps import READY
from roo_wizard.flow.views import ProfileView
from roo_wizard.profiles.modes import Bound
from roo_wizard.roo import labels

FALLBACK = "fallback"
"""The row that is no mode: the connection to turn to when another fails (guides.md 5.2)."""


@dataclass(frozen=True, slots=True)
class ModeView:
    """One mode, or the fallback. ``profile`` is None for a fallback that is not kept, ``why`` for every fallback.

    ``suggested`` is the model that the gateway's guide suggests, while no saved connection has it.
    """

    mode: str
    label: str
    profile: ProfileView | None
    why: Bound | None = None
    suggested: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether the latest check of what this mode uses accepted it."""
        return self.profile is not None and is_proven(self.profile)

    @property
    def wants(self) -> str:
        """The suggested model, where nothing else was bound in its place."""
        return "" if self.why is Bound.KEPT else self.suggested


@dataclass(frozen=True, slots=True)
class ModesView:
    """The whole map. Suggested models are proven with the key and settings of ``at_hand``, "" when none is saved.

    The modes are those of its ``client``: what was proven for another one is not proven for them.
    """

    at_hand: str = ""
    client: str = ""
    rows: tuple[ModeView, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mode may use: the saved ``profile``, the suggested ``model`` that has none yet, or nothing of its own."""

    profile: ProfileView | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class ModeProof:
    """One connection to prove, then bound to ``modes``: the saved ``profile``, or a new one that is saved then.

    A new one is ``model`` with the gateway, key and settings of the saved connection ``like``.
    """

    model: str
    modes: tuple[str, ...] = ()
    profile: str = ""
    like: str = ""


def is_used_by_all(view: ModesView, profile: ProfileView) -> bool:
    """Whether every mode uses *profile* already: it is no fallback then."""
    modes = [row for row in view.rows if row.mode != FALLBACK]
    return bool(modes) and all(row.profile is not None and row.profile.name == profile.name for row in modes)


class ModeDesk(Protocol):
    """What the screen of modes asks for; every method may raise `RooWizardError`."""

    def view(self) -> ModesView:
        """Return the map as it is saved now."""
        ...

    async def bind(self, modes: Sequence[str], profile: str) -> None:
        """Let *modes* use *profile*; "" gives them nothing of their own again. One of them may be `FALLBACK`."""
        ...

    async def prepare(self, wanted: ModeProof) -> WizardState:
        """Return the state at the proof of *wanted* with its key; raises `UsageError` when the key cannot be read."""
        ...

    async def keep(self, wanted: ModeProof, state: WizardState, report: Report) -> tuple[str, ...]:
        """Remember the proof of *wanted*; only what is ready is saved (under a free name) and bound.

        Returns what was done, in sentences.
        """
        ...


def mode_names(modes: Sequence[str]) -> str:
    """Return *modes* as they are called on the screen."""
    called = {**labels.modes(), FALLBACK: "Fallback"}
    return ", ".join(called[mode] for mode in modes)


def is_proven(profile: ProfileView) -> bool:
    """Whether the latest check of *profile* accepted it."""
    return profile.last_verdict in READY


def choices(row: ModeView, saved: Sequence[ProfileView]) -> tuple[Choice, ...]:
    """Return what may be chosen for *row*, the suggested model first."""
    suggested = (Choice(model=row.suggested),) if row.suggested else ()
    return (*suggested, *(Choice(profile) for profile in saved), Choice())


def to_prove(view: ModesView) -> tuple[ModeProof, ...]:
    """Return what is not proven, each connection once: suggested models to be saved, and saved ones that are used."""
    wanted: dict[str, list[str]] = {}
    unproven: dict[str, ProfileView] = {}
    for row in view.rows:
        if row.wants:
            wanted.setdefault(row.wants, []).append(row.mode)
        elif row.profile is not None and not row.is_proven:
            unproven[row.profile.name] = row.profile
    new = (ModeProof(model, tuple(modes), like=view.at_hand) for model, modes in wanted.items())
    return (*new, *(ModeProof(one.model, profile=one.name) for one in unproven.values()))
