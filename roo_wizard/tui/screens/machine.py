"""The doctor's page: what this machine is like, line by line as each is found out. Nothing is sent."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from roo_wizard.core.report import Status
from roo_wizard.core.text import safe
from roo_wizard.flow.views import MachineLine
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import SafeStatic, hanging

_TITLE_WIDTH = 20
_MARKS = {
    Status.PASS: ("passed", "$success"),
    Status.WARN: ("warned", "$warning"),
    Status.FAIL: ("failed", "$error"),
    Status.NOT_RUN: ("skipped", "$secondary"),
}


class MachineLines(Rows):
    """Mark, title, what was found; below it what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[MachineLine] = ()

    def show(self, lines: Sequence[MachineLine]) -> None:
        """Draw *lines*."""
        self._lines = lines
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """The summary is wrapped beside the title, the next step behind an arrow."""
        return [row for one in self._lines for row in _rows(one, width)]


class MachineScreen(FramedScreen):
    """Opened with ``d`` on Home, and from the help of the first step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "go_back", show=False)]

    def __init__(self) -> None:
        super().__init__(id="machine")

    def compose(self) -> ComposeResult:
        """Header, lines, how many there are, keys."""
        yield PlainHeader("this machine")
        with VerticalScroll(id="body"):
            yield SafeStatic("Looking at this machine: nothing is sent.", classes="heading")
            yield MachineLines()
        yield self.too_small()
        yield KeyLine((("↑↓", "scroll"), BACK, QUIT))

    def on_mount(self) -> None:
        """The look begins after the first paint: a locked keyring may take seconds."""
        self.query_one("#body").focus()
        self._look()

    @work(exclusive=True, group="machine", exit_on_error=False)
    async def _look(self) -> None:
        found: list[MachineLine] = []
        heading = self.query_one(".heading", SafeStatic)
        async for one in self.services.doctor():
            found.append(one)
            self.query_one(MachineLines).show(tuple(found))
            heading.update(f"Looking at this machine: {len(found)} so far; nothing is sent.")
        heading.update(_said(found))


def _said(found: Sequence[MachineLine]) -> str:
    """How many lines want attention."""
    count = sum(one.status in {Status.WARN, Status.FAIL} for one in found)
    wanted = f"{count} of {len(found)} want a look" if count else f"all {len(found)} are as they should be"
    return f"This machine: {wanted}. Nothing was sent."


def _rows(one: MachineLine, width: int) -> list[Content]:
    mark, style = _MARKS[one.status]
    label = f"{getattr(glyphs(), mark)} {safe(one.title, _TITLE_WIDTH - 4)}"
    rows = [hanging(label, safe(one.summary), _TITLE_WIDTH, width, "" if one.status is Status.PASS else style)]
    if one.remediation:
        rows.append(hanging("", f"{glyphs().arrow} {safe(one.remediation)}", _TITLE_WIDTH, width, "$secondary"))
    return rows
