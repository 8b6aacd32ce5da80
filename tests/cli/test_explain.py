import pytest

from roo_wizard.faults.catalog import catalog
from tests.cli.conftest import Run


@pytest.mark.parametrize("name", list(catalog()))
def test_every_fault_is_explained_as_a_valid_object(run: Run, name: str) -> None:
    ran = run("explain", name, "--json")
    assert ran.code == 0
    assert ran.json["id"] == name


def test_an_id_in_lower_case_is_found(run: Run) -> None:
    assert run("explain", "r04").out.startswith("R04: ")


def test_a_symptom_is_found_by_its_words(run: Run) -> None:
    ran = run("explain", "still", "calls", "OpenAI")
    assert ran.code == 0
    assert ran.out.startswith("still-calls-openai")


def test_nothing_that_fits_exits_2(run: Run) -> None:
    assert run("explain", "qqqq zzzz").code == 2
