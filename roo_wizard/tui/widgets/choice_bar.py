"""One line of alternatives, one of them chosen: regions of a gateway, places for a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import line


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative; a blocked one is shown with a mark and passed over."""

    label: str
    blocked: bool = False


class ChoiceBar(Widget, can_focus=True):
    """Left and right choose, ``k`` and space go on to the next; Enter says that the person is done here."""

    DEFAULT_CSS = """
    ChoiceBar { height: 1; padding: 0 1; }
    ChoiceBar:focus { background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,k,space", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    class Changed(Message):
        """Another alternative was chosen."""

        def __init__(self, bar: "ChoiceBar", position: int) -> None:
            self.bar = bar
            self.position = position
            super().__init__()

        @property
        def control(self) -> "ChoiceBar":
            """The bar, so that ``@on(ChoiceBar.Changed, "#region")`` works."""
            return self.bar

    class Submitted(Message):
        """Enter was pressed on the bar."""

    def __init__(self, label: str, *, css_id: str | None = None) -> None:
        super().__init__(id=css_id)
        self._label = label
        self._alternatives: Sequence[Alternative] = ()
        self.position = 0
        """Which alternative is chosen."""

    def offer(self, alternatives: Sequence[Alternative], position: int = 0) -> None:
        """Offer *alternatives* with one chosen; sends no message."""
        self._alternatives = alternatives
        self.position = position
        self.refresh()

    def render(self) -> Content:
        """The label, then every alternative with its mark."""
        marks = glyphs()
        parts: list[tuple[str, str]] = [(self._label, "$secondary")]
        for position, alternative in enumerate(self._alternatives):
            chosen = position == self.position
            mark = marks.failed if alternative.blocked else marks.chosen if chosen else marks.other
            style = "$secondary" if alternative.blocked else "bold $primary" if chosen else ""
            parts.append((f"  {mark} {alternative.label}", style))
        return line(*parts)

    def action_turn(self, step: int) -> None:
        """Choose the next alternative that is not blocked."""
        count = len(self._alternatives)
        for distance in range(1, count):
            position = (self.position + step * distance) % count
            if not self._alternatives[position].blocked:
                self.position = position
                self.refresh()
                self.post_message(self.Changed(self, position))
                return

    def action_submit(self) -> None:
        """Say that Enter was pressed."""
        self.post_message(self.Submitted())
