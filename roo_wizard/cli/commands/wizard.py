"""No subcommand: the wizard itself."""

import asyncio
import os
import signal
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from roo_wizard.cli import exits
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe

if TYPE_CHECKING:
    from roo_wizard.cli.wizard.outputs import WizardOutputs
    from roo_wizard.cli.wizard.wiring import Wiring
    from roo_wizard.flow.state import WizardState
    from roo_wizard.tui.app import RooWizardApp

HARMLESS = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"})
"""The variables of Textual that are kept. Others write every key press to a file, press keys or save the screen."""

ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
"""They leave the wizard with 128 and their number: 130, 143, 129, 131."""


def run(arguments: Namespace) -> int:
    """Open the wizard in this terminal; raises `UsageError` where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise UsageError("the wizard needs a terminal", "use: roo-wizard check … (see roo-wizard check --help)")
    drop_debug_variables()
    return asyncio.run(_open(arguments))


async def _open(arguments: Namespace) -> int:
    """Run the app, and print the card into the terminal it leaves."""
    from roo_wizard.cli.wizard.wiring import Wiring
    from roo_wizard.tui.app import RooWizardApp

    wiring = Wiring(practice=arguments.practice, fresh=arguments.fresh)
    home = not (arguments.fresh or arguments.practice) and has_profiles()
    app = RooWizardApp(wiring, lambda: first_state(arguments.client or "roo"), home=home)
    _heed_signals(app)
    try:
        card = await app.run_async()
    finally:
        await wiring.close()
        silence_what_is_gone()
    if card:
        print(card)
        print("\n".join(wiring.stored))
    _remind_of_key_file(wiring)
    return app.return_code or exits.READY


def _remind_of_key_file(wiring: "Wiring") -> None:
    """Name the files with the key that were written and not deleted; without any output nothing is imported for it."""
    outputs: WizardOutputs | None = vars(wiring).get("outputs")
    if outputs is None:
        return
    from roo_wizard.cli.output import narrate

    for file in outputs.all_left:
        narrate(f"{safe(file.path, 200)} still holds the key: delete it once it is imported")


def silence_what_is_gone() -> None:
    """Let the exit code stand where the terminal was closed: what waits for it would fail at the exit, with 120."""
    from roo_wizard.cli.streams import is_lost, silence

    for stream in (sys.stdout, sys.stderr):
        if stream is not None and is_lost(stream):
            silence(stream)


def _heed_signals(app: "RooWizardApp") -> None:
    """Let a signal that ends the program first give the terminal back; the same signal again ends it at once."""
    loop = asyncio.get_running_loop()

    def heard(number: int) -> None:
        loop.remove_signal_handler(number)
        app.end_by_signal(number)

    for name in ENDING_SIGNALS if sys.platform != "win32" else ():
        number = getattr(signal, name)
        loop.add_signal_handler(number, heard, number)


def first_state(client_id: str) -> "WizardState":
    """Return the state without answers; the app asks for it after its first paint."""
    from roo_wizard.flow.state import WizardState
    from roo_wizard.roo.clients import client

    return WizardState(client=client(client_id))


def has_profiles() -> bool:
    """Whether there is a profiles file; it is read after the first paint."""
    return Places.of_user().profiles_file.exists()


def drop_debug_variables() -> None:
    """Take Textual's debug variables out of the environment; it reads them when it is imported (textual.md 2.9)."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in HARMLESS]:
        del os.environ[name]
