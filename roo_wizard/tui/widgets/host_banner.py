"""The host that will receive the key, in large.

Letters of a five-by-three pixel font, two pixels to a terminal line; the exact text stands below in plain
letters, because pixels cannot tell O from 0 well enough to trust a key to them.
"""

from textual.content import Content

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.text import safe
from roo_wizard.tui.theme import UNICODE, glyphs
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging, line

_PIXELS = {
    "a": "010 101 111 101 101",
    "b": "110 101 110 101 110",
    "c": "011 100 100 100 011",
    "d": "110 101 101 101 110",
    "e": "111 100 110 100 111",
    "f": "111 100 110 100 100",
    "g": "011 100 101 101 011",
    "h": "101 101 111 101 101",
    "i": "1 1 1 1 1",
    "j": "001 001 001 101 010",
    "k": "101 101 110 101 101",
    "l": "100 100 100 100 111",
    "m": "10001 11011 10101 10001 10001",
    "n": "1001 1101 1011 1001 1001",
    "o": "010 101 101 101 010",
    "p": "110 101 110 100 100",
    "q": "010 101 101 111 011",
    "r": "110 101 110 101 101",
    "s": "011 100 010 001 110",
    "t": "111 010 010 010 010",
    "u": "101 101 101 101 111",
    "v": "101 101 101 101 010",
    "w": "10001 10001 10101 11011 10001",
    "x": "101 101 010 101 101",
    "y": "101 101 010 010 010",
    "z": "111 001 010 100 111",
    "0": "111 101 101 101 111",
    "1": "01 11 01 01 01",
    "2": "110 001 010 100 111",
    "3": "110 001 010 001 110",
    "4": "101 101 111 001 001",
    "5": "111 100 110 001 110",
    "6": "011 100 110 101 010",
    "7": "111 001 010 010 010",
    "8": "010 101 010 101 010",
    "9": "010 101 011 001 110",
    "-": "00 00 11 00 00",
    "_": "000 000 000 000 111",
    ".": "0 0 0 0 1",
    ":": "0 1 0 1 0",
}
_HALVES = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
_ROWS = 6
"""Pixel rows, the last one empty, so that they pair up."""


def pixel_text(text: str) -> list[str] | None:
    """Return *text* as three lines of half blocks, or None when a character has no pixels."""
    if not all(character in _PIXELS for character in text):
        return None
    letters = [_PIXELS[character].split() for character in text]
    rows = ["0".join(letter[row] for letter in letters) for row in range(_ROWS - 1)]
    rows.append("0" * len(rows[0]) if rows[0] else "")
    return [
        "".join(_HALVES[upper + lower] for upper, lower in zip(rows[row], rows[row + 1], strict=True)).rstrip()
        for row in range(0, _ROWS, 2)
    ]


class HostBanner(Rows):
    """The large name, then the origin to the letter."""

    def __init__(self) -> None:
        super().__init__()
        self._endpoint: Endpoint | None = None

    def show(self, endpoint: Endpoint) -> None:
        """Show the host of *endpoint*."""
        self._endpoint = endpoint
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """Pixels when they fit, letters apart when those fit, else plain bold."""
        if self._endpoint is None:
            return []
        large = [line((row, "bold $primary")) for row in _large(safe(self._endpoint.netloc, 253), width)]
        origin = safe(self._endpoint.origin, 253)
        if len(origin) + 48 <= width:
            return [*large, line("receives the key:  ", (origin, "bold"), "  and no other address does")]
        return [*large, line("receives the key, and no other address does:"), hanging("", origin, 0, width, "bold")]


def _large(host: str, width: int) -> list[str]:
    pixels = pixel_text(host) if glyphs() is UNICODE else None
    if pixels and max(map(len, pixels)) <= width:
        return pixels
    spaced = " ".join(host)
    return ["", spaced if len(spaced) <= width else host[:width], ""]
