"""Does a word look like a key? Such a word is never repeated in a message, and refused where it would be public."""

import re

_PREFIXED = re.compile(
    r"(?:sk|pk|rk|gsk|xai|hf|r8|rqy|fk|tb|nvapi|ghp|glpat|key|api|bearer)[-_ ][A-Za-z0-9._-]{8,}", re.IGNORECASE
)
_OPAQUE = re.compile(r"[A-Za-z0-9+/_.=-]{24,}")
_SCHEME = re.compile(r"^(?:bearer|basic|token)\s+\S{6,}", re.IGNORECASE)


def looks_like_key(text: str) -> bool:
    """Whether *text* is probably a secret: a vendor prefix, an Authorization scheme, or long opaque letters and digits.

    A long word counts only when it mixes digits with letters of both cases or is hexadecimal, so that model
    ids, addresses and file names do not.
    """
    word = text.strip()
    if _SCHEME.match(word) or _PREFIXED.match(word):
        return True
    if not _OPAQUE.fullmatch(word) or "." in word or "/" in word:
        return word.startswith("eyJ") and word.count(".") == 2
    digits = sum(map(str.isdigit, word))
    mixed = word != word.lower() and word != word.upper() and digits >= 3
    return mixed or (digits >= 6 and re.fullmatch(r"[0-9a-f]{32,}", word.lower()) is not None)
