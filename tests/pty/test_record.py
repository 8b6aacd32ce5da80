"""Two facts told on the screen of the runbook are found in the runbook."""

import subprocess
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.pty.conftest import Open, terminal_environment
from tests.pty.driver import PROGRAM

pytestmark = pytest.mark.pty


def test_two_facts_that_were_told_on_the_screen_stand_in_the_runbook(open_terminal: Open, home: Path) -> None:
    places = Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard")
    ProfileStore(places).save(Profile("mine", "https://gateway.example/v1", "m", key_place="env:MINE"))
    terminal = open_terminal()
    terminal.wait_for("saved connections", "mine")
    terminal.type("b")
    terminal.wait_for("runbook of mine", "Nothing is required", "Whose key is it?")
    terminal.press("right")
    terminal.wait_for("existing local install")
    terminal.press("enter")
    terminal.wait_until(lambda text: "choose one of" not in text, "the next field")
    terminal.type("platform team")
    terminal.wait_for("platform team")
    terminal.type("\x13")
    terminal.wait_for("Saved: 2 of 12")
    terminal.press("escape")
    terminal.wait_for("saved connections")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    ran = subprocess.run(
        [PROGRAM, "fields", "mine", "--format", "runbook"],
        env=terminal_environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "| Roo Code scope | existing local install |" in ran.stdout
    assert "; owner: platform team; " in ran.stdout
