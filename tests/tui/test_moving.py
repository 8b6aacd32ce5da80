import re
from functools import partial

import pytest

from roo_wizard.handoff.formats import FORMATS
from roo_wizard.handoff.moving import ways
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.modals import NoticeScreen
from roo_wizard.tui.screens.moving import MovingScreen, WhichScreen
from roo_wizard.tui.screens.outputs import OutputsScreen
from tests.tui.driving import LARGE, SMALL, Drive, at, driving, frame, press, shows, stored, until, wizard
from tests.tui.fakes import FakeServices, ready_state
from tests.tui.scenes import PROFILES
from tests.tui.test_outputs import previews

_SCROLLBAR = re.compile("[▁▂▃▄▅▆▇█]")


async def from_the_first_step(pilot: Drive) -> None:
    """The help of the first step leads to the table."""
    await at(pilot, GatewayScreen)
    await press(pilot, "question_mark", "m")
    await at(pilot, MovingScreen)
    await shows(pilot, "Roo Code is installed and works")


def stands(pilot: Drive, *texts: str) -> bool:
    """Whether all *texts* can be read now, broken over lines as they may be."""
    whole = " ".join(_SCROLLBAR.sub("", frame(pilot)).split())
    return all(text in whole for text in texts)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_row_can_be_read_whole_on_the_way_down(size: tuple[int, int]) -> None:
    async with driving(FakeServices(), size=size) as pilot:
        await from_the_first_step(pilot)
        for way in ways():
            await until(pilot, partial(stands, pilot, way.situation, way.do, way.because))
            for name in way.outputs:
                await until(pilot, partial(stands, pilot, FORMATS[name].title))
                await press(pilot, "down")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)


async def test_an_output_of_a_connection_that_was_just_proven_opens_at_once() -> None:
    fake = FakeServices()
    async with driving(fake, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        wizard(pilot).open_moving()
        await at(pilot, MovingScreen)
        await shows(pilot, "Roo Code is installed and works")
        await press(pilot, "down", "enter")
        await at(pilot, OutputsScreen)
        await previews(pilot, "runbook")
        assert fake.outputs.asked[-1] == (wizard(pilot).wizard, "runbook")


async def test_from_the_outputs_one_comes_back_to_them_at_the_chosen_one() -> None:
    fake = FakeServices(saved=PROFILES)
    async with driving(fake, home=True) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "o")
        await at(pilot, OutputsScreen)
        await press(pilot, "m")
        await at(pilot, MovingScreen)
        await shows(pilot, "Roo Code is installed and works")
        await press(pilot, "down", "down", "enter")
        await at(pilot, OutputsScreen)
        await previews(pilot, "rollback")
        assert fake.outputs.asked[-1] == ("flatkey", "rollback")
        assert sum(isinstance(screen, OutputsScreen) for screen in pilot.app.screen_stack) == 1


async def test_of_several_saved_connections_one_is_chosen_first() -> None:
    fake = FakeServices(saved=PROFILES)
    async with driving(fake) as pilot:
        await from_the_first_step(pilot)
        await press(pilot, "enter")
        await at(pilot, WhichScreen)
        await press(pilot, "escape")
        await at(pilot, MovingScreen)
        await press(pilot, "enter")
        await at(pilot, WhichScreen)
        await press(pilot, "down", "enter")
        await at(pilot, OutputsScreen)
        await until(pilot, lambda: fake.outputs.asked)
        assert fake.outputs.asked[-1] == ("team", "card")


async def test_the_only_saved_connection_is_meant() -> None:
    fake = FakeServices(saved=PROFILES[1:2])
    async with driving(fake) as pilot:
        await from_the_first_step(pilot)
        await press(pilot, "enter")
        await at(pilot, OutputsScreen)
        await until(pilot, lambda: fake.outputs.asked)
        assert fake.outputs.asked[-1] == ("team", "card")


async def test_without_any_connection_it_says_what_is_missing() -> None:
    async with driving(FakeServices()) as pilot:
        await from_the_first_step(pilot)
        await press(pilot, "enter")
        await at(pilot, NoticeScreen)
        await shows(pilot, "There is no connection yet")
        await press(pilot, "escape")
        await at(pilot, MovingScreen)
