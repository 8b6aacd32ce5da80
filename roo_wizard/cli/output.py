"""Standard output carries the result; standard error carries the narration."""

import json
import sys
from collections.abc import Mapping, Sequence

from roo_wizard.core.exchange import Json


def print_json(schema: str, value: Mapping[str, Json]) -> None:
    """Print the one object of a ``--json`` run: *schema* first, then *value*.

    Characters that the terminal's encoding cannot carry are written as JSON escapes, never as "?".
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("_", "-")
    text = json.dumps({"schema": schema, **value}, ensure_ascii=encoding not in {"utf-8", "utf8"}, indent=2)
    print(text, flush=True)


def narrate(line: str) -> None:
    """Print one *line* of narration on standard error; foreign parts of it went through `core.text.safe`."""
    print(line, file=sys.stderr, flush=True)


def table(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Return *rows* as aligned columns; the last column is never padded."""
    widths = [max(map(len, column)) for column in zip(*(row[:-1] for row in rows), strict=True)]
    lines = []
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        lines.append((indent + "  ".join([*cells, row[-1]])).rstrip())
    return "\n".join(lines)
