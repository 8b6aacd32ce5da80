"""The typed events of a running check; the screens and the command line are two views of this one stream."""

from dataclasses import dataclass

from roo_wizard.core.report import CheckResult, Report


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """A check C01–C31 begins."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CheckFinished:
    """A check has its result. A later event with the same id replaces it (confirmation)."""

    result: CheckResult


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a longer check will cost when all is well; told before its first billed request.

    ``cost_usd`` is None where the model list names no price.
    """

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A billed request is about to be sent: what for, and roughly what it costs."""

    purpose: str
    reason: str
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes of the running answer so far; sent at most ten times a second, for progress only."""

    purpose: str
    size_bytes: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Spent:
    """The totals after a billed request."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The last event."""

    report: Report


Event = CheckStarted | CheckFinished | Estimated | Announced | Received | Spent | Done
