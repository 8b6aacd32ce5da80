from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.flow.ranking import EXACT, LETTERS, MATCHED_LENGTH, SLICE, Ranking, matcher, nearest

NAMES = (
    "openai/gpt-5.4",
    "gpt-5.4-mini",
    "gpt-5.4",
    "my-gpt-5.4x",
    "anthropic/claude-sonnet-4.6",
    "g-p-t-5-dot-4",
    "claude-opus-4.8",
)


def found(query: str, names: tuple[str, ...] = NAMES) -> list[str]:
    return [names[index] for index in Ranking(names).rank(query)]


def test_order_is_exact_prefix_segment_inside_letters() -> None:
    assert found("gpt-5.4") == ["gpt-5.4", "gpt-5.4-mini", "my-gpt-5.4x", "openai/gpt-5.4"]


def test_words_may_come_in_any_order() -> None:
    assert found("4.6 claude") == ["anthropic/claude-sonnet-4.6"]


def test_letters_in_order_are_found_when_nothing_else_is() -> None:
    assert found("clsn") == ["anthropic/claude-sonnet-4.6"]


def test_two_words_are_not_found_in_scattered_letters() -> None:
    assert found("cl sn") == []


def test_case_and_extra_blanks_do_not_matter() -> None:
    assert found("  CLAUDE   opus ") == ["claude-opus-4.8"]


def test_an_empty_query_keeps_the_given_order() -> None:
    assert found("") == list(NAMES)


def test_nothing_found_is_an_empty_list() -> None:
    assert found("zzz") == []


@given(st.lists(st.text("abc/-", max_size=8), max_size=12), st.text("abc ", max_size=4), st.text("abc", max_size=3))
def test_typing_on_finds_what_a_fresh_search_finds(names: list[str], start: str, more: str) -> None:
    typed = Ranking(names)
    typed.rank(start)
    assert list(typed.rank(start + more)) == list(Ranking(names).rank(start + more))


@given(st.lists(st.text(max_size=8), max_size=12), st.text(max_size=6))
def test_every_result_is_a_match_and_no_match_is_lost(names: list[str], query: str) -> None:
    needle = " ".join(query.lower().split())
    match = matcher(needle)
    kinds = {index: match(name.lower()) if needle else EXACT for index, name in enumerate(names)}
    better = {index for index, kind in kinds.items() if kind is not None and kind != LETTERS}
    letters = {index for index, kind in kinds.items() if kind == LETTERS}
    assert set(Ranking(names).rank(query)) == (better or letters)


def test_work_comes_in_slices_of_bounded_size() -> None:
    ranking = Ranking([f"model-{number}" for number in range(50_000)])
    assert sum(1 for _ in ranking.slices("model")) == 50_000 / SLICE


def test_an_abandoned_search_leaves_the_last_result() -> None:
    ranking = Ranking([f"model-{number}" for number in range(5_000)])
    before = list(ranking.rank("model-7"))
    next(iter(ranking.slices("zzz")))
    assert list(ranking.matches) == before


def test_only_the_beginning_of_a_megabyte_is_looked_at() -> None:
    assert Ranking(["a" * 1_000_000 + "needle"]).rank("needle") == []
    assert len(Ranking(["a" * 1_000_000])._folded[0]) == MATCHED_LENGTH


def test_a_name_of_one_repeated_letter_does_not_make_matching_combinatorial() -> None:
    assert Ranking(["a" * 160] * 2_000).rank("a" * 60 + "b") == []


def test_nearest_names_are_a_hint_for_a_typing_error() -> None:
    assert nearest("gpt-5.4-mimi", NAMES)[0] == "gpt-5.4-mini"


def test_letters_spread_over_several_words_find_nothing() -> None:
    names = [
        "Bifrost bifrost maxim bifrost localhost:8080",
        "FinOps finops mtz360 finops gateway bifrost",
        "Custom custom",
    ]
    assert list(Ranking(names).rank("foo")) == []
    assert list(Ranking(names).rank("foo bar")) == []
    assert sorted(Ranking(names).rank("bfrst")) == [0, 1]
