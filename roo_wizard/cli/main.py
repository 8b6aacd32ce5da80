"""The entry point: find the command, parse its words, run it, and turn every error into an exit code.

Nothing heavy is imported here: the table names modules, and only the chosen one is loaded.
"""

import sys
from collections.abc import Sequence

from roo_wizard.cli.arguments import Command, parse
from roo_wizard.cli.table import COMMANDS, WIZARD, overview

_MODULES = "roo_wizard.cli.commands."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* (default: the process's own) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse after --help
        return stop.code if isinstance(stop.code, int) else 0
    except BaseException as error:
        from roo_wizard.cli.failures import exit_code_of

        return exit_code_of(error, words)
    return code


def _run(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    command, rest = _command(words)
    prog = f"roo-wizard {command.name}".rstrip()
    arguments = parse(command, prog, rest, epilog=None if command.name else overview())
    if not command.name and arguments.version:
        from roo_wizard import __version__

        print(f"roo-wizard {__version__}")
        return 0
    from importlib import import_module

    code: int = import_module(_MODULES + command.module).run(arguments)
    return code


def _command(words: list[str]) -> tuple[Command, list[str]]:
    """Return the command that the first word, or the first two, name and the rest; without one, the wizard."""
    if not words or words[0].startswith("-"):
        return WIZARD, words
    for command in COMMANDS:
        count = command.name.count(" ") + 1
        if command.name == " ".join(words[:count]):
            return command, words[count:]
    from roo_wizard.cli.secrets_in_text import looks_like_key
    from roo_wizard.core.errors import UnknownName

    name = "•••" if looks_like_key(words[0]) else words[0]
    raise UnknownName("command", name, [command.name for command in COMMANDS])
