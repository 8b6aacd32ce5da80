import pytest

from roo_wizard.core.report import Verdict
from roo_wizard.flow.state import STEPS
from roo_wizard.tui import words
from roo_wizard.tui.theme import ASCII, UNICODE
from roo_wizard.tui.verdicts import VERDICTS
from roo_wizard.tui.widgets.host_banner import pixel_text
from roo_wizard.tui.widgets.text import cell, hanging


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(0, "0 ms"), (999, "999 ms"), (4_200, "4.2 s"), (125_000, "2 min 05 s")]
)
def test_a_time_is_written_as_people_say_it(milliseconds: float, said: str) -> None:
    assert words.duration(milliseconds) == said


@pytest.mark.parametrize(("count", "said"), [(812, "812 B"), (38_900, "38.9 KB"), (1_200_000, "1.2 MB")])
def test_bytes_are_written_with_their_unit(count: int, said: str) -> None:
    assert words.size(count) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(None, "–"), (512, "512"), (131_072, "131k"), (1_000_000, "1M"), (1_048_576, "1M"), (1_500_000, "1.5M")],
)
def test_a_context_window_is_short(count: int | None, said: str) -> None:
    assert words.tokens(count) == said


@pytest.mark.parametrize(
    ("amount", "said"), [(None, "–"), (0.0, "$0.00"), (15.0, "$15.00"), (0.0063, "$0.006"), (0.00001, "< $0.001")]
)
def test_dollars_have_the_digits_that_matter(amount: float | None, said: str) -> None:
    assert words.dollars(amount) == said


def test_every_step_has_help_and_every_verdict_a_word() -> None:
    assert set(words.HELP) == set(STEPS)
    assert set(VERDICTS) == set(Verdict)


def test_a_cell_has_exactly_its_width_also_with_wide_characters() -> None:
    assert cell("ab", 4) == "ab  "
    assert cell("abcdef", 4) == "abc…"
    assert cell("模型模型", 5) == "模型…"


def test_hanging_text_begins_in_one_column() -> None:
    drawn = hanging("why", "one two three four five six seven eight", 6, 26).plain
    assert drawn.splitlines() == ["why   one two three four", "      five six seven eight"]


def test_every_letter_of_a_host_name_has_its_pixels() -> None:
    drawn = pixel_text("abcdefghijklmnopqrstuvwxyz0123456789-_.:")
    assert drawn is not None
    assert len(drawn) == 3
    assert pixel_text("ü") is None


def test_letters_that_look_alike_differ_in_pixels() -> None:
    for one, other in ("0o", "1l", "1i", "5s", "2z", "8b", "6g", "uv", "mn"):
        assert pixel_text(one) != pixel_text(other)


def test_the_second_alphabet_is_plain_ascii() -> None:
    for name in UNICODE.__slots__:
        assert getattr(ASCII, name).isascii()
