"""Pages beside the five steps, in a terminal."""

import pytest

from tests.pty.conftest import Open

pytestmark = pytest.mark.pty


def test_the_full_proof_is_asked_for_once_and_shows_the_smoke_tests_and_the_times(open_terminal: Open) -> None:
    terminal = open_terminal("--practice", lines=36, columns=120)
    terminal.wait_for("step 1 of 5", "Practice gateway")
    terminal.press("enter")
    terminal.wait_for("step 2 of 5", "receives the key")
    terminal.press("enter")
    terminal.wait_for("step 3 of 5", "Enter starts the proof", "own list will show 4 models")
    terminal.press("enter")
    terminal.wait_for("step 5 of 5", "After pasting")
    terminal.type("F")
    terminal.wait_for("Run the full proof?", "14 requests", "44 requests")
    terminal.type("y")
    shown = terminal.wait_for(
        "Full proof of practice-coder", "JSON/tool-call task", "first token", "spent: 14 requests"
    )
    assert shown.index("✓ repo-read") < shown.index("✓ one-file edit") < shown.index("✓ JSON/tool-call task")
    terminal.type("f")
    terminal.wait_for("step 5 of 5", "After pasting")
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_the_doctors_page_looks_at_the_terminal_that_it_is_shown_in(open_terminal: Open) -> None:
    terminal = open_terminal(lines=48, columns=120)
    terminal.wait_for("step 1 of 5", "Flatkey")
    terminal.type("?")
    terminal.wait_for("look at this machine")
    terminal.type("d")
    shown = terminal.wait_for("This machine:", "✓ Python", "! Keyring", "✓ Terminal", "120×48, xterm-256color, utf-8")
    assert "LANG=C.UTF-8" not in shown
    terminal.press("escape")
    terminal.wait_for("step 1 of 5")
