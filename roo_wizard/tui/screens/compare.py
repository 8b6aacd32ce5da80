"""The client's own export beside what an import would make of it: asked for a path, read here, sent nowhere."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.handoff.compare import Comparison
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader
from roo_wizard.tui.widgets.text import SafeStatic, line, lines


class CompareScreen(FramedScreen):
    """The path, and below it at once what would change; Enter keeps the values before for the way back."""

    CSS_PATH = "record.tcss"

    def __init__(self, profile: str) -> None:
        super().__init__(id="compare")
        self._profile = profile
        self._comparison: Comparison | None = None

    def compose(self) -> ComposeResult:
        """Header, path, what would change, what was done, keys."""
        yield PlainHeader(f"what importing {safe(self._profile, 60)} would change")
        with VerticalScroll(id="body", can_focus=False):
            yield SafeStatic("Where is your own export? Every key in it is masked while it is read.", classes="heading")
            yield Field("path of the file, such as ~/Downloads/roo-code-settings.json", css_id="export-path")
            yield SafeStatic("", css_id="export-told")
        yield SafeStatic("", css_id="record-said")
        yield self.too_small()
        yield KeyLine((BACK, QUIT))

    def on_mount(self) -> None:
        """Only the path is asked for."""
        field = self.query_one("#export-path", Field)
        field.refuses = self.services.looks_like_key
        field.focus()

    @on(Input.Changed)
    @work(exclusive=True, group="compare", exit_on_error=False)
    async def _read(self, event: Input.Changed) -> None:
        """Show what the file at the path says; nothing is kept."""
        comparison, problem = None, ""
        if event.value.strip():
            try:
                comparison = await self.services.records.compare(self._profile, event.value.strip())
            except RooWizardError as error:
                problem = error.message
        self._show(comparison, problem)

    @on(Input.Submitted)
    @work(exclusive=True, group="keep", exit_on_error=False)
    async def _keep(self) -> None:
        """Keep the client's values before, if there are any."""
        if self._comparison is None:
            return
        try:
            self._say(await self.services.records.keep_before(self._profile, self._comparison))
        except RooWizardError as error:
            self._say(f"Not kept: {error.message}. {error.hint}")

    def _show(self, comparison: Comparison | None, problem: str) -> None:
        self._comparison = comparison
        told = map(_line, comparison.lines()) if comparison else ()
        self.query_one("#export-told", SafeStatic).update(lines(told))
        self._say(problem)
        keep = (("enter", "keep the values before"), ("pgdn", "read on")) if comparison else ()
        self.query_one(KeyLine).show((*keep, BACK, QUIT))

    def _say(self, words: str) -> None:
        self.query_one("#record-said", SafeStatic).update(safe(words))


def _line(text: str) -> Content:
    """Headings stand out; what an import changes has its arrow in the text, so that colour says nothing alone."""
    if not text.startswith(" "):
        return line((text, "bold"))
    return line((text, "" if "→" in text or "+" in text[:4] else "$secondary"))
