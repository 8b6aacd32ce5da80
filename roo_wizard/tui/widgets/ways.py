"""How a gateway is reached: by which entry of the client's list of providers, and at which of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from roo_wizard.tui.widgets.choice_bar import Alternative, ChoiceBar
from roo_wizard.tui.widgets.text import SafeStatic, line

if TYPE_CHECKING:
    from roo_wizard.flow.views import GatewayChoice


class Ways(Vertical):
    """The bars ``#route`` and ``#region``, each shown only where there is a choice; their messages bubble."""

    DEFAULT_CSS = """
    Ways { height: auto; margin: 1 0 0 0; }
    Ways > SafeStatic { height: auto; max-height: 2; padding: 0 1 0 11; }
    """

    def compose(self) -> ComposeResult:
        """The entry of the client, the reason for it, the address."""
        yield ChoiceBar("Entry   ", css_id="route")
        yield SafeStatic("")
        yield ChoiceBar("Region  ", css_id="region")

    def show(self, choice: GatewayChoice, route: int) -> None:
        """Offer the ways to *choice*, which is reached by the route at position *route*."""
        bar, why, region = self.query_one("#route", ChoiceBar), self.query_one(SafeStatic), self._regions
        bar.display = why.display = len(choice.routes) > 1
        region.display = len(choice.bases) > 1
        self.display = bar.display or region.display
        bar.offer([Alternative(each.label) for each in choice.routes], route)
        region.offer([Alternative(base.label or base.url) for base in choice.bases])
        if choice.routes:
            advice = ("recommended: ", "bold") if route == 0 else ("", "")
            why.update(line(advice, (choice.routes[route].why, "$secondary")))

    @property
    def base_position(self) -> int:
        """The position of the chosen address."""
        return self._regions.position

    @property
    def _regions(self) -> ChoiceBar:
        return self.query_one("#region", ChoiceBar)
