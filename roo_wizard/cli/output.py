"""Standard output carries the result; standard error carries the narration."""

import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence

from roo_wizard.cli.streams import Output, silence
from roo_wizard.core.exchange import Json

_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def print_json(schema: str, value: Mapping[str, Json]) -> None:
    """Print the one object of a ``--json`` run: *schema* first, then *value*.

    Characters that the terminal's encoding cannot carry, and those that nobody sees (controls, bidi marks,
    lone surrogates), are written as JSON escapes. Raises `ResultLost` when standard output takes nothing.
    """
    stream = Output.stream()
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-")
    text = json.dumps({"schema": schema, **value}, ensure_ascii=encoding not in {"utf-8", "utf8"}, indent=2)
    print(_BEYOND_ASCII.sub(_escaped, text), file=stream, flush=True)


def _escaped(found: re.Match[str]) -> str:
    """One character, as it is when a person can see it. The value stays the same for a reader of JSON."""
    shown = unicodedata.category(found[0])[0] != "C" and found[0] not in "\u2028\u2029"
    return found[0] if shown else json.dumps(found[0], ensure_ascii=True)[1:-1]


def narrate(line: str) -> None:
    """Print one *line* of narration on standard error; foreign parts of it went through `core.text.safe`.

    Narration that nobody can read any more never ends a run: the result counts.
    """
    if sys.stderr is None:
        return
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def table(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Return *rows* as aligned columns; the last column is never padded."""
    widths = [max(map(len, column)) for column in zip(*(row[:-1] for row in rows), strict=True)]
    lines = []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        lines.append((indent + "  ".join([*cells, row[-1]])).rstrip())
    return "\n".join(lines)
