"""What a terminal and its system may do to the wizard at any time; the terminal is always given back."""

import os
import signal
import termios

import pytest

from tests.pty.conftest import Open
from tests.pty.driver import Terminal

pytestmark = pytest.mark.pty

RESTORED = ("\x1b[?1049l", "\x1b[?1000l", "\x1b[?1003l", "\x1b[?2004l", "\x1b[?25h")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131), (signal.SIGINT, 130)]
)
def test_a_signal_ends_the_wizard_with_its_code_and_gives_the_terminal_back(
    open_terminal: Open, number: int, code: int
) -> None:
    terminal = open_terminal("--practice")
    terminal.wait_for("step 1 of 5", "Practice gateway")
    os.kill(terminal.pid, number)
    assert terminal.wait_exit() == code
    written = terminal.raw.decode()
    assert [mode for mode in RESTORED if mode not in written] == []
    assert "Traceback" not in written
    assert termios.tcgetattr(terminal.master)[3] & termios.ECHO, "still in raw mode"


def test_bytes_that_are_no_utf_8_are_typed_as_such_and_the_journey_goes_on(open_terminal: Open) -> None:
    terminal = open_terminal("--practice")
    terminal.wait_for("step 1 of 5", "Practice gateway")
    os.write(terminal.master, b"\xff\xfe")
    terminal.wait_for("\ufffd\ufffd")
    terminal.press("ctrl+u")
    terminal.wait_gone("\ufffd")
    finish(terminal)
    assert "\ufffd" not in terminal.text


def test_a_character_that_arrives_in_two_pieces_is_one(open_terminal: Open) -> None:
    terminal = open_terminal("--practice")
    terminal.wait_for("step 1 of 5", "Practice gateway")
    os.write(terminal.master, "é".encode()[:1])
    terminal.wait_handled()
    os.write(terminal.master, "é".encode()[1:])
    terminal.wait_for("é")
    assert "\ufffd" not in terminal.text


def finish(terminal: Terminal) -> None:
    """Go from the first screen to the fields, and leave."""
    terminal.wait_for("step 1 of 5", "Practice gateway")
    terminal.press("enter")
    terminal.wait_for("step 2 of 5", "receives the key")
    terminal.press("enter")
    terminal.wait_for("step 3 of 5", "practice-coder", "Enter starts the proof")
    terminal.press("enter")
    terminal.wait_for("step 5 of 5", "READY")
    terminal.press("q")
    assert terminal.wait_exit() == 0
