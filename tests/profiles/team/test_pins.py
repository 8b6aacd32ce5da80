import stat
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import MAX_PINS, Standing, TeamPins, changes
from roo_wizard.profiles.team.raw import TeamBytes
from roo_wizard.profiles.team.text import to_toml

TEAM = TeamFile("Acme", "https://gw.acme.example/v1", ("m",), headers={"X-Team": "blue"})
MOVED = replace(TEAM, base_url="https://gw.acme.exarnple/v1", headers={"X-Team": "red"}, contact="Jo")


def file_of(team: TeamFile, path: str = "/home/jo/team.toml") -> TeamBytes:
    return TeamBytes(Path(path), to_toml(team))


@pytest.fixture
def pins(places: Places) -> TeamPins:
    return TeamPins(places)


def test_a_file_never_seen_is_new(pins: TeamPins) -> None:
    assert pins.history(file_of(TEAM), TEAM).standing is Standing.NEW


def test_the_same_bytes_are_the_same_file_wherever_they_lie(pins: TeamPins) -> None:
    pins.keep(file_of(TEAM), TEAM, "acme")
    for path in ("/home/jo/team.toml", "/home/jo/Downloads/team (1).toml"):
        known = pins.history(file_of(TEAM, path), TEAM)
        assert known.standing is Standing.SAME
        assert known.pin is not None
        assert known.pin.profile == "acme"


@pytest.mark.parametrize("path", ["/home/jo/team.toml", "/home/jo/other.toml"], ids=["same path", "same name"])
def test_a_changed_file_is_told_field_by_field(pins: TeamPins, path: str) -> None:
    pins.keep(file_of(TEAM), TEAM)
    known = pins.history(file_of(MOVED, path), MOVED)
    assert known.standing is Standing.CHANGED
    assert [(one.field, one.old, one.new) for one in known.changes] == [
        ("base_url", "https://gw.acme.example/v1", "https://gw.acme.exarnple/v1"),
        ("headers.X-Team", "blue", "red"),
        ("contact", "", "Jo"),
    ]


def test_a_file_that_took_another_name_at_the_same_path_is_a_changed_one(pins: TeamPins) -> None:
    pins.keep(file_of(TEAM), TEAM)
    renamed = replace(TEAM, name="Other")
    assert pins.history(file_of(renamed), renamed).standing is Standing.CHANGED


def test_a_changed_blank_or_comment_changes_the_pin_and_no_field(pins: TeamPins) -> None:
    pins.keep(file_of(TEAM), TEAM)
    opened = TeamBytes(Path("/home/jo/team.toml"), to_toml(TEAM) + b"# hello\n")
    known = pins.history(opened, TEAM)
    assert (known.standing, known.changes) == (Standing.CHANGED, ())


def test_lists_numbers_and_switches_are_compared_as_they_are_written() -> None:
    old = replace(TEAM, models=("a", "b"), settings={"openAiStreamingEnabled": False, "modelTemperature": 1})
    new = replace(TEAM, models=("a",), settings={"modelTemperature": 0.5})
    assert [(one.field, one.old, one.new) for one in changes(old, new)] == [
        ("models", "a, b", "a"),
        ("settings.openAiStreamingEnabled", "false", ""),
        ("settings.modelTemperature", "1", "0.5"),
    ]


def test_the_saved_profile_stays_known_when_the_file_is_pinned_again(pins: TeamPins) -> None:
    pins.keep(file_of(TEAM), TEAM, "acme")
    pins.keep(file_of(TEAM), TEAM)
    pin = pins.history(file_of(TEAM), TEAM).pin
    assert pin is not None
    assert pin.profile == "acme"


def test_the_pins_are_private_and_bounded(pins: TeamPins) -> None:
    for number in range(MAX_PINS + 3):
        team = replace(TEAM, name=f"team {number}")
        pins.keep(file_of(team, f"/home/jo/{number}.toml"), team)
    assert stat.S_IMODE(pins.path.stat().st_mode) == 0o600
    oldest = replace(TEAM, name="team 0")
    assert pins.history(file_of(oldest, "/home/jo/0.toml"), oldest).standing is Standing.NEW
    latest = replace(TEAM, name=f"team {MAX_PINS + 2}")
    assert pins.history(file_of(latest, "/elsewhere"), latest).standing is Standing.SAME


@pytest.mark.parametrize("damage", [b"\xff\xfe", b"pins = 5", b"[[pins]]\nsha256 = 1", b"pins = [" * 5000])
def test_a_damaged_pin_file_asks_anew_and_is_set_aside_never_overwritten(pins: TeamPins, damage: bytes) -> None:
    pins.path.parent.mkdir(parents=True)
    pins.path.write_bytes(damage)
    assert pins.history(file_of(TEAM), TEAM).standing is Standing.NEW
    pins.keep(file_of(TEAM), TEAM)
    assert pins.history(file_of(TEAM), TEAM).standing is Standing.SAME
    assert pins.path.with_name("team.toml.damaged-1").read_bytes() == damage
