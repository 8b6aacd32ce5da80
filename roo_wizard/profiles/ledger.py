"""The ledger: the last runs with everything that came back, so that they can be judged again.

A record is a superset of the capture format (design, section 5). It holds no secret: keys are masked when an
exchange is recorded, and once more here when the caller knows them.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import Redactor
from roo_wizard.profiles.files import (
    file_error,
    make_private_folder,
    read_private,
    remove_leftovers,
    write_private,
)
from roo_wizard.profiles.lock import locked

SCHEMA = "roo-wizard.run/1"
MAX_RUNS = 20
MAX_RUN_BYTES = 1024 * 1024
MAX_DEPTH = 100
"""How deep the lists and tables of a kept run are nested; no request or answer of a client comes near it."""
_WHOLE = sys.maxsize
_SHORT_TEXTS = (65_536, 8_192, 1_024, 200)
"""Lengths to which texts are cut, one after the other, until a run fits."""


class Ledger:
    """Writes and lists the runs of one user below ``state/runs``.

    Runs are numbered, not dated: a clock that goes back must not make the newest run the first to go.
    """

    def __init__(self, places: Places) -> None:
        self.folder = places.state / "runs"
        self._lock_path = places.state / "lock"

    def write(
        self, report: Mapping[str, Json], records: Sequence[Mapping[str, Json]], redactor: Redactor | None = None
    ) -> Path:
        """Keep a run of *report* (as JSON) and its exchange *records*; returns its file.

        A run larger than 1 MiB loses the ends of its longest texts, never the report. Raises `ProfileError`
        when nothing can be written; a caller may go on without the ledger.
        """
        data = _fitting({"schema": SCHEMA, "report": dict(report), "exchanges": list(records)}, redactor or Redactor())
        try:
            make_private_folder(self.folder, follow=False)
            with locked(self._lock_path):
                self._remove_leftovers()
                path = self._write_next(data)
                for old in self.runs()[:-MAX_RUNS]:
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise file_error(self.folder, "written", error) from None
        return path

    def runs(self) -> tuple[Path, ...]:
        """Return the files of the kept runs, oldest first."""
        return tuple(path for _, path in sorted(self._numbered()))

    def runs_about(self, fits: Callable[[Mapping[str, Json]], bool]) -> tuple[Path, ...]:
        """Return the files of the kept runs whose report's target *fits*, oldest first.

        A run that cannot be read is about nothing.
        """
        return tuple(path for path in self.runs() if fits(_target_in(path)))

    def last_run(self, fits: Callable[[Mapping[str, Json]], bool]) -> Mapping[str, Json] | None:
        """Return the latest kept run whose target *fits*, as JSON with its ``report`` and ``exchanges``, or None."""
        runs = map(_run_in, reversed(self.runs()))
        return next((run for run in runs if run and fits(_target_of(run["report"]))), None)

    def forget(self, fits: Callable[[Mapping[str, Json]], bool]) -> int:
        """Remove the runs whose target *fits* and return how many there were; raises `ProfileError`.

        What a killed process left of a run goes too: nobody can tell what it was about.
        """
        try:
            with locked(self._lock_path):
                self._remove_leftovers()
                runs = self.runs_about(fits)
                for path in runs:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise file_error(self.folder, "written", error) from None
        return len(runs)

    def _remove_leftovers(self) -> None:
        """Remove what killed processes left of any run."""
        if not self.folder.is_symlink():
            remove_leftovers(self.folder / "run-*.json")

    def _numbered(self) -> Iterator[tuple[int, Path]]:
        for path in () if self.folder.is_symlink() else self.folder.glob("run-*.json"):
            number = path.stem.removeprefix("run-")
            if number.isdecimal() and number.isascii():
                yield int(number), path

    def _write_next(self, data: bytes) -> Path:
        """Write under the next free number; another process may take a number at the same time."""
        number = max((number for number, _ in self._numbered()), default=0)
        while True:
            number += 1
            path = self.folder / f"run-{number:06}.json"
            try:
                write_private(path, data, replace=False)
            except FileExistsError:
                continue
            return path


def _target_in(path: Path) -> Mapping[str, Json]:
    """What a run was about."""
    return _target_of(_run_in(path).get("report", {}))


def _run_in(path: Path) -> Mapping[str, Json]:
    """A run with its report, empty when it cannot be read."""
    try:
        run = json.loads(read_private(path, MAX_RUN_BYTES + 1))
    except (OSError, ValueError, RecursionError):
        return {}
    return run if isinstance(run, dict) and isinstance(run.get("report"), dict) else {}


def _target_of(report: Mapping[str, Json]) -> Mapping[str, Json]:
    target = report.get("target")
    return target if isinstance(target, dict) else {}


def _fitting(run: dict[str, Json], redactor: Redactor) -> bytes:
    """*run* masked and encoded, and what is needed cut off.

    What can be seen to be too large is not even masked: that takes a hundred times as long as to see it.
    """
    report = redacted({"schema": run["schema"], "report": run["report"]}, redactor)
    for count, length in _attempts(len(run["exchanges"])):
        exchanges = run["exchanges"][:count]
        if count and _is_too_large(exchanges, length):
            continue
        truncated = {} if length == _WHOLE else {"truncated": True}
        data = _encoded(report | {"exchanges": redacted(exchanges, redactor, length)} | truncated)
        if len(data) <= MAX_RUN_BYTES:
            break
    return data


def _attempts(count: int) -> Iterator[tuple[int, int]]:
    """How many exchanges to keep, and up to which length their texts, one after the other until a run fits."""
    yield from ((count, length) for length in (_WHOLE, *_SHORT_TEXTS))
    while count:
        count //= 2
        yield count, _SHORT_TEXTS[-1]


def redacted(value: Json, redactor: Redactor, length: int = _WHOLE, depth: int = MAX_DEPTH) -> Json:
    """Return *value* with every trace of the redactor's secrets masked in its texts and names.

    Texts are cut to *length* once they are masked, so that no key is cut in two before it is found; long lists
    (chunks, models) to an eighth of it. What is nested deeper than *depth* becomes "…": a gateway can send a
    thousand brackets.
    """
    if isinstance(value, str):
        text = redactor.shown(value)
        return text if len(text) <= length else f"{text[:length]}…"
    if not isinstance(value, (Mapping, list, tuple)):
        return value
    if depth <= 0:
        return "…"
    if isinstance(value, Mapping):
        return {redactor.text(str(key)): redacted(item, redactor, length, depth - 1) for key, item in value.items()}
    return [redacted(item, redactor, length, depth - 1) for item in value[: _most_items(length)]]


def _is_too_large(value: Json, length: int) -> bool:
    """Whether what `redacted` would leave of *value* is over the limit; it is looked at no further than that."""
    return any(size > MAX_RUN_BYTES for size in accumulate(_sizes(value, length, MAX_DEPTH)))


def _sizes(value: Json, length: int, depth: int) -> Iterator[int]:
    """At least how many bytes each part of *value* takes: quotes, colons and commas, and a byte a character."""
    if isinstance(value, str):
        yield min(len(value), length) + 3
    elif isinstance(value, Mapping) and depth:
        for key, item in value.items():
            yield len(str(key)) + 3
            yield from _sizes(item, length, depth - 1)
    elif isinstance(value, (list, tuple)) and depth:
        for item in value[: _most_items(length)]:
            yield from _sizes(item, length, depth - 1)
    else:
        yield 2


def _most_items(length: int) -> int:
    return max(length // 8, 50)


def _encoded(run: Mapping[str, Json]) -> bytes:
    """ASCII JSON: no control sequence of a gateway stands in the file as such."""
    return json.dumps(run, ensure_ascii=True, separators=(",", ":")).encode()
