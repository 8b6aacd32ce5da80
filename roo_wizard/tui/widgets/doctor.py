"""The base-URL doctor as lines: what was typed → what will be used → why."""

from textual.content import Content

from roo_wizard.core.base_url import BaseUrl
from roo_wizard.core.text import safe
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_LABEL_WIDTH = 7


class Doctor(SafeStatic):
    """Lines under the base-URL field, drawn anew with every key press."""

    DEFAULT_CSS = "Doctor { height: auto; padding: 0 1; }"

    def show(self, read: BaseUrl | None) -> None:
        """Draw what the doctor says about *read* (None: nothing typed yet)."""
        self.update(lines(_rows(read)) if read is not None else "")


def _rows(read: BaseUrl) -> list[Content]:
    marks = glyphs()
    if read.endpoint is None:
        return [_row("", f"{marks.failed} {read.problem}", "$error")]
    rows: list[Content] = []
    if read.corrections:
        rows.append(_row("typed", safe(read.typed, 120), "$secondary"))
        rows.append(_row("used", read.endpoint.base_url, "bold $success"))
        rows.append(_row("why", "; ".join(correction.why for correction in read.corrections), ""))
    else:
        rows.append(_row("used", f"{read.endpoint.base_url}  exactly as it stands", "$success"))
    rows += [_row("note", remark, "$warning") for remark in read.remarks]
    if read.candidates:
        others = ", ".join(candidate.base_url for candidate in read.candidates)
        rows.append(_row("else", f"should it fail, the proof also asks {others}", "$secondary"))
    return rows


def _row(label: str, text: str, style: str) -> Content:
    return line((label.ljust(_LABEL_WIDTH), "$secondary"), (text, style))
