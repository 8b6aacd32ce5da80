"""Cleaning what a person pasted as a key, and saying what was cleaned.

A trailing blank makes httpx print the whole key in an exception, a zero-width character raises an encoding
error, and a shell line ``export X="sk-…"`` is what many key pages offer to copy. Everything that cannot be
part of a key is removed here, before any header is built.
"""

import re
from dataclasses import dataclass

from roo_wizard.core.secret import ApiKey

MAX_KEY_LENGTH = 16_384
"""Longer pastes are not keys; JWT-like gateway keys reach a few thousand characters."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ASSIGNMENT = re.compile(r"^(?:export\s+|set\s+|\$env:)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*(?=[\"']?\S)")
_HEADER = re.compile(r"^(?:authorization|x-api-key|api-key)\s*:\s*", re.IGNORECASE)
_BEARER = re.compile(r"^bearer\s+", re.IGNORECASE)
_QUOTES = "\"'`“”‘’«»"


@dataclass(frozen=True, slots=True)
class CleanedKey:
    """The key that will be used, what was removed from the paste, and why it cannot be sent (if so).

    ``key`` is None exactly when ``problem`` says why; ``removed`` lists the removals in plain words.
    """

    key: ApiKey | None
    removed: tuple[str, ...] = ()
    problem: str | None = None


def clean_key(pasted: str) -> CleanedKey:
    """Return the key inside *pasted* text, joined over line breaks and freed of quotes and prefixes."""
    removed: list[str] = []
    text = _without(_INVISIBLE, pasted.strip("\r\n"), "invisible characters", removed)
    if text != text.strip():
        removed.append("blanks around it")
    text = text.strip()
    for pattern, what in ((_ASSIGNMENT, "the variable name"), (_HEADER, "the header name"), (_BEARER, "“Bearer”")):
        text = _without(pattern, _unquoted(text, removed), what, removed)
    text = _unquoted(text.rstrip(";"), removed)
    text = _without(re.compile(r"\s+"), text, "line breaks or blanks inside", removed)
    problem = _problem(text)
    return CleanedKey(None if problem else ApiKey(text), tuple(dict.fromkeys(removed)), problem)


def _without(pattern: re.Pattern[str], text: str, what: str, removed: list[str]) -> str:
    shorter = pattern.sub("", text)
    if shorter != text:
        removed.append(what)
    return shorter


def _unquoted(text: str, removed: list[str]) -> str:
    bare = text.strip(_QUOTES)
    if bare != text:
        removed.append("quotes")
    return bare


def _problem(text: str) -> str | None:
    if not text:
        return "nothing is left: paste the key itself"
    if len(text) > MAX_KEY_LENGTH:
        return f"this is {len(text):,} characters long; a key is not"
    if set(text) <= set("•*·.…●"):
        return "these are the dots of a masked field, not the key: reveal or copy it at its source"
    if text.lower().startswith(("http://", "https://")):
        return "this is a web address, not a key"
    odd = [character for character in text if not "!" <= character <= "~"]
    if odd:
        names = ", ".join(sorted({f"U+{ord(character):04X}" for character in odd})[:4])
        return f"it holds characters that no HTTP header can carry ({names}): copy the key again"
    return None
