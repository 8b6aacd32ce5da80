"""Does a word look like a secret? Such a word is never repeated in a message, and refused where it would be public."""

import re
from collections.abc import Iterable, Sequence

_SHORTEST_KEY = 16
_SEPARATORS = re.compile(r"[=:,/\s]+")
_SCHEME = re.compile(r"^\s*(?:bearer|basic|token)\s+\S{6,}", re.IGNORECASE)


def looks_like_key(text: str) -> bool:
    """Whether *text* is probably a key, or the value of an Authorization header."""
    from roo_wizard.presets.keys import looks_like_key as is_key

    return _SCHEME.match(text) is not None or is_key(text)


def refuse_keys(words: Sequence[str]) -> None:
    """Raise `UsageError` when a word of a command holds a key: it would be shown, kept, sent, or looked up as a host.

    Only what begins like a key, or stands there alone, is refused: addresses and paths hold long numbers of their own.
    """
    long = [word for word in words if len(word) >= _SHORTEST_KEY]
    if any(_begins_like_key(word) or _is_bare_key(word) for word in long):
        from roo_wizard.core.errors import UsageError

        raise UsageError(
            "a key never stands on the command line", "use --key-stdin, --key-env NAME or --header-env Name=VARIABLE"
        )


def without_keys(text: str, words: Iterable[str]) -> str:
    """Return *text* without what looks like a key among the *words* of the command."""
    parts = {part for word in words for part in (word, *_SEPARATORS.split(word)) if len(part) >= _SHORTEST_KEY}
    if not parts:
        return text
    from roo_wizard.core.secret import ApiKey, Redactor

    return Redactor(ApiKey(part) for part in parts if looks_like_key(part)).shown(text)


def _begins_like_key(word: str) -> bool:
    from roo_wizard.presets.keys import begins_like_key

    return begins_like_key(word)


def _is_bare_key(word: str) -> bool:
    name, equals, value = word.rpartition("=")
    return bool(re.fullmatch(r"[A-Za-z0-9_-]+", value)) and looks_like_key(value) and not (equals and "sha" in name)
