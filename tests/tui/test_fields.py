import asyncio
from dataclasses import replace

from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.views import CardRow, CardView, Copied, Stored
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.modals import CopyKeyScreen
from tests.tui.driving import LARGE, Drive, at, driving, frame, press, shows, stored, until, wizard
from tests.tui.fakes import KEY, FakeServices, ready_state


async def opened(pilot: Drive) -> None:
    await at(pilot, FieldsScreen)
    await stored(pilot, "Saved as profile")


class SlowKeyring(FakeServices):
    """Keeps key and profile only once ``unlocked`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = asyncio.Event()

    async def store(self, state: WizardState, report: Report) -> Stored:
        await self.unlocked.wait()
        return await super().store(state, report)


async def test_leaving_waits_until_key_and_profile_are_kept() -> None:
    services = SlowKeyring()
    async with driving(services, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "q")
        await shows(pilot, "keeping key and profile")
        assert pilot.app.return_value is None
        services.unlocked.set()
        await until(pilot, lambda: pilot.app.return_value is not None)
    assert len(services.stored) == 1


async def test_each_copy_key_copies_the_row_under_the_cursor_and_says_how() -> None:
    services = FakeServices()
    async with driving(services, ready_state()) as pilot:
        await opened(pilot)
        await press(pilot, "y", "space", "up", "y")
        await shows(pilot, "API Provider: sent to your terminal; check by pasting")
    url = "https://router.flatkey.ai/v1"
    assert services.copied == [url, url, "OpenAI Compatible"]


async def test_enter_copies_the_fields_to_paste_one_after_the_other_and_says_which_is_next() -> None:
    services = FakeServices()
    async with driving(services, ready_state()) as pilot:
        await opened(pilot)
        await press(pilot, "enter")
        await shows(pilot, "Base URL: sent to your terminal; check by pasting next, API Key: K copies it")
        await press(pilot, "enter")
        await at(pilot, CopyKeyScreen)
        await press(pilot, "y")
        await shows(pilot, "API Key: sent to your terminal; check by pasting next, Model: Enter copies it")
        await press(pilot, "enter")
        await shows(pilot, "every field was copied: press Save there")
        marked = [row.split()[1] for row in frame(pilot).splitlines() if row.strip().startswith("✓ ")][2:]
        assert marked == ["Base", "API", "Model"]
    assert services.copied == ["https://router.flatkey.ai/v1", ApiKey(KEY), "gpt-5.4-mini"]


async def test_the_secret_of_another_header_is_never_taken_for_the_key() -> None:
    header = CardRow("Custom Headers", "X-Team: paste its value", secret=True, by_hand=True)

    class WithHeader(FakeServices):
        def card(self, state: WizardState, report: Report) -> CardView:
            return replace(super().card(state, report), rows=(header,))

    services = WithHeader()
    async with driving(services, ready_state()) as pilot:
        await opened(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FieldsScreen)
    assert services.copied == []


async def test_the_key_is_copied_only_after_its_own_question() -> None:
    for asked_by in (["K"], ["down", "enter"]):
        services = FakeServices()
        async with driving(services, ready_state()) as pilot:
            await opened(pilot)
            await press(pilot, *asked_by)
            await at(pilot, CopyKeyScreen)
            await press(pilot, "n")
            await at(pilot, FieldsScreen)
            assert services.copied == []
            await press(pilot, *asked_by[-1:])
            await at(pilot, CopyKeyScreen)
            await press(pilot, "y")
            await shows(pilot, "API Key: sent to your terminal")
            assert KEY not in frame(pilot)
        assert services.copied == [ApiKey(KEY)]


async def test_a_terminal_sequence_is_written_by_the_app_and_not_kept() -> None:
    written: list[str] = []
    sequence = "\x1b]52;c;c2VjcmV0\x07"
    services = FakeServices(copy_outcome=Copied("sent to your terminal", ApiKey(sequence)))
    async with driving(services, ready_state()) as pilot:
        await opened(pilot)
        driver = pilot.app._driver
        assert driver is not None
        original = driver.write
        try:
            driver.write = written.append  # type: ignore[method-assign, assignment]
            await press(pilot, "y")
            await shows(pilot, "sent to your terminal")
        finally:
            driver.write = original  # type: ignore[method-assign]
        assert pilot.app.clipboard == ""
    assert sequence in written


async def test_finishing_returns_the_card_without_the_key() -> None:
    async with driving(FakeServices(), ready_state()) as pilot:
        await opened(pilot)
        await press(pilot, "q")
    card = pilot.app.return_value
    assert card is not None
    assert "https://router.flatkey.ai/v1" in card
    assert KEY not in card


async def test_the_connection_is_stored_once_and_keeps_its_profile_name() -> None:
    services = FakeServices()
    async with driving(services, ready_state()) as pilot:
        await opened(pilot)
        assert wizard(pilot).wizard.profile == "flatkey"
        await press(pilot, "escape", "f")
        await at(pilot, FieldsScreen)
    assert len(services.stored) == 1


async def test_practice_is_marked_and_stores_nothing() -> None:
    services = FakeServices()
    async with driving(services, replace(ready_state(), practice=True)) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "nothing was stored")
        assert "PRACTICE" in frame(pilot)


async def test_the_note_of_a_row_stands_below_the_rows_while_the_cursor_is_on_it() -> None:
    async with driving(FakeServices(), ready_state()) as pilot:
        await opened(pilot)
        assert "K copies it" not in frame(pilot)
        await shows(pilot, "first, API Provider: set it there by hand")
        await press(pilot, "down")
        await shows(pilot, "K copies it")


async def test_everything_below_the_rows_is_reached_by_paging_and_the_way_there_is_seen_first() -> None:
    async with driving(FakeServices(), ready_state(), size=(80, 18)) as pilot:
        await opened(pilot)
        assert "Roo Code icon in the activity bar" in frame(pilot)
        await press(pilot, "pagedown", "pagedown")
        await shows(pilot, "Saved as profile")
        await press(pilot, "pageup", "pageup")
        await shows(pilot, "Roo Code icon in the activity bar")


async def test_what_is_left_to_spend_stands_below_the_card() -> None:
    services = FakeServices(credit_said=("credit: 7.42 USD left",))
    async with driving(services, ready_state(), size=LARGE) as pilot:
        await at(pilot, FieldsScreen)
        await shows(pilot, "credit: 7.42 USD left")


async def test_a_credit_address_that_never_answers_holds_nothing_up() -> None:
    services = FakeServices(credit_waits=True)
    async with driving(services, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        await press(pilot, "q")
        await until(pilot, lambda: pilot.app.return_value is not None)


async def test_other_entries_for_the_gateway_stand_below_in_one_line_each() -> None:
    routes = ("Requesty (not proven): " + "a long reason, " * 20, "Anthropic (not proven): For Claude.")
    async with driving(FakeServices(other_routes=routes), ready_state(), size=LARGE) as pilot:
        await opened(pilot)
        await shows(pilot, "Anthropic (not proven): For Claude.")
        shown = [line.strip() for line in frame(pilot).splitlines() if "(not proven)" in line]
        assert [line.split("(")[0].strip() for line in shown] == ["or Requesty", "or Anthropic"]
        assert shown[0].endswith("…")


async def test_on_a_small_terminal_the_other_entries_are_reached_by_paging() -> None:
    services = FakeServices(other_routes=("Requesty (not proven): Its own guide says so.",))
    async with driving(services, ready_state(), size=(80, 18)) as pilot:
        await opened(pilot)
        await press(pilot, "pagedown", "pagedown")
        await shows(pilot, "or Requesty (not proven): Its own guide says so.")
