"""One line beside a search field: which models are shown, and in which order. Tab reaches it; letters choose."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from roo_wizard.flow.model_choice import Order, ToolFilter
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import line

_TOOLS = {ToolFilter.ALL: "all", ToolFilter.POSSIBLE: "not “no”", ToolFilter.SAID: "“yes”"}
_ORDERS = {Order.LISTED: "listed", Order.CONTEXT: "context", Order.PRICE: "price"}


class ListOptions(Widget, can_focus=True):
    """``t`` turns the filter, ``o`` the order; ``c`` and ``p`` choose context and price at once, or take it back."""

    DEFAULT_CSS = """
    ListOptions { height: 1; padding: 0 1; }
    ListOptions:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "turn_tools", show=False),
        Binding("o", "turn_order", show=False),
        Binding("c", "order_by('context')", show=False),
        Binding("p", "order_by('price')", show=False),
        Binding("enter", "submit", show=False),
    ]

    class Changed(Message):
        """Another filter or order was chosen."""

    class Submitted(Message):
        """Enter was pressed: it is meant for the row under the cursor."""

    def __init__(self, *, css_id: str | None = None) -> None:
        super().__init__(id=css_id)
        self.tools = ToolFilter.ALL
        """Which models are shown."""
        self.order = Order.LISTED
        """In which order."""
        self._has: Callable[[Order], bool] = lambda order: True

    def offer(self, has: Callable[[Order], bool]) -> None:
        """Offer the orders that the list *has* anything to go by for; another chosen one falls back to the list's."""
        self._has = has
        self.order = self.order if has(self.order) else Order.LISTED
        self.refresh()

    def render(self) -> Content:
        """Both choices, the chosen ones marked; what the list does not know is crossed out."""
        return line(("Tools", "$secondary"), *self._tools_parts(), ("    Order", "$secondary"), *self._order_parts())

    def _tools_parts(self) -> list[tuple[str, str]]:
        return [_part(label, tools is self.tools, True) for tools, label in _TOOLS.items()]

    def _order_parts(self) -> list[tuple[str, str]]:
        return [_part(label, order is self.order, self._has(order)) for order, label in _ORDERS.items()]

    def action_turn_tools(self) -> None:
        """Go on to the next filter."""
        filters = list(ToolFilter)
        self.tools = filters[(filters.index(self.tools) + 1) % len(filters)]
        self._changed()

    def action_turn_order(self) -> None:
        """Go on to the next order that the list knows."""
        orders = [order for order in Order if self._has(order)]
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self._changed()

    def action_order_by(self, name: str) -> None:
        """Choose the order *name*; a second time gives the list's own back."""
        order = Order(name)
        if self._has(order):
            self.order = Order.LISTED if self.order is order else order
            self._changed()

    def action_submit(self) -> None:
        """Say that Enter was pressed."""
        self.post_message(self.Submitted())

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Changed())


def _part(label: str, chosen: bool, known: bool) -> tuple[str, str]:
    marks = glyphs()
    mark = marks.chosen if chosen else marks.other if known else marks.failed
    return f"  {mark} {label}", "bold $primary" if chosen else "" if known else "$secondary"
