from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.flow.outputs import OutputFile
from roo_wizard.handoff.formats import FORMATS
from roo_wizard.tui.app import RooWizardApp
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.modals import WriteKeyScreen
from roo_wizard.tui.screens.outputs import MOST_LINES, OutputsScreen
from tests.tui.driving import LARGE, Drive, at, driving, frame, paste, press, shows, stored, until, wizard
from tests.tui.fake_outputs import FakeOutputs
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.scenes import PROFILES


def services(outputs: FakeOutputs | None = None) -> FakeServices:
    return FakeServices(saved=PROFILES, outputs=outputs or FakeOutputs())


async def previews(pilot: Drive, name: str) -> None:
    """Wait until the format *name* is the one that is shown."""

    def shown() -> bool:
        purpose = pilot.app.screen.query("#out-purpose")
        return bool(purpose) and str(purpose.first().render()) == FORMATS[name].purpose

    await until(pilot, shown)


async def opened(pilot: Drive, name: str = "card") -> OutputsScreen:
    """From Home with ``o`` to the format *name*, by the arrows alone."""
    await shows(pilot, "router.flatkey.ai")
    await press(pilot, "o")
    await at(pilot, OutputsScreen)
    await press(pilot, *["down"] * list(FORMATS).index(name))
    await previews(pilot, name)
    screen = pilot.app.screen
    assert isinstance(screen, OutputsScreen)
    return screen


async def test_the_list_names_every_format_and_each_shows_its_preview() -> None:
    with_home = services()
    async with driving(with_home, home=True, size=LARGE) as pilot:
        await opened(pilot)
        for entry in FORMATS.values():
            await previews(pilot, entry.name)
            assert entry.title in frame(pilot)
            await press(pilot, "down")
        assert {name for _, name in with_home.outputs.asked} == set(FORMATS)
        assert {connection for connection, _ in with_home.outputs.asked} == {"flatkey"}
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


async def test_o_on_the_fields_shows_the_outputs_of_what_was_just_proven() -> None:
    fake = FakeServices()
    async with driving(fake, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        await press(pilot, "o")
        await at(pilot, OutputsScreen)
        await until(pilot, lambda: fake.outputs.asked)
        connection, name = fake.outputs.asked[-1]
        assert (connection, name) == (wizard(pilot).wizard, "card")
        await press(pilot, "escape")
        await at(pilot, FieldsScreen)


async def test_c_copies_the_whole_of_it_and_says_no_more_than_is_known() -> None:
    fake = services(FakeOutputs(texts={"curl": "one\n" * 2000}))
    async with driving(fake, home=True) as pilot:
        await opened(pilot, "curl")
        await press(pilot, "c")
        await shows(pilot, "curl: sent to your terminal; check by pasting")
        assert fake.copied == ["one\n" * 2000]


async def test_a_copy_is_of_the_row_under_the_cursor_however_quick_the_keys_are() -> None:
    fake = services()
    async with driving(fake, home=True) as pilot:
        screen = await opened(pilot)
        screen.choose("opencode")
        screen.action_copy_output()
        await until(pilot, lambda: fake.copied)
        assert "opencode.ai/config.json" in str(fake.copied[0])


async def test_w_proposes_a_name_writes_a_file_and_says_where() -> None:
    fake = services()
    async with driving(fake, home=True) as pilot:
        await opened(pilot, "roo-import")
        await press(pilot, "w")
        await shows(pilot, "roo-code-settings.json")
        await press(pilot, "enter")
        await shows(pilot, "written to roo-code-settings.json, for you alone")
        assert fake.outputs.kept == {"roo-code-settings.json": ("roo-import", False)}
        assert "delete" not in frame(pilot)


async def test_a_refused_path_is_kept_for_correction_and_esc_leads_back_to_the_list() -> None:
    fake = services(FakeOutputs(kept={"card.txt": ("card", False)}))
    async with driving(fake, home=True) as pilot:
        await opened(pilot)
        await press(pilot, "w", "enter")
        await shows(pilot, "exists and is not overwritten → name another file, or remove it")
        await press(pilot, "2")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, OutputsScreen)
        await press(pilot, "w")
        await shows(pilot, "card.txt2")
        await press(pilot, "enter")
        await shows(pilot, "written to card.txt2")


