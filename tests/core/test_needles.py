import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.needles import Needles
from roo_wizard.core.traces import MARKS, forms, spread

KEY = "sk-Canary7f3a9b2c4d5e6f708192/+x"

PIECES = st.sampled_from(
    (
        *sorted(forms(KEY)),
        *(KEY[start : start + length] for start in range(0, len(KEY), 3) for length in (4, 5, 7, 9, 17)),
        *("%", "\\u00", "&#", "\\x6", KEY[::-1][:9], KEY.lower(), "é", "\u200b", "vendor/model-75077"),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join)
NEEDLES = st.sets(st.text(alphabet="ab%", min_size=1, max_size=12), max_size=30)


def one_by_one(text: str, needles: set[str]) -> set[tuple[int, int]]:
    """Every place of every needle, found the slow way."""
    places = ((start, needle) for needle in needles for start in range(len(text)))
    return {(start, start + len(needle)) for start, needle in places if text.startswith(needle, start)}


@given(TEXTS)
def test_every_trace_of_a_key_is_found_as_if_each_were_looked_for_alone(text: str) -> None:
    for needles in (forms(KEY), spread(KEY)):
        assert set(Needles(needles, MARKS).spans(text)) == one_by_one(text, needles)


@given(TEXTS)
def test_bytes_are_searched_as_characters_are(text: str) -> None:
    ascii_text = text.encode("ascii", "replace")
    needles = Needles(map(str.encode, forms(KEY)), map(str.encode, MARKS))
    assert set(needles.spans(ascii_text)) == one_by_one(ascii_text.decode(), forms(KEY))


@given(NEEDLES, st.text(alphabet="ab%", max_size=60))
def test_needles_of_any_length_that_hold_one_another_are_all_found(needles: set[str], text: str) -> None:
    assert set(Needles(needles, ("%",)).spans(text)) == one_by_one(text, needles)


@pytest.mark.parametrize("needles", [forms(KEY), forms("practice-key"), spread(KEY)])
def test_a_text_without_a_trace_is_searched_for_far_fewer_pieces_than_there_are_traces(needles: set[str]) -> None:
    searched: list[str] = []

    class Watched(str):
        def __contains__(self, piece: object) -> bool:
            searched.append(str(piece))
            return super().__contains__(piece)  # type: ignore[operator]

    text = Watched(json.dumps([{"id": f"vendor/model-{number}", "object": "model"} for number in range(50)]))
    assert not list(Needles(needles, MARKS).spans(text))
    assert 0 < len(searched) <= len(needles) / 2.5
