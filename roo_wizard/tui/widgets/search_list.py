"""A list that is filtered as one types: for fifteen gateways and for two hundred thousand models alike.

At most `SHOWN` rows exist as widgets' options, so that cost does not grow with the list; ranking comes in
slices with a breath between them. Rows are known by their position, never by a foreign name.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.worker import Worker

from roo_wizard.flow.ranking import Ranking
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.text import SafeStatic

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Extra:
    """A row that is no entry of the list: a command, or the typed text itself. ``last`` puts it at the end."""

    id: str
    prompt: Content
    last: bool = False


Picked = int | Extra


class SearchList(Vertical):
    """A search field, a heading, the best rows, and a line that says how many there are."""

    DEFAULT_CSS = """
    SearchList { height: 1fr; }
    SearchList > .search-heading { height: 1; color: $secondary; padding: 0 1; }
    SearchList > OptionList {
        height: 1fr; min-height: 3; border: none; background: $background; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
    }
    SearchList > OptionList > .option-list--option { padding: 0 1; }
    SearchList > .search-status { height: 1; color: $secondary; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    class Highlighted(Message):
        """Another row is under the cursor."""

        def __init__(self, picked: Picked | None) -> None:
            self.picked = picked
            super().__init__()

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, picked: Picked) -> None:
            self.picked = picked
            super().__init__()

    class Missed(Message):
        """Enter was pressed where there is no row."""

    class Typed(Message):
        """The search text changed."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, placeholder: str, *, css_id: str | None = None) -> None:
        super().__init__(id=css_id)
        self._placeholder = placeholder
        self._heading: Callable[[int], str] = lambda width: ""
        self._ranking = Ranking(())
        self._row: Callable[[int, int], Content] = lambda index, width: Content("")
        self._extras: Callable[[str, Sequence[int]], Sequence[Extra]] = lambda query, matches: ()
        self._picks: list[Picked] = []
        self._choose_among: Callable[[Sequence[int]], Sequence[int]] = lambda matches: matches
        self._found: Sequence[int] = ()
        self._note = ""
        self._filtering: Worker[None] | None = None
        self._enter_waits = False
        """Enter came before the last key press was ranked: it counts for the row that comes out on top."""

    def compose(self) -> ComposeResult:
        """The search field comes first: it has the focus all the time."""
        yield Field(self._placeholder)
        yield SafeStatic("", classes="search-heading")
        yield OptionList(markup=False)
        yield SafeStatic("", classes="search-status")

    def on_mount(self) -> None:
        """The list itself is reached by the arrows, not by tab."""
        self.query_one(OptionList).can_focus = False

    @property
    def query_text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value.strip()

    @property
    def picked(self) -> Picked | None:
        """The row under the cursor."""
        position = self.query_one(OptionList).highlighted
        return self._picks[position] if position is not None and position < len(self._picks) else None

    @property
    def field(self) -> Field:
        """The search field."""
        return self.query_one(Field)

    def focus_search(self) -> None:
        """Put the cursor into the search field, with what stands there selected: Enter keeps it, typing replaces it."""
        self.field.focus()
        self.field.select_all()

    def type_over(self, text: str) -> None:
        """Replace the typed text."""
        field = self.field
        field.value = text
        field.cursor_position = len(text)

    def set_rows(
        self,
        names: Sequence[str],
        row: Callable[[int, int], Content],
        extras: Callable[[str, Sequence[int]], Sequence[Extra]] | None = None,
    ) -> None:
        """Show entries: what is searched in, how ``row(index, width)`` draws one, and the extra rows for a query."""
        self._ranking = Ranking(names)
        self._found = self._ranking.matches
        self._row = row
        if extras is not None:
            self._extras = extras
        self._filter(self.query_text)

    def set_heading(self, heading: Callable[[int], str]) -> None:
        """Show ``heading(width)`` over the columns."""
        self._heading = heading

    def choose_among(self, choose: Callable[[Sequence[int]], Sequence[int]]) -> None:
        """Show ``choose(matches)`` instead of all matches: fewer of them, or in another order."""
        self._choose_among = choose
        self._filter(self.query_text)

    def set_note(self, note: str) -> None:
        """Show *note* in the status line, before the count."""
        self._note = note
        self._show_status()

    def redraw(self) -> None:
        """Draw the rows again, for another width or other extras; the cursor stays on its row."""
        position = self.query_one(OptionList).highlighted
        self._show(position)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self.query_text))
        self._filter(self.query_text)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._filtering is not None and not self._filtering.is_finished:
            self._enter_waits = True
        else:
            self.choose()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Highlighted(self.picked))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.choose()

    def action_move(self, movement: str) -> None:
        """Move the cursor in the list while the search field keeps the focus."""
        getattr(self.query_one(OptionList), f"action_{movement}")()

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.redraw()

    def _filter(self, query: str) -> None:
        self._filtering = self._filter_in_slices(query)

    @work(exclusive=True, group="filter", exit_on_error=False)
    async def _filter_in_slices(self, query: str) -> None:
        for _ in self._ranking.slices(query):
            await asyncio.sleep(0)
        self._found = self._choose_among(self._ranking.matches)
        self._show(0)
        if self._enter_waits:
            self._enter_waits = False
            self.choose()

    def _show(self, position: int | None) -> None:
        listing = self.query_one(OptionList)
        matches = self._found[:SHOWN]
        extras = self._extras(self.query_text, matches)
        width = max(20, listing.size.width - 4)
        self._picks = [
            *(extra for extra in extras if not extra.last),
            *matches,
            *(extra for extra in extras if extra.last),
        ]
        listing.set_options(pick.prompt if isinstance(pick, Extra) else self._row(pick, width) for pick in self._picks)
        listing.highlighted = min(position or 0, len(self._picks) - 1) if self._picks else None
        self.query_one(".search-heading", SafeStatic).update(self._heading(width))
        self._show_status()
        self.post_message(self.Highlighted(self.picked))

    def _show_status(self) -> None:
        found, total = len(self._found), len(self._ranking)
        if found > SHOWN:
            count = f"{SHOWN} of {found:,} – keep typing"
        elif total > len(self._picks) or (self.query_text and total):
            count = f"{found:,} of {total:,}"
        else:
            count = ""
        self.query_one(".search-status", SafeStatic).update("   ".join(part for part in (self._note, count) if part))

    def choose(self) -> None:
        """Take the row under the cursor, as Enter does."""
        if self.picked is not None:
            self.post_message(self.Chosen(self.picked))
        else:
            self.post_message(self.Missed())
