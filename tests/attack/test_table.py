import ast
from functools import cache
from pathlib import Path

import pytest

from tests.attack.table import ROWS, Removal

ROOT = Path(__file__).parents[2]
REMOVALS = [pytest.param(one, id=f"{row.number} {one.file}") for row in ROWS for one in row.removals]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions)


def assert_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert name in names_in(path)


def test_every_attack_has_its_row_and_something_that_proves_it() -> None:
    assert [row.number for row in ROWS] == list(range(1, 23))
    for row in ROWS:
        assert row.removals or row.tests, row.attack
        for test in row.tests:
            assert_exists(test)


@pytest.mark.parametrize("removal", REMOVALS)
def test_a_counter_measure_stands_in_the_code_and_its_test_exists(removal: Removal) -> None:
    code = (ROOT / "roo_wizard" / removal.file).read_text("utf-8")
    assert code.count(removal.code) == 1, "it moved: tell the table, and run python -m tests.attack.removal"
    assert removal.without not in {removal.code, ""} or removal.code.strip()
    assert_exists(removal.test)
