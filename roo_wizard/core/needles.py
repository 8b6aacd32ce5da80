"""Looking for hundreds of texts in one: a short piece that several of them share rules them all out at once.

A key of fifty characters has some three hundred traces, and the run of a proof has up to a million texts to look
through. Nearly none holds a trace: that is seen here with a few searches, and no other result.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import AnyStr, Generic

_SHORTEST_ANCHOR = 5
"""Rare enough in foreign text, and in four neighbouring needles of eight characters."""


class Needles(Generic[AnyStr]):
    """Texts that are looked for together, as characters or as bytes.

    Each stands under an *anchor*, a piece of it: a text without the anchor cannot hold the needle. *anchors* are
    pieces that are known to be good ones.
    """

    def __init__(self, needles: Iterable[AnyStr], anchors: Iterable[AnyStr] = ()) -> None:
        wanted = sorted(set(needles), key=lambda needle: (len(needle), needle))
        self.shortest = len(wanted[0]) if wanted else 0
        by_anchor: dict[AnyStr, list[AnyStr]] = {anchor: [] for anchor in anchors}
        for _, alike in groupby(wanted, len):
            unplaced = _placed(alike, by_anchor)
            by_anchor |= {anchor: [] for anchor in _shared_pieces(unplaced)}
            _placed(unplaced, by_anchor)
        self._by_anchor: dict[AnyStr, list[AnyStr]] = {anchor: held for anchor, held in by_anchor.items() if held}

    def spans(self, text: AnyStr) -> Iterator[tuple[int, int]]:
        """Return where the needles stand in *text*, overlaps included, as start and end."""
        if len(text) < self.shortest:  # most texts of a recorded run are single words
            return
        for anchor, needles in self._by_anchor.items():
            if anchor in text:
                for needle in needles:
                    yield from _found(text, needle)


def _placed(needles: Iterable[AnyStr], by_anchor: dict[AnyStr, list[AnyStr]]) -> list[AnyStr]:
    """Put each of *needles* under the first anchor that it holds; return those that hold none."""
    left: list[AnyStr] = []
    for needle in needles:
        anchor = next((anchor for anchor in by_anchor if anchor in needle), None)
        (left if anchor is None else by_anchor[anchor]).append(needle)
    return left


def _shared_pieces(needles: list[AnyStr]) -> Iterator[AnyStr]:
    """Pieces of which each of *needles*, all of one length, holds one that most others hold too."""
    length = max(_SHORTEST_ANCHOR, len(needles[0]) // 2) if needles else 0
    pieces = [_pieces(needle, length) for needle in needles]
    shared = Counter(chain.from_iterable(pieces))
    return (max(some, key=lambda piece: (shared[piece], piece)) for some in pieces)


def _pieces(text: AnyStr, length: int) -> set[AnyStr]:
    return {text[start : start + length] for start in range(max(1, len(text) - length + 1))}


def _found(text: AnyStr, needle: AnyStr) -> Iterator[tuple[int, int]]:
    start = text.find(needle)
    while start >= 0:
        yield start, start + len(needle)
        start = text.find(needle, start + 1)
