"""A model for each mode, and a fallback: what each uses, whether it is proven, and another choice on Enter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.flow.modes import (
    FALLBACK,
    Choice,
    ModeProof,
    ModesView,
    ModeView,
    choices,
    is_proven,
    is_used_by_all,
    to_prove,
)
from roo_wizard.flow.views import ProfileView
from roo_wizard.profiles.modes import NO_FALLBACK_HINT, Bound
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.screens.mode_dialogs import (
    NAME_WIDTH,
    VERDICT_WIDTH,
    ChooseScreen,
    ProveAllScreen,
    UnprovenScreen,
    profile_words,
    verdict_cell,
)
from roo_wizard.tui.screens.mode_proof import ModeProofScreen
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader
from roo_wizard.tui.widgets.text import SafeStatic, cell, line, lines

_LABEL_WIDTH = 12
_WHY = {
    Bound.KEPT: "bound to it by choice",
    Bound.SUGGESTED: "uses it because the gateway's guide suggests this model for it",
    Bound.REST: "has nothing of its own: it uses this one",
}
_NO_FALLBACK = "None is kept. Choose a stronger model or another gateway to switch to when the others fail."
_SAME = "is none: every mode uses it already. Choose another connection, or let a mode use another one."
_NOTHING = "No saved connection yet. Set one up first: esc, then n."


class ModesScreen(FramedScreen):
    """Enter offers the choices for the row under the cursor; a saved choice is bound at once."""

    CSS_PATH = "modes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "prove_all", show=False),
        Binding("q", "go_back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="modes-screen")
        self._view = ModesView()

    def compose(self) -> ComposeResult:
        """Header, the modes and the fallback, what is known of one, keys."""
        yield PlainHeader("a model for each mode, and a fallback")
        with Vertical(id="body"):
            yield SafeStatic("Which connection does each mode use?", classes="heading")
            yield OptionList(id="modes", markup=False)
            yield SafeStatic("", css_id="mode-details")
            yield SafeStatic("", css_id="mode-told")
        yield self.too_small()
        yield KeyLine((BACK, QUIT))

    def on_mount(self) -> None:
        """The file is read after the first paint."""
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Something may have been proven or bound meanwhile, here or in another terminal."""
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        try:
            self._view = self.services.modes.view()
        except RooWizardError as error:
            self._view = ModesView()
            self.wizard_app.show_notice(error.message, error.hint)
        rows = self.query_one("#modes", OptionList)
        position = rows.highlighted or 0
        rows.set_options([_row(row, self._view.client, rows.size.width - 2) for row in self._view.rows])
        rows.highlighted = min(position, len(self._view.rows) - 1) if self._view.rows else None
        if not self._view.rows:
            self.query_one("#mode-details", SafeStatic).update(_NOTHING)
        unproven = len(to_prove(self._view))
        keys = (("enter", "choose"), *((("a", f"prove what is not proven ({unproven})"),) if unproven else ()))
        self.query_one(KeyLine).show((*(keys if self._view.rows else ()), BACK, QUIT))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        row = self._view.rows[event.option_index]
        same = row.mode == FALLBACK and row.profile is not None and is_used_by_all(self._view, row.profile)
        self.query_one("#mode-details", SafeStatic).update(_details(row, is_same=same))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        row = self._view.rows[event.option_index]
        try:
            saved = self.services.profiles()
        except RooWizardError as error:
            self.wizard_app.show_notice(error.message, error.hint)
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._take(row, choice)

        self.app.push_screen(ChooseScreen(row, choices(row, saved), self._view.client), chosen)

    def _take(self, row: ModeView, choice: Choice) -> None:
        if row.mode == FALLBACK and choice.profile and is_used_by_all(self._view, choice.profile):
            message = f"Every mode uses {safe(choice.profile.name, 60)} already, so that it is no fallback."
            self.wizard_app.show_notice(message, NO_FALLBACK_HINT)
        elif choice.model:
            self._prove([ModeProof(choice.model, (row.mode,), like=self._view.at_hand)])
        elif choice.profile is None or is_proven(choice.profile):
            self._bind(row, choice.profile)
        else:
            self._ask_unproven(row, choice.profile)

    def _ask_unproven(self, row: ModeView, profile: ProfileView) -> None:
        def answered(prove: bool | None) -> None:
            if prove:
                self._prove([ModeProof(profile.model, (row.mode,), profile.name)])
            elif prove is not None:
                self._bind(row, profile)

        self.app.push_screen(UnprovenScreen(profile), answered)

    @work(exclusive=True, group="bind", exit_on_error=False)
    async def _bind(self, row: ModeView, profile: ProfileView | None) -> None:
        """Change the file; trouble is a notice, and everything stays as it was."""
        await self.services.modes.bind([row.mode], profile.name if profile else "")
        said = f"{row.label} uses {safe(profile.name, 60)} now" if profile else f"{row.label}: taken away"
        said += "; the card and the import files follow."
        self.query_one("#mode-told", SafeStatic).update(line((said, "$success")))
        self._load()

    def _prove(self, wanted: Sequence[ModeProof]) -> None:
        self.query_one("#mode-told", SafeStatic).update("")
        self.app.push_screen(ModeProofScreen(wanted))

    def action_prove_all(self) -> None:
        """Say what it costs, and prove everything that is not proven after a yes."""
        wanted = to_prove(self._view)
        if wanted:
            self.app.push_screen(ProveAllScreen(wanted), lambda sure: self._prove(wanted) if sure else None)


def _row(row: ModeView, client: str, width: int) -> Content:
    profile, model_width = row.profile, max(10, width - _LABEL_WIDTH - NAME_WIDTH - VERDICT_WIDTH - 3)
    name, model = (profile.name, profile.model) if profile else ("none", "")
    return line(
        (cell(row.label, _LABEL_WIDTH), "bold"),
        " ",
        cell(safe(name, 60), NAME_WIDTH),
        " ",
        (cell(safe(model, 120), model_width), "$secondary"),
        " ",
        verdict_cell(profile, client),
    )


def _details(row: ModeView, *, is_same: bool) -> Content:
    """Why a mode uses what it uses, where that goes, and what is suggested instead."""
    if row.profile is None:
        return line((_NO_FALLBACK, "$secondary"))
    why = "the one to switch to by hand" if row.mode == FALLBACK or row.why is None else _WHY[row.why]
    say = (_SAME, "$warning") if is_same else (why, "$secondary")
    told = [line((f"{row.label} ", "bold"), say), line((profile_words(row.profile), "$secondary"))]
    if row.suggested:
        told.append(line("suggested: ", (safe(row.suggested, 80), "bold"), ", which no saved connection has yet"))
    return lines(told)
