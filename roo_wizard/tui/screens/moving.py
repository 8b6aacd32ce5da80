"""Keep the client or move on: the decision table as one page, each row ending in outputs to open."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.flow.outputs import MovingWay, OutputChoice
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.screens.outputs import OutputsScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.frame import KeyLine, PlainHeader, key_hints
from roo_wizard.tui.widgets.text import SafeStatic, cell, hanging, line, lines

_LABEL, _TITLE = 11, 24


class MovingScreen(FramedScreen):
    """The table with a cursor that moves from output to output; Enter opens one for a connection."""

    CSS_PATH = "moving.tcss"

    def __init__(self) -> None:
        super().__init__(id="moving")
        self._blocks: list[tuple[int, int]] = []
        """For each option: the first line of its row of the table, and the line after the option."""

    def compose(self) -> ComposeResult:
        """Header, the table, keys."""
        yield PlainHeader("keep or move")
        with Vertical(id="body"):
            yield SafeStatic("Roo Code was shut down: keep it, or move on?", classes="heading")
            yield OptionList(id="ways", markup=False)
        yield self.too_small()
        yield KeyLine((("↑↓", "choose"), ("enter", "open the output"), BACK, QUIT))

    def on_mount(self) -> None:
        """The list has the focus; it is filled once its width is known."""
        self.query_one(OptionList).focus()

    def on_resize(self, _event: Resize) -> None:
        """The text is wrapped for the new width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        table = self.query_one("#ways", OptionList)
        width, before = table.size.width - 4, table.highlighted
        known = {one.name: one for one in self.services.outputs.formats()}
        options: list[Option] = []
        self._blocks, end = [], 0
        for way in self.services.outputs.ways():
            start = end
            for option in _options(way, known, width):
                end += str(option.prompt).count("\n") + 1
                options.append(option)
                self._blocks.append((start, end))
        table.set_options(options)
        table.highlighted = before if before is not None else 1

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Keep the row's text in sight together with its output."""
        start, end = self._blocks[event.option_index]
        table = event.option_list
        region = Region(0, start, 1, end - start)
        self.call_after_refresh(table.scroll_to_region, region, animate=False, force=True)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._open((event.option_id or "").partition(":")[2])

    def _open(self, name: str) -> None:
        """Open the output: where one came from, of the connection just proven, or of a saved one."""
        below = self.app.screen_stack[-2]
        if isinstance(below, OutputsScreen):
            self.dismiss()
            below.choose(name)
        elif self.wizard_app.has_begun and self.wizard.report is not None:
            self.app.push_screen(OutputsScreen(None, name))
        else:
            self._choose_saved(name)

    def _choose_saved(self, name: str) -> None:
        try:
            saved = tuple(profile.name for profile in self.services.profiles())
        except RooWizardError as error:
            self.wizard_app.show_notice(error.message, error.hint)
            return
        if not saved:
            self.wizard_app.show_notice(
                "There is no connection yet",
                "An output is made of a connection: gateway, key and model, proven once.",
                "Set one up first: esc goes back to it; the outputs are then under o.",
            )
        elif len(saved) == 1:
            self.app.push_screen(OutputsScreen(saved[0], name))
        else:
            self.app.push_screen(
                WhichScreen(saved), lambda which: which and self.app.push_screen(OutputsScreen(which, name))
            )


class WhichScreen(ModalScreen[str | None]):
    """Asks of which saved connection."""

    CSS_PATH = "modals.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = names
        self._shown = [safe(name, 60) for name in names]

    def compose(self) -> ComposeResult:
        """Question, names, keys."""
        with Vertical(classes="dialog"):
            yield SafeStatic("Of which connection?", classes="dialog-title")
            yield OptionList(*self._shown, id="which", markup=False)
            yield SafeStatic(key_hints((("enter", "this one"), BACK)), classes="dialog-keys")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._names[event.option_index])


def _options(way: MovingWay, known: dict[str, OutputChoice], width: int) -> list[Option]:
    """The row's text, which the cursor passes over, and its outputs."""
    text = lines(
        (
            line((safe(way.situation), "bold $primary")),
            hanging("  do", safe(way.do, 600), _LABEL, width),
            hanging("  because", safe(way.because, 600), _LABEL, width, "$secondary"),
        )
    )
    outputs = [
        Option(
            line(
                (f"  {glyphs().arrow} ".ljust(_LABEL), "$secondary"),
                (cell(safe(known[name].title), _TITLE), "bold"),
                (cell(safe(known[name].purpose), max(10, width - _LABEL - _TITLE)), "$secondary"),
            ),
            id=f"{way.situation}:{name}",
        )
        for name in way.outputs
        if name in known
    ]
    return [Option(text, disabled=True), *outputs]
