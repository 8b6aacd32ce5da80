"""Rotating a key: one answer, two proofs beside each other, and what came of it; with the ways back and on."""

from enum import Enum, auto
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.flow import proof
from roo_wizard.flow.proof import ProofView
from roo_wizard.flow.rotation import Exchanging, Proving, Revocation, RotationOutcome, RotationStart, Side
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.choice_bar import ChoiceBar
from roo_wizard.tui.widgets.frame import KeyHint, KeyLine, PlainHeader
from roo_wizard.tui.widgets.new_key import NewKeyForm, PreviousKey
from roo_wizard.tui.widgets.rotation_result import Headline, RotationResult
from roo_wizard.tui.widgets.secret_input import SecretInput
from roo_wizard.tui.widgets.side_by_side import SideBySide
from roo_wizard.tui.widgets.spending import spending_of_each
from roo_wizard.tui.widgets.text import SafeStatic
from roo_wizard.tui.widgets.verdict import VerdictBlock

_REVOKED: dict[bool | None, str] = {True: "success", False: "warning", None: "warning"}
_UNDONE = {Side.NEW: ("TAKEN BACK", "newer"), Side.OLD: ("ROTATED AGAIN", "old")}
_SCROLL: KeyHint = ("↑↓", "scroll")


class Phase(Enum):
    """What the screen is doing; only PROVING can be stopped, since nothing is changed before its end."""

    ASKING = auto()
    PROVING = auto()
    EXCHANGING = auto()
    TOLD = auto()


_UNDER_WAY: dict[Phase, Headline] = {
    Phase.PROVING: ("PROVING", "primary", "nothing is changed before this is over"),
    Phase.EXCHANGING: ("CHANGING", "primary", "the answer is clear; the keyring is being changed"),
}
_RUNNING_KEYS: dict[Phase, tuple[KeyHint, ...]] = {Phase.PROVING: (("c or esc", "stop"),), Phase.EXCHANGING: ()}


