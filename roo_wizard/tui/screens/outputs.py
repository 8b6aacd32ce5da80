"""Everything that comes out of a connection: a list of formats, a preview, and a file for whoever wants one."""

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, OptionList

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe
from roo_wizard.flow.outputs import Connection, OutputChoice
from roo_wizard.tui.screens.base import BACK, QUIT, FramedScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.frame import KeyHint, KeyLine, PlainHeader
from roo_wizard.tui.widgets.text import SafeStatic, line

MOST_LINES = 400
"""Lines of an output that the preview shows; copying and writing take all of it."""

_LONGEST_LINE = 1000
_BLANKS = re.compile(r"( +)")
_RECORD, _MOVING = "runbook", "moving"


class Formats(OptionList):
    """The list; paging moves the preview, which is what is read."""

    def action_page_down(self) -> None:
        """Read on."""
        self.screen.query_one("#out-scroll").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Read back."""
        self.screen.query_one("#out-scroll").scroll_page_up(animate=False)


class OutputsScreen(FramedScreen):
    """The outputs of the saved connection *profile*, or of the one that was just proven; it opens at format *at*."""

    CSS_PATH = "outputs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_output", show=False),
        Binding("w", "write", show=False),
        Binding("k", "write_key", show=False),
        Binding("x", "delete", show=False),
        Binding("r", "record", show=False),
        Binding("m", "moving", show=False),
    ]

    def __init__(self, profile: str | None = None, at: str = "card") -> None:
        super().__init__(id="outputs")
        self._profile = profile
        self._at = at
        self._formats: Sequence[OutputChoice] = ()
        self._asked: tuple[OutputChoice, bool] | None = None
        """What is about to be written, and whether with the key."""
        self._typed: dict[str, str] = {}
        """Paths that were typed and led to no file, by format."""

    def compose(self) -> ComposeResult:
        """Header, list and preview side by side, what happened, the path when one is asked for, keys."""
        yield PlainHeader("outputs")
        with Vertical(id="body"):
            yield SafeStatic("", classes="heading")
            with Horizontal(id="out-columns"):
                yield Formats(id="out-formats", markup=False)
                with Vertical(id="out-side"):
                    yield SafeStatic("", css_id="out-purpose")
                    with VerticalScroll(id="out-scroll", can_focus=False):
                        yield SafeStatic("", css_id="out-told")
                        yield SafeStatic("", css_id="out-preview")
            yield SafeStatic("", css_id="out-said")
            yield Field("path of the new file", css_id="out-path")
        yield self.too_small()
        yield KeyLine((BACK, QUIT))

    def on_mount(self) -> None:
        """Fill the list; the first preview follows the cursor."""
        self._formats = self.services.outputs.formats()
        path = self.query_one("#out-path", Field)
        path.display, path.refuses = False, self._refuses_key
        name = self._profile or self.wizard.profile or self.wizard.model
        self.query_one(".heading", SafeStatic).update(f"What comes out of {safe(name, 60)}")
        rows = self.query_one(Formats)
        rows.set_options([safe(one.title, 40) for one in self._formats])
        self.choose(self._at)
        rows.focus()
        left = self.services.outputs.left
        if left is not None:
            self._say(f"{left.path} still holds the key: press x to delete it now", "$warning")

    def on_screen_resume(self) -> None:
        """What was written down meanwhile is shown."""
        if self._formats:
            self._preview()

    def choose(self, name: str) -> None:
        """Go to the format called *name*."""
        names = [one.name for one in self._formats]
        self.query_one(Formats).highlighted = names.index(name) if name in names else 0

    @property
    def _connection(self) -> Connection:
        return self._profile or self.wizard

    @property
    def _chosen(self) -> OutputChoice:
        return self._formats[self.query_one(Formats).highlighted or 0]

    @property
    def _saved(self) -> str | None:
        """The name under which this connection is saved."""
        return self._profile or self.wizard.profile

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._preview()

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_moving() if self._chosen.name == _MOVING else self.action_copy_output()

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def _preview(self) -> None:
        chosen = self._chosen
        view = await self.services.outputs.render(self._connection, chosen.name)
        self.query_one("#out-purpose", SafeStatic).update(safe(chosen.purpose))
        points = (view.problem,) if view.problem else view.told
        mark, style = (glyphs().warned, "$warning") if view.problem else (glyphs().bullet, "$secondary")
        told = "\n".join(f"{mark} {safe(point, 600)}" for point in points)
        self.query_one("#out-told", SafeStatic).update(line((told, style)))
        self.query_one("#out-told").display = bool(points)
        self.query_one("#out-preview", SafeStatic).update(_shown(view.text))
        self.query_one("#out-scroll").scroll_home(animate=False)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.query_one("#out-path").display:
            self.query_one(KeyLine).show((("enter", "write it"), ("esc", "do not write"), QUIT))
            return
        chosen = self._chosen
        possible: tuple[tuple[bool, KeyHint], ...] = (
            (True, ("c", "copy")),
            (True, ("w", "write")),
            (chosen.holds_key, ("k", "write with key")),
            (self.services.outputs.left is not None, ("x", "delete")),
            (chosen.name == _RECORD and self._saved is not None, ("r", "fill in")),
            (True, ("m", "keep or move")),
            (True, ("pgdn", "more")),
        )
        self.query_one(KeyLine).show((*(hint for holds, hint in possible if holds), BACK, QUIT))

    def _say(self, what: str, style: str = "$success") -> None:
        self.query_one("#out-said", SafeStatic).update(line((safe(what, 600), style)))

    @work(exclusive=True, group="output", exit_on_error=False)
    async def action_copy_output(self) -> None:
        """Copy the whole output, which never holds the key."""
        chosen = self._chosen
        view = await self.services.outputs.render(self._connection, chosen.name)
        if not view.problem:
            self._say(f"{chosen.title}: {await self.wizard_app.copy(view.text)}")

    def action_write(self) -> None:
        """Ask where the file shall be."""
        self._ask_path(with_key=False)

    def action_write_key(self) -> None:
        """Ask whether the key shall be in a file, then where."""
        from roo_wizard.tui.screens.modals import WriteKeyScreen

        if self._chosen.holds_key:
            self.app.push_screen(WriteKeyScreen(), lambda sure: self._ask_path(with_key=True) if sure else None)

    def _ask_path(self, *, with_key: bool) -> None:
        """Show the field, with what was typed before if that led to no file."""
        chosen = self._chosen
        self._asked = (chosen, with_key)
        field = self.query_one("#out-path", Field)
        field.value = self._typed.get(chosen.name, chosen.file_name)
        field.display = True
        field.focus()
        self._say("Where? The file will be yours alone; an existing one is kept.", "$secondary")
        self._show_keys()

    def _refuses_key(self, text: str) -> bool:
        refused = self.services.looks_like_key(text)
        if refused:
            self._say("That looked like a key and was removed: this field shows what is typed.", "$error")
        return refused

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._write(event.value)

    @work(exclusive=True, group="output", exit_on_error=False)
    async def _write(self, path: str) -> None:
        if self._asked is None:
            return
        chosen, with_key = self._asked
        try:
            file = await self.services.outputs.write(self._connection, chosen.name, path, with_key=with_key)
        except RooWizardError as error:
            self._complain(error)
            return
        self._close_path()
        self._typed.pop(chosen.name, None)
        then = ". It holds the key: import it, then press x to delete it" if with_key else ""
        self._say(f"{glyphs().passed} written to {file.path}, for you alone{then}")

    def _complain(self, error: RooWizardError) -> None:
        self._say(f" {glyphs().arrow} ".join(filter(None, (error.message, error.hint))), "$error")

    def _close_path(self) -> None:
        field = self.query_one("#out-path", Field)
        field.display = False
        if self._asked is not None:
            self._typed[self._asked[0].name] = field.value
        self._asked = None
        self._say("")
        self.query_one(Formats).focus()
        self._show_keys()

    @work(exclusive=True, group="output", exit_on_error=False)
    async def action_delete(self) -> None:
        """Delete the file with the key."""
        file = self.services.outputs.left
        if file is None:
            return
        try:
            await self.services.outputs.delete(file)
        except RooWizardError as error:
            self._complain(error)
        else:
            left = self.services.outputs.left
            more = f"; {left.path} still holds the key: x deletes it too" if left is not None else ""
            self._say(f"{glyphs().passed} {file.path} is deleted, and gone{more}")
        self._show_keys()

    def action_record(self) -> None:
        """Fill in what only people know, for the runbook."""
        if self._chosen.name == _RECORD and self._saved is not None:
            self.wizard_app.open_record(self._saved)

    def action_moving(self) -> None:
        """Show the table of keeping the client or moving on."""
        self.wizard_app.open_moving()

    def action_go_back(self) -> None:
        """Leave the path first, then the screen."""
        if self.query_one("#out-path").display:
            self._close_path()
        else:
            super().action_go_back()


def _shown(text: str) -> str:
    """Return *text* as lines that may be shown; its blanks are kept, since columns and JSON live by them."""
    rows = text.splitlines()
    shown = ["".join(map(_piece, _BLANKS.split(row[:_LONGEST_LINE]))) + _cut(row) for row in rows[:MOST_LINES]]
    more = len(rows) - MOST_LINES
    return "\n".join([*shown, *([f"… {more} more lines; c and w take all of it"] if more > 0 else [])])


def _piece(part: str) -> str:
    return part if part.startswith(" ") else safe(part, _LONGEST_LINE)


def _cut(row: str) -> str:
    return f"… {len(row) - _LONGEST_LINE:,} more characters" if len(row) > _LONGEST_LINE else ""
