"""The key field. It is no text input: there is nothing in it that could be selected, copied or sent along.

Textual's own password field truncates a pasted key at the first line break, keeps invisible characters, and
copies the clear text on ctrl+c (textual.md 2.5). Here the text lives in an `ApiKey` and messages carry no value.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from roo_wizard.core.key_text import CleanedKey, clean_key
from roo_wizard.core.secret import ApiKey
from roo_wizard.tui.widgets.text import line

MAX_TYPED = 20_000
"""Characters the field holds; more is told as a problem, not silently cut."""

_DOTS = 24


class SecretInput(Widget, can_focus=True):
    """A masked field: paste replaces, typing appends, backspace takes one away, ctrl+u empties it."""

    DEFAULT_CSS = """
    SecretInput { height: 1; padding: 0 1; background: $surface; color: $foreground; }
    SecretInput:focus { background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False),
        Binding("backspace", "delete", show=False),
        Binding("ctrl+u", "clear", show=False),
    ]

    class Changed(Message):
        """The held text changed; ask the widget for `cleaned` (no message carries it)."""

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, placeholder: str = "", *, css_id: str | None = None) -> None:
        super().__init__(id=css_id)
        self._placeholder = placeholder
        self._held = ApiKey("")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or pasted."""
        return not self._held

    @property
    def cleaned(self) -> CleanedKey:
        """What the field holds as a key: cleaned, with what was removed or why it cannot be one."""
        return clean_key(self._held.reveal())

    @property
    def value_is_text(self) -> bool:
        """Whether a question mark would be a part of the key rather than a call for help."""
        return not self.is_empty

    def show_placeholder(self, text: str) -> None:
        """Show *text* while the field is empty."""
        self._placeholder = text
        self.refresh()

    def empty(self) -> None:
        """Forget the text; done as soon as the key was handed over."""
        self._hold(ApiKey(""))

    def render(self) -> Content:
        """Bullets, at most as many as fit, and a caret; the text itself is never drawn."""
        caret = ("▏", "$primary") if self.has_focus else ("", "")
        if self.is_empty:
            return line(caret, (self._placeholder, "$secondary"))
        return line(("•" * min(len(self._held), _DOTS), ""), caret)

    def _hold(self, text: ApiKey) -> None:
        self._held = text
        self.refresh()
        self.post_message(self.Changed())

    def on_key(self, event: events.Key) -> None:
        """Append a typed character."""
        if event.is_printable and event.character and len(self._held) < MAX_TYPED:
            event.stop()
            event.prevent_default()
            self._hold(ApiKey(self._held.reveal() + event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as a whole: all its lines, in place of what was there."""
        event.stop()
        event.prevent_default()
        if event.text.strip():
            self._hold(ApiKey(event.text[:MAX_TYPED]))

    def action_submit(self) -> None:
        """Say that Enter was pressed."""
        self.post_message(self.Submitted())

    def action_delete(self) -> None:
        """Take the last character away."""
        self._hold(ApiKey(self._held.reveal()[:-1]))

    def action_clear(self) -> None:
        """Empty the field."""
        self.empty()
