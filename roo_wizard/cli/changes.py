"""What changed since the check before, in lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from roo_wizard.core.text import safe
from roo_wizard.profiles.history import Entry, History

_NAMED = 8
"""How many gained or lost models are named; the rest is counted."""


def change_lines(before: History, after: History) -> tuple[str, ...]:
    """Return what the latest check of *after* found other than the latest one of *before*."""
    new, old = after.last, before.last
    if new is None or old is None:
        return ("since last time: this is the first check on record",)
    changed = (*_verdict(old, new), *_models(before, after), *_served(before, new), *_limits(before, new))
    heading = f"since last time ({_when(old)}):"
    return (heading, *(f"  {line}" for line in (*(changed or ("nothing changed",)), *_latency(before, new))))


def model_lines(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return which models of *new* are not in *old* and the other way round."""
    gained, lost = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    told = (("gained", gained), ("lost", lost))
    return tuple(f"{len(names)} model{'s' * (len(names) > 1)} {how}: {_named(names)}" for how, names in told if names)


def limit_lines(old: Mapping[str, float], new: Mapping[str, float]) -> tuple[str, ...]:
    """Return in one line which limits of *new* are other than those of *old*, or are stated by one of them alone."""
    labels = [*new, *(label for label in old if label not in new)]
    changed = [
        f"{label} {_limit(old.get(label))} → {_limit(new.get(label))}"
        for label in labels
        if old.get(label) != new.get(label)
    ]
    return (f"limits: {', '.join(changed)}",) if changed else ()


def _verdict(old: Entry, new: Entry) -> Iterator[str]:
    if (old.verdict, old.cause) != (new.verdict, new.cause):
        yield f"verdict: {_with_cause(old)} → {_with_cause(new)}"


def _models(before: History, after: History) -> Iterator[str]:
    old, new = before.last_list, after.last_list
    if old is None or new is None or old.models_digest == new.models_digest:
        return
    if before.names_all_models and after.names_all_models:
        yield from model_lines(before.models, after.models)
    else:
        yield f"model list: {old.models:,} → {new.models:,} models, too many to name the others"


def _served(before: History, new: Entry) -> Iterator[str]:
    old = next((entry.served_model for entry in reversed(before.entries) if entry.served_model), None)
    if old and new.served_model and old != new.served_model:
        yield f"served model: {safe(old, 80)} → {safe(new.served_model, 80)}"


def _limits(before: History, new: Entry) -> Iterator[str]:
    """The key's limits beside the latest ones that were stated; an answer that states none says nothing of them."""
    old = next((entry.limits for entry in reversed(before.entries) if entry.limits), None)
    if old and new.limits:
        yield from limit_lines(old, new.limits)


def _latency(before: History, new: Entry) -> Iterator[str]:
    """The first turn's times beside those of the latest check that had any."""
    old = next((entry for entry in reversed(before.entries) if entry.total_ms is not None), None)
    if old is None or new.total_ms is None:
        return
    first = f"first token {_ms(old.ttft_ms)} → {_ms(new.ttft_ms)}, " if old.ttft_ms and new.ttft_ms else ""
    yield f"latency: {first}first answer {_ms(old.total_ms)} → {_ms(new.total_ms)}"


def _with_cause(entry: Entry) -> str:
    return safe(f"{entry.verdict} ({entry.cause})" if entry.cause else entry.verdict, 80)


def _when(entry: Entry) -> str:
    """``2026-11-20T10:00:00Z`` → ``2026-11-20 10:00 UTC``."""
    day, _, time = entry.at.partition("T")
    return safe(f"{day} {time[:5]} UTC" if time else entry.at, 40)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(safe(name, 80) for name in names[:_NAMED]) + more


def limit_text(value: float) -> str:
    """Return a limit as a person writes it: "1,000", "12.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _limit(value: float | None) -> str:
    return "not stated" if value is None else limit_text(value)


def _ms(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f} ms"
