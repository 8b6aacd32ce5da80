"""The modes for the wizard: reading the map, binding, and keeping what was proven for a mode."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from roo_wizard.cli.wizard.profiles import profile_view
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.flow import steps
from roo_wizard.flow.modes import FALLBACK, ModeProof, ModesView, ModeView, mode_names
from roo_wizard.flow.services import Services
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.profiles.modes import all_modes, at_hand, missing_models, name_for_model
from roo_wizard.profiles.profile import Profiles
from roo_wizard.profiles.store import ProfileStore


class ProfileModes:
    """Implements `flow.modes.ModeDesk` on profiles.toml; opening and storing are those of *services*."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def view(self) -> ModesView:
        """Return the map; raises `ProfileError` for a file that cannot be read."""
        saved = ProfileStore(Places.of_user()).load()
        if saved.problem is not None and not saved.profiles:
            raise saved.problem
        profile = at_hand(saved)
        if profile is None:
            return ModesView()
        missing = missing_models(saved, profile)
        rows = (
            ModeView(row.mode, row.label, profile_view(row.profile), row.bound, missing.get(row.mode, ""))
            for row in all_modes(saved, profile)
        )
        return ModesView(profile.name, profile.client, (*rows, _fallback(saved)))

    async def bind(self, modes: Sequence[str], profile: str) -> None:
        """Change the file, in a thread: another terminal may hold its lock for a while."""
        bound = {mode: profile for mode in modes if mode != FALLBACK}
        fallback = profile if FALLBACK in modes else None
        await asyncio.to_thread(ProfileStore(Places.of_user()).bind, bound, fallback)

    async def prepare(self, wanted: ModeProof) -> WizardState:
        """Return the saved connection, or one like it with another model and no name; its key is read where it is."""
        name = wanted.profile or wanted.like
        state = await self._services.open_profile(name)
        if state.step is not Step.PROOF:
            raise UsageError(f"the key of {name!r} could not be read", f"re-check {name} first: that asks for the key")
        return state if wanted.profile else replace(state, model=wanted.model, profile=None)

    async def keep(self, wanted: ModeProof, state: WizardState, report: Report) -> tuple[str, ...]:
        """Save what was proven as the wizard saves it at its end, remember it, and bind it if it is ready."""
        ready = report.verdict in steps.READY
        words: tuple[str, ...] = ()
        if wanted.profile:
            await self._services.record(state, report)
        elif not ready:
            return ("Nothing was saved, nothing was bound.",)
        else:
            state = replace(steps.proven(state, report), profile=_free_name(wanted.model))
            words = (await self._services.store(state, report)).words
            await self._services.record(state, report)
        if not wanted.modes:
            return words
        if not ready:
            return ("Nothing was bound.",)
        await self.bind(wanted.modes, state.profile or "")
        return (*words, f"Bound to {mode_names(wanted.modes)}.")


def _free_name(model: str) -> str:
    saved = ProfileStore(Places.of_user()).load()
    if saved.problem is not None:
        raise saved.problem
    return name_for_model(model, saved.names)


def _fallback(saved: Profiles) -> ModeView:
    kept = saved.find(saved.fallback or "")
    return ModeView(FALLBACK, "Fallback", profile_view(kept) if kept else None)
