"""A suggested model proven in a terminal with a key from a real Secret Service, which then has it twice."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.gateways import running
from tests.gateways.rows import TOKENBAY
from tests.gateways.stand_in import StandIn
from tests.profiles import test_secret_service as real
from tests.pty.driver import Terminal

pytestmark = real.pytestmark
no_bus, session = real.no_bus, real.session

COMMAND = (sys.executable, "-m", "roo_wizard")


def entry(session: real.Session, gateway: StandIn, action: str, profile: str, *more: str, key: str = "") -> str:
    """What the system's own tool does with the key of *profile*."""
    username = f"{gateway.origin}#{profile}"
    words = ("secret-tool", action, *more, "service", "roo-wizard", "username", username)
    return session.run(*words, stdin=key).stdout


def store(home: Path) -> ProfileStore:
    return ProfileStore(Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard"))


@pytest.fixture
def gateway(session: real.Session, tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in for TokenBay with a saved profile "bay" whose key the keyring has."""
    with running(StandIn(TOKENBAY)) as gateway:
        store(tmp_path).save(Profile("bay", f"{gateway.origin}/v1", TOKENBAY.model, preset="tokenbay"))
        entry(session, gateway, "store", "bay", "--label=roo-wizard", key=TOKENBAY.key)
        yield gateway


def proving_haiku(session: real.Session) -> Terminal:
    """The wizard in which the suggestion for Ask was chosen."""
    looks = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
    terminal = Terminal(COMMAND, session.environ | looks)
    terminal.wait_for("saved connections", "bay")
    terminal.press("m")
    terminal.wait_for("suggested: claude-opus-4.8")
    terminal.press("down", "down", "enter")
    terminal.wait_for("Ask: which connection?")
    terminal.press("home", "enter")
    return terminal


def test_the_same_key_is_kept_for_the_new_profile_at_its_own_address(
    session: real.Session, gateway: StandIn, tmp_path: Path
) -> None:
    with proving_haiku(session) as terminal:
        terminal.wait_for("Saved as profile claude-haiku-4.5; the key is in Secret Service.", "Bound to Ask.")
        assert TOKENBAY.key.encode() not in bytes(terminal.raw)
    assert entry(session, gateway, "lookup", "claude-haiku-4.5") == TOKENBAY.key
    assert entry(session, gateway, "lookup", "bay") == TOKENBAY.key
    assert dict(store(tmp_path).load().modes) == {"ask": "claude-haiku-4.5"}
    written = b"".join(path.read_bytes() for path in (tmp_path / ".config").rglob("*") if path.is_file())
    assert TOKENBAY.key.encode() not in written
    assert session.run(*COMMAND, "check", "claude-haiku-4.5", "--no-spend").returncode == 3


def test_a_locked_keyring_sends_and_saves_nothing(session: real.Session, gateway: StandIn, tmp_path: Path) -> None:
    assert session.run(sys.executable, "-c", real.LOCK).returncode == 0
    with proving_haiku(session) as terminal:
        terminal.wait_for("the key of 'bay' could not be read", "prove the rest again")
    assert gateway.asked == []
    assert store(tmp_path).load().names == ("bay",)
