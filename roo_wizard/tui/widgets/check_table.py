"""The checks of a proof as they run: mark, name, word, time, bytes, and a bar of the time."""

from textual.content import Content

from roo_wizard.core.report import Status
from roo_wizard.flow.proof import ProofRow, ProofView
from roo_wizard.tui import words
from roo_wizard.tui.theme import Glyphs, glyphs
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import cell, line

_WORD_WIDTH, _TIME_WIDTH, _SIZE_WIDTH = 9, 9, 9
_FIXED = 2 + _WORD_WIDTH + _TIME_WIDTH + _SIZE_WIDTH + 1
_WORDS = {
    Status.PASS: ("passed", "$success"),
    Status.WARN: ("warning", "$warning"),
    Status.FAIL: ("failed", "$error"),
    Status.NOT_RUN: ("not run", "$secondary"),
}
MARKS = {
    None: "running",
    Status.PASS: "passed",
    Status.WARN: "warned",
    Status.FAIL: "failed",
    Status.NOT_RUN: "skipped",
}
"""The glyph of each status; None is a check without a result yet."""


class CheckTable(Rows):
    """One line per check; bars are relative to the slowest."""

    def __init__(self) -> None:
        super().__init__()
        self._view = ProofView()

    def show(self, view: ProofView) -> None:
        """Draw *view*."""
        self._view = view
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """Title and bar share what the other columns leave."""
        bar_width = min(20, max(6, width // 8))
        title_width = max(12, min(48, width - _FIXED - bar_width))
        longest = max((row.milliseconds for row in self._view.rows), default=0.0)
        return [_row(row, self._view, title_width, bar_width, longest) for row in self._view.rows]


def _row(row: ProofRow, view: ProofView, title_width: int, bar_width: int, longest: float) -> Content:
    marks = glyphs()
    word, style = word_of(row, view)
    took = words.duration(row.milliseconds) if row.milliseconds >= 1 else ""
    size = words.size(row.size_bytes) if row.size_bytes else ""
    return line(
        (f"{getattr(marks, MARKS[row.result.status if row.result else None])} ", style),
        (cell(row.title, title_width), "bold" if row.result is None and view.running else ""),
        " ",
        (cell(word, _WORD_WIDTH), style),
        (took.rjust(_TIME_WIDTH - 1) + " ", "$secondary"),
        (size.rjust(_SIZE_WIDTH - 1) + " ", "$secondary"),
        *_bar(row.milliseconds, longest, bar_width, marks),
    )


def word_of(row: ProofRow, view: ProofView) -> tuple[str, str]:
    """Return how the check of *row* stands in *view*, and the style of that word."""
    if row.result is not None:
        return _WORDS[row.result.status]
    return ("running", "$primary") if view.running else ("stopped", "$secondary")


def _bar(milliseconds: float, longest: float, width: int, marks: Glyphs) -> tuple[tuple[str, str], tuple[str, str]]:
    filled = min(width, max(1, round(width * milliseconds / longest))) if longest and milliseconds >= 1 else 0
    return (marks.bar * filled, "$primary"), (marks.bar_rest * (width - filled), "$border-blurred")
