"""What all steps share: the frame, going back, and help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from roo_wizard.flow.state import Step, WizardState
from roo_wizard.tui.widgets.frame import KeyHint, KeyLine, StepHeader
from roo_wizard.tui.widgets.text import SafeStatic

if TYPE_CHECKING:
    from roo_wizard.core.secret import ApiKey
    from roo_wizard.flow.services import Services
    from roo_wizard.tui.app import RooWizardApp

_COLUMNS: list[tuple[int, str]] | None = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]
_LINES: list[tuple[int, str]] | None = [(0, "-flat"), (18, "-low"), (30, "-high")]
BACK: KeyHint = ("esc", "back")
HELP: KeyHint = ("?", "help")
QUIT: KeyHint = ("ctrl+c", "quit")


class FramedScreen(Screen[None]):
    """A screen with a body, and a plain message instead of it in a terminal that is too small."""

    HORIZONTAL_BREAKPOINTS = _COLUMNS
    VERTICAL_BREAKPOINTS = _LINES
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "go_back", show=False)]

    @property
    def wizard_app(self) -> RooWizardApp:
        """The app, by its own type."""
        return cast("RooWizardApp", self.app)

    @property
    def services(self) -> Services:
        """What the wizard can ask for."""
        return self.wizard_app.services

    @property
    def wizard(self) -> WizardState:
        """Every answer so far."""
        return self.wizard_app.wizard

    def too_small(self) -> SafeStatic:
        """What a terminal below 60 × 18 shows."""
        return SafeStatic("Please make this terminal larger: at least 60 columns and 18 lines.", css_id="too-small")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A failed worker must not end in silence."""
        self.wizard_app.worker_changed(event)

    def paste_field(self) -> Widget | None:
        """The field that a paste belongs into, wherever the focus is."""
        return None

    def on_paste(self, event: events.Paste) -> None:
        """What the focused widget has no use for, a line of choices for one, goes into the field."""
        field = self.paste_field()
        if field is not None and not field.has_focus:
            event.stop()
            field.focus()
            field.post_message(events.Paste(event.text))

    def action_go_back(self) -> None:
        """Go one screen back; everything typed stays."""
        self.wizard_app.step_back()


class StepScreen(FramedScreen):
    """One of the five steps. Subclasses give `body` and `present`, which draws the wizard's state."""

    STEP: ClassVar[Step]
    KEYS: ClassVar[Sequence[KeyHint]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "help", show=False, priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self._insisted: ApiKey | None = None
        """The text that was refused once because it looked like a key."""

    def compose(self) -> ComposeResult:
        """Header, body, keys."""
        yield StepHeader(self.STEP)
        with Vertical(id="body"):
            yield from self.body()
        yield self.too_small()
        yield KeyLine((*self.KEYS, HELP, QUIT))

    def body(self) -> ComposeResult:
        """The widgets of the step."""
        raise NotImplementedError

    @property
    def is_blamed(self) -> bool:
        """Whether the proof has found its cause in the answer to this step.

        Before the first answer nothing asks for the state: what it is made of is not imported before the first paint.
        """
        if not self.wizard_app.has_begun or self.wizard.report is None:
            return False
        from roo_wizard.flow.steps import blames

        return blames(self.wizard, self.STEP)

    def present(self) -> None:
        """Draw the wizard's state; called whenever the step comes to the front."""

    def refuses_key(self, text: str) -> bool:
        """Whether *text*, typed where it would be shown, looks like a key; a notice then says why it is removed.

        It never blocks: what is typed again after the notice is taken as it is.
        """
        from roo_wizard.core.secret import ApiKey

        if not self.services.looks_like_key(text) or (self._insisted and text.startswith(self._insisted.reveal())):
            return False
        self._insisted = ApiKey(text)
        self.wizard_app.show_notice(
            "That looked like an API key",
            "It was removed from this field and sent nowhere: this field shows what is typed.",
            "If it is no key, type it once more.",
        )
        return True

    def on_screen_resume(self) -> None:
        """Draw the state as it now is; a screen that is only passed on the way back stays still."""
        if self.app.screen is self:
            self.present()

    def keys(self) -> Sequence[KeyHint]:
        """Return the keys that work now, for what has the focus and is chosen."""
        return self.KEYS

    def show_keys(self) -> None:
        """Name the keys that work now; the question mark is not one of them where it would be typed."""
        self.query_one(KeyLine).show((*self.keys(), *(() if self._is_typing else (HELP,)), QUIT))

    def on_mount(self) -> None:
        """Follow what is typed: a key that only types a letter is not promised."""
        for field in self.query(Input):
            self.watch(field, "value", self.show_keys, init=False)

    def on_descendant_focus(self) -> None:
        """Name the keys of whatever has the focus."""
        self.show_keys()

    @property
    def _is_typing(self) -> bool:
        return bool(getattr(self.focused, "value_is_text", False))

    def action_help(self) -> None:
        """Explain the step, unless the question mark is being typed into something."""
        if self._is_typing:
            raise SkipAction
        self.explain()

    def explain(self) -> None:
        """Show what the step is for and which keys it has."""
        self.wizard_app.show_help(self.STEP)
