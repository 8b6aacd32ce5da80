"""Two terminals at once, and kill -9 at random moments of the wizard, with a real Secret Service."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.store import ProfileStore
from tests.attack.traces import traces_below
from tests.cli.gateways import running
from tests.profiles import test_secret_service as real
from tests.pty.conftest import Open, terminal_environment
from tests.pty.driver import Terminal

pytestmark = [pytest.mark.pty, *real.pytestmark]
no_bus, session = real.no_bus, real.session

KEY, OTHER = "pk-canary-7Qw9Zr2TtXk41", "pk-other-4Hs8Lm3VvYp62"
MOMENTS = range(int(os.environ.get("ROO_WIZARD_KILLS", "6")))
OFFER, HOME = "go on where you stopped", "saved connections"


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({KEY, OTHER}))) as gateway:
        yield gateway


def with_keyring(session: real.Session, home: Path) -> dict[str, str]:
    """The environment of a terminal whose home is *home* and whose keyring is the session's."""
    home.mkdir(exist_ok=True)
    bus = {name: session.environ[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
    backend = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    return terminal_environment(home) | bus | backend


def store_of(home: Path) -> ProfileStore:
    return ProfileStore(Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard"))


def answer(terminal: Terminal, base_url: str, key: str, until: int) -> None:
    """Give the first answers of a set-up; the last one is on its way when this returns."""
    terminal.wait_for("step 1 of 5", "Flatkey")
    terminal.paste(base_url)
    terminal.wait_for("Use this address")
    terminal.press("enter")
    if until > 1:
        terminal.wait_for("step 2 of 5", "receives the key")
        terminal.paste(key)
        terminal.wait_for(f"{len(key)} characters")
        terminal.press("enter")
    if until > 2:
        terminal.wait_for("step 3 of 5", "4 models")
        terminal.press("enter")


def test_a_wizard_killed_at_any_moment_goes_on_or_has_saved(
    open_terminal: Open, session: real.Session, gateway: PracticeGateway, tmp_path: Path
) -> None:
    for moment in MOMENTS:
        chance = random.Random(moment)
        home = tmp_path / f"home-{moment}"
        env = with_keyring(session, home)
        terminal = open_terminal(env=env)
        answer(terminal, gateway.base_url, KEY, until=1 + moment % 3)
        time.sleep(chance.uniform(0, 0.7))
        terminal.kill()
        assert traces_below(tmp_path, KEY) == []
        loaded = store_of(home).load()
        assert loaded.problem is None
        again = open_terminal(env=env)
        again.wait_until(lambda screen: OFFER in screen or "✓ ready" in screen, "an offer, or what was saved")
        assert (HOME in again.text) == bool(loaded.profiles)
        again.kill()


def test_two_terminals_that_save_the_same_connection_at_once_each_keep_their_own_proven_key(
    open_terminal: Open, session: real.Session, gateway: PracticeGateway, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    env = with_keyring(session, home)
    terminals = [open_terminal(env=env, lines=48) for _ in range(2)]
    for terminal, key in zip(terminals, (KEY, OTHER), strict=True):
        answer(terminal, gateway.base_url, key, until=2)
        terminal.wait_for("step 3 of 5", "4 models")
    for terminal in terminals:
        terminal.press("enter")
    for terminal in terminals:
        terminal.wait_for("step 5 of 5", "Saved as profile")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    loaded = store_of(home).load()
    assert (len(loaded.names), loaded.problem) == (2, None)
    kept = [
        session.run("secret-tool", "lookup", "service", "roo-wizard", "username", f"{gateway.origin}#{name}").stdout
        for name in loaded.names
    ]
    assert sorted(kept) == sorted((KEY, OTHER))
    assert traces_below(tmp_path, KEY, OTHER) == []
    home_screen = open_terminal(env=env)
    home_screen.wait_for(HOME, "✓ ready")
    home_screen.press("enter")
    home_screen.wait_for("step 5 of 5")
