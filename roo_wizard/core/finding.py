"""Findings: a fault seen in an exchange, with its evidence."""

from dataclasses import dataclass
from enum import StrEnum

from roo_wizard.core.text import SafeText


class Severity(StrEnum):
    """What a finding does to the verdict; the order is the order of weight."""

    BLOCK = "block"
    """Roo cannot finish a task."""
    RISK = "risk"
    """Work may be lost, or fail now and then."""
    INCONCLUSIVE = "inconclusive"
    """It could not be found out; written as ``warn`` in JSON, where the verdict says the rest."""
    WARN = "warn"
    """Degraded, or other clients break."""
    INFO = "info"


class Owner(StrEnum):
    """Who can fix it."""

    YOU = "you"
    GATEWAY = "gateway"
    NETWORK = "network"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the catalogue as it was seen.

    Made by `faults.found`, which fills title, owner and action from the catalogue. ``turn`` is the purpose of
    the request that showed it; ``settings`` are the client settings in force then. ``evidence`` is safe text.
    ``consequence_of`` names the cause that explains this finding (probe.md 5.7).
    """

    id: str
    severity: Severity
    title: str
    evidence: SafeText
    owner: Owner
    action: str
    turn: str = ""
    seen: int = 1
    trials: int = 1
    consequence_of: str | None = None
