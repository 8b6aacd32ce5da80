"""The one boundary through which foreign text passes before anything shows it.

Model names, error bodies, file contents, environment values and exception texts can carry terminal
escapes (a complete OSC 52 sequence in a model id reaches the tty even with ``markup=False``), bidi
overrides, line breaks or a megabyte of letters. `safe` turns any of them into one short, printable line.
"""

import unicodedata
from typing import NewType

SafeText = NewType("SafeText", str)
"""Text that `safe` made: one line, printable, bounded. Only this module creates it."""

LINE_LIMIT = 300
"""Characters that one shown line of foreign text may have."""

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LINE_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")


def safe(text: object, limit: int = LINE_LIMIT) -> SafeText:
    """Return *text* as one printable line of at most *limit* characters, ending in "…" when cut.

    Line breaks and tabs become one blank; control, escape, bidi, zero-width, surrogate and unassigned
    characters are dropped. Any object is accepted, since exceptions are shown through here too. Only the
    first ``4 * limit`` characters are looked at, so that a hostile megabyte costs nothing.
    """
    source = str(text)
    window = source[: limit * 4]
    kept = "".join(_visible(character) for character in window)
    line = " ".join(kept.split())
    if len(line) > limit:
        return SafeText(line[: limit - 1] + "…")
    return SafeText(line + "…" if len(source) > len(window) and len(line) < limit else line)


def is_clean(text: str, limit: int = LINE_LIMIT) -> bool:
    """Whether *text* survives `safe` unchanged, so that what is shown is what would be sent.

    A model id that is not clean is never offered: the shown text would differ from the id.
    """
    return text == safe(text, limit)


def _visible(character: str) -> str:
    if character in _LINE_BREAKS:
        return " "
    return "" if unicodedata.category(character) in _DROPPED_CATEGORIES else character