async def test_the_key_is_asked_for_first_written_and_deleted_with_x() -> None:
    fake = services()
    async with driving(fake, home=True) as pilot:
        await opened(pilot, "roo-import")
        await press(pilot, "k")
        await at(pilot, WriteKeyScreen)
        await press(pilot, "n")
        await at(pilot, OutputsScreen)
        assert fake.outputs.kept == {}
        await press(pilot, "k")
        await press(pilot, "y", "enter")
        await shows(pilot, "It holds the key: import it, then press x to delete it")
        assert fake.outputs.kept == {"roo-code-settings.json": ("roo-import", True)}
        await press(pilot, "x")
        await shows(pilot, "roo-code-settings.json is deleted, and gone")
        assert fake.outputs.kept == {}
        await press(pilot, "x")
        assert "x delete" not in frame(pilot)


async def test_only_a_format_with_a_place_for_the_key_offers_it() -> None:
    async with driving(services(), home=True) as pilot:
        await opened(pilot)
        for name, entry in FORMATS.items():
            await previews(pilot, name)
            assert ("k write with key" in frame(pilot)) is entry.holds_key, name
            await press(pilot, "k")
            assert isinstance(pilot.app.screen, WriteKeyScreen) is entry.holds_key, name
            await press(pilot, *["escape"] * entry.holds_key, "down")


async def test_a_file_with_the_key_is_not_forgotten_when_the_screen_is_left() -> None:
    fake = services(FakeOutputs(left=OutputFile(Path("a.json"), with_key=True), kept={"a.json": ("json", True)}))
    async with driving(fake, home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "a.json still holds the key: press x to delete it now")
        fake.outputs.refuses = "a.json was not deleted: another file stands there now"
        await press(pilot, "x")
        await shows(pilot, "another file stands there now")
        fake.outputs.refuses = ""
        await press(pilot, "x")
        await shows(pilot, "is deleted, and gone")


async def test_a_second_file_with_the_key_is_named_once_the_first_is_deleted() -> None:
    kept = {"a.json": ("json", True), "b.json": ("json", True)}
    fake = services(FakeOutputs(left=OutputFile(Path("b.json"), with_key=True), kept=kept))
    async with driving(fake, home=True) as pilot:
        await opened(pilot)
        await press(pilot, "x")
        await shows(pilot, "a.json still holds the key: x deletes it too")
        await press(pilot, "x")
        await shows(pilot, "a.json is deleted, and gone")


async def test_a_key_pasted_as_a_path_is_never_shown() -> None:
    async with driving(services(), home=True) as pilot:
        await opened(pilot)
        await press(pilot, "w")
        await paste(pilot, KEY)
        await shows(pilot, "That looked like a key and was removed")
        assert KEY[:12] not in frame(pilot)


async def test_hostile_text_is_shown_as_letters_and_columns_are_kept() -> None:
    hostile = "\x1b]52;c;eA==\x07[bold]x[/]\u202e\n  a    b\n" + "y" * 5000 + "\nz" * 1000
    async with driving(services(FakeOutputs(texts={"card": hostile})), home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "[bold]x[/]")
        shown = str(pilot.app.screen.query_one("#out-preview").render())
        assert "  a    b" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "4,000 more characters" in shown
        assert f"{3 + 1000 - MOST_LINES} more lines" in shown


async def test_what_cannot_be_made_says_why_and_copies_nothing() -> None:
    fake = services(FakeOutputs(problem="the model id holds control characters: use the format roo-import"))
    async with driving(fake, home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "! the model id holds control characters")
        await press(pilot, "c")
        assert fake.copied == []


async def test_the_runbook_of_a_saved_connection_is_filled_in_with_r(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(RooWizardApp, "open_record", lambda _app, profile: asked.append(profile))
    async with driving(services(), home=True) as pilot:
        await opened(pilot, "runbook")
        await shows(pilot, "r fill in")
        await press(pilot, "r", "up", "r")
        assert asked == ["flatkey"]


async def test_practice_has_no_record_to_fill_in() -> None:
    async with driving(FakeServices(), replace(ready_state(), practice=True)) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "nothing was stored")
        wizard(pilot).wizard = replace(wizard(pilot).wizard, profile=None)
        await press(pilot, "o")
        await at(pilot, OutputsScreen)
        await press(pilot, *["down"] * list(FORMATS).index("runbook"))
        await previews(pilot, "runbook")
        assert "fill in" not in frame(pilot)


async def test_paging_reads_the_preview_while_the_cursor_stays() -> None:
    async with driving(services(FakeOutputs(texts={"card": "first\n" + "row\n" * 60 + "last"})), home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "first")
        await press(pilot, *["pagedown"] * 5)
        await shows(pilot, "last")
        await previews(pilot, "card")
        await press(pilot, *["pageup"] * 5)
        await shows(pilot, "first")
