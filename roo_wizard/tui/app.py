"""The app: which screen stands on which, and what ends it. What a step does is in its screen."""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segments
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from roo_wizard.flow.state import Step, WizardState
from roo_wizard.tui.theme import THEME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

    from textual.driver import Driver

    from roo_wizard.core.secret import ApiKey
    from roo_wizard.flow.services import Services

INTERRUPTED = 130
"""The exit code after the wizard was left before its end."""
HANGUP = 1
"""The number of SIGHUP, which Windows does not name."""

_STEP_SCREENS = {
    Step.GATEWAY: ("gateway", "GatewayScreen"),
    Step.KEY: ("key", "KeyScreen"),
    Step.MODEL: ("model", "ModelScreen"),
    Step.PROOF: ("proof", "ProofScreen"),
    Step.FIELDS: ("fields", "FieldsScreen"),
}


class RooWizardApp(App[str]):
    """The wizard. ``run()`` returns the card's text when it was finished, None when it was left.

    Args:
        services: What the wizard does to the outside.
        start: The state to begin with (client, settings), or how to make it: that is then done after the first
            paint, since a state imports the rooms behind its values.
        home: Whether there are saved profiles, so that *Home* is the first screen.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/gateway.tcss", "screens/home.tcss"]
    """The first screens' looks are loaded here: Textual loads a screen's own only when it is pushed."""
    TITLE = "roo-wizard"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True)]

    def __init__(
        self, services: Services, start: WizardState | Callable[[], WizardState] = WizardState, *, home: bool = False
    ) -> None:
        super().__init__()
        self.register_theme(THEME)
        self.theme = THEME.name
        self.services = services
        self._start = start
        self._wizard: WizardState | None = None
        self._home = home
        self._steps: dict[Step, Screen[None]] = {}
        self._serial = count()
        self.key_in_hand: ApiKey | None = None
        """A key that stands in a field and is no answer yet; only the crash screen asks, to redact it."""

    @property
    def wizard(self) -> WizardState:
        """Every answer so far."""
        if self._wizard is None:
            self._wizard = self._first()
        return self._wizard

    @wizard.setter
    def wizard(self, state: WizardState) -> None:
        """Take the next state; `go` also moves to its step."""
        self._wizard = state

    @property
    def has_begun(self) -> bool:
        """Whether there may be answers; asking for them before the first paint would import what they are made of."""
        return self._wizard is not None

    def _first(self) -> WizardState:
        """A state without answers, for the client that was asked for."""
        return self._start if isinstance(self._start, WizardState) else self._start()

    def get_default_screen(self) -> Screen[None]:
        """The first screen is the default one: it paints a moment earlier than a pushed one."""
        return _screen("home", "HomeScreen") if self._home else self._step_screen(Step.GATEWAY)

    def go(self, state: WizardState) -> None:
        """Stand at ``state.step``: back on its screen if that is open below, else on top of this one."""
        self.wizard = state
        if state.gateway is not None and not state.practice:  # without an answer, another run's may still be kept
            self.services.save_progress(state)
        screen = self._step_screen(state.step)
        if screen not in self.screen_stack:
            self.push_screen(screen)
        while self.screen is not screen:
            self.pop_screen()

    def start_over(self, state: WizardState | None = None) -> None:
        """Begin with *state* on fresh screens: nothing typed for another connection is left in a field."""
        old = list(self._steps.values())
        self._steps.clear()
        self.go(state or self._first())
        for screen in old:
            # A screen that is still below, as the first one is, stays installed until it is left.
            if screen not in self.screen_stack:
                self.uninstall_screen(screen)
                screen.remove()

    def step_back(self) -> None:
        """Go to the screen below, whose answers are kept; the lowest screen stays."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def action_leave(self) -> None:
        """Ask once; a second ctrl+c leaves."""
        from roo_wizard.tui.screens.modals import QuitScreen

        if isinstance(self.screen, QuitScreen):
            self.leave()
        else:
            self.push_screen(QuitScreen(), lambda sure: self.leave() if sure else None)

    def leave(self) -> None:
        """Leave before the end; a run that was interrupted can be resumed."""
        self.exit(None, return_code=INTERRUPTED)

    def end_by_signal(self, number: int) -> None:
        """Leave at once and restore the terminal, with the exit code that shells use for signal *number*."""
        self.exit(None, return_code=128 + number)

    def hung_up(self) -> None:
        """Leave because the terminal is gone, as its SIGHUP would."""
        self.end_by_signal(HANGUP)

    def input_failed(self, error: Exception) -> None:
        """Crash because the keyboard can no longer be read."""
        self._handle_exception(error)

    def get_driver_class(self) -> type[Driver]:
        """Take our own driver where Textual would take the one it is made from."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from roo_wizard.tui.terminal_driver import TerminalDriver

        return TerminalDriver

    def finish(self, card_text: str) -> None:
        """End well: the caller prints *card_text*, which holds no key."""
        self.services.clear_progress()
        self.exit(card_text)

    def show_help(self, step: Step) -> None:
        """Explain *step*."""
        from roo_wizard.tui.screens.modals import HelpScreen

        self.push_screen(HelpScreen(step))

    def show_notice(self, title: str, *sentences: str) -> None:
        """Say something that has to be read before going on."""
        from roo_wizard.tui.screens.modals import NoticeScreen

        self.push_screen(NoticeScreen(title, sentences))

    def open_team(self) -> None:
        """Ask for a team file, on top of whatever is shown."""
        self.push_screen(_screen("team", "TeamScreen"))

    def open_rotation(self, profile: str) -> None:
        """Ask for the new key of a saved connection."""
        self.push_screen(_screen("rotation", "RotationScreen", profile))

    def open_outputs(self, profile: str | None = None) -> None:
        """Show everything that comes out of a saved connection, or of the one that was just proven."""
        self.push_screen(_screen("outputs", "OutputsScreen", profile))

    def open_record(self, profile: str) -> None:
        """Ask what only people know of a saved connection, for its runbook."""
        self.push_screen(_screen("record", "RecordScreen", profile))

    def open_modes(self) -> None:
        """Show which connection each mode of the client uses."""
        self.push_screen(_screen("modes", "ModesScreen"))

    def open_moving(self) -> None:
        """Show the table of keeping the client or moving on."""
        self.push_screen(_screen("moving", "MovingScreen"))

    def open_machine(self) -> None:
        """Show what this machine is like, on top of whatever is shown."""
        self.push_screen(_screen("machine", "MachineScreen"))

    def has_profiles(self) -> bool:
        """Whether there is anything to go home to; a file that cannot be read is, since Home names it."""
        from roo_wizard.core.errors import RooWizardError

        try:
            return bool(self.services.profiles())
        except RooWizardError:
            return True

    def open_home(self) -> None:
        """Show the saved connections."""
        home = next((screen for screen in self.screen_stack if screen.id == "home"), None)
        if home is None:
            self.push_screen(_screen("home", "HomeScreen"))
            return
        while self.screen is not home:
            self.pop_screen()

    async def copy(self, text: str | ApiKey) -> str:
        """Copy *text* by the best way there is; return what was really done."""
        outcome = await self.services.copy(text)
        if outcome.sequence is not None and self._driver is not None:
            self._driver.write(outcome.sequence.reveal())
            self._driver.flush()
        return outcome.words

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Show a failed worker: known trouble as a notice, anything else as the crash it is.

        The widgets that start workers call this, since a worker tells nobody else (the event does not bubble).
        """
        from roo_wizard.core.errors import RooWizardError

        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, RooWizardError):
            self.show_notice(error.message, error.hint)
        elif isinstance(error, Exception):
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Replace Textual's crash screen: no locals, redacted, and an exit code that says so."""
        from roo_wizard.tui.crash import crash_report

        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            report = crash_report(error, [key for key in (self.wizard.key, self.key_in_hand) if key])
            self._exit_renderables.append(Segments(self.console.render(report, self.console.options)))
        self._close_messages_no_wait()

    def _step_screen(self, step: Step) -> Screen[None]:
        """The screen of *step*; it is kept when one goes back, so that everything typed is still there."""
        if step not in self._steps:
            screen = _screen(*_STEP_SCREENS[step])
            self.install_screen(screen, f"step-{step.number}-{next(self._serial)}")
            self._steps[step] = screen
        return self._steps[step]


def _screen(module: str, name: str, *about: str | None) -> Screen[None]:
    """Import and make a screen only when it is wanted: the first paint pays for one."""
    made: Screen[None] = getattr(import_module(f"roo_wizard.tui.screens.{module}"), name)(*about)
    return made
