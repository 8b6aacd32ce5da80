from dataclasses import replace

from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.export import share
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.modes import keep_modes
from roo_wizard.profiles.team.text import from_toml, to_toml

URL = "https://gw.acme.example/v1"
LARGE = Profile("large", URL, "acme/large", last_verdict="ready")
SMALL = replace(LARGE, name="small", model="acme/small")
OTHER = Profile("other", "https://other.example/v1", "acme/small", last_verdict="ready")
TEAM = TeamFile(
    "Acme", URL, ("acme/large", "acme/small"), modes={"code": "acme/large", "ask": "acme/small", "debug": "acme/large"}
)


def saved(store: ProfileStore, *profiles: Profile) -> ProfileStore:
    for profile in profiles:
        store.save(profile)
    return store


def test_a_team_file_carries_the_modes_and_the_models_that_they_use() -> None:
    shared = share(LARGE, Profiles((LARGE, SMALL), modes={"code": "large", "ask": "small"}))
    assert shared.team.models == ("acme/large", "acme/small")
    assert dict(shared.team.modes) == {
        "architect": "acme/large",
        "code": "acme/large",
        "ask": "acme/small",
        "debug": "acme/large",
        "orchestrator": "acme/large",
    }
    assert from_toml(to_toml(shared.team)) == shared.team
    assert (shared.left_out, shared.notes) == ((), ())


def test_the_suggested_modes_are_carried_too() -> None:
    sonnet = Profile("s", "https://api.tokenbay.com/v1", "claude-sonnet-4.6", preset="tokenbay", last_verdict="ready")
    haiku = replace(sonnet, name="h", model="claude-haiku-4.5")
    assert share(sonnet, Profiles((sonnet, haiku))).team.modes["ask"] == "claude-haiku-4.5"


def test_without_a_map_a_team_file_has_no_modes() -> None:
    assert share(LARGE, Profiles((LARGE, SMALL))).team.modes == {}
    assert share(LARGE).team.modes == {}


def test_a_mode_at_another_gateway_is_left_out_by_name() -> None:
    shared = share(LARGE, Profiles((LARGE, OTHER), modes={"code": "large", "ask": "other"}))
    assert shared.team.models == ("acme/large",)
    assert "ask" not in shared.team.modes
    assert shared.left_out == ("mode Ask: its profile other is at another gateway",)


def test_a_model_that_is_not_proven_or_has_other_settings_is_mentioned() -> None:
    odd = replace(SMALL, last_verdict="blocked", settings={"modelTemperature": 1.0})
    notes = " ".join(share(LARGE, Profiles((LARGE, odd), modes={"code": "large", "ask": "small"})).notes)
    assert "check small first" in notes
    assert "other settings" in notes


def test_opening_binds_the_modes_of_the_saved_model_and_names_the_one_without_a_profile(store: ProfileStore) -> None:
    told = keep_modes(saved(store, replace(LARGE, name="acme")), TEAM, "acme")
    assert dict(store.load().modes) == {"code": "acme", "debug": "acme"}
    assert any("acme/small (Ask) has no profile yet" in line for line in told)


def test_opening_it_again_binds_what_has_got_a_profile_since_then(store: ProfileStore) -> None:
    keep_modes(saved(store, LARGE), TEAM, "large")
    assert keep_modes(saved(store, SMALL), TEAM, "large") == ("mode Ask: profile small",)
    assert store.load().modes["ask"] == "small"


def test_opening_never_binds_to_another_gateway_and_never_takes_a_bound_mode(store: ProfileStore) -> None:
    saved(store, OTHER, LARGE).bind({"code": "other"})
    told = keep_modes(store, TEAM, "large")
    assert dict(store.load().modes) == {"code": "other", "debug": "large"}
    assert "mode Code stays with profile other; the file suggests acme/large" in told


def test_a_file_without_modes_changes_and_tells_nothing(store: ProfileStore) -> None:
    saved(store, LARGE)
    before = store.path.read_bytes()
    assert keep_modes(store, replace(TEAM, modes={}), "large") == ()
    assert store.path.read_bytes() == before


def test_a_map_survives_being_sent_and_opened(store: ProfileStore) -> None:
    sent = share(LARGE, Profiles((LARGE, SMALL), modes={"code": "large", "ask": "small"})).team
    keep_modes(saved(store, LARGE, SMALL), from_toml(to_toml(sent)), "large")
    assert store.load().modes == {mode: "small" if mode == "ask" else "large" for mode in sent.modes}
