"""The report: what a check found, in exactly the shape of ``roo-wizard.check/1`` (design, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Finding, Owner, Severity

SCHEMA = "roo-wizard.check/1"


class Verdict(StrEnum):
    """First match wins, in this order of the design: blocks, risks, what could not be judged, else ready."""

    READY = "ready"
    READY_WITH_SETTINGS = "ready-with-settings"
    RISKY = "risky"
    BLOCKED = "blocked"
    INCONCLUSIVE = "inconclusive"

    @property
    def exit_code(self) -> int:
        """The process exit code of this verdict: 0 ready, 1 risky or blocked, 3 inconclusive."""
        return {"risky": 1, "blocked": 1, "inconclusive": 3}.get(self.value, 0)


class Status(StrEnum):
    """The outcome of one check. NOT_RUN is never green."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True)
class Client:
    """For whom the fields are: ``evidence`` says whether its behaviour was run or read in source."""

    id: str
    version: str
    evidence: str


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What was checked. ``typed_url`` keeps the input; ``served_model`` is the answer's own model field."""

    typed_url: str
    base_url: str
    origin: str
    dialect: str
    model: str
    served_model: str | None = None
    preset: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """The one cause of a verdict that is not *ready*; with *ready with settings*, the fault they avoid."""

    id: str
    title: str
    detail: str
    owner: Owner
    action: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Rescue:
    """Client settings with which T1 and T2 were proven to work."""

    settings: Mapping[str, Json]
    label: str
    proven: bool


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check C01–C31. ``summary`` is one safe line of evidence."""

    id: str
    title: str
    status: Status
    severity: Severity
    summary: str
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One line of ``requests[]``; ``status`` is null when nothing answered."""

    purpose: str
    method: str
    url: str
    status: int | None
    attempts: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What was spent. ``requests`` counts POSTs that reached the gateway, retries included."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check found; `core.jsonable.to_json` writes it as the contract's object."""

    verdict: Verdict
    client: Client
    target: TargetFacts
    cause: Cause | None
    settings: Mapping[str, Json] = field(default_factory=dict)
    rescues: tuple[Rescue, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    requests: tuple[RequestRecord, ...] = ()
    usage: Usage = Usage()
    timing: Mapping[str, float | str | None] = field(default_factory=dict)
    started_at: str = ""
    duration_ms: int = 0
