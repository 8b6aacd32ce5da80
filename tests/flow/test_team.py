from dataclasses import replace

import pytest

from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.state import Step
from roo_wizard.flow.team import Confirmation, TeamJourney, confirm
from roo_wizard.flow.views import KeyPlace
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import History, Pin, Standing, changes
from roo_wizard.profiles.team.trust import receiver
from roo_wizard.roo.clients import ZOO

TEAM = TeamFile(
    "Acme",
    "https://gw.acme.example/v1",
    ("acme/large", "acme/small"),
    headers={"X-Team": "blue"},
    settings={"openAiStreamingEnabled": False},
    key_page="https://gw.acme.example/keys",
    key_rules="One key per person.",
    contact="Jo",
)
NEW = History(Standing.NEW)


def journey(team: TeamFile = TEAM, history: History = NEW) -> TeamJourney:
    return TeamJourney(team, receiver(team), history, "ab" * 32)


def changed(old: TeamFile, new: TeamFile) -> History:
    pin = Pin("cd" * 32, "/team.toml", old.name, "", "2026-11-20T10:00:00Z", "")
    return History(Standing.CHANGED, pin, changes(old, new))


def test_a_team_is_joined_with_two_answers() -> None:
    state = confirm(journey(), client=ZOO)
    assert (state.step, state.model, state.key, state.client) == (Step.KEY, "acme/large", None, ZOO)
    state = steps.answer_key(state, ApiKey("the-key-of-jo"), KeyPlace())
    assert state.step is Step.PROOF
    target = steps.target(state)
    assert (target.endpoint.base_url, target.model, target.preset_base) == (TEAM.base_url, "acme/large", True)
    assert dict(target.settings.headers) == {"X-Team": "blue"}
    assert target.settings["openAiStreamingEnabled"] is False


def test_the_key_step_is_told_where_the_key_comes_from() -> None:
    choice = confirm(journey()).gateway
    assert choice is not None
    assert (choice.key_page, choice.key_hint) == ("https://gw.acme.example/keys", "One key per person.")


def test_the_model_can_still_be_changed_afterwards() -> None:
    state = steps.answer_key(confirm(journey()), ApiKey("the-key-of-jo"), KeyPlace())
    assert steps.answer_model(steps.edit(state, Step.MODEL), "acme/small").model == "acme/small"


def test_another_gateway_is_no_team_any_more() -> None:
    state = confirm(journey())
    choice = state.gateway
    assert choice is not None
    other = confirm(journey(replace(TEAM, base_url="https://other.example/v1"))).url
    assert other is not None
    moved = steps.answer_gateway(state, choice, other)
    assert moved.team == ""
    assert steps.answer_key(moved, ApiKey("the-key-of-jo"), KeyPlace()).step is Step.MODEL


def test_a_host_without_anything_odd_is_confirmed_by_enter() -> None:
    assert journey().confirmation is Confirmation.ENTER


@pytest.mark.parametrize(
    "base_url", ["https://openai.acme.example/v1", "https://gw.acme.example:8443/v1", "https://10.0.0.1/v1"]
)
def test_an_odd_host_has_to_be_typed(base_url: str) -> None:
    odd = journey(replace(TEAM, base_url=base_url))
    assert odd.confirmation is Confirmation.TYPE
    for typed in ("", "gw.acme.example", "yes"):
        with pytest.raises(UsageError):
            confirm(odd, typed)
    assert confirm(odd, odd.receiver.confirm).step is Step.KEY


def test_a_name_that_leads_into_the_own_network_has_to_be_typed() -> None:
    odd = replace(journey(), inner="gw.acme.example leads to 10.0.0.7 in your own network")
    assert odd.confirmation is Confirmation.TYPE
    assert "10.0.0.7" in odd.warnings[0]


def test_a_known_file_with_another_address_has_to_be_typed_and_shows_what_changed() -> None:
    old = replace(TEAM, base_url="https://old.acme.example/v1", contact="Al")
    moved = journey(TEAM, changed(old, TEAM))
    assert moved.confirmation is Confirmation.TYPE
    assert "base_url: https://old.acme.example/v1 → https://gw.acme.example/v1" in moved.warnings
    assert "contact: Al → Jo" in moved.warnings


def test_a_known_file_with_another_contact_is_asked_for_again_by_enter() -> None:
    assert journey(TEAM, changed(replace(TEAM, contact="Al"), TEAM)).confirmation is Confirmation.ENTER


@pytest.mark.parametrize(
    "team",
    [
        replace(TEAM, base_url="https://169.254.169.254/v1"),
        replace(TEAM, base_url="https://2852039166/v1"),
        replace(TEAM, asked_headers=("X-Mine",)),
    ],
)
def test_what_cannot_be_joined_gives_no_state_at_all(team: TeamFile) -> None:
    never = journey(team)
    assert never.confirmation is Confirmation.NEVER
    with pytest.raises(UsageError):
        confirm(never, never.receiver.confirm)


def test_an_address_found_behind_the_name_can_end_it() -> None:
    never = replace(journey(), refused="gw.acme.example leads to 169.254.169.254, where no gateway is")
    with pytest.raises(UsageError):
        confirm(never, never.receiver.confirm)
