"""The runbook of a saved connection: what is known stands there, the rest may be told, nothing has to be."""

from collections.abc import Iterator
from shlex import quote
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.text import safe
from roo_wizard.flow.record import RecordField, RecordRow
from roo_wizard.profiles.record import checked
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.widgets.choice_bar import Alternative, ChoiceBar
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader
from roo_wizard.tui.widgets.text import SafeStatic, line

_NOTHING = "–"


class Choice(ChoiceBar):
    """One of a few answers, which are too long to stand side by side: only the chosen one is shown."""

    def __init__(self, field: RecordField, *, css_id: str) -> None:
        super().__init__("", css_id=css_id)
        self._values = ("", *field.fact.choices)
        known = self._values.index(field.value) if field.value in self._values else 0
        self.offer([Alternative(value or _NOTHING) for value in self._values], known)

    @property
    def value(self) -> str:
        """The chosen answer, "" for none."""
        return self._values[self.position]

    def render(self) -> Content:
        """The chosen answer, and how many there are."""
        told = f"   ← → choose one of {len(self._values) - 1}" if self.has_focus else ""
        return line((f"‹ {self.value or _NOTHING} ›", "bold" if self.value else ""), (told, "$secondary"))


class RecordScreen(FramedScreen):
    """Enter goes from field to field and saves at the end; esc leaves, and what was saved stays."""

    CSS_PATH = "record.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+o", "compare", show=False, priority=True),
        Binding("down", "go_on(1)", show=False, priority=True),
        Binding("up", "go_on(-1)", show=False, priority=True),
    ]

    def __init__(self, profile: str) -> None:
        super().__init__(id="record")
        self._profile = profile

    def compose(self) -> ComposeResult:
        """Header, the rows once they are read, what was done, keys."""
        yield PlainHeader(f"runbook of {safe(self._profile, 60)}")
        with VerticalScroll(id="body", can_focus=False):
            yield SafeStatic(
                "What only people know. Nothing is required; what is empty stays a blank.", classes="heading"
            )
        yield SafeStatic("", css_id="record-said")
        yield self.too_small()
        yield KeyLine((("enter", "next"), ("ctrl+s", "save"), ("ctrl+o", "compare an export"), BACK, QUIT))

    def on_mount(self) -> None:
        """The rows are read after the first paint."""
        self._open()

    @work(exclusive=True, group="record", exit_on_error=False)
    async def _open(self) -> None:
        try:
            rows = await self.services.records.open(self._profile)
        except RooWizardError as error:  # another terminal may have forgotten the connection meanwhile
            self._say(f"The record cannot be opened: {error.message}. {error.hint}")
            return
        await self.query_one("#body").mount_all([widget for row in rows for widget in _widgets(row)])
        for field in self.query(Field):
            field.refuses = self._refuses_key
        self._answers[0].focus()

    @property
    def _answers(self) -> list[Field | Choice]:
        """The widgets that hold answers, from top to bottom."""
        return [widget for widget in self.query("#body Field, #body Choice") if isinstance(widget, (Field, Choice))]

    def _refuses_key(self, text: str) -> bool:
        """Whether a key is being pasted here, where it would be seen and kept."""
        refused = self.services.looks_like_key(text)
        if refused:
            self._say("That looked like a key and was removed: a record never holds one.")
        return refused

    def action_go_on(self, step: int) -> None:
        """Go to the next or previous field; the first and the last one are the ends."""
        answers = self._answers
        place = next((place for place, widget in enumerate(answers) if widget is self.focused), 0) + step
        if 0 <= place < len(answers):
            answers[place].focus()

    @on(Input.Submitted)
    @on(ChoiceBar.Submitted)
    def _submitted(self, event: Input.Submitted | ChoiceBar.Submitted) -> None:
        event.stop()
        if self._answers and self.focused is self._answers[-1]:
            self.action_save()
        else:
            self.action_go_on(1)

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Keep every answer, or go to the one that cannot be kept."""
        if not self._answers:
            return
        answers: dict[str, str] = {}
        for widget in self._answers:
            name = _fact_name(widget)
            try:
                answers[name] = checked(name, widget.value)
            except UsageError as error:
                self._say(f"Not saved: {error.message}. {error.hint}")
                widget.focus()
                return
        try:
            await self.services.records.keep(self._profile, answers)
        except RooWizardError as error:
            self._say(f"Not saved: {error.message}. {error.hint}")
            return
        count = sum(map(bool, answers.values()))
        shown_by = f"roo-wizard fields {quote(self._profile)} --format runbook"
        self._say(f"Saved: {count} of {len(answers)}. Shown by: {shown_by}")

    def action_compare(self) -> None:
        """Look at the client's own export."""
        from roo_wizard.tui.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(self._profile))

    def _say(self, words: str) -> None:
        self.query_one("#record-said", SafeStatic).update(safe(words))


def _widgets(row: RecordRow) -> Iterator[Widget]:
    """The row's title with what is known, then its fields."""
    known = f"  {safe(row.known)}" if row.known else ""
    yield SafeStatic(line((safe(row.title, 60), "bold"), (known, "$secondary")), classes="record-title")
    for field in row.fields:
        fact, css_id = field.fact, f"fact-{field.fact.name}"
        label = SafeStatic(fact.label or "used for", classes="record-label")
        answer: Field | Choice = Choice(field, css_id=css_id) if fact.choices else _field(field, css_id)
        yield Horizontal(label, answer, classes="record-row")


def _field(field: RecordField, css_id: str) -> Field:
    widget = Field(f"{field.fact.question}{' (such as 2026-11-20)' if field.fact.is_date else ''}", css_id=css_id)
    widget.value = field.value
    return widget


def _fact_name(widget: Widget) -> str:
    return (widget.id or "").removeprefix("fact-")
