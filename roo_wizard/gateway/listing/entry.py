"""Looking into an entry of a model list, whose fields stand at any depth and may be anything."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from roo_wizard.core.exchange import Json

Entry = Mapping[str, Json]

MAX_ITEMS = 100
"""How many items of a list inside an entry are looked at."""


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def roots(paths: Iterable[str]) -> frozenset[str]:
    """The fields that *paths* begin with: an entry without any of them, as most are, is looked at no further."""
    return frozenset(path.partition(".")[0] for path in paths)


def found(entry: Entry, path: str) -> Sequence[Json]:
    """Every value at the dotted *path*; a list on the way is entered, so that "providers.x" gives each."""
    steps = _steps(path)
    if entry.get(steps[0]) is None:
        return ()
    values: list[Json] = [entry[steps[0]]]
    for step in steps[1:]:
        items = [item for value in values for item in (value[:MAX_ITEMS] if isinstance(value, list) else [value])]
        values = [item[step] for item in items if isinstance(item, dict) and item.get(step) is not None]
    return values
