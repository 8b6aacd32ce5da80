"""Step 5: the fields. The card in the client's own words, row by row."""

from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.worker import Worker, WorkerError

from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow import steps
from roo_wizard.flow.state import Step
from roo_wizard.flow.views import CardRow, CardView
from roo_wizard.tui.screens.base import BACK, StepScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import VERDICTS
from roo_wizard.tui.widgets.card_parts import AfterPasting, CardRows, OtherWays, Where
from roo_wizard.tui.widgets.changes import Changes
from roo_wizard.tui.widgets.text import SafeStatic, cell, line, lines

_HOW = {False: "Enter copies it", True: "set it there by hand"}
"""What to do with a row that has no note of its own, by whether it is set by hand."""


class FieldsScreen(StepScreen):
    """Choose a row, copy it, paste it. The key needs a question of its own."""

    CSS_PATH = "fields.tcss"
    AUTO_FOCUS = ""
    """The rows take the focus themselves, without scrolling the way to the settings page out of sight."""
    STEP = Step.FIELDS
    KEYS = (
        ("enter", "copy, next"),
        ("K", "copy key"),
        ("F", "full proof"),
        ("o", "outputs"),
        ("pgdn", "more"),
        ("q", "finish"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,space", "copy_row", show=False),
        Binding("K,upper_k", "copy_key", show=False),
        Binding("F,upper_f", "full_proof", show=False),
        Binding("o", "outputs", show=False),
        Binding("q", "finish", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._card: CardView | None = None
        self._copied: dict[CardRow, str] = {}
        """What became of each row that was copied, the last one at the end."""
        self._stored_for: object = None
        self._storing: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """Verdict, where the page is, the rows, what happened, what comes after pasting."""
        yield SafeStatic("", classes="heading")
        with VerticalScroll(id="fields-scroll", can_focus=False):
            yield Changes()
            yield Where()
            yield CardRows(id="rows", markup=False)
            yield SafeStatic("", css_id="copied")
            yield AfterPasting()
            yield OtherWays()
            yield SafeStatic("", css_id="stored")
            yield SafeStatic("", css_id="credit")

    def present(self) -> None:
        """Draw the card, and keep key and profile, once per report."""
        report = self.wizard.report
        if report is None:
            return
        self.query_one(Changes).show(self.wizard.changes)
        if self._stored_for is not report:
            self._stored_for = report
            self._card = self.services.card(self.wizard, report)
            self._draw(self._card, report.verdict)
            self._storing = self._store()
            self._ask_credit()
        self.query_one("#rows").focus(scroll_visible=False)
        self.call_after_refresh(self.query_one("#fields-scroll").scroll_home, animate=False)

    def _draw(self, card: CardView, verdict: Verdict) -> None:
        self.query_one(".heading", SafeStatic).update(_heading(card, verdict, self.wizard.client.name))
        self.query_one(Where).show(card.where)
        rows = self._draw_rows(card)
        rows.highlighted = next((place for place, row in enumerate(card.rows) if not row.by_hand), 0)
        self.query_one(AfterPasting).show(card.after)
        self.query_one(OtherWays).show(card.routes)
        self.query_one(OtherWays).display = bool(card.routes)

    def _draw_rows(self, card: CardView) -> OptionList:
        label_width = max((len(row.label) for row in card.rows), default=0) + 2
        rows = self.query_one("#rows", OptionList)
        rows.set_options([_row(row, label_width, copied=row in self._copied) for row in card.rows])
        return rows

    @work(exclusive=True, group="store", exit_on_error=False)
    async def _store(self) -> None:
        state = self.wizard
        if state.report is None:
            return
        stored = await self.services.store(state, state.report)
        self.wizard_app.wizard = replace(self.wizard, profile=stored.profile or self.wizard.profile)
        self._show_name(state.report)
        self.query_one("#stored", SafeStatic).update(line(("\n".join(map(safe, stored.words)), "$secondary")))

    def _show_name(self, report: Report) -> None:
        """Draw the card anew where the connection was saved under another name than the card proposed."""
        card = self.services.card(self.wizard, report)
        if card != self._card:
            self._card = card
            self._draw(card, report.verdict)

    @work(exclusive=True, group="credit", exit_on_error=False)
    async def _ask_credit(self) -> None:
        """What is left to spend comes when it comes; nothing waits for it, and leaving ends it."""
        state = self.wizard
        if state.report is not None:
            said = await self.services.credit(state, state.report)
            self.query_one("#credit", SafeStatic).update(line(("\n".join(map(safe, said)), "$secondary")))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._card is not None:
            self._show_copied(self._card.rows[event.option_index])

    def _show_copied(self, row: CardRow) -> None:
        """Say what was copied last and how, and what there is to know of *row*, which is next."""
        said = []
        if self._copied:
            last, what = next(reversed(self._copied.items()))
            said.append(line((f"{last.label}: ", "bold"), (safe(what), "$success")))
        ahead = f"next, {row.label}: " if self._copied and row not in self._copied else ""
        if self._is_all_copied:
            said.append(line(("every field was copied: press Save there", "bold")))
        elif ahead or row.note:
            said.append(line((ahead, "bold"), (safe(row.note) or _HOW[row.by_hand], "$secondary")))
        else:
            said += self._set_before(row)
        self.query_one("#copied", SafeStatic).update(lines(said))

    def _set_before(self, row: CardRow) -> list[Content]:
        """What is set by hand just before *row*, which the cursor has passed over."""
        rows = self._card.rows if self._card else ()
        before = rows[rows.index(row) - 1] if row in rows[1:] else row
        if not before.by_hand or before is row:
            return []
        return [line((f"first, {before.label}: ", "bold"), (safe(before.note) or _HOW[True], "$secondary"))]

    @property
    def _is_all_copied(self) -> bool:
        return self._card is not None and all(row.by_hand or row in self._copied for row in self._card.rows)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self._copy_marked(then_next=True)

    def action_copy_row(self) -> None:
        """Copy the value of the row under the cursor, once more perhaps; the cursor stays there."""
        self._copy_marked(then_next=False)

    def _copy_marked(self, *, then_next: bool) -> None:
        position = self.query_one("#rows", OptionList).highlighted
        if self._card is None or position is None:
            return
        row = self._card.rows[position]
        if row.secret and row.by_hand:
            self._show_copied(row)
        elif row.secret:
            self._ask_for_key(row, then_next=then_next)
        else:
            self._copy(row, row.value, then_next=then_next)

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def _copy(self, row: CardRow, value: str | ApiKey, *, then_next: bool) -> None:
        self._say(row, await self.wizard_app.copy(value), then_next=then_next)

    def action_copy_key(self) -> None:
        """Ask, then copy the key."""
        row = next((row for row in self._card.rows if row.secret and not row.by_hand), None) if self._card else None
        self._ask_for_key(row or CardRow("API Key", "", secret=True), then_next=True)

    def _ask_for_key(self, row: CardRow, *, then_next: bool) -> None:
        from roo_wizard.tui.screens.modals import CopyKeyScreen

        def answered(sure: bool | None) -> None:
            if sure and self.wizard.key is not None:
                self._copy(row, self.wizard.key, then_next=then_next)

        self.app.push_screen(CopyKeyScreen(), answered)

    def _say(self, row: CardRow, what: str, *, then_next: bool) -> None:
        """Mark *row* as copied, and go on to the next one to paste, in the order of the client's page."""
        if self._card is None:
            return
        self._copied.pop(row, None)
        self._copied[row] = what
        rows = self._card.rows
        place = rows.index(row) if row in rows else -1
        ahead = [next_ for next_ in range(place + 1, len(rows)) if not rows[next_].by_hand] if then_next else []
        marked = ahead[0] if ahead else max(place, 0)
        self._draw_rows(self._card).highlighted = marked
        self._show_copied(rows[marked])

    def action_full_proof(self) -> None:
        """Go back to the proof, which asks before it spends."""
        from roo_wizard.tui.screens.proof import ProofScreen

        self.wizard_app.go(steps.edit(self.wizard, Step.PROOF))
        if isinstance(self.app.screen, ProofScreen):
            self.app.screen.action_full()

    def action_outputs(self) -> None:
        """Show everything else that comes out of this connection."""
        self.wizard_app.open_outputs()

    @work(exclusive=True, group="finish", exit_on_error=False)
    async def action_finish(self) -> None:
        """End well, once key and profile are kept; the caller prints the card."""
        if self._storing is not None and not self._storing.is_finished:
            self.query_one("#copied", SafeStatic).update(line(("keeping key and profile …", "$secondary")))
            with suppress(WorkerError):  # what went wrong is on a notice; q once more leaves all the same
                await self._storing.wait()
            if self._storing.error is not None:
                return
        if self._card is not None:
            self.wizard_app.finish(self._card.text)


def _heading(card: CardView, verdict: Verdict, client: str) -> Content:
    word, style = VERDICTS[verdict]
    marks = glyphs()
    mark = marks.passed if style == "success" else marks.warned
    practice = line((" PRACTICE ", "bold reverse $warning"), " ") if card.practice else Content("")
    return line(practice, (f"{mark} {word}", f"bold ${style}"), f"  Paste these fields into {client}:")


def _row(row: CardRow, label_width: int, *, copied: bool) -> Content:
    style = "$secondary" if row.secret else "bold $primary"
    mark = f"{glyphs().passed} " if copied else "  "
    return line((mark, "$success"), (cell(row.label, label_width), "$foreground"), (safe(row.value, 200), style))
