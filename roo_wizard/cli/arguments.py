"""What one entry of the command line is, and the argparse parser that is made of such entries.

Plain classes instead of dataclasses: ``--help`` may cost little more than building one argparse parser, and
importing ``dataclasses`` or ``typing`` alone costs half as much again (measured; tests/bench/budgets.py).
"""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, TypeAlias

    Convert: TypeAlias = Callable[[str], object]


_SHORT = 12
"""Up to this length a word is too short for a key, and ``--help`` need not load what looks for one."""


class Option:
    """One option or positional. ``settings`` are argparse's own words (``metavar``, ``action`` …)."""

    __slots__ = ("flags", "help", "settings")

    def __init__(self, *flags: str, help: str, **settings: "Any") -> None:  # noqa: A002  argparse's own word
        self.flags = flags
        self.help = help
        self.settings = settings


class OneOf:
    """Options of which at most one may be given."""

    __slots__ = ("options",)

    def __init__(self, *options: Option) -> None:
        self.options = options


class Command:
    """One command: its name, its line in ``--help``, the module with ``run(arguments) -> int``, its options."""

    __slots__ = ("module", "name", "options", "summary")

    def __init__(self, name: str, summary: str, module: str, *options: Option | OneOf) -> None:
        self.name = name
        self.summary = summary
        self.module = module
        self.options = options

    @property
    def flags(self) -> list[str]:
        """Every ``--option`` that the command takes."""
        flags: list[str] = []
        for entry in self.options:
            for option in entry.options if isinstance(entry, OneOf) else (entry,):
                flags += (flag for flag in option.flags if flag.startswith("--"))
        return flags


class Parser(argparse.ArgumentParser):
    """argparse, with errors raised as `UsageError` so that one place prints them, as text or as JSON."""

    def error(self, message: str) -> "NoReturn":
        """Raise `UsageError` with argparse's own *message*."""
        from roo_wizard.core.errors import UsageError

        raise UsageError(message, f"see: {self.prog} --help")


class Layout(argparse.RawDescriptionHelpFormatter):
    """argparse's layout at the terminal's width, found without importing ``shutil`` (a fifth of the start)."""

    def __init__(self, prog: str, **more: "Any") -> None:
        more.setdefault("width", _columns() - 2)
        super().__init__(prog, max_help_position=30, **more)


def build(command: Command, prog: str, epilog: str | None = None) -> Parser:
    """Return the parser of one *command*; abbreviations are off, so that later options never change a meaning."""
    parser = Parser(prog=prog, description=command.summary, epilog=epilog, formatter_class=Layout, allow_abbrev=False)
    for entry in command.options:
        if isinstance(entry, OneOf):
            group = parser.add_mutually_exclusive_group()
            for option in entry.options:
                group.add_argument(*option.flags, help=option.help, **option.settings)
        else:
            parser.add_argument(*entry.flags, help=entry.help, **entry.settings)
    return parser


def parse(command: Command, prog: str, words: Sequence[str], epilog: str | None = None) -> argparse.Namespace:
    """Return the parsed *words*; raises `UnknownName` with the nearest option, or `UsageError`."""
    if any(len(word) > _SHORT for word in words):
        from roo_wizard.cli.secrets_in_text import refuse_keys

        refuse_keys(words)
    arguments, unknown = build(command, prog, epilog).parse_known_args(words)
    if unknown:
        raise unknown_words(unknown, ["--help", *command.flags])
    return arguments


def unknown_words(words: Sequence[str], flags: Iterable[str]) -> Exception:
    """Return the error for *words* that no entry takes; a word that may be a key is never repeated."""
    from roo_wizard.cli.secrets_in_text import looks_like_key
    from roo_wizard.core.errors import UnknownName, UsageError

    option = next((word.partition("=")[0] for word in words if word.startswith("-")), None)
    if option is not None and not looks_like_key(option.lstrip("-")):
        return UnknownName("option", option, sorted(flags))
    if any(map(looks_like_key, words)):
        return UsageError("a key never stands on the command line", "use --key-stdin, or --key-env NAME")
    return UsageError(f"unexpected argument {words[0]!r}", "see --help")


def _columns() -> int:
    """Return the width for help: ``COLUMNS``, else the terminal's, else 80; never wider than 120."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (ValueError, OSError):
        columns = 80
    return max(40, min(columns, 120))
