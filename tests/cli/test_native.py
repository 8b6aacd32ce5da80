"""``--setting apiProvider=…``: the client's own entries for single vendors from the command line to a saved profile."""

import asyncio
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.roo.settings import NATIVE_PROVIDERS
from tests.cli.conftest import Run, validated

KEY = ("--key-env", "K")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", "practice-key")


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_the_built_in_gateway_is_ready_through_every_entry(run: Run, provider: str) -> None:
    ran = run("check", "--practice", "--setting", f"apiProvider={provider}", "--json")
    assert (ran.json["verdict"], ran.code) == ("ready", 0)
    assert ran.json["settings"] == {"apiProvider": provider}


def test_one_gateway_is_red_through_openai_compatible_and_green_through_an_entry(run: Run) -> None:
    assert run("check", "--practice=R03", "--json").json["cause"]["id"] == "R03"
    assert run("check", "--practice=R03", "--setting", "apiProvider=litellm", "--json").json["verdict"] == "ready"


@pytest.mark.parametrize(("provider", "dialect"), [("openai", "openai"), ("anthropic", "anthropic")])
def test_the_general_entry_may_be_named_where_it_fits(run: Run, provider: str, dialect: str) -> None:
    ran = run("check", "--practice", "--dialect", dialect, "--setting", f"apiProvider={provider}", "--json")
    assert (ran.json["verdict"], ran.json["settings"]) == ("ready", {})


def test_a_general_entry_of_the_other_dialect_is_wrong_usage(run: Run) -> None:
    ran = run("check", "--practice", "--dialect", "anthropic", "--setting", "apiProvider=openai", "--json")
    assert ran.code == 2
    assert "--dialect openai" in ran.json["error"]["hint"]


def test_an_unknown_entry_is_wrong_usage_and_the_known_ones_are_named(run: Run) -> None:
    ran = run("check", "--practice", "--setting", "apiProvider=groq", "--json")
    assert ran.code == 2
    assert all(name in ran.json["error"]["hint"] for name in ("openai", *NATIVE_PROVIDERS))


async def checked(*words: str) -> tuple[Any, int]:
    """Run ``roo-wizard check WORDS… --json`` as a process of its own, beside the gateway of this one."""
    command = [sys.executable, "-m", "roo_wizard", "check", *words, "--json"]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=False)
    return validated(done.stdout), done.returncode


async def test_a_saved_profile_keeps_its_entry_and_is_checked_with_it(home: Path) -> None:
    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.litellm_url("R03"), "--model", gateway.model, "--setting", "apiProvider=litellm")
        report, code = await checked(*words, *KEY, "--save", "work")
        assert (report["verdict"], code) == ("ready", 0)
        assert ProfileStore(Places.of_user()).load().get("work").settings == {"apiProvider": "litellm"}
        again, _ = await checked("work")
        assert (again["verdict"], again["settings"]) == ("ready", {"apiProvider": "litellm"})


async def test_the_curl_of_a_saved_connection_has_the_limit_that_its_list_named(home: Path) -> None:
    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.litellm_url(), "--model", gateway.model, "--setting", "apiProvider=litellm")
        await checked(*words, *KEY, "--save", "work")
    command = [sys.executable, "-m", "roo_wizard", "fields", "work", "--format", "curl-full"]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=True)
    assert '"max_tokens":16384' in done.stdout


def test_a_profile_with_the_settings_of_an_entry_comes_back_as_it_was() -> None:
    settings = {"apiProvider": "openrouter", "openRouterSpecificProvider": "groq", "litellmUsePromptCache": True}
    store = ProfileStore(Places.of_user())
    store.save(Profile("work", "https://openrouter.ai/api/v1", "m", settings=settings))
    assert store.load().get("work").settings == settings


def test_the_curl_is_the_entrys_own_request(run: Run) -> None:
    words = ("--base-url", "https://gw.example", "--model", "gw/x", "--setting", "apiProvider=litellm", *KEY)
    ran = run("fields", *words, "--format", "curl")
    assert ran.code == 0
    said = shlex.split(ran.out.replace("\\\n", " "), comments=True)
    assert "https://gw.example/chat/completions" in said
    assert '"max_tokens": 8192' in ran.out
    assert "parallel_tool_calls" not in ran.out


def test_the_models_command_reads_the_list_that_the_entry_reads(run: Run) -> None:
    ran = run("models", "--practice", "--setting", "apiProvider=litellm", "--json")
    assert ran.code == 0
    assert ran.json["source_url"].endswith("/litellm/v1/model/info")
    assert "practice-coder" in {model["id"] for model in ran.json["models"]}
