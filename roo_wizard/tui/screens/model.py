"""Step 3: the model. The gateway's own list, or any id by hand; Enter starts the proof."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from roo_wizard.core.model import Catalog, ListRefusal, Model
from roo_wizard.core.text import is_clean, safe
from roo_wizard.flow.model_choice import ModelChoice, Order, ToolFilter, nearest_ids
from roo_wizard.flow.ranking import LETTERS, matcher, nearest
from roo_wizard.flow.state import Step
from roo_wizard.flow.steps import answer_model, edit, with_catalog
from roo_wizard.tui.screens.base import BACK, StepScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets import model_lines
from roo_wizard.tui.widgets.frame import KeyHint
from roo_wizard.tui.widgets.list_options import ListOptions
from roo_wizard.tui.widgets.search_list import Extra, Picked, SearchList
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_LONG_LIST = 2_000
"""More models than these are put in order in a thread."""
_SHORT_LIST = 500
"""Up to so many ids a typed one is compared by spelling too: that is dear, and done with every key press."""
_TYPED, _BACK = "typed", "back"
"""The rows that are no model: the typed text as an id, and the way back to a key that was refused."""


class ModelScreen(StepScreen):
    """Type, Enter. What Enter will cost stands below the list."""

    CSS_PATH = "model.tcss"
    STEP = Step.MODEL
    KEYS = (("enter", "prove"), ("↑↓", "choose"), ("tab", "filter, order"), BACK)
    OPTION_KEYS = (("t", "tools"), ("o", "order"), ("c", "context"), ("p", "price"), ("tab", "search"), BACK)
    """The keys while the line of options has the focus."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"move('{movement}')", show=False)
        for key, movement in (
            ("down", "cursor_down"),
            ("up", "cursor_up"),
            ("pagedown", "page_down"),
            ("pageup", "page_up"),
        )
    ]

    def __init__(self) -> None:
        super().__init__()
        self._catalog: Catalog | None = None
        self._models: Sequence[Model] = ()
        self._ids: Sequence[str] = ()
        self._choice = ModelChoice(())
        self._enter_waits = False
        """Enter was pressed before the list had come."""

    def body(self) -> ComposeResult:
        """Question, list, what is known of the row, what Enter costs."""
        yield SafeStatic("Which model?", classes="heading")
        yield SafeStatic("", css_id="list-source")
        yield ListOptions(css_id="list-options")
        yield SearchList("type a part of the name, or an exact id", css_id="models")
        yield SafeStatic("", css_id="model-details")
        yield SafeStatic("", css_id="cost")

    def on_mount(self) -> None:
        """Typing works before there is a list; without one there is nothing to filter."""
        self.query_one(SearchList).field.refuses = self.refuses_key
        self.query_one(SearchList).set_rows((), self._row, self._extras)

    def present(self) -> None:
        """Fetch the list unless it belongs to this gateway and key already; take over a model chosen elsewhere."""
        if self.wizard.model and not self.query_one(SearchList).query_text:
            self.query_one(SearchList).type_over(self.wizard.model)
        self.query_one(SearchList).focus_search()
        if self.wizard.catalog is None:
            self._forget_list()
            self._fetch()
        elif self.wizard.catalog is not self._catalog:
            self._show_catalog(self.wizard.catalog)

    def _forget_list(self) -> None:
        """Take the list of another gateway or key off the screen: its rows would point at nothing."""
        self._catalog, self._models, self._ids = None, (), ()
        self._choice, self._enter_waits = ModelChoice(()), False
        self.query_one(ListOptions).display = False
        self.query_one(SearchList).set_rows((), self._row, self._extras)

    @work(exclusive=True, group="catalog", exit_on_error=False)
    async def _fetch(self) -> None:
        asked_for = self.wizard
        endpoint = asked_for.endpoint
        self.query_one("#list-source", SafeStatic).update(
            line((f"{glyphs().running} asking {safe(endpoint or '', 120)}/models …", "$secondary"))
        )
        catalog = await self.services.fetch_catalog(asked_for)
        if self.wizard.endpoint == endpoint and self.wizard.key == asked_for.key:
            self.wizard_app.wizard = with_catalog(self.wizard, catalog)
            self._show_catalog(catalog)

    def _show_catalog(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._models = catalog.models
        self._ids = [model.id for model in catalog.models]
        self.query_one("#list-source", SafeStatic).update(model_lines.source(catalog))
        self._choice = ModelChoice(self._models)
        options = self.query_one(ListOptions)
        options.offer(self._choice.has)
        options.display = bool(self._ids)
        listing = self.query_one(SearchList)
        listing.set_heading(model_lines.heading if self._ids else lambda width: "")
        listing.set_rows(self._ids, self._row, self._extras)
        self._answer_waiting(listing.query_text)

    def _answer_waiting(self, typed: str) -> None:
        """Go on where Enter was pressed before the list came, unless the list has something to say about *typed*."""
        pressed, self._enter_waits = self._enter_waits, False
        if not pressed or not typed:
            return
        if typed in self._ids or not (self._ids or self._refusal):
            self.wizard_app.go(answer_model(self.wizard, typed))
        else:
            self.query_one(SearchList).set_note("the list has come: Enter takes the marked row")

    @property
    def _is_waiting(self) -> bool:
        return self._catalog is None

    @property
    def _refusal(self) -> ListRefusal | None:
        return self._catalog.refusal if self._catalog else None

    def _narrowed(self, matches: Sequence[int]) -> Sequence[int]:
        """What the filter leaves of *matches*, in the chosen order."""
        options = self.query_one(ListOptions)
        if options.tools is ToolFilter.ALL and options.order is Order.LISTED:
            return matches
        return self._choice.positions(options.order, options.tools, matches)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return what the keys do for the row under the cursor, and for the line of options."""
        if isinstance(self.focused, ListOptions):
            return self.OPTION_KEYS
        listing = self.query_one(SearchList)
        if _is_back(listing.picked):
            return (("enter", "back to the key"), ("↑↓", "choose"), BACK)
        if self._is_waiting:
            return (("enter", "prove as typed" if self._enter_waits else "wait for the list"), BACK)
        return self.KEYS if self._ids else (self.KEYS[0], BACK)

    @on(ListOptions.Changed)
    def _options_changed(self) -> None:
        self._arrange()

    @work(exclusive=True, group="arrange", exit_on_error=False)
    async def _arrange(self) -> None:
        """Show the list as the options say; the first order of a long list is made beside the screen."""
        options = self.query_one(ListOptions)
        if len(self._ids) > _LONG_LIST:
            await asyncio.to_thread(self._choice.positions, options.order, options.tools, ())
        self.query_one(SearchList).choose_among(self._narrowed)

    @on(ListOptions.Submitted)
    def _options_submitted(self) -> None:
        self.query_one(SearchList).choose()

    def action_move(self, movement: str) -> None:
        """Move in the list while the line of options has the focus."""
        self.query_one(SearchList).action_move(movement)

    def _row(self, index: int, width: int) -> Content:
        return model_lines.row(self._models[index], width)

    def _extras(self, query: str, matches: Sequence[int]) -> Sequence[Extra]:
        """The typed text as an id, and after a refusal the way back to the key, which a refused key puts on top."""
        typed, refusal = self._typed_row(query, matches), self._refusal
        if refusal is None:
            return typed
        prompt = line(("Back to the key", "bold"), ("   paste another one", "$secondary"))
        back = Extra(_BACK, prompt, last=refusal is ListRefusal.LIST)
        return (back, *typed)

    def _typed_row(self, query: str, matches: Sequence[int]) -> Sequence[Extra]:
        """The typed text as an id: on top when nothing in the list has it, at the end when something has."""
        if not query or query in {self._ids[index] for index in matches[:5]}:
            return ()
        if not is_clean(query):
            return ()
        match = matcher(query.lower())
        alike = any(match(self._ids[index].lower()) not in {None, LETTERS} for index in matches[:1])
        typed = Extra(_TYPED, line(("Use ", ""), (f"“{safe(query, 120)}”", "bold"), (" as typed", "")), last=alike)
        return (typed,)

    @on(SearchList.Highlighted)
    def _highlighted(self, event: SearchList.Highlighted) -> None:
        model_id = self._id_of(event.picked)
        model = self._models[event.picked] if isinstance(event.picked, int) else None
        self.query_one("#model-details", SafeStatic).update(lines(self._details(model_id, model)))
        if self._refusal and _is_back(event.picked):
            cost = model_lines.back_to_key(self._refusal)
        else:
            starts = bool(model_id) and (self._enter_waits or not self._is_waiting)
            cost = model_lines.cost(model, self.wizard.client.name, starts=starts)
        self.query_one("#cost", SafeStatic).update(cost)
        self.show_keys()

    def _id_of(self, picked: Picked | None) -> str:
        if isinstance(picked, int):
            return self._ids[picked]
        return self.query_one(SearchList).query_text if picked is not None and not _is_back(picked) else ""

    def _details(self, model_id: str, model: Model | None) -> list[Content]:
        """What the list says of this model, then what Roo does specially with its id."""
        if self._enter_waits:
            return [model_lines.waiting(model_id)]
        if not model_id:
            return []
        rows = [line((model_lines.facts(model) if model else self._not_listed(model_id), "$secondary"))]
        warnings = (*(model.warnings if model else ()), *self.services.model_warnings(self.wizard, model_id))
        rows += [line((f"{glyphs().warned} {safe(text)}", "$warning")) for text in dict.fromkeys(warnings)]
        return rows

    def _not_listed(self, model_id: str) -> str:
        if self._is_waiting:
            return "The list has not come yet."
        if not self._ids:
            return "There is no list to compare with: exactly these letters will be sent."
        compare = nearest_ids if len(self._ids) <= _SHORT_LIST else nearest
        close = compare(model_id, self._ids)
        hint = f" Nearest: {', '.join(safe(name, 60) for name in close)}." if close else ""
        return f"Not in the list; it may work all the same.{hint}"

    @on(SearchList.Typed)
    def _typed(self, event: SearchList.Typed) -> None:
        self._enter_waits = False
        self.query_one(SearchList).set_note("")
        if self.refuses_key(event.text):
            self.query_one(SearchList).type_over("")

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        model_id = self._id_of(event.picked)
        if _is_back(event.picked):
            self.wizard_app.go(edit(self.wizard, Step.KEY))
        elif self._is_waiting and not self._enter_waits:
            self._wait()
        elif model_id:
            self.wizard_app.go(answer_model(self.wizard, model_id))

    def _wait(self) -> None:
        """Enter before the list has come would send half a name: say so, and wait."""
        self._enter_waits = True
        self.query_one(SearchList).redraw()

    @on(SearchList.Missed)
    def _missed(self) -> None:
        """Say what Enter is waiting for."""
        if self._is_waiting:
            self._wait()
        else:
            self.query_one("#model-details", SafeStatic).update(line(("type the id of a model first", "$warning")))


def _is_back(picked: Picked | None) -> bool:
    return isinstance(picked, Extra) and picked.id == _BACK
