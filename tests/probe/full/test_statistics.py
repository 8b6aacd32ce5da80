import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.probe.full.statistics import Row, Steadiness, chance_to_see, wilson


@pytest.mark.parametrize(
    ("tries", "lower"), [(1, 20.7), (3, 43.9), (5, 56.6), (10, 72.2), (20, 83.9), (35, 90.1), (73, 95.0)]
)
def test_a_perfect_row_proves_only_its_lower_bound(tries: int, lower: float) -> None:
    low, high = wilson(tries, tries)
    assert round(low * 100, 1) == lower
    assert high == pytest.approx(1)


@pytest.mark.parametrize(
    ("passed", "tries", "low", "high"),
    [(9, 10, 59.6, 98.2), (8, 10, 49.0, 94.3), (19, 20, 76.4, 99.1), (4, 10, 16.8, 68.7)],
)
def test_a_mixed_row_has_both_bounds(passed: int, tries: int, low: float, high: float) -> None:
    assert [round(bound * 100, 1) for bound in wilson(passed, tries)] == [low, high]


@pytest.mark.parametrize(
    ("tries", "five", "thirteen", "thirty"),
    [(1, 5, 13, 30), (3, 14, 34, 66), (5, 23, 50, 83), (10, 40, 75, 97), (20, 64, 94, 99.9)],
)
def test_a_rare_fault_hides_in_a_short_row(tries: int, five: float, thirteen: float, thirty: float) -> None:
    seen = [chance_to_see(rate, tries) * 100 for rate in (0.05, 0.13, 0.30)]
    assert seen == [pytest.approx(value, abs=0.5) for value in (five, thirteen, thirty)]


def test_words_never_promise_more_than_was_seen() -> None:
    assert Row(10, 10).words == "10/10, at least 72 % with 95 % confidence; three in a row 100 %"
    assert Row(9, 10).words == "9/10, flaky: between 59 % and 99 % with 95 % confidence; three in a row 70 %"
    assert Row(0, 3).words.startswith("0/3, broken: at most 57 %")
    assert Row(1, 1).words == "1/1, at least 20 % with 95 % confidence"
    assert Row(0, 0).words == "nothing was tried"


@pytest.mark.parametrize(
    ("row", "too_low", "doubtful"),
    [
        (Row(4, 10), True, False),
        (Row(8, 10), False, False),
        (Row(15, 15), False, False),
        (Row(16, 16), False, False),
        (Row(15, 16), False, True),
        (Row(19, 20), False, True),
        (Row(73, 73), False, False),
        (Row(0, 0), False, False),
    ],
)
def test_a_warning_needs_sixteen_tries_and_a_block_an_upper_bound_below_four_fifths(
    row: Row, too_low: bool, doubtful: bool
) -> None:
    assert (row.is_too_low, row.is_doubtful) == (too_low, doubtful)


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_always_holds_the_share(passed: int, failed: int) -> None:
    row = Row(passed, passed + failed)
    low, high = row.interval
    assert 0 <= low <= high <= 1
    if row.tries:
        assert low - 1e-9 <= passed / row.tries <= high + 1e-9
    assert (row.steadiness is Steadiness.GOOD) == (failed == 0)
