"""Proving connections for modes, one after the other: what is ready is saved and bound, what is not shows its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.report import Report
from roo_wizard.core.text import safe
from roo_wizard.flow import proof, steps
from roo_wizard.flow.modes import ModeProof, mode_names
from roo_wizard.flow.proof import ProofView
from roo_wizard.flow.state import WizardState
from roo_wizard.probe.target import Options
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.verdicts import VERDICTS
from roo_wizard.tui.widgets.check_table import CheckTable
from roo_wizard.tui.widgets.frame import KeyHint, KeyLine, PlainHeader
from roo_wizard.tui.widgets.rows import Rows
from roo_wizard.tui.widgets.spending import Spending
from roo_wizard.tui.widgets.text import SafeStatic, hanging, line
from roo_wizard.tui.widgets.verdict import VerdictBlock


@dataclass(frozen=True, slots=True)
class End:
    """What became of one connection: whether it is ready, and what was done, in sentences."""

    ready: bool
    words: tuple[str, ...]


class Ends(Rows):
    """What became of each connection so far: a mark, and the sentences below each other beside it."""

    DEFAULT_CSS = "Ends { margin: 0 0 1 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._ends: Sequence[End] = ()

    def show(self, ends: Sequence[End]) -> None:
        """Draw *ends*."""
        self._ends = ends
        self.display = bool(ends)
        self.redraw()

    def rows(self, width: int) -> list[Content]:
        """One line or more for each sentence."""
        return [row for end in self._ends for row in _rows(end, width)]


class ModeProofScreen(FramedScreen):
    """Starts by itself; esc stops it, and the next esc goes back. What ended before a stop stays done."""

    CSS_PATH = "modes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rerun", show=False),
        Binding("c", "cancel", show=False),
        Binding("enter", "done", show=False),
    ]

    def __init__(self, wanted: Sequence[ModeProof]) -> None:
        super().__init__(id="mode-proof")
        self._wanted = wanted
        self._at = 0
        self._ends: dict[int, End] = {}
        self._view = ProofView()
        self._runs = self._keeps = self._stopped = False

    def compose(self) -> ComposeResult:
        """What is proven for whom, what has ended, the verdict, the checks, what is being spent."""
        yield PlainHeader("a model for each mode, and a fallback")
        with VerticalScroll(id="body"):
            yield SafeStatic("", classes="heading")
            yield Ends()
            yield VerdictBlock()
            yield CheckTable()
        yield Spending()
        yield self.too_small()
        yield KeyLine((QUIT,))

    def on_mount(self) -> None:
        """The first proof begins at once: it was asked for on the screen before."""
        self.query_one("#body").focus()
        self._start()

    def on_unmount(self) -> None:
        """A key is in nobody's hand any more."""
        self.wizard_app.key_in_hand = None

    def _start(self) -> None:
        self._runs, self._stopped = True, False
        self._prove()

    @work(exclusive=True, group="proof", exit_on_error=False)
    async def _prove(self) -> None:
        """Prove what is not ready yet; cancelling this worker closes the connection at once."""
        for number, wanted in enumerate(self._wanted):
            if number not in self._ends or not self._ends[number].ready:
                self._ends.pop(number, None)
                self._at, self._view = number, ProofView()
                self._draw()
                self._ends[number] = await self._outcome(wanted)
        self._runs = False
        self._draw()

    async def _outcome(self, wanted: ModeProof) -> End:
        """Prove *wanted* and keep what came of it; known trouble is told and stops no other."""
        name = wanted.profile or wanted.model
        try:
            state = await self.services.modes.prepare(wanted)
            report = await self._report(state)
            self._keeps = True
            words = await self.services.modes.keep(wanted, state, report)
        except RooWizardError as error:
            return End(False, (f"{name}: {error.message} {glyphs().arrow} {error.hint}",))
        finally:
            self._keeps = False
        verdict = _verdict(report, alone=self._alone)
        return End(report.verdict in steps.READY, (f"{name}: {verdict}", *words))

    async def _report(self, state: WizardState) -> Report:
        """Follow the engine's events to the end."""
        self.wizard_app.key_in_hand = state.key
        async for event in self.services.check(steps.target(state), Options()):
            self._view = proof.apply(self._view, event)
            self._draw()
        if self._view.report is None:
            raise RuntimeError("the check ended without a report")
        return self._view.report

    # Drawing -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        ended = self._view.report if self._alone and not self._runs else None
        self.query_one(".heading", SafeStatic).update(self._heading())
        self.query_one(Ends).show([self._ends[number] for number in sorted(self._ends)])
        self.query_one(VerdictBlock).show(ended, cancelled=self._stopped)
        self.query_one(CheckTable).show(self._view)
        self.query_one(Spending).show(self._view)
        body = self.query_one("#body", VerticalScroll)
        if self._runs:
            body.scroll_end(animate=False, x_axis=False)
        else:
            body.scroll_home(animate=False, x_axis=False)
        self.query_one(KeyLine).show((*self._keys(), QUIT))

    def _heading(self) -> Content:
        wanted = self._wanted[self._at]
        number = "" if self._alone else f", {self._at + 1} of {len(self._wanted)}"
        whose = f" ({safe(wanted.profile, 60)})" if wanted.profile not in {"", wanted.model} else ""
        whose += f" for {mode_names(wanted.modes)}" if wanted.modes else ""
        return line("Proving " if self._runs else "Proof of ", (safe(wanted.model, 80), "bold $primary"), whose, number)

    def _keys(self) -> tuple[KeyHint, ...]:
        if self._runs:
            return (("c or esc", "stop"),)
        again = () if self._all_ready else (("r", "prove the rest again"),)
        return (*again, ("↑↓", "scroll"), BACK)

    @property
    def _alone(self) -> bool:
        """Whether the verdict block tells the cause; of several connections each has it in its own lines."""
        return len(self._wanted) == 1

    @property
    def _all_ready(self) -> bool:
        return len(self._ends) == len(self._wanted) and all(end.ready for end in self._ends.values())

    # Keys ----------------------------------------------------------------------------------------------------

    def action_rerun(self) -> None:
        """Prove what is not ready once more; what is ready costs nothing again."""
        if not self._runs and not self._all_ready:
            self._start()

    def action_cancel(self) -> None:
        """Stop at once; what is being saved just now is saved to its end."""
        if self._runs and not self._keeps:
            self.workers.cancel_group(self, "proof")
            self._runs, self._stopped = False, True
            self._view = proof.cancelled(self._view)
            self._draw()

    def action_done(self) -> None:
        """Go back, once it has ended."""
        if not self._runs:
            self.wizard_app.step_back()

    def action_go_back(self) -> None:
        """The first esc stops what runs, the next one goes back."""
        if self._runs:
            self.action_cancel()
        else:
            super().action_go_back()


def _verdict(report: Report, *, alone: bool) -> str:
    """The verdict in words, with the cause and the next step where no verdict block will show them."""
    word = VERDICTS[report.verdict][0].lower()
    cause = report.cause
    return f"{word}." if cause is None or alone else f"{word}, {cause.id} {cause.title} {glyphs().arrow} {cause.action}"


def _rows(end: End, width: int) -> list[Content]:
    mark, style = (glyphs().passed, "$success") if end.ready else (glyphs().failed, "$warning")
    first, *others = (safe(words, 400) for words in end.words)
    return [hanging(mark, first, 2, width, style), *(hanging("", words, 2, width, style) for words in others)]
