"""Errors as people and programs read them: one line what, one line what next; with ``--json`` one object."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.secrets_in_text import without_keys
from roo_wizard.cli.streams import Output, ResultLost, silence
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import safe

SCHEMA = "roo-wizard.error/1"


def exit_code_of(error: BaseException, words: Sequence[str]) -> int:
    """Print *error* the way *words* ask for and return the exit code.

    A foreseen error shows its message and hint. An unforeseen one shows its type and where it happened,
    never its text or variables: either may hold a key.
    """
    try:
        return _result_lost(error) if isinstance(error, ResultLost) else _told(error, words)
    except ResultLost as lost:
        return _result_lost(lost)


def _told(error: BaseException, words: Sequence[str]) -> int:
    name, message, hint, code = _facts(error)
    message, hint = (without_keys(text, words) for text in (message, hint))
    if "--json" in words:
        print_json(SCHEMA, {"error": {"id": name, "message": message, "hint": hint}})
    if name == "crash":
        _print_where(error)
    elif name == "interrupted":
        narrate("interrupted")
        return code
    narrate(f"roo-wizard: {message}")
    if hint:
        narrate(f"  → {hint}")
    return code


def _facts(error: BaseException) -> tuple[str, str, str, int]:
    if isinstance(error, RooWizardError):
        return error.id, error.message, error.hint, exits.USAGE
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", "stopped by ctrl+c", "", exits.INTERRUPTED
    if isinstance(error, OSError) and error.strerror:
        where = f"{safe(error.filename, 120)}: " if error.filename else ""
        return "file", f"{where}{safe(error.strerror)}", "", exits.USAGE
    hint = "please report it; the lines above hold no key and no text of the gateway"
    return "crash", f"a mistake in roo-wizard itself: {type(error).__name__}", hint, exits.INCONCLUSIVE


def _print_where(error: BaseException) -> None:
    """Print the frames of *error* without source lines, texts or variables."""
    for frame in traceback.extract_tb(error.__traceback__):
        narrate(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}")


def _result_lost(error: ResultLost) -> int:
    """Say that standard output is full or closed; end quietly when its reader is gone (``| head``)."""
    if reason := safe(str(error)):
        narrate(f"roo-wizard: the result could not be written to standard output: {reason}")
    if sys.stdout is not None:
        silence(Output.stream())
    return exits.INCONCLUSIVE
