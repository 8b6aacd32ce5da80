"""The paste card as the wizard's last screen shows it."""

from roo_wizard.cli.handing import handed_over
from roo_wizard.cli.wizard.profiles import context_window, key_place, profile_name
from roo_wizard.core.report import Report
from roo_wizard.flow import steps
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.views import CardRow, CardView
from roo_wizard.handoff.card import CardRow as Row
from roo_wizard.handoff.card import build_card
from roo_wizard.handoff.card_text import card_text

_CHOSEN = frozenset({"choice", "box", "import"})
"""Kinds of rows that nothing is pasted into; the last has no field on the screen."""


def _by_hand(row: Row) -> bool:
    """Whether nothing can be copied for *row*: no text goes there, or a secret that the wizard does not hold."""
    return row.kind in _CHOSEN or (row.secret and row.kind != "key")


def card_view(state: WizardState, report: Report) -> CardView:
    """Return the card of the proven connection; the key is only hinted at."""
    fields = handed_over(
        steps.target(state),
        name=profile_name(state),
        key_place=key_place(state),
        report=report,
        context_window=context_window(state),
        practice=state.practice,
    )
    card = build_card(fields)
    rows = tuple(CardRow(row.label, row.value, row.secret, row.note, _by_hand(row)) for row in card.rows)
    return CardView(
        rows, card.where, card.after, card_text(card), card.practice, tuple(route.line for route in card.routes)
    )
