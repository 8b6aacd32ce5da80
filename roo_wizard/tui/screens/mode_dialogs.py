"""The questions about modes: what one of them shall use, what to do with an unproven one, what a proof of all costs."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList

from roo_wizard.core.text import safe
from roo_wizard.flow.modes import FALLBACK, Choice, ModeProof, ModeView, is_proven
from roo_wizard.flow.views import ProfileView
from roo_wizard.probe.target import QUICK_REQUESTS
from roo_wizard.tui import words
from roo_wizard.tui.screens.modals import AskScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import last_verdict
from roo_wizard.tui.widgets.frame import KeyHint, key_hints
from roo_wizard.tui.widgets.text import Part, SafeStatic, cell, line

NAME_WIDTH, VERDICT_WIDTH = 16, 27
_MODEL_WIDTH = 20
_CHOOSE: tuple[KeyHint, ...] = (("↑↓", "move"), ("enter", "choose"), ("esc", "leave it as it is"))
_UNPROVEN: tuple[KeyHint, ...] = (("y", "prove it first"), ("b", "bind it all the same"), ("n or esc", "neither"))


class ChooseScreen(ModalScreen[Choice]):
    """What one mode, or the fallback, shall use; None when it stays as it is."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["modals.tcss", "modes.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", show=False)]

    def __init__(self, row: ModeView, choices: Sequence[Choice], client: str) -> None:
        super().__init__()
        self._row = row
        self._client = client
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Title, the choices, what is known of the one under the cursor, keys."""
        with Vertical(classes="dialog"):
            yield SafeStatic(f"{self._row.label}: which connection?", classes="dialog-title")
            yield OptionList(id="choices", markup=False)
            yield SafeStatic("", css_id="choice-details")
            yield SafeStatic(key_hints(_CHOOSE), classes="dialog-keys")

    def on_mount(self) -> None:
        """Stand on what the mode uses now."""
        now = self._row.profile
        rows = self.query_one("#choices", OptionList)
        rows.set_options(map(self._line, self._choices))
        rows.highlighted = next((at for at, choice in enumerate(self._choices) if now and choice.profile == now), 0)
        rows.focus()

    def _line(self, choice: Choice) -> Content:
        if choice.profile is not None:
            name = (cell(safe(choice.profile.name, 60), NAME_WIDTH), "bold")
            model = (cell(safe(choice.profile.model, 80), _MODEL_WIDTH), "$secondary")
            return line(name, " ", model, " ", verdict_cell(choice.profile, self._client))
        if choice.model:
            return line("as suggested: ", (safe(choice.model, 80), "bold"), ("  (proven first)", "$secondary"))
        return line("no fallback" if self._row.mode == FALLBACK else "nothing of its own")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        said = self._said(self._choices[event.option_index])
        self.query_one("#choice-details", SafeStatic).update(line((said, "$secondary")))

    def _said(self, choice: Choice) -> str:
        if choice.profile is not None:
            return profile_words(choice.profile)
        if choice.model:
            return f"Proven first, with the key and settings at hand; then saved and bound.\n{_billed(1)}."
        return "Nothing is deleted." if self._row.mode == FALLBACK else "It follows what is suggested, else Code."

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


class UnprovenScreen(ModalScreen[bool]):
    """Whether a connection that is not proven is proven first (True), bound all the same (False), or neither (None)."""

    CSS_PATH = "modals.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", show=False),
        Binding("b", "answer(False)", show=False),
        Binding("n,escape", "answer(None)", show=False),
    ]

    def __init__(self, profile: ProfileView) -> None:
        super().__init__()
        self._profile = profile

    def compose(self) -> ComposeResult:
        """What is known, what each answer does, keys."""
        word = last_verdict(self._profile.last_verdict)[0]
        with Vertical(classes="dialog"):
            yield SafeStatic(f"{safe(self._profile.name, 60)} is NOT PROVEN", classes="dialog-title")
            yield SafeStatic(
                f"Last verdict: {word}. The client may fail with it.\n\n"
                f"Proving it first sends {_billed(1)}; it is bound only if it is ready. Bound all the same, "
                "it says NOT PROVEN here and on the card.",
                classes="dialog-text",
            )
            yield SafeStatic(key_hints(_UNPROVEN), classes="dialog-keys")

    def action_answer(self, answer: bool | None) -> None:
        """Hand the answer back."""
        self.dismiss(answer)


class ProveAllScreen(AskScreen):
    """Says what proving everything costs, and asks once."""

    TITLE_TEXT = "Prove what is not proven?"
    YES_MEANS = "prove them"

    def __init__(self, wanted: Sequence[ModeProof]) -> None:
        super().__init__()
        self._wanted = wanted

    @property
    def text(self) -> str:
        """Which models, how many requests, and what becomes of them."""
        models = ", ".join(safe(one.model, 60) for one in self._wanted)
        return (
            f"One after the other: {models}.\n{_billed(len(self._wanted))}.\n\n"
            "What is ready is bound, a new model as a connection of its own. What is not ready is neither saved nor "
            "bound. Esc stops it at any time."
        )


def verdict_cell(profile: ProfileView | None, client: str) -> Part:
    """Return the last verdict as a cell; what is not proven, or not for *client*, says so."""
    if profile is None:
        return cell("", VERDICT_WIDTH)
    word, style, mark = last_verdict(profile.last_verdict)
    if not is_proven(profile):
        word = f"NOT PROVEN: {word}" if profile.last_verdict else "NOT PROVEN yet"
    elif profile.client != client:
        word, style, mark = f"{word} ({safe(profile.client, 4)})", "warning", "warned"
    return (cell(f"{getattr(glyphs(), mark)} {word}", VERDICT_WIDTH), f"${style}")


def profile_words(profile: ProfileView) -> str:
    """Return where a connection goes, for whom it was proven, and where its key is."""
    client = {"roo": "Roo Code", "zoo": "Zoo Code"}.get(profile.client, profile.client)
    return f"{safe(profile.base_url, 120)}\nfor {safe(client, 20)} · key: {safe(profile.key, 60)}"


def _billed(proofs: int) -> str:
    """The billed requests of that many quick proofs, when all is well and at most."""
    return f"{proofs * words.PROOF_REQUESTS} billed requests when all is well, at most {proofs * QUICK_REQUESTS}"
