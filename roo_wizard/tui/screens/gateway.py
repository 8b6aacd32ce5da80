"""Step 1: which gateway. A list of what is known, and the base URL with its doctor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from roo_wizard.core.text import safe
from roo_wizard.flow.addresses import is_address, start_of
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.tui.screens.base import StepScreen
from roo_wizard.tui.widgets.choice_bar import ChoiceBar
from roo_wizard.tui.widgets.doctor import Doctor
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.first_lines import COMMANDS, COMMANDS_NOTE, command_row, shutdown_notice
from roo_wizard.tui.widgets.frame import KeyHint
from roo_wizard.tui.widgets.interrupted import go_on_line
from roo_wizard.tui.widgets.search_list import Extra, Picked, SearchList
from roo_wizard.tui.widgets.text import SafeStatic, cell, line
from roo_wizard.tui.widgets.ways import Ways

if TYPE_CHECKING:
    from roo_wizard.core.base_url import BaseUrl
    from roo_wizard.flow.views import GatewayChoice, InstallView

NAME_WIDTH = 28
ROOM_FOR_INSTALLS = 110
"""Columns from which the header line also names an install that was found."""


class GatewayScreen(StepScreen):
    """Type, Enter. A gateway without a fixed address asks for its base URL in the line below the list."""

    STEP = Step.GATEWAY
    KEYS = (("enter", "continue"), ("↑↓", "choose"), ("tab", "base URL"))

    def __init__(self) -> None:
        super().__init__()
        self._choices: Sequence[GatewayChoice] = ()
        self._choice: GatewayChoice | None = None
        self._edited: dict[tuple[str, int], str] = {}
        """Base URLs as edited, by gateway and route, so that looking at another row loses nothing."""
        self._routed: dict[str, int] = {}
        """The position of the route that was chosen, by gateway; without one it is the recommended one."""
        self._typed_address = ""
        self._read: BaseUrl | None = None
        self._installs: Sequence[InstallView] | None = None
        self._interrupted: WizardState | None = None
        self._found = ""
        """The base URL that the proof found instead of the one that was answered, until it is answered."""

    def body(self) -> ComposeResult:
        """Question, the sentence about the shutdown, the list, the address."""
        yield SafeStatic("Which gateway?", classes="heading")
        yield SafeStatic(shutdown_notice(), css_id="shutdown")
        yield SearchList("type a name, or paste a base URL", css_id="gateways")
        yield Ways()
        with Horizontal(id="address"):
            yield SafeStatic("Base URL", css_id="address-label")
            yield Field(css_id="url")
        yield Doctor(css_id="doctor")

    def on_mount(self) -> None:
        """The list is read after the first paint."""
        self.query_one(Ways).display = False
        self.query_one(SearchList).field.refuses = self.refuses_key
        self.query_one("#url", Field).refuses = self.refuses_key
        self.call_after_refresh(self._load)

    def present(self) -> None:
        """Fresh screens take over what was answered elsewhere: a resumed run, or a saved connection to correct."""
        listing = self.query_one(SearchList)
        if self.wizard_app.has_begun and not listing.query_text:
            gateway, url = self.wizard.gateway, self.wizard.url
            if gateway is not None and url is not None:
                self._routed[gateway.id] = gateway.route_by(gateway.provider, gateway.dialect)
                self._edited[gateway.id, self._routed[gateway.id]] = url.typed
                listing.type_over(gateway.name)
        listing.focus_search()
        if self.is_blamed:
            self._offer_found()
            self.query_one("#url", Input).focus()

    def _offer_found(self) -> None:
        """Put the base URL that the proof found into the field, once: it is a guess that a person has to confirm."""
        from roo_wizard.flow.steps import found_base

        found, gateway, listing = found_base(self.wizard), self.wizard.gateway, self.query_one(SearchList)
        if not found or found == self._found or gateway is None:
            return
        self._found = found
        self._edited[gateway.id, self._routed.get(gateway.id, 0)] = found
        if is_address(listing.query_text):
            listing.type_over(gateway.name)
        if self._choice is not None and self._choice.id == gateway.id:
            self._write_url(found)

    def keys(self) -> Sequence[KeyHint]:
        """Return the keys of the line that has the focus; the arrows to the sides choose only on a bar."""
        focused = self.focused
        if isinstance(focused, ChoiceBar):
            return (("←→", "region" if focused.id == "region" else "entry"), ("tab", "next"), self.KEYS[0])
        if focused is not None and focused.id == "url":
            return (self.KEYS[0], ("tab", "search"))
        return (*self.KEYS[:2], ("tab then ←→", "entry, base URL") if self.query_one(Ways).display else self.KEYS[2])

    def _load(self) -> None:
        self._choices = self.services.gateways()
        if not any(choice.practice for choice in self._choices):
            self._interrupted = self.services.load_progress()
        names = [" ".join((choice.name, choice.id, *choice.keywords)) for choice in self._choices]
        listing = self.query_one(SearchList)
        listing.set_rows(names, self._row, self._extras)
        listing.set_note("" if listing.query_text else COMMANDS_NOTE)
        self._find_installs()

    @work(group="installs", exit_on_error=False)
    async def _find_installs(self) -> None:
        self._installs = await self.services.installs()
        if self._installs and self.size.width >= ROOM_FOR_INSTALLS:
            self.query_one("#shutdown", SafeStatic).update(shutdown_notice(self._installs[0]))

    def _row(self, index: int, width: int) -> Content:
        choice = self._choices[index]
        note = choice.note or (choice.bases[0].url if choice.bases else choice.url_template)
        return line(
            (cell(choice.name, NAME_WIDTH), "bold"), " ", (cell(note, max(0, width - NAME_WIDTH - 1)), "$secondary")
        )

    def _extras(self, query: str, matches: Sequence[int]) -> Sequence[Extra]:
        """Commands by their letter, the interrupted run, and a typed address as a gateway of its own."""
        if self._interrupted is not None and query in {"", "r"}:
            return (Extra("resume", go_on_line("r", self._interrupted)),)
        if query in COMMANDS:
            return (Extra(COMMANDS[query][0], command_row(query)),)
        if is_address(query):
            return (Extra("address", line(("Use this address  ", "bold"), (safe(query, 120), "$primary"))),)
        return ()

    @on(SearchList.Typed)
    def _typed(self, event: SearchList.Typed) -> None:
        self.query_one(SearchList).set_note("" if event.text else COMMANDS_NOTE)
        if self.refuses_key(event.text):
            self.query_one(SearchList).type_over("")

    @on(SearchList.Highlighted)
    def _highlighted(self, event: SearchList.Highlighted) -> None:
        """The list says so anew whenever it is drawn: what was chosen and edited for the same row stands."""
        picked = event.picked
        shown = self._choice.id if self._choice else None
        if isinstance(picked, int):
            if self._choices[picked].id != shown:
                self._show_choice(self._choices[picked])
        elif isinstance(picked, Extra) and picked.id == "address":
            typed, custom = self.query_one(SearchList).query_text, self._custom
            if (typed, custom.id) != (self._typed_address, shown):
                self._typed_address = typed
                self._edited[custom.id, self._routed.get(custom.id, 0)] = typed
                self._show_choice(custom)
        elif self._choices:
            self._show_nothing("" if picked else "no gateway of that name: paste its base URL instead")
        self.show_keys()

    def _show_nothing(self, why: str) -> None:
        """Beside a row that is no gateway, and below an empty list, no earlier row's address may stand."""
        self._choice = None
        self.query_one(Ways).display = False
        self._write_url("")
        self.query_one(Doctor).show(None, why)

    @property
    def _custom(self) -> GatewayChoice:
        return next(choice for choice in self._choices if choice.id == "custom")

    def _show_choice(self, choice: GatewayChoice) -> None:
        """Show the way to *choice* and the address that belongs to it, as edited before if it was."""
        position = self._routed.get(choice.id, 0)
        if choice.routes:
            choice = choice.on(choice.routes[position])
        self._choice = choice
        self.query_one(Ways).show(choice, position)
        default = choice.bases[0].url if choice.bases else start_of(choice.url_template)
        self._write_url(self._edited.get((choice.id, position), default))

    @on(ChoiceBar.Changed, "#route")
    def _route_changed(self, event: ChoiceBar.Changed) -> None:
        if self._choice is not None:
            self._routed[self._choice.id] = event.position
            self._show_choice(self._choice)

    def _write_url(self, text: str) -> None:
        field = self.query_one("#url", Input)
        with field.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self._diagnose(text)

    def _diagnose(self, text: str) -> None:
        choice = self._choice
        self._read = self.services.read_url(text, choice) if choice and text.strip() else None
        found = self._found == text and self.wizard.url
        how = f"its model list answered the proof. Enter takes it in place of {found.typed_shown}" if found else ""
        self.query_one(Doctor).show(self._read, choice.note if choice and choice.needs_url else "", how)

    @on(ChoiceBar.Changed, "#region")
    def _region_changed(self, event: ChoiceBar.Changed) -> None:
        if self._choice is not None:
            self._edited.pop(self._place, None)
            self._write_url(self._choice.bases[event.position].url)

    @property
    def _place(self) -> tuple[str, int]:
        """Under which name an edited base URL is kept: the gateway's and its route's."""
        name = self._choice.id if self._choice else ""
        return name, self._routed.get(name, 0)

    @on(ChoiceBar.Submitted)
    def _region_submitted(self) -> None:
        self._answer()

    @on(Input.Changed, "#url")
    def _url_changed(self, event: Input.Changed) -> None:
        if self.refuses_key(event.value):
            event.input.value = ""
        elif self._choice is not None:
            self._edited[self._place] = event.value
            self._diagnose(event.value)

    @on(Input.Submitted, "#url")
    def _url_submitted(self) -> None:
        self._answer()

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        picked: Picked = event.picked
        if isinstance(picked, Extra):
            {
                "recheck": self._recheck,
                "team": self.wizard_app.open_team,
                "machine": self.wizard_app.open_machine,
                "resume": self._resume,
                "address": self._answer,
            }[picked.id]()
        else:
            self._answer()

    def _answer(self) -> None:
        """Go on with the chosen gateway, or put the cursor where the answer is still missing."""
        choice = self._choice
        if choice is None:
            return
        if choice.practice:
            self._open_practice()
        elif self._read is None or self._read.endpoint is None:
            self.query_one("#url", Input).focus()
            if self._read is None:
                self.query_one(Doctor).show(None, "type the base URL of your gateway here")
        else:
            self._go_on(choice, self._read, self.query_one(Ways).base_position)

    @work(exclusive=True, group="practice", exit_on_error=False)
    async def _open_practice(self) -> None:
        choice = await self.services.open_practice()
        url = self.services.read_url(choice.bases[0].url, choice)
        self._go_on(choice, url)

    def _go_on(self, choice: GatewayChoice, url: BaseUrl, region: int = 0) -> None:
        from roo_wizard.flow.steps import answer_gateway

        self.wizard_app.go(answer_gateway(self.wizard, choice, url, region))

    def _resume(self) -> None:
        if self._interrupted is not None:
            interrupted, self._interrupted = self._interrupted, None
            self.wizard_app.go(interrupted)

    def _recheck(self) -> None:
        if self.wizard_app.has_profiles():
            self.wizard_app.open_home()
        else:
            self.wizard_app.show_notice(
                "Nothing to re-check yet",
                "A connection is saved as a profile when its proof has passed.",
                "The next start of roo-wizard then opens on the saved connections.",
            )

    def explain(self) -> None:
        """Explain the end of Roo Code first, then the step."""
        from roo_wizard.tui.screens.modals import ShutdownScreen

        self.app.push_screen(ShutdownScreen(self._installs))
