"""A file with a key that lives for one import: written, waited for, deleted, whatever ends the program.

Only SIGKILL and a power cut leave it behind.
"""

import signal
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from roo_wizard.cli.output import narrate
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.handoff.output import Written, delete_written, write_private

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")


class Stopped(KeyboardInterrupt):
    """A signal that ends the program, raised wherever it is, as ctrl+c is."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


class ShortLived:
    """Writes one file and deletes it on leaving; a context manager for the main thread.

    Signals are heard as `Stopped`, but not while the file is being written or deleted: none can fall between the
    writing and the knowledge that there is something to delete.
    """

    def __init__(self) -> None:
        self._written: Written | None = None
        self._busy = False
        self._heard: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        self._before = {number: signal.signal(number, self._hear) for number in numbers}
        return self

    def write(self, path: Path, text: str) -> None:
        """Write *text* to *path*, whole or not at all; raises `UsageError`."""
        self._busy = True
        try:
            self._written = write_private(path, text)
        finally:
            self._busy = False
        if self._heard is not None:
            raise Stopped(self._heard)

    def wait(self) -> None:
        """Wait until Enter is pressed, or standard input ends."""
        narrate("now import it; then press Enter here: the file is deleted, as it is on ctrl+c")
        sys.stdin.readline()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._busy = True
        try:
            if self._written is not None:
                delete_written(self._written)
                narrate(f"deleted: {safe(self._written.path, 200)} is gone")
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler or signal.SIG_DFL)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if self._busy:
            self._heard = number
        else:
            raise Stopped(number)


def refuse_without_terminal() -> None:
    """Raise `UsageError` where nobody could press Enter."""
    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageError(
            "--delete-after waits for Enter, and there is no terminal to press it in",
            "leave it out, and delete the file once it is imported",
        )
