"""The row that offers to go on with an interrupted run, on the first screen, whichever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from roo_wizard.core.text import safe
from roo_wizard.tui.widgets.text import line

if TYPE_CHECKING:
    from roo_wizard.flow.state import WizardState


def go_on_line(letter: str, state: WizardState) -> Content:
    """Return what *letter* goes on with: the gateway, the model if one was chosen, and the step it stands at."""
    name = safe(state.gateway.name, 40) if state.gateway else "gateway"
    known = " · ".join(part for part in (name, safe(state.model, 40)) if part)
    return line(
        (f"{letter}  ", "bold $primary"),
        ("go on where you stopped", "bold"),
        (f"   at step {state.step.number}, {state.step.label}: {known}", "$secondary"),
    )
