from dataclasses import replace

import pytest
from textual import events
from textual.widgets import Input

from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.team import TeamScreen
from tests.tui.driving import Drive, at, driving, frame, paste, press, shows, wizard
from tests.tui.fake_teams import FakeTeams
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.scenes import PROFILES, TEAM, TEAM_PATH, journey


async def opened(pilot: Drive, text: str) -> None:
    """Press t on Home, paste the path, and wait for *text*."""
    await shows(pilot, "✓ ready")
    await press(pilot, "t")
    await at(pilot, TeamScreen)
    await paste(pilot, TEAM_PATH)
    await shows(pilot, text)


def services(team: TeamFile = TEAM, **more: str) -> FakeServices:
    return FakeServices(saved=PROFILES, teams=FakeTeams({TEAM_PATH: journey(team)}, more.get("inner", "")))


async def test_a_teammate_joins_with_two_answers() -> None:
    offered = services()
    async with driving(offered, home=True) as pilot:
        await opened(pilot, "no other address does")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await shows(pilot, "portal.example.com/keys")
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [(one.endpoint.base_url, one.model, one.key) for one in offered.checked] == [
        (TEAM.base_url, "claude-sonnet-4.6", ApiKey(KEY))
    ]
    assert offered.teams.kept == [journey(TEAM).sha256]


async def test_nothing_is_confirmed_before_the_host_was_seen() -> None:
    offered = services()
    async with driving(offered, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TeamScreen)
    assert (offered.teams.kept, offered.progress) == ([], [])


@pytest.mark.parametrize("typed", ["", "llm.example.com", "openai.example.net"])
async def test_an_odd_host_is_typed_exactly_before_the_key_is_asked_for(typed: str) -> None:
    offered = services(replace(TEAM, base_url="https://openai.example.net:8443/v1"))
    async with driving(offered, home=True) as pilot:
        await opened(pilot, "has the name of OpenAI in it")
        await press(pilot, "enter")
        await shows(pilot, "type the host: openai.example.net:8443")
        await press(pilot, *typed, "enter")
        await shows(pilot, "That is not the host.")
        assert offered.teams.kept == []
        pilot.app.screen.query_one("#team-host", Input).value = "openai.example.net:8443"
        await press(pilot, "enter")
        await at(pilot, KeyScreen)


async def test_a_name_that_leads_into_the_own_network_is_told_before_the_key_is_asked_for() -> None:
    async with driving(services(inner="llm.example.com leads to 10.0.0.7 in your own network"), home=True) as pilot:
        await opened(pilot, "no other address does")
        await press(pilot, "enter")
        await shows(pilot, "leads to 10.0.0.7")
        assert isinstance(pilot.app.screen, TeamScreen)


async def test_an_address_where_no_key_goes_cannot_be_confirmed() -> None:
    async with driving(services(replace(TEAM, base_url="https://169.254.169.254/v1")), home=True) as pilot:
        await opened(pilot, "No key is sent there")
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, TeamScreen)


async def test_a_file_that_changes_between_showing_and_enter_is_shown_again() -> None:
    offered = services()
    async with driving(offered, home=True) as pilot:
        await opened(pilot, "no other address does")
        offered.teams.files[TEAM_PATH] = replace(
            journey(replace(TEAM, base_url="https://evil.example.net/v1")), sha256="ef" * 32
        )
        await press(pilot, "enter")
        await shows(pilot, "The file was changed just now")
        await shows(pilot, "evil.example.net")
        assert isinstance(pilot.app.screen, TeamScreen)


async def test_the_same_file_again_is_the_connection_that_it_already_is() -> None:
    known = replace(journey(), saved_as="team")
    offered = FakeServices(saved=PROFILES, teams=FakeTeams({TEAM_PATH: known}), profile_state=ready_state())
    async with driving(offered, home=True) as pilot:
        await opened(pilot, "Nothing new")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [one.profile for one in offered.checked] == ["team"]
    assert offered.teams.kept == []


async def test_a_file_that_cannot_be_read_is_named_below_the_path() -> None:
    async with driving(FakeServices(saved=PROFILES), home=True) as pilot:
        await opened(pilot, "cannot be read")


async def test_a_key_pasted_as_the_path_is_never_shown() -> None:
    async with driving(services(), home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        await paste(pilot, KEY)
        await shows(pilot, "looked like a key")
        assert KEY not in frame(pilot)


async def test_back_from_the_key_is_the_file_again() -> None:
    async with driving(services(), home=True) as pilot:
        await opened(pilot, "no other address does")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await press(pilot, "escape")
        await at(pilot, TeamScreen)
        assert wizard(pilot).wizard.team


async def test_another_vendors_key_is_not_sent_to_the_host_of_a_file() -> None:
    offered = services(replace(TEAM, base_url="https://router.flatkey.ai/v1"))
    async with driving(offered, home=True) as pilot:
        await opened(pilot, "no other address does")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, "sk-or-abcdefghijklmnop")
        await press(pilot, "enter")
        await shows(pilot, "This is not the key for this host")
    assert offered.checked == []


async def test_a_team_file_can_be_opened_from_the_very_first_screen() -> None:
    offered = services()
    async with driving(offered) as pilot:
        await at(pilot, GatewayScreen)
        await press(pilot, "t", "enter")
        await at(pilot, TeamScreen)
        await paste(pilot, TEAM_PATH)
        await shows(pilot, "no other address does")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)


async def test_an_enter_pressed_before_the_host_was_painted_confirms_nothing() -> None:
    """The path and two quick presses of Enter are in the queue together, as from a fast hand or a pasted line."""
    offered = services()
    async with driving(offered, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        app = pilot.app
        app.post_message(events.Paste(TEAM_PATH))
        for _ in range(2):
            app.post_message(events.Key("enter", "\r"))
        await shows(pilot, "no other address does")
        assert isinstance(app.screen, TeamScreen)
        assert offered.teams.kept == []
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
    assert len(offered.teams.kept) == 1


async def test_an_enter_handled_only_after_the_host_was_painted_still_confirms_nothing() -> None:
    offered = services()
    async with driving(offered, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        early = events.Key("enter", "\r")
        await paste(pilot, TEAM_PATH)
        await shows(pilot, "no other address does")
        pilot.app.post_message(early)
        await pilot.pause()
        assert isinstance(pilot.app.screen, TeamScreen)
        assert offered.teams.kept == []
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
