"""Under which spellings a secret comes back: as it is, encoded, in pieces, or with something between its letters."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

FRAGMENT = 8
"""A shorter piece tells nothing; a secret shorter than this is only ever looked for as a whole word."""
_LONG_FRAGMENT = 16
_SPREAD = 12
_SHORT_SECRET = 128
"""Up to this length every fragment is looked for; of a longer secret every eighth, which finds any 15 characters."""
_SHORTEST_ENCODED = 10
MARKS = ("%", "\\u00", "\\x", "&#")
"""What stands in every spelling of a secret byte by byte."""


def forms(secret: str) -> set[str]:
    """The spellings under which *secret* may come back; fragments only where chance would not produce them."""
    if len(secret) < FRAGMENT:
        return set()
    found = {secret, secret[::-1], quote(secret, safe=""), json.dumps(secret)[1:-1], secret.replace("/", "\\/")}
    stride = _stride(secret)
    for fragment in _windows(secret, FRAGMENT, stride):
        if _is_mixed(fragment):
            found.add(fragment)
    found.update(_windows(secret, _LONG_FRAGMENT, stride))
    for encoded in _encodings(secret.encode()):
        found.add(encoded)
        found.update(_windows(encoded, _LONG_FRAGMENT, FRAGMENT))
    return found | _characterwise(secret)


def spread(secret: str) -> set[str]:
    """Runs of the letters and digits of *secret*, to be looked for where everything else was taken out of a text."""
    bare = "".join(filter(str.isalnum, secret))
    return {window for window in _windows(bare, _SPREAD, _stride(secret)) if _is_mixed(window)}


def _stride(secret: str) -> int:
    return 1 if len(secret) <= _SHORT_SECRET else FRAGMENT


def _windows(text: str, length: int, stride: int) -> Iterator[str]:
    return (text[start : start + length] for start in range(0, len(text) - length + 1, stride))


def _is_mixed(text: str) -> bool:
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _encodings(secret: bytes) -> Iterator[str]:
    """Base64 behind nought, one or two other bytes (``Bearer `` is seven), in both alphabets, and hex in both cases."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret).decode()
        # What the neighbours' bits take part in is unknown: before, the characters of the offset; behind, the rest.
        known = encoded[(0, 2, 3)[offset] : (offset + len(secret)) * 8 // 6]
        if len(known) >= _SHORTEST_ENCODED:
            yield from {known, known.replace("+", "-").replace("/", "_")}
    yield from (secret.hex(), secret.hex().upper())


def _characterwise(secret: str) -> set[str]:
    """Every byte written as a number: percent-encoded, as a JSON escape, as an entity of HTML."""
    ways = ("%{:02x}", "%{:02X}", "\\u{:04x}", "\\u{:04X}", "\\x{:02x}", "&#{};", "&#x{:x};", "&#x{:X};")
    pieces = (secret, *_windows(secret, FRAGMENT, FRAGMENT // 2))
    return {"".join(map(way.format, piece.encode())) for piece in pieces for way in ways}
