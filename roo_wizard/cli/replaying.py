"""``check --replay``: judge recordings again, offline. Nothing is sent, no key is asked for.

Exit codes: 0 when every file could be judged, whatever it shows; 2 when one of them is no recording.
"""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.output import print_json
from roo_wizard.cli.replay_files import read_recording, recordings
from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.text import safe
from roo_wizard.probe.replay import Replayed, replay

SCHEMA = "roo-wizard.replay/1"
_FINDING_FIELDS = ("id", "severity", "title", "evidence", "owner", "action")


@dataclass(frozen=True, slots=True)
class File:
    """One file: what it shows, or why it could not be judged. ``truncated`` runs had lost the ends of long texts."""

    name: str
    exchanges: tuple[Replayed, ...] = ()
    problem: str = ""
    truncated: bool = False


def run(arguments: Namespace) -> int:
    """Judge what ``--replay`` names and print it; a single file that is no recording raises `UsageError`."""
    _refuse_a_connection(arguments)
    paths = recordings(arguments.replay)
    files = [_judged(path, Path(arguments.replay)) for path in paths]
    if len(files) == 1 and files[0].problem:
        raise UsageError(f"{files[0].name} cannot be judged: {files[0].problem}")
    if arguments.json:
        print_json(SCHEMA, {"files": [_object(file) for file in files]})
    else:
        print("\n".join(line for file in files for line in _lines(file)))
    return exits.USAGE if any(file.problem for file in files) else exits.READY


def _refuse_a_connection(arguments: Namespace) -> None:
    named = ("profile", "preset", "base_url", "model", "practice", "key_env", "save")
    if any(getattr(arguments, name, None) is not None for name in named) or arguments.key_stdin or arguments.no_key:
        raise UsageError("--replay judges recordings and takes no connection", "leave everything but --json out")


def _judged(path: Path, place: Path) -> File:
    name = safe(path.relative_to(place) if path != place else path.name, 200)
    try:
        value = read_recording(path)
        truncated = isinstance(value, dict) and value.get("truncated") is True
        return File(name, replay(value), truncated=truncated)
    except RooWizardError as error:
        return File(name, problem=error.message)


def _object(file: File) -> dict[str, Json]:
    return {
        "file": file.name,
        "problem": file.problem or None,
        "truncated": file.truncated,
        "exchanges": [_exchange(one) for one in file.exchanges],
    }


def _exchange(one: Replayed) -> dict[str, Json]:
    return {
        "case": one.case,
        "method": one.method,
        "path": one.path,
        "status": one.status,
        "situation": one.situation.value,
        "findings": [{name: to_json(getattr(found, name)) for name in _FINDING_FIELDS} for found in one.findings],
    }


def _lines(file: File) -> Iterator[str]:
    if file.problem:
        yield f"{file.name}: cannot be judged: {file.problem}"
        return
    cut = " (long texts were cut when it was kept)" if file.truncated else ""
    yield f"{file.name}{cut}"
    yield from _exchange_lines(file.exchanges)


def _exchange_lines(exchanges: Sequence[Replayed]) -> Iterator[str]:
    for one in exchanges:
        answer = f"HTTP {one.status}" if one.status is not None else "no answer"
        nothing = "" if one.findings else ": nothing found"
        yield f"  {one.case} · {one.method} {one.path} · {answer} · {one.situation.value}{nothing}"
        for found in one.findings:
            yield f"    {found.severity.value}: {found.id}, {found.title} ({safe(found.evidence, 160)})"
