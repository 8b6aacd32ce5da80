"""Which faults a path shows: ``T02+S12``, or with a chance ``T10~0.13~7`` (chance 0.13, seed 7)."""

import random
import re
from dataclasses import dataclass
from functools import cache

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.faults.catalog import catalog, table
from roo_wizard.practice.faults import call, frame, http, mean, oddities, refuse
from roo_wizard.practice.faults.switch import Switch

_SWITCHES = {
    **http.SWITCHES,
    **refuse.SWITCHES,
    **frame.SWITCHES,
    **call.SWITCHES,
    **mean.SWITCHES,
    **oddities.SWITCHES,
}
_ODDITY_RANK = 1000
_MOST_IDS = 40
_CHANCE = re.compile(r"^(?P<id>\w{1,8})~(?P<chance>\d?\.?\d{1,12})(?:~(?P<seed>\d{1,12}))?$")


@dataclass(frozen=True, slots=True)
class KnownId:
    """An id that the practice gateway can show. ``title`` is the catalogue's."""

    id: str
    rank: int
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One id of a plan; ``chance`` is 1.0 when it always shows."""

    id: str
    rank: int
    switch: Switch
    chance: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The faults of one path, in the order of ranks. ``text`` is as it was written."""

    text: str = ""
    entries: tuple[Entry, ...] = ()

    def always(self) -> tuple[Entry, ...]:
        """Return the entries that show in every answer: all that a GET sees."""
        return tuple(entry for entry in self.entries if entry.chance >= 1)


class Draws:
    """Decides for the POSTs of one plan, one after the other, which of its chance faults show.

    The k-th POST sees an entry exactly when the k-th number of ``random.Random(seed)`` is below its chance,
    so that a run can be repeated exactly.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sources = [random.Random(entry.seed) for entry in plan.entries]  # noqa: S311 (repeatable, no secret)
        self.count = 0

    def next(self) -> tuple[Entry, ...]:
        """Return the entries that show in the next POST."""
        self.count += 1
        drawn = zip(self._plan.entries, self._sources, strict=True)
        return tuple(entry for entry, source in drawn if source.random() < entry.chance)


@cache
def known_ids() -> tuple[KnownId, ...]:
    """Return every id that a path can show, in the order of causes; the oddities come last."""
    titles = table("oddities.toml")
    known = [KnownId(name, _rank(name), _title(name, titles.get(name))) for name in _SWITCHES]
    return tuple(sorted(known, key=lambda entry: entry.rank))


def parse_plan(text: str) -> Plan:
    """Return the plan that *text* describes; "" is the correct gateway.

    Raises `UnknownName` for an id that no path can show and `UsageError` for a chance that is none.
    """
    names = [name for name in text.split("+") if name.strip()]
    if len(names) > _MOST_IDS:
        raise UsageError(f"a path shows at most {_MOST_IDS} faults")
    entries = {entry.id: entry for entry in map(_entry, names)}
    return Plan(text, tuple(sorted(entries.values(), key=lambda entry: entry.rank)))


def describe_plan(plan: Plan) -> str:
    """Return in words what *plan* shows: "the correct gateway", or each id with its title and chance."""
    titles = {known.id: known.title for known in known_ids()}
    shown = (f"{entry.id} ({titles[entry.id]}){_chance_text(entry)}" for entry in plan.entries)
    return "; ".join(shown) or "the correct gateway"


def _entry(name: str) -> Entry:
    plain, chance, seed = name.strip(), 1.0, 0
    if "~" in plain:
        found = _CHANCE.match(plain)
        if found is None or not 0 <= float(found["chance"]) <= 1:
            raise UsageError("a chance is written ID~CHANCE~SEED", "example: T10~0.13~7")
        plain, chance, seed = found["id"], float(found["chance"]), int(found["seed"] or 0)
    known = plain.upper()
    if known not in _SWITCHES:
        raise UnknownName("fault of the practice gateway", plain, list(_SWITCHES))
    return Entry(known, _rank(known), _SWITCHES[known], chance, seed)


def _rank(name: str) -> int:
    found = catalog().get(name)
    return found.rank if found else _ODDITY_RANK + int(name[1:])


def _title(name: str, oddity: str | None) -> str:
    return oddity or catalog()[name].title


def _chance_text(entry: Entry) -> str:
    return f" in {entry.chance:.0%} of the answers" if entry.chance < 1 else ""
