import pytest

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.finding import Severity
from roo_wizard.faults.checks import check_spec, checks

TURNS = {"none", "connect", "models", "models without key", "T1", "T2", "T3", "T1 short", "T1 plain"}
OWN_REQUESTS = {"nested", "long", "output", "errors", "image", "fields", "two", "repeat"}


def test_all_thirty_one_checks_are_there_in_order() -> None:
    assert list(checks()) == [f"C{number:02}" for number in range(1, 32)]


def test_the_quick_set_ends_with_the_second_turn() -> None:
    assert [spec.id for spec in checks().values() if spec.quick] == [f"C{number:02}" for number in range(1, 20)]


def test_titles_fit_beside_a_status_and_differ() -> None:
    titles = [spec.title for spec in checks().values()]
    assert max(map(len, titles)) <= 40
    assert len(set(titles)) == len(titles)


def test_every_check_names_the_request_that_it_judges() -> None:
    assert {spec.turn for spec in checks().values()} <= TURNS | OWN_REQUESTS


def test_what_a_failure_weighs() -> None:
    assert check_spec("C06").severity is Severity.BLOCK
    assert check_spec("C15").severity is Severity.RISK
    assert check_spec("C18").severity is Severity.WARN
    assert check_spec("C22").severity is Severity.INFO


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(UnknownName):
        check_spec("C32")
