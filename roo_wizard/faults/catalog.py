"""The fault catalogue: one table entry per fault in ``catalog.toml`` (probe.md 5).

Beside it stand two small tables of the same room: ``symptoms.toml``, what people complain about without a
fault behind it, and ``oddities.toml``, what must never be called a fault (probe.md 5.6).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Finding, Owner, Severity
from roo_wizard.core.text import safe

_SYMPTOM_RANK = 1000
"""Symptoms stand behind every fault and outcome where two fit equally well."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``rank`` is its place in the order of causes, lowest first (probe.md 5.8).

    ``severity`` is that of the catalogued form. ``rescues`` are client settings to try, best first; they are
    named only after T1 and T2 have passed with them. ``confirm`` is the number of trials after the first
    sight: 0 none, 1 deterministic, 2 stochastic. ``shown`` is how it can be shown: path, url, port, tls or none.
    ``client_shows`` quotes the client's own short texts, so that people find the fault by what they read.
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
    """Return every fault by its id, in the order of ranks; the outcomes (``no-spend`` …) come last."""
    faults = (_fault(name, entry) for name, entry in table("catalog.toml").items())
    return {fault.id: fault for fault in sorted(faults, key=lambda fault: fault.rank)}


@cache
def symptoms() -> Mapping[str, Fault]:
    """Return the symptoms without a fault of their own, in the shape of faults, by their ids.

    They carry advice only: severity info, never a finding, never a cause.
    """
    entries = table("symptoms.toml").items()
    advice = {"severity": "info", "shown": "none", "rank": _SYMPTOM_RANK}
    return {name: _fault(name, advice | entry) for name, entry in entries}


@cache
def oddities() -> Mapping[str, str]:
    """Return what must not be called a fault, title by name (H01–H18); the practice gateway shows each."""
    return table("oddities.toml")


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


def table(file_name: str) -> dict[str, Json]:
    """Return one TOML table of this room."""
    return tomllib.loads(files(__package__).joinpath(file_name).read_text("utf-8"))


def _fault(name: str, entry: dict[str, Json]) -> Fault:
    values = dict(entry)
    values["severity"] = Severity(values["severity"])
    values["owner"] = Owner(values["owner"])
    values["rescues"] = tuple(values.get("rescues", ()))
    values["keywords"] = tuple(values.get("keywords", ()))
    return Fault(id=name, **values)
