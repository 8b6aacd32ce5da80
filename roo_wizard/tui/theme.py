"""Colours and glyphs. Meaning never rests on colour alone: every glyph stands beside a word."""

import sys
from dataclasses import dataclass

from textual.theme import Theme

THEME = Theme(
    name="roo-wizard",
    primary="#7cb7ff",
    secondary="#9aa7b8",
    accent="#c8a6ff",
    foreground="#d6dee8",
    background="#10141a",
    surface="#161c24",
    panel="#1e2630",
    success="#6cc78f",
    warning="#e0b059",
    error="#f07f7a",
    dark=True,
    variables={
        "input-cursor-background": "#7cb7ff",
        "input-cursor-foreground": "#10141a",
        "input-selection-background": "#7cb7ff 30%",
        "block-cursor-background": "#26405f",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "border": "#7cb7ff",
        "border-blurred": "#2c3743",
        "scrollbar": "#2c3743",
        "scrollbar-background": "#10141a",
        "scrollbar-corner-color": "#10141a",
        "scrollbar-hover": "#3b4856",
        "scrollbar-active": "#7cb7ff",
        "scrollbar-background-hover": "#10141a",
        "scrollbar-background-active": "#10141a",
    },
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The marks used on the screens, in one of two alphabets."""

    passed: str
    failed: str
    warned: str
    skipped: str
    running: str
    chosen: str
    other: str
    bar: str
    bar_rest: str
    rule: str
    arrow: str
    bullet: str


UNICODE = Glyphs("✓", "✗", "!", "–", "◌", "●", "○", "━", "─", "─", "→", "•")
ASCII = Glyphs("+", "x", "!", "-", "~", "(*)", "( )", "=", "-", "-", "->", "*")


def glyphs() -> Glyphs:
    """Return the marks that standard output can carry."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    return UNICODE if encoding.lower().replace("-", "").startswith("utf") else ASCII
