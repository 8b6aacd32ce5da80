"""The verdict block: what was decided, why, who can fix it, and what to do next."""

from textual.content import Content

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import OWNERS, VERDICTS
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging, line

_LABEL_WIDTH = 10
_MARKS = {Severity.BLOCK: "failed", Severity.RISK: "warned", Severity.WARN: "warned", Severity.INCONCLUSIVE: "skipped"}


class VerdictBlock(Rows):
    """Shown above the checks once the proof ended without *ready*, so that the answer is read first."""

    DEFAULT_CSS = """
    VerdictBlock { margin: 0 0 1 0; border-left: outer $primary; }
    VerdictBlock.-error { border-left: outer $error; }
    VerdictBlock.-warning { border-left: outer $warning; }
    VerdictBlock.-success { border-left: outer $success; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._kept = False

    def show(self, report: Report | None, *, cancelled: bool = False, kept: bool = False) -> None:
        """Draw the verdict of *report*, or that the proof was stopped, and whether an earlier one is *kept*."""
        self._report = report
        self._kept = kept
        self.display = report is not None or cancelled
        self.set_classes(f"-{VERDICTS[report.verdict][1] if report else 'warning'}")
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """The verdict, then cause, evidence, owner and next action, wrapped beside their labels."""
        if self._report is None:
            stopped = "The earlier proof still stands." if self._kept else "Nothing was decided."
            stopped += " r runs the quick proof."
            return [line(("STOPPED", "bold $warning"), f"  {stopped}")]
        return _rows(self._report, width)


def _rows(report: Report, width: int) -> list[Content]:
    word, style = VERDICTS[report.verdict]
    cause = report.cause
    if cause is None:
        said = "Roo Code's own requests were answered as it needs them."
        also = [hanging("also", _also(finding), _LABEL_WIDTH, width, "$secondary") for finding in _others(report, "")]
        return [line((word, f"bold ${style}")), hanging("", said, 0, width), *also]
    entries = [
        (cause.id, safe(cause.title), "bold"),
        ("evidence", safe(cause.detail), ""),
        ("who", OWNERS.get(cause.owner.value, cause.owner.value), ""),
        ("next", safe(cause.action), "bold"),
        ("", "waiting may help: r runs the quick proof again" if cause.retryable else "", "$secondary"),
        ("settings", _proven(report), "$success"),
        *(("also", _also(finding), "$secondary") for finding in _others(report, cause.id)),
    ]
    shown = [hanging(label, text, _LABEL_WIDTH, width, colour) for label, text, colour in entries if text]
    return [line((word, f"bold ${style}")), *shown]


def _proven(report: Report) -> str:
    """The settings that avoid the cause, when they were proven."""
    if report.verdict is not Verdict.READY_WITH_SETTINGS:
        return ""
    return "; ".join(safe(rescue.label) for rescue in report.rescues[:1])


def _others(report: Report, cause_id: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.id != cause_id and finding.severity is not Severity.INFO]


def _also(finding: Finding) -> str:
    mark = getattr(glyphs(), _MARKS.get(finding.severity, "bullet"))
    return f"{mark} {finding.id} {safe(finding.title)}: {finding.evidence}"
