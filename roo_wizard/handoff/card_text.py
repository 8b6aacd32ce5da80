"""The card as plain text for a terminal: at most 80 columns, except a value that is longer in itself."""

from collections.abc import Iterable
from textwrap import wrap

from roo_wizard.handoff.card import Card, CardRow
from roo_wizard.handoff.mode_lines import ModeLine

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
        *_routes(card),
        ["After pasting", *_listed(card.after)],
        *_modes(card),
        *(block for other in card.others for block in _other(other)),
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _routes(card: Card) -> Iterable[list[str]]:
    """The other entries that lead there, where the preset knows any."""
    if card.routes:
        listed = (line for route in card.routes for line in _wrapped(route.line, _INDENT))
        yield ["Other entries of the list that lead to the same gateway", *listed]


def _modes(card: Card) -> Iterable[list[str]]:
    """The table of modes and fallback with the way to bind them, where there is one."""
    if not card.modes:
        return
    label, profile = (max(len(text) for text in column) + 2 for column in _columns(card.modes))
    lines = ["Modes: which profile each of them uses" if card.bind else "Fallback: the profile to switch to"]
    for mode in card.modes:
        line = f"{_INDENT}{mode.label:<{label}}{mode.profile:<{profile}}"
        fits = len(line) + len(mode.model) <= WIDTH
        lines += [f"{line}{mode.model}"] if fits else [line.rstrip(), f"{_INDENT * 2}{mode.model}"]
        lines += _wrapped(f"({mode.note})", _INDENT * 2) if mode.note else []
    yield [*lines, *_listed(card.bind)]


def _columns(modes: Iterable[ModeLine]) -> Iterable[tuple[str, ...]]:
    return zip(*((mode.label, mode.profile) for mode in modes), strict=True)


def _other(card: Card) -> Iterable[list[str]]:
    """The card of a further profile: the way to the page and what follows are those of the first one."""
    proven = [f"checked {card.proven_at}"] if card.proven_at else []
    yield [*_wrapped(f"Profile “{card.profile}” · {card.title}"), *_wrapped(card.verdict), *proven]
    yield [f"Fields ({card.provider})", *_rows(card.rows)]


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
