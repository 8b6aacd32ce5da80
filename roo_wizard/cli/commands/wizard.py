"""No subcommand: the wizard itself."""

import os
import sys
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.core.errors import UsageError

HARMLESS = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"})
"""The variables of Textual that are kept. Others write every key press to a file, press keys or save the screen."""


def run(arguments: Namespace) -> int:
    """Open the wizard in this terminal; raises `UsageError` where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise UsageError("the wizard needs a terminal", "use: roo-wizard check … (see roo-wizard check --help)")
    drop_debug_variables()
    from roo_wizard.cli.wiring import Wiring
    from roo_wizard.roo.clients import client
    from roo_wizard.tui.app import RooWizardApp

    app = RooWizardApp(Wiring(practice=arguments.practice), client(arguments.client or "roo"), fresh=arguments.fresh)
    app.run()
    return app.return_code or exits.READY


def drop_debug_variables() -> None:
    """Take Textual's debug variables out of the environment; it reads them when it is imported (textual.md 2.9)."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in HARMLESS]:
        del os.environ[name]
