"""What real servers say of their models, as a person chooses from it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.real.conftest import AIMOCK_KEY, MASTER_KEY, PROGRAM, TEAM_KEY, LiteLlms


def models(home: Path, base: str, key: str, *words: str) -> tuple[int, str, str]:
    """Run ``roo-wizard models`` as a process of its own: exit code, result, narration."""
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [str(PROGRAM), "models", "--base-url", base, "--key-env", "TEST_KEY", *words],
        env={**env, "HOME": str(home), "TEST_KEY": key},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert key not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def listed(home: Path, base: str, key: str) -> dict[str, dict[str, Any]]:
    code, out, err = models(home, base, key, "--json")
    assert code == 0, err
    value = json.loads(out)
    return {model["id"]: model for model in value["models"]}


@pytest.mark.litellm
@pytest.mark.parametrize("path", ["/v1", ""])
def test_litellm_says_of_known_models_whether_they_take_tools(home: Path, litellms: LiteLlms, path: str) -> None:
    found = listed(home, litellms.with_prisma + path, MASTER_KEY)
    known, unknown = found["gw/known-model"], found["gw/tool-model"]
    assert known["tools"] == "yes"
    assert known["tools_source"] == "/v1/model/info model_info.supports_function_calling"
    assert known["context_window"] == 128_000
    assert known["input_price"] > 0
    assert (unknown["tools"], unknown["tools_source"]) == ("unknown", "")


@pytest.mark.litellm
def test_a_team_key_sees_the_models_and_never_a_guess(home: Path, litellms: LiteLlms) -> None:
    found = listed(home, f"{litellms.custom_auth}/v1", TEAM_KEY)
    assert found["gw/tool-model"]["tools"] == "unknown"


@pytest.mark.litellm
def test_the_clients_own_list_of_litellm_is_full(home: Path, litellms: LiteLlms) -> None:
    _, out, _ = models(home, f"{litellms.with_prisma}/v1", MASTER_KEY)
    assert "Roo Code's own list will show" in out
    assert "will show 0" not in out


@pytest.mark.aimock
def test_the_openrouter_face_names_tools_context_and_prices(home: Path, aimock: str) -> None:
    found = listed(home, f"{aimock}/api/v1", AIMOCK_KEY)
    model = found["tool-model"]
    assert (model["tools"], model["tools_source"]) == ("yes", "supported_parameters")
    assert (model["context_window"], model["input_price"], model["output_price"]) == (128_000, 0.0, 0.0)


@pytest.mark.aimock
def test_the_openai_face_of_the_same_server_says_nothing(home: Path, aimock: str) -> None:
    found = listed(home, f"{aimock}/v1", AIMOCK_KEY)
    assert {model["tools"] for model in found.values()} == {"unknown"}


@pytest.mark.aimock
def test_a_base_without_its_path_finds_the_list_elsewhere_and_says_where(home: Path, aimock: str) -> None:
    code, out, err = models(home, aimock, AIMOCK_KEY)
    assert code == 0
    assert "tool-model" in out
    assert f"note: {aimock}/models: " in err
    assert "Roo Code's own list will show 0 models" in out


@pytest.mark.aimock
def test_a_server_that_only_calls_itself_ollama_leaves_tools_unknown_and_says_so(home: Path, aimock: str) -> None:
    _, out, err = models(home, f"{aimock}/v1", AIMOCK_KEY, "--preset", "ollama")
    assert "tool-model" in out
    assert f"note: {aimock}/api/show says nothing more about the models of Ollama (404)" in err
