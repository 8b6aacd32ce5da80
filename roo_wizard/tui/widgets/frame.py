"""What frames every step: where one is (top) and which keys work (bottom)."""

from collections.abc import Sequence

from textual.content import Content

from roo_wizard.flow.state import STEPS, Step
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.text import SafeStatic, line

KeyHint = tuple[str, str]
"""A key as it is named on the keyboard, and what it does."""


class StepHeader(SafeStatic):
    """The five steps with the present one marked: "✓ Gateway   ● Key   ○ Model …   step 2 of 5"."""

    DEFAULT_CSS = """
    StepHeader { height: 1; padding: 0 2; background: $panel; color: $foreground; }
    """

    def __init__(self, step: Step) -> None:
        super().__init__(_progress(step))


class PlainHeader(SafeStatic):
    """The header of a screen that is no step."""

    DEFAULT_CSS = """
    PlainHeader { height: 1; padding: 0 2; background: $panel; color: $foreground; }
    """

    def __init__(self, title: str) -> None:
        super().__init__(line(("roo-wizard", "bold $primary"), ("   " + title, "$secondary")))


class KeyLine(Rows):
    """The keys that work now, in two lines at most; no line breaks between a key and what it does."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: auto; max-height: 2; padding: 0 2; background: $panel; color: $secondary; }
    """

    def __init__(self, hints: Sequence[KeyHint] = ()) -> None:
        super().__init__()
        self._hints = tuple(hints)

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show other keys."""
        if self._hints != tuple(hints):
            self._hints = tuple(hints)
            self.redraw()

    def rows(self, width: int) -> list[Content]:
        """As many keys in each line as fit into *width*."""
        broken: list[list[KeyHint]] = [[]]
        for hint in self._hints:
            if broken[-1] and key_hints([*broken[-1], hint]).cell_length > width:
                broken.append([])
            broken[-1].append(hint)
        return [key_hints(hints) for hints in broken]


def _progress(present: Step) -> Content:
    marks = glyphs()
    parts: list[tuple[str, str]] = []
    for step in STEPS:
        if step.number < present.number:
            parts.append((f"{marks.passed} {step.label}", "$success"))
        elif step is present:
            parts.append((f"{marks.chosen} {step.label}", "bold $primary"))
        else:
            parts.append((f"{marks.other} {step.label}", "$secondary"))
        parts.append(("   ", ""))
    return line(*parts, (f" step {present.number} of {len(STEPS)}", "$secondary"))


def key_hints(hints: Sequence[KeyHint]) -> Content:
    """Return keys and what they do in one line."""
    parts: list[tuple[str, str]] = []
    for key, what in hints:
        parts += [("  " if parts else "", ""), (key, "bold $foreground"), (f" {what}", "")]
    return line(*parts)
