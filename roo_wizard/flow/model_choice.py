"""Choosing among many models: which are shown, in which order, and what was probably meant by an id that is not listed.

Pure functions over positions in the list, so that they compose with `ranking`: a search gives positions, and
these are filtered and put in order. Orders are made once per list; a key press then only picks.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum

from roo_wizard.core.model import Model, ToolSupport
from roo_wizard.flow.ranking import MATCHED_LENGTH

_PROMPT_SHARE = 18
"""Prompt tokens for each completion token in Roo's traffic, as in the proof (18,000 to 1,000)."""

_COMPARED = 2_000
_ALIKE = 0.6


class Order(StrEnum):
    """How the list is put in order; what a list says nothing about comes last, in the gateway's own order."""

    LISTED = "listed"
    CONTEXT = "context"
    PRICE = "price"


class ToolFilter(StrEnum):
    """Which models are shown. POSSIBLE hides those only that are said to take no tools: unknown is not no."""

    ALL = "all"
    POSSIBLE = "possible"
    SAID = "said"


_SHOWN = {
    ToolFilter.ALL: frozenset(ToolSupport),
    ToolFilter.POSSIBLE: frozenset({ToolSupport.YES, ToolSupport.UNKNOWN}),
    ToolFilter.SAID: frozenset({ToolSupport.YES}),
}


def working_price(model: Model) -> float | None:
    """Return what a million tokens of an agent's traffic cost in USD, or None when a price is missing."""
    if model.input_price is None or model.output_price is None:
        return None
    return (_PROMPT_SHARE * model.input_price + model.output_price) / (_PROMPT_SHARE + 1)


class ModelChoice:
    """One list of models that can be filtered and ordered again and again."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = models
        self._places: dict[Order, Sequence[int]] = {}

    def positions(
        self, order: Order = Order.LISTED, tools: ToolFilter = ToolFilter.ALL, among: Iterable[int] | None = None
    ) -> list[int]:
        """Return positions in the list, filtered and in *order*; *among* are the matches of a search.

        With `Order.LISTED` the order of *among* is kept: a search puts the best match first.
        """
        shown, models = _SHOWN[tools], self._models
        found = [place for place in (range(len(models)) if among is None else among) if models[place].tools in shown]
        return found if order is Order.LISTED else sorted(found, key=self._place_in(order).__getitem__)

    def count(self, tools: ToolFilter) -> int:
        """Return how many models *tools* lets through."""
        shown = _SHOWN[tools]
        return sum(model.tools in shown for model in self._models)

    def has(self, order: Order) -> bool:
        """Whether the list says anything to put it in *order* by."""
        return order is Order.LISTED or any(_KEYS[order](model) is not None for model in self._models)

    def _place_in(self, order: Order) -> Sequence[int]:
        """For each position its place in *order*; made at first use."""
        if order not in self._places:
            keys = [_KEYS[order](model) for model in self._models]
            in_order = sorted(range(len(keys)), key=lambda index: (keys[index] is None, keys[index] or 0.0))
            places = [0] * len(keys)
            for place, index in enumerate(in_order):
                places[index] = place
            self._places[order] = places
        return self._places[order]


def _context(model: Model) -> float | None:
    return -model.context_window if model.context_window else None


_KEYS: dict[Order, Callable[[Model], float | None]] = {Order.CONTEXT: _context, Order.PRICE: working_price}


def nearest_ids(typed: str, ids: Sequence[str], limit: int = 3) -> list[str]:
    """Return up to *limit* listed ids that were probably meant by *typed*, best first; [] when it is listed.

    First those that differ by spelling alone (case, dots for hyphens, a provider in front), then those that look
    alike: compared dearly, so that only ids that share the longest word of *typed* are.
    """
    whole, tail = _folded(typed), _folded(_tail(typed))
    if not whole or typed in ids:
        return []
    same = [name for name in ids if _folded(name) == whole]
    same = list(dict.fromkeys((*same, *(name for name in ids if _folded(_tail(name)) == tail))))
    if len(same) >= limit:
        return same[:limit]
    words = sorted(re.findall(r"[a-z]{3,}", tail), key=len, reverse=True)
    related = [name for name in ids if words and words[0] in name[:MATCHED_LENGTH].lower()] or ids
    folded: dict[str, str] = {}
    for name in related[:_COMPARED]:
        folded.setdefault(_folded(_tail(name)), name)
    close = [folded[key] for key in get_close_matches(tail, list(folded), limit, _ALIKE)]
    return list(dict.fromkeys((*same, *close)))[:limit]


def _tail(name: str) -> str:
    return name[:MATCHED_LENGTH].rstrip("/").rpartition("/")[2]


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name[:MATCHED_LENGTH].lower()).strip("-")
