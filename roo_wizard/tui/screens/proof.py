"""Step 4: the proof, live. It starts by itself, and is left by itself when it ends well."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from roo_wizard.core.report import Verdict
from roo_wizard.core.text import safe
from roo_wizard.flow import proof, steps
from roo_wizard.flow.proof import ProofView
from roo_wizard.flow.state import Step
from roo_wizard.probe.target import Options
from roo_wizard.tui.screens.base import BACK, StepScreen
from roo_wizard.tui.widgets.changes import Changes
from roo_wizard.tui.widgets.check_table import CheckTable
from roo_wizard.tui.widgets.frame import KeyHint
from roo_wizard.tui.widgets.outcome import Outcome
from roo_wizard.tui.widgets.spending import Spending
from roo_wizard.tui.widgets.text import SafeStatic, line
from roo_wizard.tui.widgets.verdict import VerdictBlock


class ProofScreen(StepScreen):
    """Checks as they run; after a failure the cause on top, and the keys that lead on."""

    CSS_PATH = "proof.tcss"
    STEP = Step.PROOF
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rerun", show=False),
        Binding("e", "edit", show=False),
        Binding("f", "fields", show=False),
        Binding("F,upper_f", "full", show=False),
        Binding("c", "cancel", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._view = ProofView(cancelled=True)
        self._options = Options()
        """How far the present proof goes; a full one keeps the earlier report until it has its own."""

    def body(self) -> ComposeResult:
        """What is proven, the verdict, the checks, what is being spent."""
        yield SafeStatic("", classes="heading")
        with VerticalScroll(id="proof-scroll"):
            yield VerdictBlock()
            yield Changes()
            yield Outcome()
            yield CheckTable()
        yield Spending()

    def present(self) -> None:
        """Start, unless this very connection has its report already."""
        self.query_one("#proof-scroll").focus()
        if self._runs and self._view.running:
            return
        if self.wizard.report is not None:
            if self._view.report is not self.wizard.report:
                self._view = proof.finished(self.wizard.report)
            self._draw()
        elif not self._runs:
            self._start(Options())

    @property
    def _runs(self) -> bool:
        return any(
            worker.group == "proof" and worker.node is self and not worker.is_finished for worker in self.workers
        )

    def _start(self, options: Options) -> None:
        self._options = options
        self._view = ProofView()
        self._draw()
        self._prove()

    @work(exclusive=True, group="proof", exit_on_error=False)
    async def _prove(self) -> None:
        """Follow the engine's events; cancelling this worker closes the connection at once."""
        async for event in self.services.check(steps.target(self.wizard), self._options):
            self._view = proof.apply(self._view, event)
            self._draw()
        report = self._view.report
        if report is None:
            self._stop()
            return
        proven = steps.proven(self.wizard, report)
        self.wizard_app.wizard = proven
        self._draw()
        changes = await self.services.record(proven, report)
        if self.wizard is proven:
            self.wizard_app.wizard = proven = steps.with_changes(proven, changes)
            self._draw()
        if proven.step is Step.FIELDS and self.app.screen is self and not self._options.full:
            self.wizard_app.go(proven)

    def _stop(self) -> None:
        self._view = proof.cancelled(self._view)
        self._draw()

    # Drawing -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view = self._view
        self.query_one(".heading", SafeStatic).update(self._heading())
        self.query_one(VerdictBlock).show(view.report, cancelled=view.cancelled, kept=self.wizard.report is not None)
        self.query_one(Changes).show(self.wizard.changes if view.report is not None else ())
        self.query_one(Outcome).show(view.report)
        self.query_one(CheckTable).show(view)
        scroll = self.query_one("#proof-scroll")
        if view.running:
            scroll.scroll_end(animate=False, x_axis=False)
        else:
            scroll.scroll_home(animate=False, x_axis=False)
        self.query_one(Spending).show(view)
        self.show_keys()

    def _heading(self) -> Content:
        endpoint = self.wizard.endpoint
        whole = "Full proof of" if self._options.full else "Proof of"
        doing = "Proving" if self._view.running and not self._options.full else whole
        return line(f"{doing} ", (safe(self.wizard.model, 80), "bold $primary"), f" at {safe(endpoint or '', 120)}")

    def keys(self) -> tuple[KeyHint, ...]:
        """Return what can be done while it runs, or after it; a single check cannot be run alone."""
        if self._view.running:
            return (("c or esc", "stop"),)
        again: tuple[KeyHint, ...] = (("r", "run the quick proof" if self._options.full else "run all again"),)
        blamed = steps.blamed_step(self.wizard)
        if blamed is not None:
            found = bool(steps.found_base(self.wizard))
            again = (*again, ("e", "base URL that answered" if found else f"change the {blamed.value}"))
        if steps.may_see_fields(self.wizard):
            risky = self.wizard.report is not None and self.wizard.report.verdict is Verdict.RISKY
            again = (*again, ("f", "fields in spite of the risk" if risky else "fields"))
        return (*again, ("F", "full proof"), ("↑↓", "scroll"), BACK)

    # Keys ----------------------------------------------------------------------------------------------------

    def action_rerun(self) -> None:
        """Run the quick proof again, from its first check: no check has a meaning without those before it."""
        if not self._view.running:
            self.wizard_app.wizard = steps.rerun(self.wizard)
            self._start(Options())

    def action_full(self) -> None:
        """Say what the full proof costs, and run it after a yes."""
        if self._view.running:
            return
        from roo_wizard.probe.estimate import estimate
        from roo_wizard.tui.screens.modals import FullProofScreen

        options = Options(full=True)

        def answered(sure: bool | None) -> None:
            if sure and not self._view.running:
                self._start(options)

        cost = estimate(steps.target(self.wizard), options, self.wizard.catalog)
        self.app.push_screen(FullProofScreen(cost, options), answered)

    def action_edit(self) -> None:
        """Go to the answer that owns the cause."""
        blamed = steps.blamed_step(self.wizard)
        if not self._view.running and blamed is not None:
            self.wizard_app.go(steps.edit(self.wizard, blamed))

    def action_fields(self) -> None:
        """Show the fields although there is a risk; a block has none."""
        if not self._view.running and steps.may_see_fields(self.wizard):
            self.wizard_app.go(steps.edit(self.wizard, Step.FIELDS))

    def action_cancel(self) -> None:
        """Stop at once; what was seen so far stays on the screen."""
        if self._view.running:
            self.workers.cancel_group(self, "proof")
            self._stop()

    def action_go_back(self) -> None:
        """The first esc stops a running proof, the next one goes back."""
        if self._view.running:
            self.action_cancel()
        else:
            super().action_go_back()
