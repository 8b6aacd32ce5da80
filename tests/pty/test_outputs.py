"""From Home to files: an import file, one with the key that is deleted again, and one for a single import."""

import json
import os
import signal
import stat
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.pty.conftest import Open
from tests.pty.driver import Terminal

pytestmark = pytest.mark.pty

KEY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """A folder for files, beside a saved connection whose key is in a variable."""
    places = Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard")
    ProfileStore(places).save(Profile("work", "https://gateway.example/v1", "m-1", key_place="env:TEAM_KEY"))
    files = tmp_path / "files"
    files.mkdir()
    return files


def typed_over(terminal: Terminal, path: Path) -> None:
    """Replace the proposed path and press Enter."""
    terminal.wait_for("Where?")
    terminal.press("ctrl+u")
    terminal.wait_gone("roo-code-settings.json")
    terminal.paste(str(path))
    terminal.press("enter")


def holders_of_the_key(home: Path, folder: Path) -> list[Path]:
    """Every file in which any bytes of the key are left."""
    files = [path for place in (home, folder) for path in place.rglob("*") if path.is_file()]
    return [path for path in files if KEY[10:20].encode() in path.read_bytes()]


def test_an_import_file_is_written_from_home_and_one_with_the_key_is_deleted_again(
    open_terminal: Open, home: Path, folder: Path
) -> None:
    terminal = open_terminal(env={"TEAM_KEY": KEY}, columns=110, lines=36)
    terminal.wait_for("saved connections", "work")
    terminal.press("o")
    terminal.wait_for("What comes out of work", "the fields to paste")
    terminal.press("down")
    terminal.wait_for("for Import in Roo Code", "providerProfiles")
    terminal.press("w")
    typed_over(terminal, folder / "plain.json")
    terminal.wait_for("✓ written to", "k write with key")
    written = folder / "plain.json"
    assert set(json.loads(written.read_text("utf-8"))) == {"providerProfiles"}
    assert stat.S_IMODE(written.stat().st_mode) == 0o600

    terminal.press("k")
    terminal.wait_for("Write the key into a file?")
    terminal.press("y")
    typed_over(terminal, folder / "keyed.json")
    terminal.wait_for("✓ written to", "x delete")
    assert holders_of_the_key(home, folder) == [folder / "keyed.json"]
    assert stat.S_IMODE((folder / "keyed.json").stat().st_mode) == 0o600
    terminal.press("x")
    terminal.wait_for("is deleted", "gone")
    assert holders_of_the_key(home, folder) == []
    assert [path.name for path in folder.iterdir()] == ["plain.json"]
    assert KEY[10:20].encode() not in terminal.raw


def one_import(open_terminal: Open, folder: Path) -> Terminal:
    """A file for one import, at the moment at which it waits to be imported."""
    words = ("fields", "work", "--format", "roo-import", "--with-key", "--delete-after", "--out")
    terminal = open_terminal(*words, str(folder / "keyed.json"), env={"TEAM_KEY": KEY}, columns=160)
    terminal.wait_for("import it in Roo Code", "written to", "press Enter here")
    assert KEY in (folder / "keyed.json").read_text("utf-8")
    return terminal


def test_a_file_for_one_import_is_gone_after_enter(open_terminal: Open, home: Path, folder: Path) -> None:
    terminal = one_import(open_terminal, folder)
    terminal.press("enter")
    terminal.wait_for("deleted:", "is gone")
    assert terminal.wait_exit() == 0
    assert list(folder.iterdir()) == []
    assert holders_of_the_key(home, folder) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_file_for_one_import_is_gone_when_the_program_is_ended(
    open_terminal: Open, home: Path, folder: Path, number: signal.Signals, code: int
) -> None:
    terminal = one_import(open_terminal, folder)
    os.kill(terminal.pid, number)
    assert terminal.wait_exit() == code
    assert holders_of_the_key(home, folder) == []
    assert list(folder.iterdir()) == []


def test_ctrl_c_deletes_it_too_and_a_terminal_that_is_closed(open_terminal: Open, home: Path, folder: Path) -> None:
    terminal = one_import(open_terminal, folder)
    terminal.press("ctrl+c")
    assert terminal.wait_exit() == 130
    assert list(folder.iterdir()) == []


def test_a_file_that_was_replaced_meanwhile_is_left_alone_and_named(
    open_terminal: Open, home: Path, folder: Path
) -> None:
    terminal = one_import(open_terminal, folder)
    (folder / "keyed.json").unlink()
    (folder / "keyed.json").write_text("theirs")
    terminal.press("enter")
    terminal.wait_for("it was changed, or another file")
    assert terminal.wait_exit() == 2
    assert (folder / "keyed.json").read_text() == "theirs"
