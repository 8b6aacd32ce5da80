import os

import pytest

from roo_wizard.cli.commands.wizard import drop_debug_variables, has_profiles
from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore


@pytest.mark.parametrize("name", ["TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_PRESS", "TEXTUAL_SCREENSHOT"])
def test_variables_that_would_record_key_presses_are_dropped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "on")
    drop_debug_variables()
    assert name not in os.environ


def test_a_wish_for_no_animations_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    drop_debug_variables()
    assert os.environ["TEXTUAL_ANIMATIONS"] == "none"


def test_home_is_the_first_screen_only_with_saved_connections() -> None:
    assert not has_profiles()
    ProfileStore(Places.of_user()).save(Profile("work", "https://gateway.example/v1", "m"))
    assert has_profiles()
