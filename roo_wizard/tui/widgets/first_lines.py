"""What the first screen says beside its list: the sentence about the shutdown, and what a single letter offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from roo_wizard.tui.widgets.text import line
from roo_wizard.tui.words import SHUTDOWN_LINE

if TYPE_CHECKING:
    from roo_wizard.flow.views import InstallView

COMMANDS = {
    "c": ("recheck", "re-check a saved connection"),
    "t": ("team", "open a team file"),
    "d": ("machine", "look at this machine"),
}
"""What a single letter offers: the name of the extra row, and what it does."""

COMMANDS_NOTE = "then enter:  c re-check · t team file · d this machine"
"""Below the list while nothing is typed. A letter only offers its row, since names begin with letters too."""


def shutdown_notice(install: InstallView | None = None) -> Content:
    """Return the sentence about the shutdown, with the *install* that was found."""
    found = f"; found: {install.client} {install.version} in {install.editor}" if install else ""
    return line(
        (f"{SHUTDOWN_LINE}{found}", "$warning"), (" (", "$secondary"), ("?", "bold $foreground"), (")", "$secondary")
    )


def command_row(letter: str) -> Content:
    """Return the row that *letter* offers."""
    return line((f"{letter}  ", "bold $primary"), (COMMANDS[letter][1], "bold"), ("   enter", "$secondary"))
