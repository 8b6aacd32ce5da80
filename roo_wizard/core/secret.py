"""Secrets as a type: from the paste to the header a key is never a plain string in a frame or a log."""

import hmac
import re
from collections.abc import Iterable, Iterator
from typing import AnyStr, NoReturn, final

from roo_wizard.core.traces import FRAGMENT, forms, spread

MASK = "•••"
"""What stands for a secret in a text."""
MASKED_BYTES = "*" * FRAGMENT
"""With what at least a secret is overwritten in bytes."""

_BETWEEN = re.compile(r"[\W_]+")
_SHORTEST = 4
"""A shorter secret is not looked for: it would be found in every text."""


@final
class ApiKey:
    """A secret (an API key or a secret header value) that no repr, format, log or traceback can show.

    `reveal` is called in exactly three places: where an HTTP header is written, where the keyring is
    written, and where a person asked for the key on the card.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    def starts_with(self, prefix: str) -> bool:
        """Whether the secret begins with *prefix*: enough to recognise a vendor's keys, too little to show one."""
        return self._value.startswith(prefix)

    def hint(self) -> str:
        """Return what may be shown so that a person can verify a paste: length, and the last four characters.

        A key shorter than 12 characters shows no characters at all.
        """
        tail = f", ends {self._value[-4:]}" if len(self._value) >= 12 else ""
        return f"{len(self._value)} character{'' if len(self._value) == 1 else 's'}{tail}"

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((ApiKey, self._value))

    def __repr__(self) -> str:
        return "ApiKey(•••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an ApiKey is never serialised")


class Redactor:
    """Replaces every trace of known secrets: the text itself, its encoded forms, and long fragments.

    Gateways echo keys in error bodies, whole or abbreviated. Masks in bytes have the length of what they
    replace, so that chunk boundaries and arrival times of a recorded answer stay true. A secret of four to
    seven characters is masked as a whole word and only in what is shown: in the bytes of an answer ``1234``
    would be part of its numbers.
    """

    def __init__(self, secrets: Iterable[ApiKey] = ()) -> None:
        known = sorted({secret.reveal() for secret in secrets})
        self._needles = tuple(sorted({form for secret in known for form in forms(secret)}))
        self._byte_needles = tuple(needle.encode() for needle in self._needles)
        self._spread = tuple(sorted({run for secret in known for run in spread(secret)}))
        self._shortest = min(map(len, (*self._needles, *self._spread)), default=0)
        words = "|".join(re.escape(secret) for secret in known if _SHORTEST <= len(secret) < FRAGMENT)
        self._words = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])") if words else None

    def text(self, text: str) -> str:
        """Return *text* with every trace of the secrets replaced by ``•••``."""
        if len(text) < self._shortest:  # most texts of a recorded run are single words
            return text
        return _masked(text, _spans(text, self._needles))

    def shown(self, text: str) -> str:
        """Return assembled *text* as it may be shown: also without secrets that are spread over it, and short ones.

        What stands between the letters (invisible characters, commas) would not keep anybody from reading them.
        """
        text = self._whole(text)
        return self._words.sub(MASK, text) if self._words else text

    def finds(self, text: str) -> bool:
        """Whether *text* holds a trace of a secret that `shown` would mask."""
        return self.shown(text) != text

    def rebuilds(self, text: str) -> bool:
        """Whether a secret of eight or more characters can be read out of assembled *text*."""
        return self._whole(text) != text

    def _whole(self, text: str) -> str:
        if len(text) < self._shortest:
            return text
        text = self.text(text)
        return _masked(text, _found_spread(text, self._spread)) if self._spread else text

    def data(self, data: bytes) -> bytes:
        """Return *data* of the same length with every trace of the secrets overwritten by ``*``."""
        spans = _merged(_spans(data, self._byte_needles))
        if not spans:
            return data
        masked = bytearray(data)
        for start, end in spans:
            masked[start:end] = b"*" * (end - start)
        return bytes(masked)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in reversed(_merged(spans)):
        text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def _found_spread(text: str, runs: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the letters and digits of *text* alone hold one of *runs*, as places in the whole text."""
    bare = _BETWEEN.sub("", text)
    spans = _spans(bare, runs)
    places = [place for place, character in enumerate(text) if character.isalnum()] if spans else []
    return ((places[start], places[end - 1] + 1) for start, end in spans)


def _spans(haystack: AnyStr, needles: Iterable[AnyStr]) -> list[tuple[int, int]]:
    present = [needle for needle in needles if needle in haystack]  # nearly always none
    return [span for needle in present for span in _found(haystack, needle)]


def _found(haystack: AnyStr, needle: AnyStr) -> Iterator[tuple[int, int]]:
    start = haystack.find(needle)
    while start >= 0:
        yield start, start + len(needle)
        start = haystack.find(needle, start + 1)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
