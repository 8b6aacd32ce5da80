"""What the checks of a profile found over time, as values and as JSON. Bounded, and no secret in it.

Entries stand in the order of the checks, never of their dates: a clock that goes back must not make an old
verdict the latest one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from roo_wizard.core.exchange import Json
from roo_wizard.core.redaction import is_masked
from roo_wizard.core.report import Report
from roo_wizard.core.text import is_clean, safe
from roo_wizard.gateway.key_limits import LABELS
from roo_wizard.profiles.evidence import Evidence

MAX_ENTRIES = 50
MAX_MODELS = 5_000
"""Of how many models the ids are kept, so that what was gained and lost can be named; digest and count cover all."""
MAX_BYTES = 4 * 1024 * 1024
_MOST = 10**15
"""No count and no time of a check is larger; JSON allows numbers that no float can hold."""
_SCHEMA = "roo-wizard.history/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One check. ``at`` is an ISO time in UTC; ``ttft_ms`` and ``total_ms`` are those of the first turn.

    ``models`` counts the gateway's list and ``models_digest`` is the SHA-256 of its sorted ids; both are None
    when there was no list. ``http_status``, ``finish_reason`` and ``tool_calls`` are what the first turn
    answered; requests and tokens are what the whole check cost. ``limits`` are those that the gateway
    stated for the key, by what they limit.
    """

    at: str
    verdict: str
    cause: str | None = None
    served_model: str | None = None
    ttft_ms: float | None = None
    total_ms: float | None = None
    models: int | None = None
    models_digest: str | None = None
    http_status: int | None = None
    finish_reason: str | None = None
    tool_calls: int | None = None
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """The kept checks of a profile, oldest first, and the ids of the latest model list (sorted, bounded)."""

    entries: tuple[Entry, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def last(self) -> Entry | None:
        """The latest check."""
        return self.entries[-1] if self.entries else None

    @property
    def last_list(self) -> Entry | None:
        """The latest check that got a model list."""
        return next((entry for entry in reversed(self.entries) if entry.models_digest), None)

    @property
    def names_all_models(self) -> bool:
        """Whether ``models`` is the whole of the latest list."""
        listed = self.last_list
        return listed is not None and listed.models == len(self.models)

    def with_(self, entry: Entry, models: Iterable[str] | None) -> "History":
        """Return the history with one more check; without *models* the ids of the list before stay."""
        kept = self.models if models is None else tuple(models)[:MAX_MODELS]
        return History((*self.entries, entry)[-MAX_ENTRIES:], kept)


def entry_of(report: Report, evidence: Evidence) -> Entry:
    """Return *report* as an entry."""
    served = report.target.served_model
    return Entry(
        at=safe(report.started_at),
        verdict=report.verdict.value,
        cause=report.cause.id if report.cause else None,
        served_model=safe(served) if served and not is_masked(served) else None,
        ttft_ms=_milliseconds(report.timing.get("ttft")),
        total_ms=_milliseconds(report.timing.get("total")),
        models=len(evidence.models) if evidence.models else None,
        models_digest=digest(evidence.models) if evidence.models else None,
        http_status=evidence.http_status,
        finish_reason=evidence.finish_reason,
        tool_calls=evidence.tool_calls,
        requests=report.usage.requests,
        prompt_tokens=report.usage.prompt_tokens,
        completion_tokens=report.usage.completion_tokens,
        limits=evidence.limits,
    )


def digest(ids: Iterable[str]) -> str:
    """Return the SHA-256 of the sorted *ids*, one a line."""
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8", "replace")).hexdigest()


def to_bytes(profile: str, history: History) -> bytes:
    """Return the file of *profile*: ASCII JSON; ids are left out until it is within `MAX_BYTES`."""
    entries, models = [asdict(entry) for entry in history.entries], list(history.models)
    while True:
        document = {"schema": _SCHEMA, "profile": profile, "models": models, "entries": entries}
        data = json.dumps(document, ensure_ascii=True, indent=1).encode()
        if len(data) <= MAX_BYTES or not models:
            return data
        models = models[: len(models) // 2]


def from_bytes(data: bytes) -> History:
    """Return the history in a file's *data*; raises `ValueError` for everything that is none."""
    try:
        document = json.loads(data) if len(data) <= MAX_BYTES else None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        raise ValueError("not a history")
    entries, models = document.get("entries"), document.get("models")
    if not isinstance(entries, list) or not isinstance(models, list) or not all(map(_is_text, models)):
        raise ValueError("not a history")
    return History(tuple(map(_entry, entries))[-MAX_ENTRIES:], tuple(models[:MAX_MODELS]))


def _milliseconds(value: Json) -> float | None:
    return float(value) if _is_number(value) else None


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and is_clean(value)


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MOST


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


_OPTIONAL = {
    "cause": _is_text,
    "served_model": _is_text,
    "ttft_ms": _is_number,
    "total_ms": _is_number,
    "models": _is_count,
    "models_digest": _is_text,
    "http_status": _is_count,
    "finish_reason": _is_text,
    "tool_calls": _is_count,
}
_REQUIRED = {
    "at": _is_text,
    "verdict": _is_text,
    "requests": _is_count,
    "prompt_tokens": _is_count,
    "completion_tokens": _is_count,
}


def _entry(table: Json) -> Entry:
    """One entry of a file, which may have been edited by hand; unknown fields are passed over."""
    if not isinstance(table, Mapping):
        raise ValueError("not an entry")
    wrong = [name for name, fits in _REQUIRED.items() if not fits(table.get(name))]
    wrong += [name for name, fits in _OPTIONAL.items() if table.get(name) is not None and not fits(table[name])]
    if wrong:
        raise ValueError(f"a wrong value for {wrong[0]}")
    values: dict[str, Json] = {name: table.get(name) for name in (*_REQUIRED, *_OPTIONAL)}
    return Entry(**values, limits=_limits(table.get("limits", {})))


def _limits(table: Json) -> dict[str, float]:
    """The limits of an entry, none in files of before; those that nobody knows any more are passed over."""
    if not isinstance(table, Mapping) or not all(map(_is_number, table.values())):
        raise ValueError("a wrong value for limits")
    return {name: float(value) for name, value in table.items() if name in LABELS}
