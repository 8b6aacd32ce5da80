import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.text import LINE_LIMIT, is_clean, safe


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("gpt-5", "gpt-5"),
        ("a\x1b]52;c;aGk=\x07b", "a]52;c;aGk=b"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("two\nlines\r\nhere\tand", "two lines here and"),
        ("left\u202eright\u2066x", "leftrightx"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("c1\x9b31m", "c131m"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("模型 🙂", "模型 🙂"),
    ],
)
def test_what_could_steer_a_terminal_is_dropped(foreign: str, shown: str) -> None:
    assert safe(foreign) == shown


def test_a_megabyte_becomes_one_short_line() -> None:
    assert len(safe("x" * 1_000_000)) == LINE_LIMIT
    assert safe("x" * 1_000_000).endswith("…")


def test_a_cut_is_always_marked_even_when_the_kept_part_is_short() -> None:
    assert safe("\x00" * 10_000 + "end", 10) == "…"


def test_an_exception_is_shown_without_its_control_characters() -> None:
    assert safe(ValueError("bad\x1b[2J")) == "bad[2J"


@given(st.text())
def test_safe_text_is_one_printable_line_and_stable(text: str) -> None:
    line = safe(text)
    assert len(line) <= LINE_LIMIT
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in line)
    assert safe(line) == line
    assert is_clean(line)


def test_only_the_beginning_of_a_hostile_megabyte_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def look(character: str) -> str:
        looked_at.append(character)
        return ""

    monkeypatch.setattr("roo_wizard.core.text._visible", look)
    safe("\x1b" * 1_000_000, 100)
    assert len(looked_at) == 400
