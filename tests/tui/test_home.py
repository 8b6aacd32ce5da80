from dataclasses import replace

from roo_wizard.core.errors import ProfileError
from roo_wizard.core.finding import Owner
from roo_wizard.core.report import Cause, Verdict
from roo_wizard.flow.state import Step
from roo_wizard.flow.views import InstallView, KeyPlace, PlaceKind, ProfileView
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.model import ModelScreen
from roo_wizard.tui.screens.proof import ProofScreen
from roo_wizard.tui.screens.team import TeamScreen
from roo_wizard.tui.widgets.changes import Changes
from tests.tui.driving import at, driving, frame, press, shows, until, wizard
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.reports import blocked, report
from tests.tui.scenes import CHANGES, PROFILES


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


async def test_a_ready_recheck_says_on_top_of_the_fields_what_changed() -> None:
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), changes=CHANGES)
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
        for change in CHANGES:
            assert change.strip() in frame(pilot)
        assert not pilot.app.screen.query_one(Changes).can_focus
        await press(pilot, "escape")
        await at(pilot, ProofScreen)
        services.changes = ("since last time: this is the first check on record",)
        await press(pilot, "r")
        await at(pilot, FieldsScreen)
        await shows(pilot, "first check on record")
        assert "gained" not in frame(pilot)


async def test_a_blocked_recheck_says_what_changed_beside_the_cause_and_more_than_five_lines_scroll() -> None:
    changes = (*CHANGES[:4], "  served model: gpt-5.4-mini → gpt-5.4-mini-2", CHANGES[4])
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), reports=[blocked()], changes=changes)
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await shows(pilot, "since last time")
        assert "BLOCKED" in frame(pilot)
        told = pilot.app.screen.query_one(Changes)
        assert told.size.height == 5
        assert told.can_focus
        assert "latency" not in frame(pilot)
        told.focus()
        await press(pilot, "end")
        await shows(pilot, "latency: first token 980 ms")


async def test_a_new_connection_has_nothing_to_compare_with() -> None:
    async with driving(FakeServices(changes=CHANGES), ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        assert "since last time" not in frame(pilot)


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


async def test_an_interrupted_run_is_offered_and_g_goes_on_with_it() -> None:
    services = FakeServices(saved=PROFILES, interrupted=replace(ready_state(Step.KEY), key=None))
    async with driving(services, home=True) as pilot:
        await shows(pilot, "go on where you stopped   at step 2, Key: Flatkey · gpt-5.4-mini")
        await press(pilot, "g")
        await at(pilot, KeyScreen)
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
        services.interrupted = None
        await press(pilot, "n", "escape")
        await until(pilot, lambda: "go on where you stopped" not in frame(pilot))


async def test_setting_up_another_still_offers_the_interrupted_run() -> None:
    services = FakeServices(saved=PROFILES, interrupted=replace(ready_state(Step.KEY), key=None))
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "n")
        await at(pilot, GatewayScreen)
        assert services.progress == [], "nothing was answered yet, so that nothing may be overwritten"
        await shows(pilot, "r  go on where you stopped")


async def test_t_asks_for_a_team_file_and_back_is_home() -> None:
    async with driving(FakeServices(saved=PROFILES), home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


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


async def test_a_saved_connection_to_correct_comes_with_all_its_answers() -> None:
    cause = Cause("N01", "unreachable", "refused", Owner.NETWORK, "check the address")
    blocked_report = report(Verdict.BLOCKED, cause)
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), reports=[blocked_report])
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await shows(pilot, "BLOCKED")
        await press(pilot, "e")
        await at(pilot, GatewayScreen)
        await shows(pilot, "used https://router.flatkey.ai/v1")
        await press(pilot, "enter")
        await shows(pilot, "kept: 34 characters")
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        await shows(pilot, "1 of 6")
        await press(pilot, "enter")
        await at(pilot, ProofScreen)
    assert len(services.checked) == 1


async def test_a_key_from_a_variable_is_offered_from_there_again() -> None:
    place = KeyPlace(PlaceKind.ENV, "TEAM_KEY")
    state = replace(ready_state(Step.KEY), key=None, key_place=place)
    services = FakeServices(saved=PROFILES, profile_state=state, environment={"TEAM_KEY": KEY})
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await shows(pilot, "TEAM_KEY")
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        assert wizard(pilot).wizard.key_place == place


async def test_a_question_mark_names_the_installs_that_were_found() -> None:
    services = FakeServices(saved=PROFILES, found=(InstallView("Roo Code", "3.52.1", "VS Code"),))
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "question_mark")
        await shows(pilot, "Roo Code 3.52.1 in VS Code")


async def test_a_profile_can_be_rechecked_from_a_set_up_that_was_begun() -> None:
    services = FakeServices(saved=PROFILES, profile_state=ready_state())
    async with driving(services) as pilot:
        await at(pilot, GatewayScreen)
        await press(pilot, "c", "enter")
        await at(pilot, HomeScreen)
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
