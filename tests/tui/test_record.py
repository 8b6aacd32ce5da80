from textual.widgets import Input

from roo_wizard.tui.screens.compare import CompareScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.record import Choice, RecordScreen
from tests.tui.driving import SMALL, Drive, at, driving, frame, paste, press, shows, until, wizard
from tests.tui.fake_record import FakeRecords
from tests.tui.fakes import KEY, FakeServices
from tests.tui.scenes import EXPORT_PATH, PROFILES, comparing, record


def records(pilot: Drive) -> FakeRecords:
    services = wizard(pilot).services
    assert isinstance(services, FakeServices)
    return services.records


def said(pilot: Drive) -> str:
    return str(pilot.app.screen.query("#record-said").first().render())


async def test_enter_goes_from_field_to_field_and_the_last_one_saves() -> None:
    async with record(SMALL) as pilot:
        assert isinstance(pilot.app.focused, Choice)
        await press(pilot, "enter", "enter")
        await press(pilot, *"prod")
        await press(pilot, *["enter"] * 10)
        await until(pilot, lambda: "Saved: 4 of 12" in said(pilot))
        kept = {"scope": "team image", "key_owner": "platform team", "key_environment": "prod"}
        assert records(pilot).facts == {**kept, "key_rotated_on": "2026-11-20"}
        assert "Who decided it?" in frame(pilot)


async def test_known_rows_and_every_field_can_be_reached_at_80_by_24() -> None:
    async with record(SMALL) as pilot:
        assert "verified: 2026-11-20" in frame(pilot)
        assert "decided by" not in frame(pilot)
        await press(pilot, *["down"] * 11)
        await shows(pilot, "decided by")
        await press(pilot, *["up"] * 11)
        await shows(pilot, "used for")


async def test_a_choice_turns_with_the_arrows_and_can_be_taken_back() -> None:
    async with record(SMALL) as pilot:
        await press(pilot, "right")
        await shows(pilot, "‹ archived profile ›")
        await press(pilot, "left", "left", "left")
        await shows(pilot, "‹ – ›")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Saved: 2 of 12" in said(pilot))
        assert "scope" not in records(pilot).facts


async def test_an_emptied_field_takes_its_fact_back() -> None:
    async with record(SMALL) as pilot:
        await press(pilot, "enter", "end", "ctrl+u", "ctrl+s")
        await until(pilot, lambda: "Saved: 2 of 12" in said(pilot))
        assert "key_owner" not in records(pilot).facts


async def test_what_cannot_be_kept_is_named_and_nothing_typed_is_lost() -> None:
    async with record(SMALL) as pilot:
        pilot.app.screen.query_one("#fact-key_environment", Input).value = "prod"
        pilot.app.screen.query_one("#fact-key_rotated_on", Input).value = "yesterday"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "key_rotated_on is no date" in said(pilot))
        assert pilot.app.focused is pilot.app.screen.query_one("#fact-key_rotated_on")
        assert pilot.app.screen.query_one("#fact-key_environment", Input).value == "prod"
        assert "key_environment" not in records(pilot).facts


async def test_esc_leaves_without_a_question_and_keeps_what_was_saved() -> None:
    async with record(SMALL) as pilot:
        before = dict(records(pilot).facts)
        await press(pilot, "enter", *"!!", "escape")
        await at(pilot, HomeScreen)
        assert records(pilot).facts == before


async def test_a_key_pasted_into_a_field_is_removed_and_a_typed_one_is_not_kept() -> None:
    async with record(SMALL) as pilot:
        await press(pilot, "enter", "enter")
        await paste(pilot, KEY)
        await until(pilot, lambda: "looked like a key" in said(pilot))
        assert KEY not in frame(pilot)
        pilot.app.screen.query_one("#fact-key_environment", Input).value = KEY
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Not saved: key_environment looks like a key" in said(pilot))
        assert KEY not in str(records(pilot).facts)


async def test_an_export_is_compared_at_once_and_enter_keeps_its_values() -> None:
    async with comparing(SMALL) as pilot:
        assert "Base URL: https://old.example.com/v1 →" not in said(pilot)
        await press(pilot, "pagedown", "pagedown")
        await shows(pilot, "Base URL: https://old.example.com/v1 → https://router.flatkey.ai/v1")
        await shows(pilot, "API Key: •••")
        assert records(pilot).kept == []
        await press(pilot, "enter")
        await until(pilot, lambda: "on record as the client's values before: default" in said(pilot))
        assert records(pilot).kept == ["default"]
        await press(pilot, "escape")
        await at(pilot, RecordScreen)


async def test_a_path_without_an_export_says_so_and_keeps_nothing() -> None:
    async with comparing(SMALL) as pilot:
        await press(pilot, "x")
        await until(pilot, lambda: f"{EXPORT_PATH}x does not exist" in said(pilot))
        await press(pilot, "enter")
        assert records(pilot).kept == []
        assert isinstance(pilot.app.screen, CompareScreen)
        assert "profile in use" not in frame(pilot)


async def test_a_connection_that_is_gone_meanwhile_is_told_and_nothing_is_saved() -> None:
    services = FakeServices(saved=PROFILES, records=FakeRecords(gone=True))
    async with driving(services, home=True) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "b")
        await at(pilot, RecordScreen)
        await until(pilot, lambda: "The record cannot be opened: there is no profile" in said(pilot))
        await press(pilot, "ctrl+s")
        assert "Saved" not in said(pilot)
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
