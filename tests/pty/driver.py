"""A terminal without a window: starts a program in a pseudo-terminal and reads its screen like a person.

The screen is pyte's, 80×24 unless asked otherwise. Nothing sleeps: every wait ends with the next bytes of
the program or with an assertion that shows the screen.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

PROGRAM = Path(sys.executable).with_name("roo-wizard")
"""The installed program that belongs to the Python running the tests."""

PATIENCE = 30.0
"""Seconds after which a wait is a failure; generous, since two cores may run four tests."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "ctrl+a": "\x01",
    "ctrl+c": "\x03",
    "ctrl+u": "\x15",
}
"""What a terminal sends for a key."""

_UNDRAWN = re.compile(rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\??[0-9;]*\$[a-z]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Sequences that draw nothing and that pyte would print in part: modes, queries, titles, clipboard."""

_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<>=?$ ]*|[\]P_^X][^\x07\x1b]*\x1b?)?\Z")


class Terminal:
    """One program in one pseudo-terminal; use it as a context manager, so that the program always ends.

    ``raw`` holds every byte it ever wrote, ``presses`` counts the keys by name.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], columns: int = 80, lines: int = 24) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.raw = bytearray()
        self.presses: Counter[str] = Counter()
        self._stream = pyte.ByteStream(self.screen)
        self._undecided = b""
        self._code: int | None = None
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        opened = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0)]
        doubled = [(os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        # A new session that opens the terminal by name gets it as its own, as in a real window.
        self.pid = os.posix_spawn(command[0], list(command), env, file_actions=[*opened, *doubled], setsid=True)
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._code is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._reap()
        if self.master != -1:
            os.close(self.master)

    @property
    def text(self) -> str:
        """What stands on the screen, line by line, without the blanks at the line ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, *texts: str, patience: float = PATIENCE) -> str:
        """Wait until all *texts* stand on the screen and return it."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts), " and ".join(map(repr, texts)), patience
        )

    def wait_gone(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until *text* stands nowhere on the screen and return it."""
        return self.wait_until(lambda screen: text not in screen, f"no {text!r}", patience)

    def wait_until(self, seen: Callable[[str], bool], what: str, patience: float = PATIENCE) -> str:
        """Wait until *seen* is true of the screen; raises `AssertionError` that shows the screen."""
        deadline = time.monotonic() + patience
        while not seen(self.text):
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"waited in vain for {what}; on the screen:\n{self.text}")
        return self.text

    def press(self, *keys: str) -> None:
        """Press *keys* by name (`KEYS`) or, for one letter, as it is."""
        for key in keys:
            self.presses[key] += 1
            self._write(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Type *text* letter by letter."""
        self._write(text)

    def paste(self, text: str) -> None:
        """Paste *text*, bracketed as terminals do."""
        self._write(f"\x1b[200~{text}\x1b[201~")

    def wait_handled(self) -> None:
        """Wait until every key so far was handled, also one that must change nothing.

        The window grows by a line, and the program has to draw the longer screen, which it does after the keys.
        """
        self.resize(self.screen.columns, self.screen.lines + 1)
        self.wait_until(lambda _screen: bool(self.screen.display[-1].strip()), "the last line of a longer screen")

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self.screen.resize(lines, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def wait_exit(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended and return its exit code."""
        deadline = time.monotonic() + patience
        while self._read(deadline - time.monotonic()):
            pass
        if time.monotonic() >= deadline:
            raise AssertionError(f"the program did not end; on the screen:\n{self.text}")
        return self._reap()

    def kill(self) -> None:
        """End the program at once, as ``kill -9`` does."""
        os.kill(self.pid, signal.SIGKILL)
        self._reap()

    def hang_up(self, patience: float = PATIENCE) -> int:
        """Close the window under the program and return its exit code."""
        os.close(self.master)
        self.master = -1
        ended = os.pidfd_open(self.pid)
        try:
            assert select.select([ended], [], [], patience)[0], "the program outlived its terminal"
        finally:
            os.close(ended)
        return self._reap()

    def _write(self, text: str) -> None:
        os.write(self.master, text.encode())

    def _read(self, seconds: float) -> bool:
        """Read what the program wrote next; False when time is up or the program has closed the terminal."""
        if seconds <= 0 or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux: the last process has closed its side
            return False
        self.raw += data
        self._draw(data)
        return bool(data)

    def _draw(self, data: bytes) -> None:
        data = self._undecided + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._undecided = data[cut:]
        self._stream.feed(_UNDRAWN.sub(b"", data[:cut]))

    def _reap(self) -> int:
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code
