"""A wizard ended at any step offers to go on there, with every answer but the key, and sends nothing by itself."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.text import to_toml
from tests.cli.gateways import running
from tests.pty.conftest import Open
from tests.pty.driver import Terminal

pytestmark = pytest.mark.pty

KEY, MODEL = "pk-canary-7Qw9Zr2TtXk41", "practice-coder"
OFFER = "go on where you stopped"


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({KEY}))) as gateway:
        yield gateway


def step(terminal: Terminal, number: int, *texts: str) -> str:
    return terminal.wait_for(f"step {number} of 5", *texts)


def give_key(terminal: Terminal) -> None:
    step(terminal, 2, "receives the key")
    terminal.paste(KEY)
    terminal.wait_for("23 characters")
    terminal.press("enter")


def answer(terminal: Terminal, base_url: str, until: int) -> None:
    """Answer from an empty first step on, until the wizard stands at step *until*."""
    step(terminal, 1, "Flatkey")
    terminal.paste(base_url)
    terminal.wait_for("Use this address")
    terminal.press("enter")
    step(terminal, 2, "receives the key")
    if until > 2:
        give_key(terminal)
        step(terminal, 3, "4 models")
    if until > 3:
        terminal.type(MODEL)
        terminal.wait_for("1 of 4")
        terminal.press("enter")
        step(terminal, until)


def end(terminal: Terminal, way: str) -> None:
    if way == "kill -9":
        terminal.kill()
    elif way == "the terminal is closed":
        assert terminal.hang_up() == 129
    else:
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_exit() == 143


def assert_no_secret(home: Path) -> None:
    assert not [path for path in home.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("reached", "way"),
    [
        (2, "kill -9"),
        (3, "kill -9"),
        (4, "kill -9"),
        (2, "the terminal is closed"),
        (4, "the terminal is closed"),
        (3, "SIGTERM"),
        (4, "SIGTERM"),
    ],
)
def test_a_set_up_goes_on_with_its_answers(
    open_terminal: Open, gateway: PracticeGateway, home: Path, reached: int, way: str
) -> None:
    base_url = gateway.url("S06") if reached == 4 else gateway.base_url  # there the proof waits for ever
    terminal = open_terminal()
    answer(terminal, base_url, reached)
    end(terminal, way)
    assert_no_secret(home)
    sent = len(gateway.received)

    again = open_terminal()
    step(again, 1, f"{OFFER}   at step 2, Key: ", MODEL if reached == 4 else OFFER)
    again.press("enter")
    step(again, 2, "receives the key", f"127.0.0.1:{gateway.port}")
    again.wait_handled()
    assert len(gateway.received) == sent, "nothing goes out before the key is given again"
    give_key(again)
    step(again, 3, "4 models", *(("1 of 4",) if reached == 4 else ()))
    assert_no_secret(home)


def test_a_key_in_a_variable_waits_for_enter(open_terminal: Open, gateway: PracticeGateway) -> None:
    terminal = open_terminal(env={"TEAM_KEY": KEY})
    answer(terminal, gateway.base_url, 2)
    terminal.wait_for("No keyring service")
    terminal.press("down")
    terminal.wait_handled()
    terminal.press("k")
    terminal.wait_for("reads the key from this variable")
    terminal.press("shift+tab")
    terminal.wait_handled()
    terminal.type("TEAM_KEY")
    terminal.press("enter")
    step(terminal, 3, "4 models")
    terminal.kill()
    sent = len(gateway.received)
    again = open_terminal(env={"TEAM_KEY": KEY})
    step(again, 1, OFFER)
    again.press("enter")
    step(again, 2, "receives the key", "TEAM_KEY")
    again.wait_handled()
    assert len(gateway.received) == sent
    again.press("enter")
    step(again, 3, "4 models")


def test_what_was_saved_is_on_home_and_nothing_is_left_to_go_on_with(
    open_terminal: Open, gateway: PracticeGateway, home: Path
) -> None:
    terminal = open_terminal(lines=48)
    answer(terminal, gateway.base_url, 5)
    terminal.wait_for("Saved as profile")
    terminal.kill()
    again = open_terminal()
    again.wait_for("saved connections", "✓ ready")
    again.wait_handled()
    assert OFFER not in again.text
    assert_no_secret(home)
    again.press("n")
    answer(again, gateway.base_url.replace("127.0.0.1", "localhost"), 3)
    again.kill()
    third = open_terminal()
    third.wait_for("saved connections", f"g  {OFFER}   at step 2, Key")
    third.press("n")
    step(third, 1, f"r  {OFFER}")
    third.press("enter")
    step(third, 2, f"localhost:{gateway.port}")


def test_fresh_ignores_what_was_interrupted(open_terminal: Open, gateway: PracticeGateway) -> None:
    terminal = open_terminal()
    answer(terminal, gateway.base_url, 2)
    terminal.kill()
    fresh = open_terminal("--fresh")
    step(fresh, 1, "Flatkey")
    fresh.wait_handled()
    assert OFFER not in fresh.text
    fresh.kill()
    later = open_terminal()
    step(later, 1, "Flatkey")
    later.wait_handled()
    assert OFFER not in later.text


@pytest.mark.parametrize(("reached", "way"), [(2, "kill -9"), (4, "the terminal is closed")])
def test_a_team_journey_goes_on_and_its_key_leads_to_the_proof(
    open_terminal: Open, gateway: PracticeGateway, home: Path, reached: int, way: str
) -> None:
    file = home / "team.toml"
    base_url = gateway.url("S06") if reached == 4 else gateway.base_url
    file.write_bytes(to_toml(TeamFile("Example team", base_url, (MODEL,), headers={"X-Team": "blue"})))
    terminal = open_terminal()
    step(terminal, 1, "Flatkey")
    terminal.press("t", "enter")
    terminal.wait_for("join a team")
    terminal.paste(str(file))
    terminal.wait_for("Example team", "my key may go to this host")
    terminal.press("enter")
    step(terminal, 2, "receives the key")
    if reached == 4:
        give_key(terminal)
        step(terminal, 4)
    end(terminal, way)
    sent = len(gateway.received)

    again = open_terminal(lines=48)
    step(again, 1, f"{OFFER}   at step 2, Key: Example team", MODEL)
    again.press("enter")
    step(again, 2, "receives the key", "Example team")
    again.wait_handled()
    assert len(gateway.received) == sent
    give_key(again)
    again.wait_for("step 4 of 5" if reached == 4 else "step 5 of 5")
    if reached == 2:
        again.wait_for("Saved as profile")
        assert {one.headers.get("x-team") for one in gateway.received if one.method == "POST"} == {"blue"}
        again.press("q")
        assert again.wait_exit() == 0
        third = open_terminal()
        third.wait_for("saved connections")
        third.press("t")
        third.wait_for("join a team")
        third.paste(str(file))
        third.wait_for("Nothing new")
    assert_no_secret(home)
