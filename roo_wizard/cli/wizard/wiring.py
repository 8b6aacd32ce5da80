"""The wizard's services made of the real rooms.

Every room is imported inside the method that needs it: this module is imported before the first paint, and even
the small values cost a tenth of it together.
"""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from roo_wizard.cli.wizard.desks import Desks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from roo_wizard.core.base_url import BaseUrl
    from roo_wizard.core.endpoint import Endpoint
    from roo_wizard.core.events import Event
    from roo_wizard.core.exchange import Exchange
    from roo_wizard.core.key_text import CleanedKey
    from roo_wizard.core.model import Catalog
    from roo_wizard.core.report import Report
    from roo_wizard.core.secret import ApiKey
    from roo_wizard.flow.state import WizardState
    from roo_wizard.flow.views import (
        CardView,
        Copied,
        GatewayChoice,
        InstallView,
        KeyringState,
        MachineLine,
        ProfileView,
        Stored,
    )
    from roo_wizard.probe.target import Options, Target
    from roo_wizard.profiles.resume import ResumeFile


_CONNECTION = ("profile", "endpoint", "model", "client", "settings", "key")
"""What two states share that are about the same connection."""


class Wiring(Desks):
    """Implements `flow.services.Services`. With *practice* the practice gateway is the first row.
    With *fresh* a run that was interrupted is forgotten.

    ``stored`` are the words of the last `store`, for the terminal after the app has ended. `close` stops the
    practice gateway, if it was started.
    """

    def __init__(self, *, practice: bool = False, fresh: bool = False) -> None:
        self.stored: tuple[str, ...] = ()
        self._practice = practice
        self._practice_choice: GatewayChoice | None = None
        self._exchanges: tuple[Exchange, ...] = ()
        self._kept: WizardState | None = None
        self._running = AsyncExitStack()
        self._keeps_progress = fresh
        if fresh:
            self.clear_progress()

    async def close(self) -> None:
        """Stop what was started."""
        await self._running.aclose()

    def gateways(self) -> tuple[GatewayChoice, ...]:
        """Return the presets, and with ``--practice`` the practice gateway before them."""
        from roo_wizard.cli.wizard.choices import gateway_choices, practice_choice

        first = (self._practice_choice or practice_choice(),) if self._practice else ()
        return (*first, *gateway_choices())

    async def open_practice(self) -> GatewayChoice:
        """Start the practice gateway on a free port, once."""
        if self._practice_choice is None:
            from roo_wizard.cli.wizard.choices import practice_choice
            from roo_wizard.practice.server import PracticeGateway

            gateway = await self._running.enter_async_context(PracticeGateway())
            self._practice_choice = practice_choice(gateway.base_url)
        return self._practice_choice

    def read_url(self, typed: str, choice: GatewayChoice) -> BaseUrl:
        """Read a typed base URL; see `cli.wizard.choices.read_url`."""
        from roo_wizard.cli.wizard.choices import read_url

        return read_url(typed, choice)

    async def keyring_state(self) -> KeyringState:
        """Test the keyring with a canary."""
        from roo_wizard.flow.views import KeyringState
        from roo_wizard.profiles.vault import Vault

        state = await Vault().probe()
        if state.trouble is None:
            return KeyringState(state.backend_name)
        return KeyringState(state.backend_name, state.trouble.meaning, state.trouble.as_error.hint)

    def key_from_environment(self, variable: str) -> CleanedKey | None:
        """Return the cleaned value of an environment variable, None when it is not set."""
        from roo_wizard.core.key_text import clean_key

        value = os.environ.get(variable)
        return clean_key(value) if value else None

    def key_warning(self, choice: GatewayChoice, key: ApiKey) -> str:
        """Return a sentence when the key seems to be another vendor's."""
        from roo_wizard.cli.wizard.choices import key_warning

        return key_warning(choice, key)

    def looks_like_key(self, text: str) -> bool:
        """Whether *text* seems to hold a key."""
        from roo_wizard.cli.secrets_in_text import looks_like_key

        return looks_like_key(text)

    def proxy_for(self, endpoint: Endpoint) -> str:
        """Return the proxy on the way to *endpoint*, without credentials."""
        from roo_wizard.gateway.proxies import proxy_for

        return proxy_for(endpoint) or ""

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        """Return the gateway's model list with the client's warnings, and what its own dropdown will show as a note.

        The list is taken out of garbage collection: walking 50,000 models in the middle of a key press would
        block the screen for 45 ms (measured; tests/bench).
        """
        import gc
        from dataclasses import replace

        from roo_wizard.cli.commands import models
        from roo_wizard.flow import steps

        catalog = await models.listed(steps.target(replace(state, model=state.model or "?")))
        gc.freeze()
        return catalog

    def model_warnings(self, state: WizardState, model_id: str) -> tuple[str, ...]:
        """Return what is special about this id."""
        from roo_wizard.cli.wizard.choices import model_remarks

        return model_remarks(state, model_id)

    def check(self, target: Target, options: Options) -> AsyncIterator[Event]:
        """Run the proof; the run is kept in the ledger, unless it is practice."""
        from roo_wizard.cli.ledgering import keeper
        from roo_wizard.probe.engine import check

        if self._is_practice(target.endpoint):
            return check(target, options)
        to_ledger = keeper(target)

        def keep(report: Report, exchanges: tuple[Exchange, ...]) -> None:
            self._exchanges = exchanges
            to_ledger(report, exchanges)

        return check(target, options, keep=keep)

    def _is_practice(self, endpoint: Endpoint) -> bool:
        choice = self._practice_choice
        return choice is not None and any(base.url.startswith(endpoint.origin) for base in choice.bases)

    async def record(self, state: WizardState, report: Report) -> tuple[str, ...]:
        """Remember the verdict of a saved profile, add the check to its history, and return what changed.

        With another model or key than it has, it was not the saved connection that was asked.
        """
        from roo_wizard.cli.changes import change_lines
        from roo_wizard.cli.remembering import remember

        if not state.profile or state.practice or self._is_changed(state):
            return ()
        remembered = remember(state.profile, report, self._exchanges)
        return (remembered.problem,) if remembered.problem else change_lines(remembered.before, remembered.after)

    def _is_changed(self, state: WizardState) -> bool:
        """Whether *state* is about another connection than the saved one as it was opened, or kept, in this run."""
        kept = self._kept
        return kept is None or any(getattr(kept, name) != getattr(state, name) for name in _CONNECTION)

    async def store(self, state: WizardState, report: Report) -> Stored:
        """Keep key and profile as the person chose; a new profile's history begins with this proof."""
        from dataclasses import replace

        from roo_wizard.cli.wizard.profiles import store

        stored = await store(state, report)
        if state.team and stored.profile:
            self.teams.keep(state.team, stored.profile)
        if stored.profile:
            self.clear_progress()
        if stored.profile and self._is_changed(state):
            self._kept = replace(state, profile=stored.profile)
            await self.record(self._kept, report)
        self.stored = stored.words
        return stored

    def card(self, state: WizardState, report: Report) -> CardView:
        """Return the paste card."""
        from roo_wizard.cli.wizard.card import card_view

        return card_view(state, report)

    async def copy(self, text: str | ApiKey) -> Copied:
        """Copy by a local command, else hand the terminal's sequence back."""
        from roo_wizard.core.secret import ApiKey
        from roo_wizard.flow.views import Copied
        from roo_wizard.handoff.clipboard import copy

        sequences: list[str] = []
        outcome = await copy(text, sequences.append)
        return Copied(outcome.words, ApiKey(sequences[0]) if sequences else None)

    def profiles(self) -> tuple[ProfileView, ...]:
        """Return the saved connections, the default one first."""
        from roo_wizard.cli.wizard.profiles import profile_views

        return profile_views()

    async def open_profile(self, name: str) -> WizardState:
        """Return the state of a saved connection."""
        from roo_wizard.cli.wizard.profiles import open_profile

        self._kept = await open_profile(name)
        return self._kept

    async def installs(self) -> tuple[InstallView, ...]:
        """Return the installs on this machine; read in a thread, since a home folder may be on a slow disk."""
        import asyncio
        from pathlib import Path

        from roo_wizard.flow.views import InstallView
        from roo_wizard.roo.clients import CLIENTS
        from roo_wizard.roo.editor.installs import find_installs

        found = await asyncio.to_thread(find_installs, Path.home(), os.environ)
        return tuple(InstallView(CLIENTS[one.product].name, one.version, one.editor) for one in found)

    async def doctor(self) -> AsyncIterator[MachineLine]:
        """Look at this machine: the same checks as the command ``doctor``."""
        from roo_wizard.cli.doctor.checks import CHECKS
        from roo_wizard.flow.views import MachineLine

        for check in CHECKS:
            one = await check()
            yield MachineLine(one.title, one.status, one.summary, one.remediation)

    async def credit(self, state: WizardState, report: Report) -> tuple[str, ...]:
        """Ask what is left to spend, where the preset documents an address for it."""
        from roo_wizard.cli.credit import credit_lines
        from roo_wizard.flow import steps

        return () if state.practice else await credit_lines(steps.target(state), report)

    def save_progress(self, state: WizardState) -> None:
        """Keep the answers of an unfinished run; looking at a saved connection answers nothing."""
        from roo_wizard.cli.wizard.profiles import is_as_saved
        from roo_wizard.cli.wizard.progress import progress_of
        from roo_wizard.core.secret import Redactor

        if is_as_saved(state):
            return
        self._keeps_progress = True
        self._resume_file.save(progress_of(state), Redactor((state.key,) if state.key else ()))

    def load_progress(self) -> WizardState | None:
        """Return the answers of an interrupted run."""
        from roo_wizard.cli.wizard.progress import resumed

        progress = self._resume_file.load()
        return resumed(progress, self.teams) if progress else None

    def clear_progress(self) -> None:
        """Forget this run's answers; those of another one, that was interrupted, stay."""
        if self._keeps_progress:
            self._resume_file.clear()

    @property
    def _resume_file(self) -> ResumeFile:
        from roo_wizard.core.paths import Places
        from roo_wizard.profiles.resume import ResumeFile

        return ResumeFile(Places.of_user())
