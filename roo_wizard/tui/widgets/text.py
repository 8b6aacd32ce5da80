"""Text that may hold anything: shown literally, never as markup."""

from collections.abc import Iterable
from textwrap import wrap

from rich.cells import set_cell_size
from textual.content import Content
from textual.widgets import Static

from roo_wizard.core.text import safe

Part = str | tuple[str, str] | Content


class SafeStatic(Static):
    """A Static whose text is literal; style comes from `Content` parts alone.

    Foreign text has passed `core.text.safe` before it gets here; this makes sure that ``[`` stays a bracket.
    """

    def __init__(self, text: str | Content = "", *, css_id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, markup=False, id=css_id, classes=classes)


def line(*parts: Part) -> Content:
    """Return one text of literal parts; a part may be ``(text, style)``."""
    return Content.assemble(*parts)


def lines(rows: Iterable[Content | str]) -> Content:
    """Return rows joined by line breaks."""
    return Content("\n").join(row if isinstance(row, Content) else Content(row) for row in rows)


def hanging(label: str, text: str, label_width: int, width: int, style: str = "") -> Content:
    """Return *text* wrapped beside its *label*, so that all its lines begin in one column."""
    wrapped = wrap(text, max(20, width - label_width), break_long_words=True) or [""]
    heads = [label.ljust(label_width), *(" " * label_width for _ in wrapped[1:])]
    return lines(line((head, "$secondary"), (row, style)) for head, row in zip(heads, wrapped, strict=True))


def shown(text: str, limit: int) -> str:
    """Return `safe` text; printable ASCII, which is nearly every model id, passes without a look at each letter.

    Two hundred rows are drawn per key press, and looking at each letter was most of that time.
    """
    return text if len(text) <= limit and text.isascii() and text.isprintable() else safe(text, limit)


def cell(text: str, width: int) -> str:
    """Return *text* cut or padded to exactly *width* terminal cells; a cut ends in "…"."""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
    exact = set_cell_size(text, width)
    if exact.rstrip() == text.rstrip() or width < 2:
        return exact
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
