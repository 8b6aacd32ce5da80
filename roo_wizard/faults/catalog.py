"""The fault catalogue: one table entry per fault in ``catalog.toml`` (probe.md 5)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Finding, Owner, Severity
from roo_wizard.core.text import safe


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``rank`` is its place in the order of causes, lowest first (probe.md 5.8).

    ``severity`` is that of the catalogued form. ``rescues`` are client settings to try, best first; they are
    named only after T1 and T2 have passed with them. ``confirm`` is the number of trials after the first
    sight: 0 none, 1 deterministic, 2 stochastic. ``shown`` is how it can be shown: path, url, port, tls or none.
    """

    id: str
    rank: int
    title: str
    severity: Severity
    owner: Owner
    symptom: str
    cause: str
    client_shows: str
    action: str
    seen_at: str = ""
    confirm: int = 0
    retryable: bool = False
    rescues: tuple[Mapping[str, Json], ...] = ()
    shown: str = "path"
    full_only: bool = False
    keywords: tuple[str, ...] = field(default=())


@cache
def catalog() -> Mapping[str, Fault]:
    """Return every fault by its id, in the order of ranks."""
    table = tomllib.loads(files(__package__).joinpath("catalog.toml").read_text("utf-8"))
    faults = (_fault(name, entry) for name, entry in table.items())
    return {fault.id: fault for fault in sorted(faults, key=lambda fault: fault.rank)}


def fault(name: str) -> Fault:
    """Return the fault with the id *name* (any case); raises `UnknownName` with the nearest ids."""
    known = catalog()
    found_fault = known.get(name) or known.get(name.upper()) or known.get(name.lower())
    if found_fault is None:
        raise UnknownName("fault", name, list(known))
    return found_fault


def found(
    name: str, evidence: object, *, severity: Severity | None = None, action: str | None = None, turn: str = ""
) -> Finding:
    """Return a finding of fault *name* with its *evidence* (sanitised here)."""
    entry = fault(name)
    return Finding(
        id=entry.id,
        severity=severity or entry.severity,
        title=entry.title,
        evidence=safe(evidence),
        owner=entry.owner,
        action=action or entry.action,
        turn=turn,
    )


def _fault(name: str, entry: dict[str, Json]) -> Fault:
    values = dict(entry)
    values["severity"] = Severity(values["severity"])
    values["owner"] = Owner(values["owner"])
    values["rescues"] = tuple(values.get("rescues", ()))
    values["keywords"] = tuple(values.get("keywords", ()))
    return Fault(id=name, **values)
