"""What came of a rotation: the two verdicts, what each key sees and may use, and where the old key still stands."""

from collections.abc import Iterator
from shlex import quote
from textwrap import wrap

from textual.content import Content

from roo_wizard.core.report import Report
from roo_wizard.core.text import safe
from roo_wizard.flow.rotation import RotationOutcome
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import VERDICTS
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import hanging, line, lines

Headline = tuple[str, str, str]
"""A word, its style, and the sentence that goes with it."""

LONGEST = 1_000
"""Characters of a sentence: how to get a keyring takes some hundred."""

_LABEL = 10
_ELSEWHERE = {
    False: "The old key still stands elsewhere:",
    True: "Where you have put the new key already, put the older one back:",
}
"""What the places are listed for, by whether the rotation was taken back since."""
_LATER = "roo-wizard undo {name} takes it back; r on Home, then ↓ x, proves that the old key is refused"


def headline(outcome: RotationOutcome) -> Headline:
    """Return what a rotation begins with: whether the keys changed places."""
    if outcome.stored:
        return ("ROTATED", "success", f"the new key of {outcome.profile} is proven and is now {outcome.stored}.")
    return ("NOT ROTATED", "error", f"nothing was changed; {outcome.profile} keeps the key that it has.")


class RotationResult(Rows):
    """Headline, verdicts, comparison, then the places of the old key with their steps."""

    DEFAULT_CSS = "RotationResult { margin: 0 0 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._outcome: RotationOutcome | None = None
        self._headline: Headline | None = None
        self._taken_back = False
        self._has_way_back = True

    def show(
        self,
        outcome: RotationOutcome | None,
        says: Headline | None = None,
        *,
        taken_back: bool = False,
        has_way_back: bool = True,
    ) -> None:
        """Draw *outcome* below what the headline *says*, by default its own; what can be done later only if it can."""
        self._outcome, self._taken_back, self._has_way_back = outcome, taken_back, has_way_back
        self._headline = says or (headline(outcome) if outcome else None)
        self.display = self._headline is not None
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """Everything is wrapped beside its label."""
        if self._headline is None:
            return []
        head = _paragraph(self._headline, width)
        if self._outcome is None:
            return [head]
        can_take_back = self._has_way_back and not self._taken_back
        return [
            head,
            *_rows(self._outcome, width, can_take_back),
            *_places(self._outcome, width, taken_back=self._taken_back),
        ]


def _paragraph(says: Headline, width: int) -> Content:
    word, style, sentence = says
    first, *others = wrap(f"{word}: {safe(sentence, LONGEST)}", max(20, width))
    return lines([line((word, f"bold ${style}"), (first.removeprefix(word), "bold")), *others])


def _rows(outcome: RotationOutcome, width: int, can_take_back: bool) -> Iterator[Content]:
    yield _verdict("new key", outcome.new, "", width)
    yield _verdict("old key", outcome.old, outcome.old_problem, width)
    for compared in outcome.compared:
        label, _, text = compared.partition(": ")
        known = label in {"models", "limits"}
        yield hanging(label if known else "", safe(text if known else compared), _LABEL, width)
    for note in outcome.notes:
        yield hanging("note", safe(note), _LABEL, width, "$warning")
    if outcome.stored and can_take_back:
        yield hanging("later", _LATER.format(name=quote(outcome.profile)), _LABEL, width, "$secondary")


def _places(outcome: RotationOutcome, width: int, *, taken_back: bool) -> Iterator[Content]:
    """Where else a key is to be changed; how the new one gets there is not told once it is taken back."""
    if outcome.elsewhere:
        yield line((f"\n{_ELSEWHERE[taken_back]}", "bold"))
    for place in outcome.elsewhere:
        yield hanging(glyphs().bullet, safe(place.title), 2, width, "$primary")
        for number, step in enumerate(() if taken_back else place.steps, 1):
            yield hanging(f"  {number}.", safe(step), 5, width)


def _verdict(label: str, report: Report | None, problem: str, width: int) -> Content:
    if report is None:
        return hanging(label, f"not proven: {safe(problem)}", _LABEL, width, "$warning")
    word, style = VERDICTS[report.verdict]
    mark = getattr(glyphs(), {"success": "passed", "warning": "warned"}.get(style, "failed"))
    cause = f", {report.cause.id}: {report.cause.title}" if report.cause else ""
    return hanging(label, f"{mark} {word.lower()}{safe(cause)}", _LABEL, width, f"${style}")
