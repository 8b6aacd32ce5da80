"""The entry point: find the command, parse its words, run it, and turn every error into an exit code.

Nothing heavy is imported here: the table names modules, and only the chosen one is loaded. Even the table is
imported inside `main`, where a ctrl+c in the first milliseconds ends like any other.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roo_wizard.cli.arguments import Command

_MODULES = "roo_wizard.cli.commands."
_TEXT_ANSWERS = frozenset({"--help", "-h", "--version"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* (default: the process's own) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        from roo_wizard.cli.streams import Output

        with Output(reserved="--json" in words and not _TEXT_ANSWERS.intersection(words)):
            return _ended(words)
    except BaseException as error:
        return _failed(error, words)


def _ended(words: list[str]) -> int:
    """Run *words* and return the exit code, of an error too, while standard output is as the run needs it."""
    try:
        try:
            code = _run(words)
        except SystemExit as stop:  # argparse after --help
            code = stop.code if isinstance(stop.code, int) else 0
        sys.stdout.flush()
    except BaseException as error:
        return _failed(error, words)
    return code


def _failed(error: BaseException, words: list[str]) -> int:
    from roo_wizard.cli.failures import exit_code_of

    return exit_code_of(error, words)


def _run(words: list[str]) -> int:
    from roo_wizard.cli.arguments import parse
    from roo_wizard.cli.table import overview

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
    from roo_wizard.cli.table import COMMANDS, WIZARD

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
