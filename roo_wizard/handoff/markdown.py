"""Small pieces of Markdown whose foreign parts cannot become markup."""

import re
from collections.abc import Iterable, Sequence

from roo_wizard.core.text import safe

BLANK = "`____________`"
"""A place for a person to fill in."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~!&$])")


def plain(text: object, limit: int = 300) -> str:
    """Return *text* as one line that renders as exactly these characters."""
    return _MARKUP.sub(r"\\\1", safe(text, limit))


def listed(rows: Iterable[Sequence[str]], *heading: str) -> str:
    """Return a table; cells are Markdown already."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
