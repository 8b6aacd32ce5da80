"""What a finished proof says besides the verdict: the three smoke tests by name, and how quick the gateway was."""

from typing import TypeGuard

from textual.content import Content

from roo_wizard.core.report import Report, Status
from roo_wizard.core.text import safe
from roo_wizard.probe.smoke import ONLY_FULL, SmokeTest, smoke_tests
from roo_wizard.tui import words
from roo_wizard.tui.theme import Glyphs, glyphs
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import cell, hanging, line

_NAME_WIDTH = 22
_LABEL_WIDTH = 10
_STYLES = {
    Status.PASS: ("passed", "$success"),
    Status.WARN: ("warned", "$warning"),
    Status.FAIL: ("failed", "$error"),
    Status.NOT_RUN: ("skipped", "$secondary"),
}
_MEASURES = (
    ("ttfb_cold", "first byte {}"),
    ("ttfb_warm", "second turn {}"),
    ("ttft", "first token {}"),
    ("ttfa", "first action {}"),
    ("call_complete", "calls complete {}"),
    ("max_gap", "longest gap {}"),
)
"""The measures of probe.md 8 that stand in the line, in ms, and their words."""


class Outcome(Rows):
    """Shown under the verdict, once there is one."""

    DEFAULT_CSS = "Outcome { margin: 0 0 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None

    def show(self, report: Report | None) -> None:
        """Draw what *report* says; without checks there is nothing to say."""
        self._report = report if report is not None and report.checks else None
        self.display = self._report is not None
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """The smoke tests, then the line of times and its bar."""
        if self._report is None:
            return []
        return [*(_test(test, width) for test in smoke_tests(self._report)), *_latency(self._report, width)]


def _test(test: SmokeTest, width: int) -> Content:
    mark, style = _STYLES[test.status]
    summary = "F, the full proof, runs it" if test.summary == ONLY_FULL else safe(test.summary)
    return line(
        (f"{getattr(glyphs(), mark)} ", style),
        (cell(test.name, _NAME_WIDTH), "bold"),
        (cell(summary, max(10, width - _NAME_WIDTH - 2)).rstrip(), "$secondary"),
    )


def _latency(report: Report, width: int) -> list[Content]:
    """The times that were measured, and a bar: waiting, then answering."""
    times = {name: float(value) for name, value in report.timing.items() if _is_number(value)}
    told = [text.format(words.duration(times[name])) for name, text in _MEASURES if name in times]
    kind = report.timing.get("ttft_kind")
    told = [f"{part} ({safe(kind, 20)})" if kind and part.startswith("first token") else part for part in told]
    if "tokens_per_second" in times:
        told.append(f"{times['tokens_per_second']:.0f} tokens/s")
    if report.timing.get("buffering"):
        told.append("arrives in one piece: buffered on the way")
    if not told:
        return []
    return [hanging("latency", " · ".join(told), _LABEL_WIDTH, width, "$secondary"), *_bar(times, width, glyphs())]


def _is_number(value: float | str | None) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bar(times: dict[str, float], width: int, marks: Glyphs) -> list[Content]:
    """The first turn from its start to its end: how much of it was waiting for the first token."""
    total, first = times.get("total", 0.0), times.get("ttft", 0.0)
    if not total or not 0 < first <= total:
        return []
    legend = f" waits {words.duration(first)}, answers {words.duration(total - first)}"
    length = max(10, min(40, width - _LABEL_WIDTH - len(legend)))
    waited = min(length, max(1, round(length * first / total)))
    return [
        line(
            ("turn 1".ljust(_LABEL_WIDTH), "$secondary"),
            (marks.bar_rest * waited, "$warning"),
            (marks.bar * (length - waited), "$primary"),
            (legend, "$secondary"),
        )
    ]
