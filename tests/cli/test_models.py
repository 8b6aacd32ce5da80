import pytest

from tests.cli.conftest import Run


def test_the_list_is_a_valid_object(run: Run) -> None:
    ran = run("models", "--practice", "--json")
    assert ran.code == 0
    models = {model["id"]: model for model in ran.json["models"]}
    assert models["practice-coder"]["tools"] == "yes"
    assert any("o3" in warning for warning in models["practice-o3-coder"]["warnings"])
    assert ran.json["public"] is False


def test_only_tool_models_when_asked_for(run: Run) -> None:
    models = run("models", "--practice", "--tools-only", "--json").json["models"]
    assert models
    assert {model["tools"] for model in models} == {"yes"}


def test_people_see_a_table(run: Run) -> None:
    ran = run("models", "--practice")
    assert ran.out.startswith("MODEL")
    assert "practice-coder" in ran.out


@pytest.mark.parametrize("faults", ["N03", "N07"])
def test_without_a_list_the_exit_code_is_3_and_the_reason_is_told(run: Run, faults: str) -> None:
    ran = run("models", f"--practice={faults}", "--json")
    assert ran.code == 3
    assert ran.json["models"] == []
    assert "no list" in ran.err


def test_people_are_told_what_the_clients_own_list_will_show(run: Run) -> None:
    assert "Roo Code's own list will show 4 models" in run("models", "--practice").out
    assert "bare" not in run("models", "--practice", "--json").out
    refused = run("models", "--practice=N07")
    assert "will show 0 models: the list was refused (401)" in refused.out
