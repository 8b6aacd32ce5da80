"""The base-URL doctor as lines: what was typed → what will be used → why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from roo_wizard.core.text import safe
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging

if TYPE_CHECKING:
    from roo_wizard.core.base_url import BaseUrl

_LABEL_WIDTH = 7


class Doctor(Rows):
    """Lines under the base-URL field, drawn anew with every key press."""

    def __init__(self, *, css_id: str | None = None) -> None:
        super().__init__(css_id=css_id)
        self._read: BaseUrl | None = None
        self._wanted = ""
        self._found = ""

    def show(self, read: BaseUrl | None, wanted: str = "", found: str = "") -> None:
        """Draw what the doctor says about *read*; with nothing typed yet, what is *wanted*.

        *found* says why it stands there, where the proof found it and no person typed it.
        """
        self._read, self._wanted, self._found = read, wanted, found
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """Label and text, wrapped beside the label."""
        if self._found:
            entries = [("found", self._found, "bold $success")]
        else:
            entries = _entries(self._read) if self._read is not None else [("", self._wanted, "$secondary")]
        return [hanging(label, text, _LABEL_WIDTH, width, style) for label, text, style in entries if text]


def _entries(read: BaseUrl) -> list[tuple[str, str, str]]:
    """Label, text and style of each line."""
    if read.endpoint is None:
        return [("", f"{glyphs().failed} {read.problem}", "$error")]
    used = read.endpoint.base_url
    if used == read.typed:
        entries = [("used", f"{used} – exactly as it stands", "$success")]
    else:
        why = "; ".join(correction.why for correction in read.corrections)
        entries = [("typed", safe(read.typed, 120), "$secondary"), ("used", used, "bold $success"), ("why", why, "")]
    entries += [("note", remark, "$warning") for remark in read.remarks]
    if read.candidates:
        others = ", ".join(candidate.base_url for candidate in read.candidates)
        entries.append(("or", f"if the proof fails, it asks {others} too", "$secondary"))
    return entries
