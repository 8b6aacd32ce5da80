"""A teammate with a team file in a terminal: two answers from Home to the fields, and nothing new the second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.text import to_toml
from tests.pty.conftest import Open
from tests.pty.driver import PROGRAM
from tests.real.servers import Server

pytestmark = pytest.mark.pty

KEY = "practice-key"


@pytest.fixture
def team_file(tmp_path: Path, home: Path) -> Iterator[Path]:
    """A team file for a gateway of its own, beside a connection that is saved already."""
    places = Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard")
    ProfileStore(places).save(Profile("mine", "https://gateway.example/v1", "m", key_place="env:MINE"))
    with Server([PROGRAM, "practice"], {}, tmp_path) as server:
        base_url = server.wait_ready("http://")
        path = home / "team.toml"
        path.write_bytes(to_toml(TeamFile("Example team", base_url, ("practice-coder",))))
        yield path


def test_a_teammate_reaches_proven_fields_from_home_with_two_answers(
    open_terminal: Open, team_file: Path, home: Path
) -> None:
    terminal = open_terminal()
    terminal.wait_for("saved connections", "mine")
    terminal.press("t")
    terminal.wait_for("join a team")
    terminal.paste("~/team.toml")
    terminal.wait_for("Example team", "my key may go to this host")
    terminal.press("enter")
    terminal.wait_for("step 2 of 5", "receives the key")
    terminal.paste(KEY)
    terminal.wait_for("12 characters")
    terminal.press("enter")
    terminal.wait_for("step 5 of 5", "READY")
    assert terminal.presses == {"t": 1, "enter": 2}
    terminal.press("q")
    assert terminal.wait_exit() == 0
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert KEY.encode() not in written + bytes(terminal.raw)

    again = open_terminal()
    again.wait_for("saved connections", "mine", "practice-coder")
    again.press("t")
    again.wait_for("join a team")
    again.paste(str(team_file))
    again.wait_for("Nothing new", "re-check it")
    again.press("escape")
    again.wait_for("saved connections")
    again.press("q")
    assert again.wait_exit() == 0


def test_a_path_that_ends_with_two_quick_presses_of_enter_confirms_no_host(
    open_terminal: Open, team_file: Path
) -> None:
    """Everything is in the terminal's buffer before the host is painted; only a press after that is an answer."""
    terminal = open_terminal()
    terminal.wait_for("saved connections", "mine")
    terminal.press("t")
    terminal.wait_for("join a team")
    terminal.type("\x1b[200~~/team.toml\x1b[201~\r\r")
    terminal.wait_for("Example team", "my key may go to this host")
    terminal.wait_handled()
    assert "my key may go to this host" in terminal.text
    terminal.press("enter")
    terminal.wait_for("step 2 of 5", "receives the key")
