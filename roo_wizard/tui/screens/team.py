"""Joining a team: which file, who would receive the key, and the yes to exactly that host."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.text import safe
from roo_wizard.flow.team import Confirmation, TeamJourney, confirm
from roo_wizard.profiles.team.pins import Standing
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.frame import KeyHint, KeyLine, PlainHeader
from roo_wizard.tui.widgets.host_banner import HostBanner
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_ENTER: dict[Confirmation, KeyHint] = {
    Confirmation.ENTER: ("enter", "my key may go to this host"),
    Confirmation.TYPE: ("enter", "go on, then type the host"),
    Confirmation.NEVER: ("esc", "leave it"),
}


class TeamScreen(FramedScreen):
    """The path, and below it at once whose host it is; Enter is the answer."""

    CSS_PATH = "team.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="team")
        self._journey: TeamJourney | None = None
        self._painted_at = self._pressed_at = 0.0
        """When the host of the journey was painted (0: not yet), and when Enter was pressed, by Textual's clock."""

    def compose(self) -> ComposeResult:
        """Header, path, host in large, what to know, keys."""
        yield PlainHeader("join a team")
        with VerticalScroll(id="body", can_focus=False):
            yield SafeStatic("Where is the team file? It holds no key; yours comes next.", classes="heading")
            yield Field("path of the file, such as ~/Downloads/team.toml", css_id="team-path")
            yield HostBanner()
            yield Field("type the host exactly as it stands above", css_id="team-host")
            yield SafeStatic("", css_id="team-problem")
            yield SafeStatic("", css_id="team-told")
        yield self.too_small()
        yield KeyLine((BACK, QUIT))

    def on_mount(self) -> None:
        """Only the path is asked for at first."""
        for field in self.query(Field):
            field.refuses = self._refuses_key
        self._show(None)
        self.query_one("#team-path", Field).focus()

    def action_read(self, pages: int) -> None:
        """Move through a long list of remarks and changes."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=pages * body.size.height // 2, animate=False)

    def _refuses_key(self, text: str) -> bool:
        """Whether a key is being pasted here, where it would be seen."""
        refused = self.services.looks_like_key(text)
        if refused:
            self._complain("That looked like a key and was removed. It is asked for on the next screen.")
        return refused

    @on(Input.Changed, "#team-path")
    def _path_changed(self, event: Input.Changed) -> None:
        self._read(event.value)

    @work(exclusive=True, group="team", exit_on_error=False)
    async def _read(self, path: str) -> None:
        """Show what is at *path*; nothing is sent."""
        if not path.strip():
            self._show(None)
            return
        try:
            self._show(await self.services.teams.open(path))
        except RooWizardError as error:
            self._show(None)
            self._complain(error.message)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._journey is None:
            self._read(self.query_one("#team-path", Field).value)
        elif 0 < self._painted_at < self._pressed_at:
            self._answer(self._journey)

    def on_key(self, event: events.Key) -> None:
        """Note when Enter was pressed: one that ends the path may be handled late, and confirms no host unseen."""
        if event.key == "enter":
            self._pressed_at = event.time

    @work(exclusive=True, group="answer", exit_on_error=False)
    async def _answer(self, shown: TeamJourney) -> None:
        """Go on to the key, if the file is still the one that was shown and its host is confirmed."""
        if shown.saved_as:
            self.wizard_app.start_over(await self.services.open_profile(shown.saved_as))
            return
        try:
            journey = await self._still(shown)
            state = confirm(journey, self.query_one("#team-host", Field).value, self.wizard.client)
        except RooWizardError as error:
            self._complain(error.message)
            return
        self.services.teams.keep(journey.sha256)
        self.wizard_app.start_over(state)

    async def _still(self, shown: TeamJourney) -> TeamJourney:
        """Return the file as it is now with its host looked up; raises `UsageError` when more has to be seen first."""
        journey = await self.services.teams.open(self.query_one("#team-path", Field).value)
        if journey.sha256 != shown.sha256:
            self._show(journey)
            raise UsageError("The file was changed just now: look at the host again.")
        journey = await self.services.teams.look_up(journey)
        field = self.query_one("#team-host", Field)
        if journey.confirmation is Confirmation.TYPE and not field.display:
            self._show(journey)
            field.display = True
            field.focus()
            raise UsageError(f"If it is right, type the host: {journey.receiver.confirm}")
        if journey.confirmation is Confirmation.NEVER:
            self._show(journey)
        return journey

    def _complain(self, words: str) -> None:
        self.query_one("#team-problem", SafeStatic).update(safe(words))

    def _show(self, journey: TeamJourney | None) -> None:
        """Draw *journey*, or only the question for the path."""
        self._journey, self._painted_at = journey, 0.0
        self.call_after_refresh(self._painted, journey)
        banner, host = self.query_one(HostBanner), self.query_one("#team-host", Field)
        host.value, host.display = "", False
        banner.display = journey is not None
        self._complain("")
        told = self.query_one("#team-told", SafeStatic)
        if journey is None:
            told.update("")
            self.query_one(KeyLine).show((BACK, QUIT))
            return
        banner.show(journey.receiver.endpoint)
        told.update(lines(_told(journey)))
        enter = ("enter", "re-check it") if journey.saved_as else _ENTER[journey.confirmation]
        self.query_one(KeyLine).show((enter, BACK, QUIT) if enter[0] != "esc" else (BACK, QUIT))

    def _painted(self, journey: TeamJourney | None) -> None:
        if journey is self._journey:
            self._painted_at = events.Event().time


def _told(journey: TeamJourney) -> list[Content]:
    """Whose file it is, what to watch out for, and what it brings."""
    team, marks = journey.team, glyphs()
    known = (
        f"the known gateway {journey.receiver.known}" if journey.receiver.known else "no gateway known to the wizard"
    )
    rows = [line((journey.receiver.title, "bold"), (f"  {known}", "$secondary"))]
    if journey.saved_as:
        return [*rows, line(f"Nothing new: this very file is already the connection {safe(journey.saved_as, 60)}.")]
    if journey.problem:
        rows.append(line((f"{marks.failed} {journey.problem}", "$error")))
    style = "$warning" if journey.confirmation is not Confirmation.ENTER else "$secondary"
    rows += [line((f"{marks.warned} {warning}", style)) for warning in journey.warnings]
    if journey.history.standing is Standing.SAME:
        rows.append(line(("The same file was opened here before.", "$secondary")))
    rows.append(line(("model ", "$secondary"), safe(", ".join(team.models), 200)))
    if team.key_rules:
        rows.append(line(("key   ", "$secondary"), safe(team.key_rules)))
    if team.verdict:
        proof = f"{team.verdict.verdict} on {team.verdict.date}, for the sender; yours is proven next"
        rows.append(line(("proof ", "$secondary"), safe(proof)))
    return rows
