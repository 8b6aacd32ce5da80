from dataclasses import replace

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run

SONNET = Profile(
    "sonnet",
    "https://api.tokenbay.com/v1",
    "claude-sonnet-4.6",
    preset="tokenbay",
    key_place="none",
    last_verdict="ready",
)
OPUS = replace(SONNET, name="opus", model="claude-opus-4.8", secret_headers=("X-Team-Token",))
SECOND = Profile("second", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey", key_place="none")


@pytest.fixture
def saved() -> ProfileStore:
    store = ProfileStore(Places.of_user())
    for profile in (SONNET, OPUS, SECOND):
        store.save(profile)
    return store


def test_one_page_has_a_card_for_each_profile_of_the_suggested_modes(run: Run, saved: ProfileStore) -> None:
    ran = run("fields", "sonnet")
    assert ran.code == 0
    assert "Architect     opus    claude-opus-4.8" in ran.out
    assert "Profile “opus”" in ran.out
    assert "X-Team-Token: paste its value" in ran.out
    assert "second" not in ran.out


def test_what_is_bound_and_the_fallback_stand_on_the_page(run: Run, saved: ProfileStore) -> None:
    saved.bind({"ask": "opus", "architect": "sonnet"}, fallback="second")
    out = run("fields", "sonnet").out
    assert "Ask           opus" in out
    assert "Architect     sonnet" in out
    assert "gpt-5.4-mini at router.flatkey.ai" in out
    assert "Profile “second”" in out


def test_a_profile_that_no_mode_uses_has_a_card_of_its_own(run: Run, saved: ProfileStore) -> None:
    saved.bind({"code": "sonnet"})
    out = run("fields", "second").out
    assert "Modes" not in out
    assert "sonnet" not in out


def test_the_cards_of_the_others_are_for_the_same_client(run: Run, saved: ProfileStore) -> None:
    out = run("fields", "sonnet", "--client", "zoo").out
    assert "Profile “opus” · Zoo Code" in out
    assert "Roo Code" not in out
