import pytest

from roo_wizard.presets.loader import load
from tests.cli.conftest import Run


def test_all_presets_are_a_valid_object(run: Run) -> None:
    ran = run("presets", "--json")
    assert ran.code == 0
    assert [entry["id"] for entry in ran.json["presets"]] == list(load())


@pytest.mark.parametrize("name", ["flatkey", "ollama", "custom"])
def test_one_preset_can_be_shown(run: Run, name: str) -> None:
    ran = run("presets", name)
    assert ran.code == 0
    assert load()[name].name in ran.out
    assert [entry["id"] for entry in run("presets", name, "--json").json["presets"]] == [name]


def test_an_unknown_preset_exits_2_with_the_nearest(run: Run) -> None:
    ran = run("presets", "flatky")
    assert ran.code == 2
    assert "flatkey" in ran.err
