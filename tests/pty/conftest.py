"""The installed program in a terminal of its own, with an empty home."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pty.driver import PROGRAM, Terminal

Open = Callable[..., Terminal]


def terminal_environment(home: Path) -> dict[str, str]:
    """The whole environment of a started program: nothing of this machine but its PATH."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TEXTUAL_ANIMATIONS": "none",
    }


@pytest.fixture
def open_terminal(home: Path) -> Iterator[Open]:
    """Open ``roo-wizard WORDS…`` in a new terminal; ``env`` adds variables. All are closed at the end."""
    if not PROGRAM.exists():
        pytest.skip(f"roo-wizard is not installed beside this Python: {PROGRAM.parent}/pip install .")
    with ExitStack() as stack:

        def opened(*words: str, env: dict[str, str] | None = None, columns: int = 80, lines: int = 24) -> Terminal:
            whole = terminal_environment(home) | (env or {})
            return stack.enter_context(Terminal([str(PROGRAM), *words], whole, columns, lines))

        yield opened
