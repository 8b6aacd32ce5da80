"""Finding a name as one types: exact, prefix, start of a segment, all words, letters of one word in order.

Letters spread over several words of a name are no match: in a name with its nicknames behind it they find anything.

Made for up to 200,000 model ids that a server may have chosen with malice: every id costs a bounded number of
string searches, and the work comes in slices, so that a screen can let the event loop breathe between two.
A query that only extends the last one searches the last one's matches alone.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

SLICE = 1_000
"""Ids ranked between two breaths; about 1 ms on a slow core."""

MATCHED_LENGTH = 160
"""Characters of an id that are looked at; ids are shown cut at less."""

EXACT, PREFIX, SEGMENT, WORDS, LETTERS = range(5)
_SEGMENT_MARK = r"[/\-:._@ ]"
_KIND_WEIGHT, _LENGTH_WEIGHT = 1 << 48, 1 << 32


class Ranking:
    """An ordered list of names that can be filtered again and again."""

    def __init__(self, names: Sequence[str]) -> None:
        self._folded = [name[:MATCHED_LENGTH].lower() for name in names]
        self._query = ""
        self._found: Sequence[int] = range(len(names))
        self._matches: Sequence[int] = self._found

    def __len__(self) -> int:
        return len(self._folded)

    def slices(self, query: str, slice_size: int = SLICE) -> Iterator[None]:
        """Rank for *query*, yielding after every slice; read `matches` when it is exhausted.

        Abandoning the iterator leaves the last complete result in place.
        """
        needle = " ".join(query.lower().split())
        if needle == self._query:
            return
        candidates = self._candidates(needle)
        match = matcher(needle)
        weights: list[int] = []
        for start in range(0, len(candidates), slice_size):
            weights += self._weights(candidates[start : start + slice_size], match)
            yield
        weights.sort()
        self._query = needle
        self._found = [weight % _LENGTH_WEIGHT for weight in weights] if needle else range(len(self._folded))
        self._matches = self._found[: _better_than_letters(weights)] if needle else self._found

    def rank(self, query: str) -> Sequence[int]:
        """Return the positions of the names that match *query*, best first, in one go."""
        for _ in self.slices(query):
            pass
        return self._matches

    @property
    def matches(self) -> Sequence[int]:
        """The result of the last complete ranking."""
        return self._matches

    def _weights(self, indexes: Sequence[int], match: Callable[[str], int | None]) -> Iterator[int]:
        """One number per match that sorts by kind, then length, then position."""
        folded = self._folded
        for index in indexes:
            kind = match(folded[index])
            if kind is not None:
                yield kind * _KIND_WEIGHT + len(folded[index]) * _LENGTH_WEIGHT + index

    def _candidates(self, needle: str) -> Sequence[int]:
        """Only the last matches can match a longer query, as long as it has no new words."""
        if self._query and needle.startswith(self._query) and " " not in needle:
            return self._found
        return range(len(self._folded)) if needle else ()


def _better_than_letters(weights: Sequence[int]) -> int:
    """How many of the sorted *weights* to show: letters in order are a last resort, not noise below better matches."""
    better = bisect_left(weights, LETTERS * _KIND_WEIGHT)
    return better or len(weights)


def matcher(needle: str) -> Callable[[str], int | None]:
    """Return a function that says how a lower-case name matches the lower-case *needle* (None: not at all).

    No pattern has a wildcard: a name made of one repeated letter would make it try every way to match.
    """
    words = needle.split()
    starts_segment = re.compile(_SEGMENT_MARK + re.escape(needle)).search

    def match(name: str) -> int | None:
        if needle in name:
            if name.startswith(needle):
                return EXACT if name == needle else PREFIX
            return SEGMENT if starts_segment(name) else WORDS
        if len(words) > 1 and all(word in name for word in words):
            return WORDS
        if len(words) != 1:
            return None
        found = _has_in_order(name, needle)
        if found and " " in name:
            found = any(_has_in_order(part, needle) for part in name.split())
        return LETTERS if found else None

    return match


def _has_in_order(text: str, letters: str) -> bool:
    """Whether *text* has all *letters* in their order, others between them."""
    position = 0
    for letter in letters:
        position = text.find(letter, position) + 1
        if not position:
            return False
    return True


def nearest(text: str, names: Sequence[str], limit: int = 3, considered: int = 2_000) -> list[str]:
    """Return up to *limit* names that look like *text* although they do not match it (a typing error).

    Only the first *considered* names are compared: the comparison is dear and the answer only a hint.
    """
    from difflib import get_close_matches

    return get_close_matches(text[:MATCHED_LENGTH], [name for name in names[:considered] if len(name) < 80], limit, 0.6)
