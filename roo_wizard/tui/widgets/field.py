"""A text field that leaves the question mark to the help while it is empty."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input

LONGEST = 4000
"""Characters that a line takes; no address, name or path is longer, and a pasted file is none of them."""


class Field(Input):
    """One line of text. Nothing secret belongs here: its messages carry the value."""

    DEFAULT_CSS = """
    Field { border: none; height: 1; padding: 0 1; background: $surface; }
    Field:focus { border: none; background: $panel; background-tint: $foreground 0%; }
    """

    def __init__(self, placeholder: str = "", *, css_id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, id=css_id, max_length=LONGEST)
        self.refuses: Callable[[str], bool] = lambda text: False
        """Asked before a paste is shown: a refused one never reaches the terminal."""

    def _on_paste(self, event: events.Paste) -> None:
        if self.refuses(f"{self.value}{event.text.strip()}") or self.refuses(event.text.strip()):
            event.stop()
            event.prevent_default()

    @property
    def value_is_text(self) -> bool:
        """Whether a question mark would be a part of the text rather than a call for help."""
        return bool(self.value)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key press is text: an empty field has no use for a question mark."""
        if character == "?" and not self.value:
            return False
        return super().check_consume_key(key, character)
