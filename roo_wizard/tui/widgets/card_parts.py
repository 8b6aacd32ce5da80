"""The parts of the last step beside its keys: the rows of the card, the way to the page, what comes after pasting."""

from textual.content import Content
from textual.widgets import OptionList

from roo_wizard.core.text import safe
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging, line


class Points(Rows):
    """Some sentences of the card."""

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[str, ...] = ()

    def show(self, points: tuple[str, ...]) -> None:
        """Draw *points*."""
        self._points = points
        self.redraw()


class Where(Points):
    """The way to the settings page, as one paragraph."""

    def rows(self, width: int) -> list[Content]:
        """One sentence behind the other."""
        way = " ".join(safe(point) for point in self._points)
        return [hanging("", way, 0, width, "$secondary")]


class AfterPasting(Points):
    """What to do once the fields are in, at most six points."""

    def rows(self, width: int) -> list[Content]:
        """Numbered, wrapped beside their numbers."""
        points = [hanging(f"{number}", safe(text), 3, width) for number, text in enumerate(self._points, 1)]
        return [line(("After pasting", "bold")), *points]


class OtherWays(Points):
    """The client's other entries for this gateway, which were not proven."""

    def rows(self, width: int) -> list[Content]:
        """One line each."""
        return [hanging("or", safe(text, width - 3), 3, width, "$secondary") for text in self._points]


class CardRows(OptionList):
    """The rows of the card; paging moves the whole page, so that everything below them can be read."""

    def action_page_down(self) -> None:
        """Scroll what the rows stand in."""
        self.screen.query_one("#fields-scroll").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll back."""
        self.screen.query_one("#fields-scroll").scroll_page_up(animate=False)
