"""Finding a fault by its id, or by what a person reads on the screen.

People type a whole message, a few words of it, or what they felt ("hangs"). A phrase of the tables inside the
text, or the text inside a phrase, counts most; single words count by how rare they are in the tables.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from roo_wizard.faults.catalog import Fault, catalog, symptoms

MAX_RESULTS = 12
"""More answers than this help nobody."""

_LONGEST_TEXT = 2000
_EXACT, _INSIDE, _CONTAINED = 100.0, 60.0, 40.0
_ENOUGH_OF_THE_WORDS = 0.6
_WEAKEST_SHARE = 0.45
_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(
    _WORD.findall("""a an and any are as at be but by can do does for from get gets give has have how i if in is it
    its me my no not of on or says so that the then there this to was what when why will with you your roo code""")
)


def search(text: str) -> tuple[Fault, ...]:
    """Return the faults and symptoms that fit *text*, best first; nothing fits: an empty tuple.

    An id (any case) gives that one entry. Entries of `symptoms` have the shape of faults.
    """
    exact = by_id(text.strip())
    if exact:
        return (exact,)
    words = _words(text[:_LONGEST_TEXT])
    if not set(words) - _STOP_WORDS:
        return ()
    scores = {entry: _score(words, entry) for entry in _entries()}
    best = max(scores.values())
    fitting = [entry for entry, score in scores.items() if score > 0 and score >= best * _WEAKEST_SHARE]
    fitting.sort(key=lambda entry: (-scores[entry], entry.fault.rank))
    return tuple(entry.fault for entry in fitting[:MAX_RESULTS])


def by_id(name: str) -> Fault | None:
    """Return the fault, outcome or symptom with the id *name* in any case, or None."""
    known: Mapping[str, Fault] = {**catalog(), **symptoms()}
    return known.get(name) or known.get(name.upper()) or known.get(name.lower())


@dataclass(frozen=True, eq=False, slots=True)
class _Entry:
    """A fault, prepared: its keywords and texts as word sequences, and all its words."""

    fault: Fault
    keywords: tuple[str, ...]
    texts: tuple[str, ...]
    words: frozenset[str]


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(_prepared(fault) for fault in (*catalog().values(), *symptoms().values()))


def _prepared(fault: Fault) -> _Entry:
    keywords = tuple(_joined(_words(keyword)) for keyword in fault.keywords)
    shown = (fault.title, fault.client_shows, fault.symptom)
    texts = tuple(_joined(_words(text)) for text in shown)
    words = frozenset(_words(" ".join((*fault.keywords, *shown, fault.cause))))
    return _Entry(fault, keywords, texts, words - _STOP_WORDS)


@cache
def _rarity() -> Mapping[str, float]:
    """Weight of each known word: rare words tell entries apart, frequent ones do not."""
    entries = _entries()
    counts = Counter(word for entry in entries for word in entry.words)
    return {word: log(1 + len(entries) / count) for word, count in counts.items()}


def _score(words: list[str], entry: _Entry) -> float:
    asked = set(words) - _STOP_WORDS
    rarity, unknown = _rarity(), log(1 + len(_entries()))
    weight = sum(rarity.get(word, unknown) for word in asked)
    covered = sum(rarity[word] for word in asked & entry.words) / weight
    phrase = _phrase_score(_joined(words), entry, covered)
    if phrase == 0 and covered < _ENOUGH_OF_THE_WORDS:
        return 0
    return phrase + 20 * covered


def _phrase_score(asked: str, entry: _Entry, covered: float) -> float:
    """How well a phrase fits; earlier keywords of an entry are its more typical ones."""
    best = 0.0
    for position, keyword in enumerate(entry.keywords):
        if keyword == asked:
            best = max(best, _EXACT - position)
        elif asked in keyword:
            best = max(best, _INSIDE)
        elif keyword in asked and _is_telling(keyword, covered):
            best = max(best, _CONTAINED + 4 * keyword.count(" "))
    if any(asked in text for text in entry.texts) and " " in asked.strip():
        best = max(best, _INSIDE)
    return best


def _is_telling(keyword: str, covered: float) -> bool:
    """Whether a keyword inside a longer text says something: a phrase, a status, a field name."""
    bare = keyword.strip()
    return " " in bare or bool(re.search(r"[\d_]", bare)) or covered >= _ENOUGH_OF_THE_WORDS / 2


def _words(text: str) -> list[str]:
    """Lower-case words without a plural s, so that “tools” finds “tool”."""
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in _WORD.findall(text.lower())
    ]


def _joined(words: list[str]) -> str:
    """Words as one text with a blank at both ends, so that only whole words are found inside it."""
    return f" {' '.join(words)} "
