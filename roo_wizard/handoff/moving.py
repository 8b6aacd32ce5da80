"""Keep the client or move on: the decision table as data, and as one page of text (guides.md 1.8)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import wrap

_WIDTH = 80
_INDENT = " " * 10


@dataclass(frozen=True, slots=True)
class Way:
    """One row: in which situation what is done and why. ``outputs`` are the names of the formats that it ends in."""

    topic: str
    situation: str
    do: str
    because: str
    outputs: tuple[str, ...]


@cache
def ways() -> tuple[Way, ...]:
    """Return the rows, in the order in which they are shown."""
    table = tomllib.loads(files(__package__).joinpath("moving.toml").read_text("utf-8"))
    return tuple(Way(**{**row, "outputs": tuple(row["outputs"])}) for row in table["row"])


def moving_page() -> str:
    """Return the table as text for a terminal; it is the same for every connection."""
    blocks = ["Roo Code: keep it, or move on?", *("\n".join(_block(way)) for way in ways())]
    return "\n\n".join(blocks) + "\n"


def _block(way: Way) -> Iterator[str]:
    yield way.situation
    commands = [f"roo-wizard fields --format {name}" for name in way.outputs]
    for label, text in (("do", way.do), ("because", way.because)):
        yield from wrap(text, _WIDTH, initial_indent=f"  {label:<8}", subsequent_indent=_INDENT)
    for number, command in enumerate(commands):
        yield f"  {'then' if not number else '':<8}{command}"
