"""The checks C01–C31 as data: what each is called, how much it weighs, and which request it judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.finding import Severity
from roo_wizard.faults.catalog import table


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check. ``severity`` is what its failure means at its worst; probe.md 6 has the exact rules.

    ``quick`` checks belong to the default set. ``turn`` is the request that is judged: none, connect, models,
    "models without key", T1, T2, T3, "T1 short", "T1 plain", or a request of the check's own.
    """

    id: str
    title: str
    severity: Severity
    quick: bool
    turn: str


@cache
def checks() -> Mapping[str, CheckSpec]:
    """Return every check by its id, in order."""
    return {
        name: CheckSpec(name, entry["title"], Severity(entry["severity"]), entry["quick"], entry["turn"])
        for name, entry in table("checks.toml").items()
    }


def check_spec(name: str) -> CheckSpec:
    """Return the check with the id *name*; raises `UnknownName`."""
    known = checks()
    if name not in known:
        raise UnknownName("check", name, list(known))
    return known[name]
