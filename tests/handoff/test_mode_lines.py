from dataclasses import replace

from roo_wizard.handoff.card import build_card
from roo_wizard.handoff.card_text import card_text
from roo_wizard.handoff.mode_lines import bind_steps, mode_lines
from roo_wizard.profiles.modes import mode_table
from roo_wizard.profiles.profile import Profile, Profiles
from tests.handoff.conftest import Make

URL = "https://api.tokenbay.com/v1"
SONNET = Profile("sonnet", URL, "claude-sonnet-4.6", preset="tokenbay", last_verdict="ready")
HAIKU = replace(SONNET, name="haiku", model="claude-haiku-4.5", last_verdict="blocked")
SECOND = Profile("second", "https://router.flatkey.ai/v1", "gpt-5.4-mini", last_verdict="ready")
ROWS = mode_table(Profiles((SONNET, HAIKU)), SONNET)


def test_each_mode_is_named_as_on_the_screen_with_its_profile_and_model(make: Make) -> None:
    lines = mode_lines(make(URL, modes=ROWS))
    assert [(line.label, line.profile, line.model) for line in lines[1:4]] == [
        ("Code", "sonnet", "claude-sonnet-4.6"),
        ("Ask", "haiku", "claude-haiku-4.5"),
        ("Debug", "sonnet", "claude-sonnet-4.6"),
    ]


def test_what_is_not_proven_or_not_saved_says_so(make: Make) -> None:
    notes = {str(line.label): line.note for line in mode_lines(make(URL, modes=ROWS))}
    assert notes["Code"] == ""
    assert notes["Ask"] == "NOT PROVEN: last verdict blocked"
    assert notes["Architect"] == "suggested: claude-opus-4.8, which no saved profile has"


def test_a_fallback_at_another_gateway_names_it(make: Make) -> None:
    (line,) = mode_lines(make(URL, fallback=SECOND))
    assert (line.label, line.profile, line.model) == ("Fallback", "second", "gpt-5.4-mini at router.flatkey.ai")


def test_the_steps_to_bind_go_to_the_tab_modes(make: Make) -> None:
    steps = " ".join(bind_steps(make(URL, modes=ROWS)))
    assert "tab Modes" in steps
    assert "API Configuration" in steps
    assert bind_steps(make(URL, fallback=SECOND)) == ()


def test_a_card_without_modes_or_fallback_has_no_table(make: Make) -> None:
    text = card_text(build_card(make(URL)))
    assert "Modes" not in text
    assert "Fallback" not in text


def test_the_page_has_the_table_once_and_the_fields_of_every_profile(make: Make) -> None:
    other = make(URL, profile="haiku", model=HAIKU.model, last_verdict="blocked")
    text = card_text(build_card(make(URL, profile="sonnet", model=SONNET.model, modes=ROWS, team=(other,))))
    assert text.count("Modes: which profile each of them uses") == text.count("After pasting") == 1
    assert "Profile “haiku”" in text
    assert text.count("Fields (OpenAI Compatible)") == 2


def test_a_long_name_and_model_keep_to_lines_of_their_own(make: Make) -> None:
    long = replace(SONNET, name="n" * 60, model="m" * 70)
    text = card_text(build_card(make(URL, fallback=long)))
    assert max(map(len, text.splitlines())) <= 80
    assert f"    {'m' * 70}" in text.splitlines()
