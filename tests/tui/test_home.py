from dataclasses import replace

from roo_wizard.core.errors import ProfileError
from roo_wizard.flow.state import Step
from roo_wizard.flow.views import ProfileView
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import NoticeScreen
from roo_wizard.tui.screens.proof import ProofScreen
from tests.tui.driving import at, driving, frame, press, shows, wizard
from tests.tui.fakes import FakeServices, blocked, ready_state
from tests.tui.scenes import PROFILES


class BrokenFile(FakeServices):
    """A profile file that cannot be read."""

    def profiles(self) -> tuple[ProfileView, ...]:
        raise ProfileError("profiles.toml cannot be read", "it was set aside as profiles.toml.1")


async def test_enter_rechecks_the_profile_under_the_cursor_without_a_question() -> None:
    services = FakeServices(saved=PROFILES, profile_state=ready_state())
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✗ blocked")
        await press(pilot, "down", "enter")
        await at(pilot, FieldsScreen)
        assert wizard(pilot).wizard.profile is not None
    assert [target.profile for target in services.checked] == ["team"]


async def test_a_profile_without_its_key_asks_for_the_key_alone() -> None:
    state = replace(ready_state(Step.KEY), key=None)
    async with driving(FakeServices(saved=PROFILES, profile_state=state), home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "c")
        await at(pilot, KeyScreen)


async def test_back_from_a_recheck_is_home_again() -> None:
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), reports=[blocked()])
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await at(pilot, ProofScreen)
        await shows(pilot, "BLOCKED")
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


async def test_n_sets_up_another_on_fresh_screens() -> None:
    services = FakeServices(saved=PROFILES, profile_state=ready_state())
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
        await press(pilot, "escape", "escape")
        await at(pilot, HomeScreen)
        await press(pilot, "n")
        await at(pilot, GatewayScreen)
        assert wizard(pilot).wizard.key is None
        assert wizard(pilot).wizard.profile is None
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


async def test_t_says_honestly_that_team_files_come_later() -> None:
    async with driving(FakeServices(saved=PROFILES), home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, NoticeScreen)


async def test_an_unreadable_profile_file_is_named_and_stops_nobody() -> None:
    async with driving(BrokenFile(), home=True) as pilot:
        await shows(pilot, "profiles.toml cannot be read")
        await shows(pilot, "it was set aside as profiles.toml.1")
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
        await press(pilot, "n")
        await at(pilot, GatewayScreen)


async def test_q_leaves_without_a_question() -> None:
    async with driving(FakeServices(saved=PROFILES), home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "q")
    assert pilot.app.return_code == 0


async def test_a_verdict_that_is_not_known_is_shown_as_never_checked() -> None:
    odd = replace(PROFILES[0], last_verdict="[red]sparkling")
    async with driving(FakeServices(saved=(odd,)), home=True) as pilot:
        await shows(pilot, "not checked yet")
        assert "[red]" not in frame(pilot)
