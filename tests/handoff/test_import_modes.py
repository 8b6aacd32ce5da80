import json
from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, render
from roo_wizard.handoff.import_file import import_id, import_name
from roo_wizard.profiles.modes import mode_table
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.roo.settings import ClientSettings
from tests.handoff.conftest import Make

URL = "https://api.tokenbay.com/v1"
SONNET = Profile("sonnet", URL, "claude-sonnet-4.6", preset="tokenbay", last_verdict="ready")
HAIKU = replace(SONNET, name="haiku", model="claude-haiku-4.5")
SECOND = replace(SONNET, name="second", base_url="https://router.flatkey.ai/v1", model="gpt-5.4-mini", preset=None)


@pytest.fixture
def team(make: Make) -> Fields:
    secret = ClientSettings({"openAiHeaders": {"X-S": ApiKey("")}})
    haiku = make(URL, profile="haiku", model=HAIKU.model, settings=secret)
    second = make(SECOND.base_url, profile="second", model=SECOND.model, placeholder="dummy")
    rows = mode_table(Profiles((SONNET, HAIKU)), SONNET)
    return make(URL, profile="sonnet", model=SONNET.model, modes=rows, fallback=SECOND, team=(haiku, second))


def profiles(fields: Fields, key: ApiKey | None = None) -> dict[str, Any]:
    return dict(json.loads(render("roo-import", fields, key))["providerProfiles"])


def test_every_profile_is_in_the_file_and_each_mode_is_bound_to_its_own(team: Fields) -> None:
    found = profiles(team)
    assert list(found["apiConfigs"]) == [import_name(one) for one in (team, *team.team)]
    assert found["currentApiConfigName"] == import_name(team)
    bound = dict.fromkeys(("architect", "code", "debug", "orchestrator"), "sonnet") | {"ask": "haiku"}
    ids = {one.profile: import_id(one) for one in (team, *team.team)}
    assert found["modeApiConfigs"] == {mode: ids[name] for mode, name in bound.items()}


def test_no_mode_is_bound_to_an_id_that_is_not_in_the_file(team: Fields) -> None:
    for fields in (team, replace(team, team=()), replace(team, modes=())):
        found = profiles(fields)
        assert set(found["modeApiConfigs"].values()) <= {entry["id"] for entry in found["apiConfigs"].values()}
        assert len(found["modeApiConfigs"]) == 5


def test_the_key_is_that_of_the_profile_at_hand_alone(team: Fields) -> None:
    keys = {name: entry.get("openAiApiKey") for name, entry in profiles(team, ApiKey("k-1"))["apiConfigs"].items()}
    assert list(keys.values()) == ["k-1", None, "dummy"]


def test_what_is_added_bound_and_missing_is_told(team: Fields) -> None:
    told = "\n".join(FORMATS["roo-import"].told(team, True))
    assert "Ask to “haiku”" in told
    assert f"no key of “{import_name(team.team[0])}” is in the file" in told
    assert f"no key of “{import_name(team)}” is in the file" not in told
    assert "X-S" in told
