"""What a re-check found other than the check before: at most five lines, and a way to scroll to the others."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from roo_wizard.core.text import safe
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging, line


class _Lines(Rows):
    """The heading, then the changes."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[str] = ()

    def rows(self, width: int) -> list[Content]:
        """Changes are wrapped beside their indent."""
        heading, *changes = map(safe, self.lines or ("",))
        return [line((heading, "bold")), *(hanging("", change.strip(), 2, width) for change in changes)]


class Changes(VerticalScroll, can_focus=False):
    """Hidden while there is nothing to tell; takes the focus only where there is more than it shows."""

    DEFAULT_CSS = """
    Changes { height: auto; max-height: 5; margin: 0 0 1 0; scrollbar-size-vertical: 1; }
    Changes:focus { background: $panel; }
    """

    def compose(self) -> ComposeResult:
        """One widget that knows its height."""
        yield _Lines()

    def show(self, changes: Sequence[str]) -> None:
        """Draw *changes*, the heading first."""
        lines = self.query_one(_Lines)
        lines.lines = changes
        lines.redraw()
        self.display = bool(changes)

    def on_resize(self) -> None:
        """Only what can be scrolled may take the focus."""
        self.can_focus = self.virtual_size.height > self.size.height
