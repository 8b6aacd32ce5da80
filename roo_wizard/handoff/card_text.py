"""The card as plain text for a terminal: at most 80 columns, except a value that is longer in itself."""

from collections.abc import Iterable
from textwrap import wrap

from roo_wizard.handoff.card import Card, CardRow

WIDTH = 80
_INDENT = "  "


def card_text(card: Card) -> str:
    """Return *card* as lines without the key, ending in a line break."""
    mark = ["*** PRACTICE: these fields are not for real work ***", ""] if card.practice else []
    proven = [f"checked {card.proven_at}"] if card.proven_at else []
    blocks = (
        [*mark, *_wrapped(card.title), *_wrapped(card.verdict), *proven],
        ["Where", *_listed(card.where)],
        [f"Fields ({card.provider})", *_rows(card.rows)],
        ["After pasting", *_listed(card.after)],
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _rows(rows: Iterable[CardRow]) -> list[str]:
    rows = tuple(rows)
    column = min(max(len(row.label) for row in rows), 32) + 2
    lines: list[str] = []
    for row in rows:
        lines += _row(row, column)
    return lines


def _row(row: CardRow, column: int) -> list[str]:
    """Label and value; a value that does not fit beside its label gets a line of its own and is never broken."""
    label = f"{_INDENT}{row.label}"
    fits = len(row.label) <= column - 2 and len(_INDENT) + column + len(row.value) <= WIDTH
    lines = [f"{_INDENT}{row.label:<{column}}{row.value}"] if fits else [label, f"{_INDENT * 2}{row.value}"]
    margin = " " * (len(_INDENT) + (column if fits else 2))
    lines += _wrapped(f"({row.note})", margin) if row.note else []
    return [*lines, f"{_INDENT * 2}{row.command}"] if row.command else lines


def _listed(lines: Iterable[str]) -> list[str]:
    listed: list[str] = []
    for number, line in enumerate(lines, 1):
        listed += wrap(
            line,
            WIDTH,
            initial_indent=f"{_INDENT}{number}. ",
            subsequent_indent=_INDENT + "   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return listed


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
