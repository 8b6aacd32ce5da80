"""What a key field holds, without showing it."""

from textual.content import Content

from roo_wizard.core.key_text import CleanedKey
from roo_wizard.core.text import safe
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import line


def described(cleaned: CleanedKey, warning: str) -> list[Content]:
    """Return the problem with what was typed, or its length and ends, what was removed, and *warning*."""
    marks = glyphs()
    if cleaned.key is None:
        return [line((f"{marks.failed} {cleaned.problem}", "$error"))]
    rows = [line((f"{marks.passed} {cleaned.key.hint()}", "$success"))]
    if cleaned.removed:
        rows[0] = line(rows[0], (f"   removed: {', '.join(cleaned.removed)}", "$secondary"))
    if warning:
        rows.append(line((f"{marks.warned} {safe(warning)}", "$warning")))
    return rows
