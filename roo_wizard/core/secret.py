"""Secrets as a type: from the paste to the header a key is never a plain string in a frame or a log."""

import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NoReturn, final

from roo_wizard.core.needles import Needles
from roo_wizard.core.traces import FRAGMENT, MARKS, forms, spread

MASK = "•••"
"""What stands for a secret in a text."""
MASKED_BYTES = "*" * FRAGMENT
"""With what at least a secret is overwritten in bytes."""

_BETWEEN = re.compile(r"[\W_]+")
_ASCII_BETWEEN = bytes(code for code in range(128) if not chr(code).isalnum())
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
        self._traces, self._bytes, self._spread = _needles(tuple(known))
        words = "|".join(re.escape(secret) for secret in known if _SHORTEST <= len(secret) < FRAGMENT)
        self._words = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])") if words else None

    def text(self, text: str) -> str:
        """Return *text* with every trace of the secrets replaced by ``•••``."""
        return _masked(text, self._traces.spans(text))

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
        text = self.text(text)
        can_spread = 0 < self._spread.shortest <= len(text)
        return _masked(text, _found_spread(text, self._spread)) if can_spread else text

    def data(self, data: bytes) -> bytes:
        """Return *data* of the same length with every trace of the secrets overwritten by ``*``."""
        spans = _merged(self._bytes.spans(data))
        if not spans:
            return data
        masked = bytearray(data)
        for start, end in spans:
            masked[start:end] = b"*" * (end - start)
        return bytes(masked)


@lru_cache(maxsize=8)
def _needles(secrets: tuple[str, ...]) -> tuple[Needles[str], Needles[bytes], Needles[str]]:
    """The traces of *secrets* as characters and as bytes, and their spread runs: made once for all parts of a proof."""
    traces = {form for secret in secrets for form in forms(secret)}
    runs = {run for secret in secrets for run in spread(secret)}
    return Needles(traces, MARKS), Needles(map(str.encode, traces), map(str.encode, MARKS)), Needles(runs)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    merged = _merged(spans)
    if not merged:
        return text
    edges = ((0, 0), *merged, (len(text), len(text)))
    return MASK.join(text[end:start] for (_, end), (start, _) in pairwise(edges))


def _found_spread(text: str, runs: Needles[str]) -> Iterator[tuple[int, int]]:
    """Where the letters and digits of *text* alone hold one of *runs*, as places in the whole text."""
    spans = list(runs.spans(_bare(text)))
    places = [place for place, character in enumerate(text) if character.isalnum()] if spans else []
    return ((places[start], places[end - 1] + 1) for start, end in spans)


def _bare(text: str) -> str:
    """Only the letters and digits of *text*; where all of it is ASCII, as model lists are, fifty times as fast."""
    if text.isascii():
        return text.encode("ascii").translate(None, _ASCII_BETWEEN).decode("ascii")
    return _BETWEEN.sub("", text)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
