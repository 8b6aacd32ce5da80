"""The running proof as one frozen value: a fold over the engine's events."""

from dataclasses import dataclass, replace

from roo_wizard.core.events import Announced, CheckFinished, CheckStarted, Done, Estimated, Event, Received, Spent
from roo_wizard.core.report import CheckResult, Report


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One check: ``result`` is None while it runs; ``size_bytes`` and ``elapsed_ms`` are those seen so far."""

    id: str
    title: str
    result: CheckResult | None = None
    size_bytes: int = 0
    elapsed_ms: float = 0.0

    @property
    def milliseconds(self) -> float:
        """The time that the check took, or has taken so far."""
        return self.elapsed_ms if self.result is None else self.result.duration_ms


@dataclass(frozen=True, slots=True)
class ProofView:
    """What a proof has shown so far. ``announced`` is the billed request under way, None between requests.

    ``estimated`` is what a longer proof said that it will cost when all is well.
    """

    rows: tuple[ProofRow, ...] = ()
    announced: Announced | None = None
    announcements: int = 0
    estimated: Estimated | None = None
    spent: Spent | None = None
    report: Report | None = None
    cancelled: bool = False

    @property
    def running(self) -> bool:
        """Whether more events are to come."""
        return self.report is None and not self.cancelled


def apply(view: ProofView, event: Event) -> ProofView:
    """Return *view* after *event*."""
    match event:
        case CheckStarted() | CheckFinished():
            return _with_row(view, _checked(view, event))
        case Received(size_bytes=size, elapsed_ms=elapsed):
            return _with_progress(view, size, elapsed)
        case Estimated():
            return replace(view, estimated=event)
        case Announced():
            return replace(view, announced=event, announcements=view.announcements + 1)
        case Spent():
            return replace(view, announced=None, spent=event)
        case Done(report=report):
            ended = replace(view, rows=_final_rows(view, report), announced=None)
            return replace(ended, spent=_spent(report), report=report)


def finished(report: Report) -> ProofView:
    """Return the view of a proof that ended earlier, drawn from its report alone."""
    rows = tuple(ProofRow(result.id, result.title, result) for result in report.checks)
    return ProofView(rows=rows, spent=_spent(report), report=report)


def cancelled(view: ProofView) -> ProofView:
    """Return *view* stopped by the person: what had not finished stays without a result."""
    return replace(view, cancelled=True, announced=None) if view.running else view


def _spent(report: Report) -> Spent:
    usage = report.usage
    return Spent(usage.requests, usage.prompt_tokens, usage.completion_tokens, usage.estimated)


def _checked(view: ProofView, event: CheckStarted | CheckFinished) -> ProofRow:
    if isinstance(event, CheckStarted):
        return ProofRow(event.id, event.title)
    return replace(_row(view, event.result.id, event.result.title), result=event.result)


def _row(view: ProofView, name: str, title: str) -> ProofRow:
    return next((row for row in view.rows if row.id == name), ProofRow(name, title))


def _with_row(view: ProofView, row: ProofRow) -> ProofView:
    if any(known.id == row.id for known in view.rows):
        return replace(view, rows=tuple(row if known.id == row.id else known for known in view.rows))
    return replace(view, rows=(*view.rows, row))


def _with_progress(view: ProofView, size: int, elapsed: float) -> ProofView:
    """Progress belongs to the check that started last and still runs."""
    running = next((row for row in reversed(view.rows) if row.result is None), None)
    if running is None:
        return view
    return _with_row(view, replace(running, size_bytes=size, elapsed_ms=elapsed))


def _final_rows(view: ProofView, report: Report) -> tuple[ProofRow, ...]:
    sizes = {row.id: row.size_bytes for row in view.rows}
    return tuple(ProofRow(result.id, result.title, result, sizes.get(result.id, 0)) for result in report.checks)
