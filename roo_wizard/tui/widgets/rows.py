"""Rows that depend on the width they get: drawn anew by themselves when the terminal is resized."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from roo_wizard.tui.widgets.text import lines


class Rows(Widget):
    """Base of the widgets that lay their text out themselves; subclasses give `rows`, and call `redraw`."""

    DEFAULT_CSS = "Rows { height: auto; padding: 0 1; }"

    def __init__(self, *, css_id: str | None = None) -> None:
        super().__init__(id=css_id)

    def rows(self, width: int) -> list[Content]:
        """Return the rows for *width* columns; none of their lines is longer."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again, in another height if need be."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """All rows, one below the other."""
        return lines(self.rows(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the rows have at *width*."""
        return sum(row.plain.count("\n") + 1 for row in self.rows(width))
