"""Step 3: the model. The gateway's own list, or any id by hand; Enter starts the proof."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.core.text import is_clean, safe
from roo_wizard.flow.model_choice import ModelChoice, Order, ToolFilter, nearest_ids, working_price
from roo_wizard.flow.ranking import LETTERS, matcher, nearest
from roo_wizard.flow.state import Step
from roo_wizard.flow.steps import answer_model, with_catalog
from roo_wizard.tui import words
from roo_wizard.tui.screens.base import BACK, StepScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.list_options import ListOptions
from roo_wizard.tui.widgets.search_list import Extra, Picked, SearchList
from roo_wizard.tui.widgets.text import SafeStatic, cell, line, lines, shown

_TOOLS_WIDTH, _CONTEXT_WIDTH, _PRICE_WIDTH = 9, 9, 18
_LONG_LIST = 2_000
"""More models than these are put in order in a thread."""
_SHORT_LIST = 500
"""Up to so many ids a typed one is compared by spelling too: that is dear, and done with every key press."""
_TAIL_WIDTH = _TOOLS_WIDTH + _CONTEXT_WIDTH + _PRICE_WIDTH
_TOOL_STYLES = {ToolSupport.YES: "$success", ToolSupport.NO: "$warning", ToolSupport.UNKNOWN: "$secondary"}


class ModelScreen(StepScreen):
    """Type, Enter. What Enter will cost stands below the list."""

    CSS_PATH = "model.tcss"
    STEP = Step.MODEL
    KEYS = (("enter", "start the proof"), ("↑↓", "choose"), ("tab", "filter, order"), BACK)
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

    def body(self) -> ComposeResult:
        """Question, list, what is known of the row, what Enter costs."""
        yield SafeStatic("Which model?", classes="heading")
        yield SafeStatic("", css_id="list-source")
        yield ListOptions(css_id="list-options")
        yield SearchList("type a part of the name, or an exact id", css_id="models")
        yield SafeStatic("", css_id="model-details")
        yield SafeStatic("", css_id="cost")

    def on_mount(self) -> None:
        """Typing works before there is a list."""
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
        self._choice = ModelChoice(())
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
        self.query_one("#list-source", SafeStatic).update(_source(catalog))
        self._choice = ModelChoice(self._models)
        self.query_one(ListOptions).offer(self._choice.has)
        listing = self.query_one(SearchList)
        listing.set_heading(_heading)
        listing.set_rows(self._ids, self._row, self._extras)

    def _narrowed(self, matches: Sequence[int]) -> Sequence[int]:
        """What the filter leaves of *matches*, in the chosen order."""
        options = self.query_one(ListOptions)
        if options.tools is ToolFilter.ALL and options.order is Order.LISTED:
            return matches
        return self._choice.positions(options.order, options.tools, matches)

    def on_descendant_focus(self) -> None:
        """Name the keys of whatever has the focus."""
        self.show_keys(*(self.OPTION_KEYS if isinstance(self.focused, ListOptions) else self.KEYS))

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
        model = self._models[index]
        return line(
            (cell(shown(model.id, 200), max(12, width - _TAIL_WIDTH - 1)), "bold"),
            " ",
            (cell(model.tools.value, _TOOLS_WIDTH), _TOOL_STYLES[model.tools]),
            (cell(words.tokens(model.context_window), _CONTEXT_WIDTH), "$secondary"),
            (cell(_price(model), _PRICE_WIDTH), "$secondary"),
        )

    def _extras(self, query: str, matches: Sequence[int]) -> Sequence[Extra]:
        """The typed text as an id: on top when nothing in the list has it, at the end when something has."""
        if not query or query in {self._ids[index] for index in matches[:5]}:
            return ()
        if not is_clean(query):
            return ()
        match = matcher(query.lower())
        alike = any(match(self._ids[index].lower()) not in {None, LETTERS} for index in matches[:1])
        typed = Extra("typed", line(("Use ", ""), (f"“{safe(query, 120)}”", "bold"), (" as typed", "")), last=alike)
        return (typed,)

    @on(SearchList.Highlighted)
    def _highlighted(self, event: SearchList.Highlighted) -> None:
        model_id = self._id_of(event.picked)
        model = self._models[event.picked] if isinstance(event.picked, int) else None
        self.query_one("#model-details", SafeStatic).update(lines(self._details(model_id, model)))
        self.query_one("#cost", SafeStatic).update(_cost(model, self.wizard.client.name))

    def _id_of(self, picked: Picked | None) -> str:
        if isinstance(picked, int):
            return self._ids[picked]
        return self.query_one(SearchList).query_text if isinstance(picked, Extra) else ""

    def _details(self, model_id: str, model: Model | None) -> list[Content]:
        """What the list says of this model, then what Roo does specially with its id."""
        if not model_id:
            return []
        rows = [line((_facts(model) if model else self._not_listed(model_id), "$secondary"))]
        warnings = (*(model.warnings if model else ()), *self.services.model_warnings(self.wizard, model_id))
        rows += [line((f"{glyphs().warned} {safe(text)}", "$warning")) for text in dict.fromkeys(warnings)]
        return rows

    def _not_listed(self, model_id: str) -> str:
        if not self._ids:
            return "There is no list to compare with: exactly these letters will be sent."
        compare = nearest_ids if len(self._ids) <= _SHORT_LIST else nearest
        close = compare(model_id, self._ids)
        hint = f" Nearest: {', '.join(safe(name, 60) for name in close)}." if close else ""
        return f"Not in the list; it may work all the same.{hint}"

    @on(SearchList.Typed)
    def _typed(self, event: SearchList.Typed) -> None:
        if self.refuses_key(event.text):
            self.query_one(SearchList).type_over("")

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        model_id = self._id_of(event.picked)
        if model_id:
            self.wizard_app.go(answer_model(self.wizard, model_id))

    @on(SearchList.Missed)
    def _missed(self) -> None:
        """Say what Enter is waiting for."""
        self.query_one("#model-details", SafeStatic).update(line(("type the id of a model first", "$warning")))


def _source(catalog: Catalog) -> Content:
    """Where the list is from, or why there is none."""
    if catalog.problem:
        why = (f"{glyphs().warned} no list: {catalog.problem}", "$warning")
        return line(why, ("  An id can be typed.", "$secondary"))
    parts = [f"{len(catalog.models):,} models from {safe(catalog.source_url, 120)}"]
    if catalog.public:
        parts.append("a public list: it says nothing about your key")
    if catalog.hidden:
        parts.append(f"{catalog.hidden:,} unusable or double entries left out")
    rows = [line((" · ".join(parts), "$secondary"))]
    rows += [line((safe(note, 200), "$secondary")) for note in catalog.notes]
    return lines(rows)


def _heading(width: int) -> str:
    return (
        cell("Model", max(12, width - _TAIL_WIDTH - 1))
        + " "
        + cell("Tools", _TOOLS_WIDTH)
        + cell("Context", _CONTEXT_WIDTH)
        + cell("$/M in · out", _PRICE_WIDTH)
    )


def _price(model: Model) -> str:
    if model.input_price is None and model.output_price is None:
        return "–"
    return f"{words.dollars(model.input_price)} · {words.dollars(model.output_price)}"


def _facts(model: Model) -> str:
    source = f" ({safe(model.tools_source, 40)})" if model.tools_source else " (the list does not say)"
    parts = [f"tools: {model.tools.value}{source}"]
    if model.context_window:
        parts.append(f"context: {model.context_window:,}")
    if model.endpoints:
        parts.append(f"endpoints: {safe(', '.join(model.endpoints), 80)}")
    price = working_price(model)
    if price:
        parts.append(f"≈ {words.dollars(price)} per million tokens as an agent uses them")
    return " · ".join(parts)


def _cost(model: Model | None, client: str) -> Content:
    """What the proof sends and costs, before it is started."""
    sent = f"{words.PROOF_REQUESTS} requests, ≈ {words.PROOF_PROMPT_TOKENS:,} tokens"
    price = "price not published"
    if model and model.input_price is not None and model.output_price is not None:
        amount = (
            model.input_price * words.PROOF_PROMPT_TOKENS + model.output_price * words.PROOF_COMPLETION_TOKENS
        ) / 1_000_000
        price = f"about {words.dollars(amount)}" if amount else "free by its list price"
    return lines(
        [
            line((f"The list and the proof are sent with {client}'s own headers.", "$secondary")),
            line(("Enter starts the proof: ", "bold"), (f"{sent}, {price}.", "")),
        ]
    )
