"""The verdict block: what was decided, why, who can fix it, and what to do next."""

from textual.content import Content

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
from roo_wizard.tui import words
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_LABEL_WIDTH = 10
_MARKS = {Severity.BLOCK: "failed", Severity.RISK: "warned", Severity.WARN: "warned", Severity.INCONCLUSIVE: "skipped"}


class VerdictBlock(SafeStatic):
    """Shown above the checks once the proof ended without *ready*, so that the answer is read first."""

    DEFAULT_CSS = """
    VerdictBlock { height: auto; padding: 0 1; margin: 0 0 1 0; border-left: thick $primary; }
    VerdictBlock.-error { border-left: thick $error; }
    VerdictBlock.-warning { border-left: thick $warning; }
    VerdictBlock.-success { border-left: thick $success; }
    """

    def show(self, report: Report | None, *, cancelled: bool = False) -> None:
        """Draw the verdict of *report*, or that the proof was stopped."""
        self.display = report is not None or cancelled
        if report is not None:
            style = words.VERDICTS[report.verdict][1]
            self.update(lines(_rows(report, style)))
        elif cancelled:
            style = "warning"
            self.update(line(("STOPPED", "bold $warning"), "  Nothing was decided. r runs the proof again."))
        else:
            return
        self.set_classes(f"-{style}")


def _rows(report: Report, style: str) -> list[Content]:
    cause = report.cause
    word = words.VERDICTS[report.verdict][0]
    if cause is None:
        return [line((word, f"bold ${style}"), "  Roo Code's own requests were answered as it needs them.")]
    rows = [line((word, f"bold ${style}"), (f"  {cause.id}  {safe(cause.title)}", "bold"))]
    if cause.detail:
        rows.append(_row("evidence", safe(cause.detail)))
    rows.append(_row("who", words.OWNERS.get(cause.owner.value, cause.owner.value)))
    rows.append(_row("next", safe(cause.action), "bold"))
    if cause.retryable:
        rows.append(_row("", "waiting may help: r runs the proof again", "$secondary"))
    rows += [_proven(report)] if report.verdict is Verdict.READY_WITH_SETTINGS else []
    rows += [
        _also(finding)
        for finding in report.findings
        if finding.id != cause.id and finding.severity is not Severity.INFO
    ]
    return rows


def _row(label: str, text: str, style: str = "") -> Content:
    return line((label.ljust(_LABEL_WIDTH), "$secondary"), (text, style))


def _proven(report: Report) -> Content:
    return _row("settings", "; ".join(safe(rescue.label) for rescue in report.rescues[:1]), "$success")


def _also(finding: Finding) -> Content:
    mark = getattr(glyphs(), _MARKS.get(finding.severity, "bullet"))
    return _row("also", f"{mark} {finding.id} {safe(finding.title)}: {finding.evidence}", "$secondary")
