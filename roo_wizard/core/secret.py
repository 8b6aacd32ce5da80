"""Secrets as a type: from the paste to the header a key is never a plain string in a frame or a log."""

import base64
import hmac
from collections.abc import Iterable, Iterator
from typing import AnyStr, NoReturn, final
from urllib.parse import quote

_FRAGMENT = 8
_LONG_FRAGMENT = 16
_SHORT_SECRET = 128
"""Up to this length every fragment is looked for; of a longer secret every eighth, which finds any 15 characters."""


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
        return f"{len(self._value)} characters{tail}"

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
    """Replaces every trace of known secrets: the text itself, its URL and base64 forms, and long fragments.

    Gateways echo keys in error bodies, whole or abbreviated. Masks in bytes have the length of what they
    replace, so that chunk boundaries and arrival times of a recorded answer stay true.
    """

    def __init__(self, secrets: Iterable[ApiKey] = ()) -> None:
        self._needles = tuple(sorted({form for secret in secrets for form in _forms(secret.reveal())}))
        self._byte_needles = tuple(needle.encode() for needle in self._needles)

    def text(self, text: str) -> str:
        """Return *text* with every trace of the secrets replaced by ``•••``."""
        for start, end in reversed(_merged(span for needle in self._needles for span in _found(text, needle))):
            text = f"{text[:start]}•••{text[end:]}"
        return text

    def data(self, data: bytes) -> bytes:
        """Return *data* of the same length with every trace of the secrets overwritten by ``*``."""
        spans = _merged(span for needle in self._byte_needles for span in _found(data, needle))
        if not spans:
            return data
        masked = bytearray(data)
        for start, end in spans:
            masked[start:end] = b"*" * (end - start)
        return bytes(masked)


def _forms(secret: str) -> set[str]:
    """The spellings under which a secret may come back; fragments only where chance would not produce them."""
    if not secret:
        return set()
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    forms = {secret, quote(secret, safe=""), encoded}
    stride = 1 if len(secret) <= _SHORT_SECRET else _FRAGMENT
    for start in range(0, len(secret) - _FRAGMENT + 1, stride):
        fragment = secret[start : start + _FRAGMENT]
        if any(map(str.isdigit, fragment)) and any(map(str.isalpha, fragment)):
            forms.add(fragment)
    for start in range(0, len(secret) - _LONG_FRAGMENT + 1, stride):
        forms.add(secret[start : start + _LONG_FRAGMENT])
    return forms


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
