"""Home: the saved connections with their last verdict."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.views import ProfileView
from roo_wizard.tui.screens.base import HELP, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import last_verdict
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader
from roo_wizard.tui.widgets.interrupted import go_on_line
from roo_wizard.tui.widgets.text import SafeStatic, cell, line

_NAME_WIDTH, _VERDICT_WIDTH = 18, 24


class HomeScreen(FramedScreen):
    """Enter re-checks the connection under the cursor, without a question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "recheck", show=False),
        Binding("r", "rotate", show=False),
        Binding("o", "outputs", show=False),
        Binding("m", "modes", show=False),
        Binding("b", "record", show=False),
        Binding("n", "new", show=False),
        Binding("g", "go_on", show=False),
        Binding("t", "team", show=False),
        Binding("d", "machine", show=False),
        Binding("question_mark", "help", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="home")
        self._profiles: Sequence[ProfileView] = ()
        self._interrupted: WizardState | None = None

    def compose(self) -> ComposeResult:
        """Header, the list, keys."""
        yield PlainHeader("saved connections")
        with Vertical(id="body"):
            yield SafeStatic("What shall be checked?", classes="heading")
            yield SafeStatic("", css_id="interrupted")
            yield OptionList(id="profiles", markup=False)
            yield SafeStatic("", css_id="profile-details")
        yield self.too_small()
        yield KeyLine(
            (
                ("enter", "re-check"),
                ("r", "rotate the key"),
                ("o", "outputs"),
                ("m", "modes"),
                ("b", "runbook"),
                ("n", "set up another"),
                ("t", "team file"),
                ("d", "doctor"),
                ("q", "leave"),
                HELP,
                QUIT,
            )
        )

    def on_mount(self) -> None:
        """The file is read after the first paint."""
        self.query_one(OptionList).focus()
        self.query_one("#interrupted").display = False
        self.call_after_refresh(self._load)
        self.call_after_refresh(self._offer_to_go_on)

    def on_screen_resume(self) -> None:
        """A verdict may have changed meanwhile, and a run may have been left in the middle."""
        if self._profiles:
            self._load()
            self._offer_to_go_on()

    def _offer_to_go_on(self) -> None:
        """Name the run that was interrupted, if there is one."""
        self._interrupted = self.services.load_progress()
        offer = self.query_one("#interrupted", SafeStatic)
        offer.display = self._interrupted is not None
        if self._interrupted is not None:
            offer.update(go_on_line("g", self._interrupted))

    def _load(self) -> None:
        try:
            self._profiles = self.services.profiles()
        except RooWizardError as error:
            self._profiles = ()
            self.wizard_app.show_notice(error.message, error.hint)
        rows = self.query_one("#profiles", OptionList)
        position = rows.highlighted or 0
        rows.set_options([_row(profile, rows.size.width - 2) for profile in self._profiles])
        rows.highlighted = min(position, len(self._profiles) - 1) if self._profiles else None
        if not self._profiles:
            self.query_one("#profile-details", SafeStatic).update("No saved connection. n sets one up.")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        profile = self._profiles[event.option_index]
        checked = f"last checked {safe(profile.checked_at, 40)}" if profile.checked_at else "never checked"
        text = f"{safe(profile.base_url, 160)}\n{safe(profile.client, 20)} · key: {safe(profile.key, 60)} · {checked}"
        self.query_one("#profile-details", SafeStatic).update(line((text, "$secondary")))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_recheck()

    def action_recheck(self) -> None:
        """Run the proof of the connection under the cursor."""
        if self._chosen is not None:
            self._open(self._chosen)

    def action_rotate(self) -> None:
        """Replace the key of the connection under the cursor."""
        if self._chosen is not None:
            self.wizard_app.open_rotation(self._chosen)

    def action_outputs(self) -> None:
        """Show what comes out of the connection under the cursor."""
        if self._chosen is not None:
            self.wizard_app.open_outputs(self._chosen)

    def action_modes(self) -> None:
        """Show which connection each mode uses."""
        self.wizard_app.open_modes()

    def action_record(self) -> None:
        """Show the runbook of the connection under the cursor."""
        if self._chosen is not None:
            self.wizard_app.open_record(self._chosen)

    @property
    def _chosen(self) -> str | None:
        """The name of the connection under the cursor."""
        position = self.query_one("#profiles", OptionList).highlighted
        return None if position is None else self._profiles[position].name

    @work(exclusive=True, group="open", exit_on_error=False)
    async def _open(self, name: str) -> None:
        self.wizard_app.start_over(await self.services.open_profile(name))

    def action_new(self) -> None:
        """Set up another connection."""
        self.wizard_app.start_over()

    def action_go_on(self) -> None:
        """Go on with the run that was interrupted; what needs the key waits for it."""
        if self._interrupted is not None:
            self.wizard_app.start_over(self._interrupted)

    def action_team(self) -> None:
        """Join a team."""
        self.wizard_app.open_team()

    def action_machine(self) -> None:
        """Look at this machine."""
        self.wizard_app.open_machine()

    def action_help(self) -> None:
        """Explain the shutdown and the first step."""
        self._explain()

    @work(exclusive=True, group="installs", exit_on_error=False)
    async def _explain(self) -> None:
        from roo_wizard.tui.screens.modals import ShutdownScreen

        self.app.push_screen(ShutdownScreen(await self.services.installs()))

    def action_leave(self) -> None:
        """Leave; nothing is under way here."""
        self.app.exit(None)


def _row(profile: ProfileView, width: int) -> Content:
    word, style, mark = last_verdict(profile.last_verdict)
    model_width = max(10, width - _NAME_WIDTH - _VERDICT_WIDTH - 2)
    return line(
        (cell(safe(profile.name, 60), _NAME_WIDTH), "bold"),
        " ",
        (cell(safe(profile.model, 120), model_width), "$secondary"),
        " ",
        (cell(f"{getattr(glyphs(), mark)} {word}", _VERDICT_WIDTH), f"${style}"),
    )
