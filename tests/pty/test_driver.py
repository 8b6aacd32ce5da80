import sys

import pytest

from tests.pty.conftest import Open
from tests.pty.driver import Terminal

pytestmark = pytest.mark.pty


def test_help_fits_into_eighty_columns(open_terminal: Open) -> None:
    terminal = open_terminal("--help", lines=60)
    assert terminal.wait_exit() == 0
    assert "usage: roo-wizard" in terminal.text
    assert "130  interrupted" in terminal.text


def test_an_unknown_command_names_the_nearest(open_terminal: Open) -> None:
    terminal = open_terminal("chekc")
    assert terminal.wait_exit() == 2
    assert "did you mean check" in terminal.text


@pytest.mark.parametrize("cut", range(1, 30))
def test_sequences_that_draw_nothing_leave_no_trace_wherever_they_are_cut(cut: int) -> None:
    data = b"a\x1b[>1ub\x1b[?2026$pc\x1b]52;c;eA==\x07d\x1b[31me\x1b[0m"
    with Terminal([sys.executable, "-c", "pass"], {}) as terminal:
        terminal._draw(data[:cut])
        terminal._draw(data[cut:])
        assert terminal.text.strip() == "abcde"
