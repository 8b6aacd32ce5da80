from dataclasses import replace

import pytest

from roo_wizard.core.errors import ProfileError, UnknownName
from roo_wizard.profiles.modes import (
    Bound,
    at_hand,
    bindings,
    fallback,
    is_proven,
    missing_models,
    mode_table,
    name_for_model,
    suggested_models,
)
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.toml_text import Damaged, from_toml, to_toml

SONNET = Profile("sonnet", "https://api.tokenbay.com/v1", "claude-sonnet-4.6", preset="tokenbay", last_verdict="ready")
OPUS = replace(SONNET, name="opus", model="claude-opus-4.8")
HAIKU = replace(SONNET, name="haiku", model="claude-haiku-4.5", last_verdict="blocked")
OTHER = Profile("other", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey")
FILE = 'schema = 3\n{top}\n[profiles.work]\nbase_url = "https://h/v1"\nmodel = "m"\n{end}'


def names(profiles: Profiles, at_hand: Profile) -> dict[str, str]:
    return {row.mode: row.profile.name for row in mode_table(profiles, at_hand)}


def test_each_mode_gets_the_profile_of_the_model_that_its_preset_suggests() -> None:
    assert names(Profiles((SONNET, OPUS, HAIKU)), HAIKU) == {
        "architect": "opus",
        "code": "sonnet",
        "ask": "haiku",
        "debug": "sonnet",
        "orchestrator": "sonnet",
    }


def test_orchestrator_gets_the_model_of_code() -> None:
    assert suggested_models("tokenbay")["orchestrator"] == "claude-sonnet-4.6"
    assert suggested_models("flatkey") == suggested_models(None) == {}


def test_a_suggested_model_without_a_profile_is_named_and_its_mode_uses_that_of_code() -> None:
    rows = {row.mode: row for row in mode_table(Profiles((SONNET, HAIKU)), HAIKU)}
    assert (rows["architect"].profile, rows["architect"].wanted) == (SONNET, "claude-opus-4.8")
    assert (rows["ask"].bound, rows["architect"].bound) == (Bound.SUGGESTED, Bound.REST)


def test_a_profile_of_another_address_or_client_is_never_suggested() -> None:
    elsewhere = replace(OPUS, base_url="https://proxy.example/v1")
    for stranger in (elsewhere, replace(OPUS, client="zoo")):
        assert set(names(Profiles((SONNET, stranger)), SONNET).values()) == {"sonnet"}


def test_what_was_bound_goes_before_what_is_suggested() -> None:
    profiles = Profiles((SONNET, OPUS, OTHER), modes={"ask": "Other", "architect": "sonnet"})
    table = names(profiles, SONNET)
    assert (table["ask"], table["architect"], table["code"]) == ("other", "sonnet", "sonnet")


def test_what_no_binding_names_is_the_same_whichever_profile_is_at_hand() -> None:
    profiles = Profiles((replace(OTHER, name="a"), OTHER), modes={"code": "a", "ask": "other"}, fallback="other")
    assert names(profiles, profiles.profiles[0]) == names(profiles, OTHER)
    assert names(profiles, OTHER)["debug"] == "a"


def test_modes_are_no_matter_where_nothing_is_bound_or_suggested_or_others_are_bound() -> None:
    assert mode_table(Profiles((OTHER,)), OTHER) == ()
    assert mode_table(Profiles((SONNET, OTHER), modes={"code": "sonnet"}), OTHER) == ()


def test_the_fallback_is_another_profile_than_the_one_at_hand() -> None:
    profiles = Profiles((SONNET, OTHER), fallback="OTHER")
    assert fallback(profiles, SONNET) == OTHER
    assert fallback(profiles, OTHER) is None
    assert fallback(Profiles((SONNET,)), SONNET) is None


def test_only_an_accepted_verdict_counts_as_proven() -> None:
    assert is_proven(SONNET)
    assert not is_proven(HAIKU)
    assert not is_proven(OTHER)


def test_a_map_of_models_binds_the_profiles_there_are_and_leaves_bound_modes_alone() -> None:
    wanted = {"code": SONNET.model, "architect": OPUS.model, "ask": "nobody-has-it"}
    assert bindings(wanted, SONNET, Profiles((SONNET, OPUS))) == {"code": "sonnet", "architect": "opus"}
    assert bindings(wanted, SONNET, Profiles((SONNET, OPUS, OTHER), modes={"code": "other"})) == {"architect": "opus"}


def test_bindings_and_fallback_are_kept_in_the_file_spelt_as_their_profiles(store: ProfileStore) -> None:
    for profile in (SONNET, OPUS):
        store.save(profile)
    store.bind({"code": "SONNET"}, fallback="Opus")
    store.bind({"ask": "opus"})
    loaded = store.load()
    assert (dict(loaded.modes), loaded.fallback) == ({"code": "sonnet", "ask": "opus"}, "opus")
    assert from_toml(to_toml(loaded)) == loaded


def test_bindings_survive_saving_updating_and_undoing_and_follow_a_new_spelling(store: ProfileStore) -> None:
    for profile in (SONNET, OPUS):
        store.save(profile)
    store.bind({"code": "sonnet"}, fallback="opus")
    store.save(replace(SONNET, name="Sonnet", model="newer"))
    store.update("opus", lambda profile: replace(profile, last_verdict="risky"))
    assert (dict(store.load().modes), store.load().fallback) == ({"code": "Sonnet"}, "opus")
    store.undo("sonnet")
    assert (dict(store.load().modes), store.load().fallback) == ({"code": "sonnet"}, "opus")


def test_a_forgotten_profile_is_bound_to_nothing(store: ProfileStore) -> None:
    for profile in (SONNET, OPUS):
        store.save(profile)
    store.bind({"code": "opus", "ask": "sonnet"}, fallback="opus")
    store.forget("opus")
    assert (dict(store.load().modes), store.load().fallback) == ({"ask": "sonnet"}, None)


def test_only_saved_profiles_and_modes_of_the_client_can_be_bound(store: ProfileStore) -> None:
    store.save(SONNET)
    with pytest.raises(UnknownName):
        store.bind({"code": "nobody"})
    with pytest.raises(UnknownName):
        store.bind({}, fallback="nobody")
    with pytest.raises(ProfileError):
        store.bind({"cook": "sonnet"})
    assert store.load() == Profiles((SONNET,))


@pytest.mark.parametrize(
    ("top", "end", "why"),
    [
        ('fallback = "gone"', "", "names a profile that does not exist"),
        ("", '[modes]\ncode = "gone"', "names a profile that does not exist"),
        ("", '[modes]\ncook = "work"', "modes.cook"),
        ("", "[modes]\ncode = 1", "modes.code"),
        ("modes = 1", "", "modes"),
    ],
)
def test_a_map_that_does_not_fit_is_named_by_its_place(top: str, end: str, why: str) -> None:
    with pytest.raises(Damaged, match=why):
        from_toml(FILE.format(top=top, end=end).encode())


def test_a_file_of_the_schema_before_is_read(store: ProfileStore) -> None:
    old = from_toml(FILE.format(top="", end="").replace("schema = 3", "schema = 2").encode())
    assert (old.names, dict(old.modes), old.fallback) == (("work",), {}, None)


def test_an_empty_name_takes_a_binding_or_the_fallback_away(store: ProfileStore) -> None:
    for profile in (SONNET, OPUS):
        store.save(profile)
    store.bind({"code": "sonnet", "ask": "opus"}, fallback="opus")
    store.bind({"code": "", "debug": ""})
    assert (dict(store.load().modes), store.load().fallback) == ({"ask": "opus"}, "opus")
    store.bind({}, fallback="")
    assert (dict(store.load().modes), store.load().fallback) == ({"ask": "opus"}, None)


def test_a_name_that_is_missing_from_a_file_damaged_just_now_is_told_as_the_damage(store: ProfileStore) -> None:
    store.save(SONNET)
    store.path.write_bytes(b"\xff")
    with pytest.raises(ProfileError, match="was damaged"):
        store.bind({"code": "sonnet"})
    assert [path.read_bytes() for path in store.set_aside_files()] == [b"\xff"]


def test_the_profile_at_hand_is_the_named_one_else_that_of_code_else_the_default_else_the_first() -> None:
    saved = (SONNET, OPUS, OTHER)
    assert at_hand(Profiles(saved), "OTHER") == OTHER
    assert at_hand(Profiles(saved, default="opus", modes={"code": "other"})) == OTHER
    assert at_hand(Profiles(saved, default="opus")) == OPUS
    assert at_hand(Profiles(saved)) == SONNET
    assert at_hand(Profiles()) is None
    with pytest.raises(UnknownName):
        at_hand(Profiles(saved), "nobody")


def test_a_suggested_model_is_missing_until_a_profile_at_this_gateway_has_it_bound_or_not() -> None:
    elsewhere = replace(OPUS, base_url="https://proxy.example/v1")
    profiles = Profiles((SONNET, elsewhere), modes={"architect": "sonnet"})
    assert missing_models(profiles, SONNET) == {"architect": "claude-opus-4.8", "ask": "claude-haiku-4.5"}
    assert missing_models(Profiles((SONNET, OPUS, HAIKU)), SONNET) == {}
    assert missing_models(Profiles((OTHER,)), OTHER) == {}


def test_the_name_proposed_for_a_model_tells_it_and_is_free() -> None:
    assert name_for_model("anthropic/Claude Opus-4.8", ()) == "claude-opus-4.8"
    assert name_for_model("claude-opus-4.8", ("Claude-Opus-4.8",)) == "claude-opus-4.8-2"
    assert name_for_model("vendor/", ()) == "gateway"
