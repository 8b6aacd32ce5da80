"""Rotating from Home in a terminal, with a real keyring and a gateway that revokes a key in the middle of it all."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.profiles import test_secret_service as real
from tests.pty.conftest import Open
from tests.pty.driver import PROGRAM, Terminal
from tests.real.servers import Server

pytestmark = [pytest.mark.pty, *real.pytestmark]
no_bus, session = real.no_bus, real.session

FIRST, SECOND = "practice-key", "practice-key-2"


@dataclass(frozen=True)
class Machine:
    """A user's machine with the saved connection "work" whose first key is in the real keyring."""

    session: real.Session
    base_url: str

    def key(self, item: str = "") -> str:
        """What the system's own tool finds in the keyring."""
        username = f"{self.base_url.removesuffix('/v1')}#work{item}"
        return self.session.run("secret-tool", "lookup", "service", "roo-wizard", "username", username).stdout

    def revoke(self, key: str) -> None:
        """Take a key away at the gateway, as its owner would on the key page."""
        url = f"{self.base_url.removesuffix('/v1')}/practice/revoke"
        request = urllib.request.Request(url, b"", {"Authorization": f"Bearer {key}"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            assert json.load(answer) == {"revoked": True}

    def written(self, home: Path) -> bytes:
        """Every byte below the home folder but the keyring's own."""
        folders = (home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard")
        return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def machine(session: real.Session, tmp_path: Path) -> Iterator[Machine]:
    with Server([PROGRAM, "practice"], {}, tmp_path) as server:
        there = Machine(session, server.wait_ready("http://"))
        words = ("--base-url", there.base_url, "--model", "practice-coder", "--key-stdin", "--save", "work")
        saved = session.run(str(PROGRAM), "check", *words, stdin=FIRST)
        assert (saved.returncode, there.key()) == (0, FIRST), saved.stderr
        yield there


@pytest.fixture
def home(session: real.Session) -> Path:
    return Path(session.environ["HOME"])


@pytest.fixture
def terminal(open_terminal: Open, machine: Machine) -> Terminal:
    backend = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    terminal = open_terminal(env=machine.session.environ | backend)
    terminal.wait_for("saved connections", "work")
    return terminal


def rotate(terminal: Terminal, key: str, *says: str) -> None:
    """From Home to the outcome: one Enter."""
    enters = terminal.presses["enter"]
    terminal.press("r")
    terminal.wait_for("rotate the key of work", "receives the key", "It will be kept")
    terminal.paste(key)
    terminal.wait_for("characters")
    terminal.press("enter")
    terminal.wait_for("ROTATED", *says)
    assert terminal.presses["enter"] == enters + 1


def test_rotate_undo_rotate_revoke_from_home(terminal: Terminal, machine: Machine, home: Path) -> None:
    rotate(terminal, SECOND, "both keys see the same 4", "requests 500 → 1,000", "Roo Code, its own settings")
    assert (machine.key(), machine.key("#previous")) == (SECOND, FIRST)
    terminal.press("u")
    terminal.wait_for("TAKEN BACK", "the older key is in use again")
    assert (machine.key(), machine.key("#previous")) == (FIRST, SECOND)
    terminal.press("escape")
    terminal.wait_for("saved connections")
    rotate(terminal, SECOND)
    assert (machine.key(), machine.key("#previous")) == (SECOND, FIRST)
    terminal.press("x")
    terminal.wait_for("STILL WORKS", "press x again")
    assert machine.key("#previous") == FIRST
    machine.revoke(FIRST)
    terminal.press("x")
    terminal.wait_for("REVOKED", "undo cannot bring it back", "old key   ✗ blocked, N07")
    assert (machine.key(), machine.key("#previous")) == (SECOND, "")
    terminal.press("escape")
    terminal.wait_for("saved connections")
    enters = terminal.presses["enter"]
    terminal.press("enter")
    terminal.wait_for("step 5 of 5", "READY", "since last time")
    assert terminal.presses["enter"] == enters + 1
    terminal.press("q")
    assert terminal.wait_exit() == 0
    seen = machine.written(home) + bytes(terminal.raw)
    assert not [key for key in (FIRST, SECOND) if key.encode() in seen]


def test_the_key_in_use_is_told_and_a_revoked_one_changes_nothing(terminal: Terminal, machine: Machine) -> None:
    terminal.press("r")
    terminal.wait_for("It will be kept")
    terminal.paste(FIRST)
    terminal.wait_for("12 characters")
    terminal.press("enter")
    terminal.wait_for("in use already")
    terminal.paste(SECOND)
    terminal.wait_for("14 characters")
    machine.revoke(SECOND)
    terminal.press("enter")
    terminal.wait_for("NOT ROTATED", "N07")
    assert (machine.key(), machine.key("#previous")) == (FIRST, "")


def test_a_locked_keyring_is_told_before_a_key_is_asked_for(terminal: Terminal, machine: Machine) -> None:
    assert machine.session.run(str(PROGRAM.with_name("python")), "-c", real.LOCK).returncode == 0
    terminal.press("r")
    terminal.wait_for("rotate the key of work", "locked")
    terminal.press("escape")
    terminal.wait_for("saved connections")
