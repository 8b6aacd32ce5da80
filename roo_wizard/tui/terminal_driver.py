"""Textual's driver for Linux and macOS, made to survive what a terminal may do: foreign bytes and a hang-up.

Textual's own (8.2) decodes strictly: one byte that is no UTF-8, as in a Latin-1 paste, ends its input thread with a
traceback that shows local variables, and the program with 0.
"""

import os
import selectors
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from roo_wizard.tui.app import RooWizardApp

_POLL = 0.1
"""Seconds between two looks at whether to stop; also the parser's tick, which tells Escape from a sequence."""


class TerminalDriver(LinuxDriver):
    """Shows "�" for bytes that are no UTF-8, and tells the app when the input ends or breaks."""

    _app: "RooWizardApp"

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self._file: Any = _Tolerant(self._file)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            self._app.call_later(self._app.hung_up)
        except Exception as error:
            self._app.call_later(self._app.input_failed, error)

    def run_input_thread(self) -> None:
        """Turn bytes into messages until the app stops; a terminal that is gone is an `OSError`."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_POLL):
                    data = os.read(self.fileno, 4096)
                    if not data:
                        raise OSError("the terminal is gone")
                    text = decode(data)
                    for message in parser.feed(text) if text else ():  # "" would mean the end to the parser
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)


class _Tolerant:
    """Where the screen is written; a terminal that is gone takes nothing and must not keep the app from ending."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write *text* if there is still somebody to see it."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush likewise."""
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
