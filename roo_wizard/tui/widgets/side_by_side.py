"""Two proofs of the same checks beside each other: the new key's and the old one's, as they run."""

from collections.abc import Mapping

from textual.content import Content

from roo_wizard.flow.proof import ProofRow, ProofView
from roo_wizard.flow.rotation import Side
from roo_wizard.tui import words
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.check_table import MARKS, word_of
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import cell, line

_COLUMN, _WORD = 20, 11
_MOST_TITLE = 56


class SideBySide(Rows):
    """One line per check, one column per key; a key that was not proven has an empty column."""

    def __init__(self) -> None:
        super().__init__()
        self._views: Mapping[Side, ProofView] = {}

    def show(self, views: Mapping[Side, ProofView]) -> None:
        """Draw what was seen of each key so far."""
        self._views = views
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """The heads, then the checks of either key in the order in which they came."""
        titles = {row.id: row.title for side in Side if side in self._views for row in self._views[side].rows}
        if not titles:
            return []
        title_width = max(12, min(_MOST_TITLE, width - len(Side) * _COLUMN))
        heads = [(cell(f"{side.value} key", _COLUMN), "bold $secondary") for side in Side]
        checks = (self._row(name, title, title_width) for name, title in titles.items())
        return [line(" " * title_width, *heads), *checks]

    def reached(self, views: Mapping[Side, ProofView]) -> int:
        """Return the line, counted from the top of what this stands in, of the check that started last."""
        latest = next(reversed(list(views.values())), ProofView())
        done = sum(row.result is not None for row in latest.rows)
        return self.virtual_region.y + 1 + done

    def _row(self, name: str, title: str, title_width: int) -> Content:
        columns = [self._column(self._views.get(side), name) for side in Side]
        return line(f"{cell(title, title_width - 1)} ", *columns)

    def _column(self, view: ProofView | None, name: str) -> Content:
        row = next((row for row in view.rows if row.id == name), None) if view else None
        if view is None or row is None:
            return Content(" " * _COLUMN)
        return _column(row, view)


def _column(row: ProofRow, view: ProofView) -> Content:
    word, style = word_of(row, view)
    took = words.duration(row.milliseconds) if row.milliseconds >= 1 else ""
    mark = getattr(glyphs(), MARKS[row.result.status if row.result else None])
    return line((cell(f"{mark} {word}", _WORD), style), (cell(took.rjust(8), _COLUMN - _WORD), "$secondary"))