class RotationScreen(FramedScreen):
    """Paste, Enter; the rest is read."""

    CSS_PATH = "rotation.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", show=False),
        Binding("x", "prove_revoked", show=False),
        Binding("r", "again", show=False),
        Binding("c", "stop", show=False),
        Binding("down", "previous", show=False),
        Binding("up", "field", show=False),
    ]

    def __init__(self, profile: str) -> None:
        super().__init__(id="rotation")
        self._profile = profile
        self._start: RotationStart | None = None
        self._phase = Phase.ASKING
        self._views: dict[Side, ProofView] = {}
        self._outcome: RotationOutcome | None = None
        self._done_since: Headline | None = None
        """What was done after the rotation: taken back, or the key not in use proven to be refused."""
        self._kept, self._previous_gone = Side.OLD, False
        """Which key is not in use and kept for undo (the new one once it is taken back), and whether it is deleted."""

    def compose(self) -> ComposeResult:
        """The question, and in its place what came of it."""
        yield PlainHeader(f"rotate the key of {safe(self._profile, 40)}")
        with Vertical(id="body"):
            yield NewKeyForm()
            with VerticalScroll(id="told"):
                yield RotationResult()
                yield VerdictBlock()
                yield SideBySide()
            yield SafeStatic("", css_id="spending")
        yield self.too_small()
        yield KeyLine()

    def on_mount(self) -> None:
        """The keyring is tested while the screen is there already."""
        self._draw()
        self._open()

    @property
    def _form(self) -> NewKeyForm:
        return self.query_one(NewKeyForm)

    # The question --------------------------------------------------------------------------------------------

    @work(exclusive=True, group="rotation", exit_on_error=False)
    async def _open(self) -> None:
        try:
            self._start = await self.services.rotation.open(self._profile)
        except RooWizardError as error:
            self._form.refuse(_said(error))
            return
        self._kept = Side.NEW if self._start.taken_back else Side.OLD
        self._form.show(self._start, self.services)
        self._draw()

    @on(SecretInput.Changed)
    def _key_in_hand(self) -> None:
        self.wizard_app.key_in_hand = self.query_one(SecretInput).cleaned.key

    @on(NewKeyForm.Answered)
    def _answered(self) -> None:
        if self._phase is Phase.ASKING:
            self._rotate()

    def _ask(self, problem: str = "") -> None:
        """Ask again; what was typed is still there."""
        self._phase, self._outcome = Phase.ASKING, None
        self._draw()
        self._form.show_field()
        if problem:
            self._form.say(problem)

    # The two proofs ------------------------------------------------------------------------------------------

    @work(exclusive=True, group="rotation", exit_on_error=False)
    async def _rotate(self) -> None:
        """Follow the desk's steps; cancelling this worker closes the connection at once."""
        if self._form.answer is None:
            return
        self._phase, self._outcome, self._done_since = Phase.PROVING, None, None
        self._views = {Side.NEW: ProofView()}
        self._draw()
        self.query_one("#told").focus()
        try:
            async for step in self.services.rotation.rotate(self._profile, *self._form.answer):
                self._take(step)
        except RooWizardError as error:
            self._ask(_said(error))

    def _take(self, step: Proving | Exchanging | RotationOutcome | Revocation) -> None:
        match step:
            case Proving(side=side, event=event):
                self._views[side] = proof.apply(self._views.get(side, ProofView()), event)
            case Exchanging():
                self._phase = Phase.EXCHANGING
            case RotationOutcome():
                self._outcome, self._phase = step, Phase.TOLD
                if step.stored:
                    self._form.forget()
                    self._kept, self._previous_gone = Side.OLD, False
            case Revocation(refused=refused, text=text):
                word, _, sentence = text.partition(": ")
                self._done_since, self._phase = (word, _REVOKED[refused], sentence), Phase.TOLD
                self._previous_gone = refused is True
                self._outcome = self._outcome.then(step) if self._outcome else None
        self._draw()

    # After it ------------------------------------------------------------------------------------------------

    @property
    def _rotated_before(self) -> bool:
        return self._outcome is not None and bool(self._outcome.stored)

    @property
    def _rotated(self) -> bool:
        return self._phase is Phase.TOLD and self._rotated_before

    def action_undo(self) -> None:
        """Put the old key back, or the new one again; at once, and nothing is sent."""
        if self._rotated and not self._previous_gone:
            self._undo()

    @work(exclusive=True, group="rotation", exit_on_error=False)
    async def _undo(self) -> None:
        try:
            said = await self.services.rotation.undo(self._profile)
        except RooWizardError as error:
            self._say(("NOT TAKEN BACK", "error", _said(error)))
            return
        self._kept = Side.OLD if self._kept is Side.NEW else Side.NEW
        self._say((_UNDONE[self._kept][0], "success", f"{said}. The client's own field is changed by hand, as below."))

    def action_prove_revoked(self) -> None:
        """Prove that the key kept for undo is refused: after a rotation, or where one of earlier is still kept."""
        if self._may_ask_previous:
            self._prove_revoked()

    @property
    def _may_ask_previous(self) -> bool:
        """Whether a key is kept that is not in use, by this rotation or by one of earlier."""
        if self._previous_gone or self._phase not in {Phase.ASKING, Phase.TOLD}:
            return False
        return self._rotated_before or (self._outcome is None and self._start is not None and self._start.previous)

    @work(exclusive=True, group="rotation", exit_on_error=False)
    async def _prove_revoked(self) -> None:
        self._phase = Phase.PROVING
        self._views.pop(self._kept, None)
        self._views[self._kept] = ProofView()
        self._draw()
        self.query_one("#told").focus()
        try:
            async for step in self.services.rotation.prove_revoked(self._profile):
                self._take(step)
        except RooWizardError as error:
            self._phase = Phase.TOLD
            self._say(("NOT FOUND OUT", "error", _said(error)))

    def _say(self, headline: Headline) -> None:
        self._done_since = headline
        self._draw()

    # Keys ----------------------------------------------------------------------------------------------------

    def action_again(self) -> None:
        """Prove the same key once more; it was not forgotten."""
        if self._phase is Phase.TOLD and self._outcome is not None and not self._outcome.stored:
            self._rotate()

    def action_stop(self) -> None:
        """Stop at once; nothing is changed."""
        if self._phase is not Phase.PROVING:
            return
        self.workers.cancel_group(self, "rotation")
        if self._rotated_before:
            self._phase = Phase.TOLD
            self._draw()
        else:
            self._ask("Stopped: nothing was changed. Enter starts again.")

    def action_go_back(self) -> None:
        """Stop what runs; from a refused key back to the question; else leave, and forget what was typed."""
        if self._phase is Phase.PROVING:
            self.action_stop()
        elif self._phase is Phase.TOLD and self._outcome is not None and not self._outcome.stored:
            self._ask()
        elif self._phase is not Phase.EXCHANGING:
            self._form.forget()
            self.wizard_app.key_in_hand = None
            super().action_go_back()

    def action_previous(self) -> None:
        """Go down: to the way in which the key is given, then to the key of before."""
        bar, previous = self.query_one(ChoiceBar), self.query_one(PreviousKey)
        if self._phase is Phase.ASKING and bar.display and not bar.has_focus:
            bar.focus()
        elif self._phase is Phase.ASKING and previous.display:
            previous.focus()

    def paste_field(self) -> Widget | None:
        """The field that is shown, as long as there is one."""
        return self._form.field if self._phase is Phase.ASKING else None

    def action_field(self) -> None:
        """Go back up to the field."""
        if self._phase is Phase.ASKING:
            self._form.field.focus()

    # Drawing -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        outcome, told = self._outcome, self.query_one("#told", VerticalScroll)
        self._form.display = self._phase is Phase.ASKING
        told.display = not self._form.display
        says = _UNDER_WAY.get(self._phase, self._done_since)
        taken_back, gone = self._kept is Side.NEW, self._previous_gone
        self.query_one(RotationResult).show(outcome, says, taken_back=taken_back, has_way_back=not gone)
        self.query_one(VerdictBlock).show(outcome.new if outcome is not None and not outcome.stored else None)
        table = self.query_one(SideBySide)
        table.show(self._views)
        spent = spending_of_each(self._views, only_last=self._phase is Phase.PROVING) if told.display else ""
        self.query_one("#spending", SafeStatic).update(spent)
        self.query_one(KeyLine).show((*self._keys(), QUIT))
        if self._phase is Phase.PROVING:
            told.scroll_to(y=table.reached(self._views) - told.size.height // 2, animate=False)
        else:
            told.scroll_home(animate=False)

    def _keys(self) -> tuple[KeyHint, ...]:
        if self._phase in _RUNNING_KEYS:
            return _RUNNING_KEYS[self._phase]
        revoked = (("x", f"is the {_UNDONE[self._kept][1]} key refused now?"),) if self._may_ask_previous else ()
        if self._start is None:
            return (BACK,)
        if self._phase is Phase.ASKING:
            down = tuple((f"↓ then {key}", what) for key, what in revoked)
            return (("enter", "prove it beside the old one"), *down, BACK)
        if self._outcome is not None and not self._outcome.stored:
            return (("r", "try again"), _SCROLL, ("esc", "another key"))
        undo = (("u", "rotate again" if self._kept is Side.NEW else "take it back"),) if self._rotated else ()
        return (*(() if self._previous_gone else undo), *revoked, _SCROLL, BACK)


def _said(error: RooWizardError) -> str:
    return f"{error.message} {glyphs().arrow} {error.hint}" if error.hint else str(error.message)
