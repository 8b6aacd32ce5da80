import pytest

from roo_wizard.core.report import Status
from roo_wizard.flow.views import MachineLine
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.machine import MachineScreen
from roo_wizard.tui.screens.modals import ShutdownScreen
from tests.tui.driving import SMALL, at, driving, frame, paste, press, shows
from tests.tui.fakes import FakeServices
from tests.tui.scenes import MACHINE, PROFILES, machine


async def test_d_on_home_shows_every_line_with_what_to_do_and_esc_goes_back() -> None:
    async with machine(SMALL) as pilot:
        assert "✓ Keyring" in frame(pilot)
        assert "! SDK variables" in frame(pilot)
        assert "→ start VS Code without OPENAI_ORG_ID" in frame(pilot)
        await press(pilot, "end")
        await shows(pilot, "! Clipboard")
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


async def test_the_help_of_the_first_step_leads_there() -> None:
    async with driving(FakeServices(machine=MACHINE)) as pilot:
        await shows(pilot, "OpenRouter")
        await press(pilot, "question_mark")
        await at(pilot, ShutdownScreen)
        assert "d look at this machine" in frame(pilot)
        await press(pilot, "d")
        await at(pilot, MachineScreen)
        await shows(pilot, "2 of 8 want a look")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)


async def test_d_and_enter_in_the_list_of_gateways_leads_there_too() -> None:
    async with driving(FakeServices(machine=MACHINE)) as pilot:
        await shows(pilot, "OpenRouter")
        await paste(pilot, "d")
        await shows(pilot, "look at this machine")
        await press(pilot, "enter")
        await at(pilot, MachineScreen)


@pytest.mark.parametrize("text", ["[red]x[/nope]", "a\x1b[31mb", "日本語 " * 60])
async def test_foreign_text_is_shown_literally(text: str) -> None:
    lines = (MachineLine(text, Status.FAIL, text, text),)
    async with driving(FakeServices(saved=PROFILES, machine=lines), home=True) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "d")
        await shows(pilot, "1 of 1 want a look")
        assert "\x1b" not in frame(pilot)


async def test_a_machine_without_trouble_is_told_so() -> None:
    async with driving(FakeServices(saved=PROFILES, machine=MACHINE[:3]), home=True) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "d")
        await shows(pilot, "all 3 are as they should be")
