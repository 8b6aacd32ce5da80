"""The modes in a terminal: bound from Home, a fallback proven first, and a suggestion that the gateway refuses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.pty.conftest import Open
from tests.pty.driver import PROGRAM, Terminal
from tests.real.servers import Server

pytestmark = pytest.mark.pty

KEY = "practice-key"


@pytest.fixture
def store(tmp_path: Path, home: Path) -> Iterator[ProfileStore]:
    """Two connections to a practice gateway, the first with a preset that suggests models for modes."""
    store = ProfileStore(Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard"))
    with Server([PROGRAM, "practice"], {}, tmp_path) as server:
        base_url = server.wait_ready("http://")
        work = Profile(
            "work", base_url, "practice-coder", preset="tokenbay", key_place="env:WORK_KEY", last_verdict="ready"
        )
        store.save(work)
        store.save(replace(work, name="second", model="claude-sonnet-4-5", preset=None, last_verdict=None))
        yield store


def chosen(terminal: Terminal, row: int, choice: int) -> None:
    """Choose by places: the mode's row, and the row among its choices."""
    terminal.press("home", *["down"] * row, "enter")
    terminal.wait_for("which connection?")
    terminal.press("home", *["down"] * choice, "enter")


def test_modes_are_bound_from_home_and_only_what_is_proven(
    open_terminal: Open, store: ProfileStore, home: Path
) -> None:
    terminal = open_terminal(env={"WORK_KEY": KEY})
    terminal.wait_for("saved connections", "work")
    terminal.press("m")
    terminal.wait_for("Which connection does each mode use?", "suggested: claude-opus-4.8", "Fallback")
    chosen(terminal, 3, 1)
    terminal.wait_for("Debug uses work now")
    chosen(terminal, 5, 1)
    terminal.wait_for("second is NOT PROVEN")
    terminal.press("y")
    terminal.wait_for("second: ready.", "Bound to Fallback.")
    terminal.press("escape")
    terminal.wait_for("the one to switch to by hand")
    chosen(terminal, 0, 0)
    terminal.wait_for("N13", "Nothing was saved, nothing was bound.")
    terminal.press("escape")
    terminal.wait_for("Which connection does each mode use?")
    terminal.press("escape")
    terminal.wait_for("saved connections", "ready")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    saved = store.load()
    assert (dict(saved.modes), saved.fallback, saved.names) == ({"debug": "work"}, "second", ("work", "second"))
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert KEY.encode() not in written + bytes(terminal.raw)
