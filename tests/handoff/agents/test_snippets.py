import json
import shlex
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
Prove = Callable[..., Report]
AGENTS = ("cline", "kilo", "opencode", "env")
CONFIGS = ("kilo", "opencode")
HOSTILE = [
    'it\'s "mine"',
    "$HOME `id` $(id)",
    "{env:HOME}{file:/etc/passwd}",
    "a\\b/c",
    "*/ // #",
    "Büro 🦘",
    "-rf",
    "!!",
]


def comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith(("#", "//")))


def config(text: str) -> dict[str, Any]:
    """The JSON below the comments, after the references that the agents replace in the raw text."""
    raw = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    assert raw.count("{env:") == text.count("{env:") <= 1
    assert "{file:" not in text
    found: dict[str, Any] = json.loads(raw)
    return found


def exported(text: str, **environ: str) -> dict[str, str]:
    """What a shell has exported after reading *text*."""
    done = subprocess.run(
        ["sh", "-eu", "-c", f"{text}\nenv -0"],
        env={"PATH": "/usr/bin:/bin", **environ},
        capture_output=True,
        check=True,
        timeout=30,
    )
    pairs = (entry.decode().partition("=") for entry in done.stdout.split(b"\0") if entry)
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("name", AGENTS)
def test_every_snippet_says_what_the_proof_is_worth_there(make: Make, prove: Prove, name: str) -> None:
    assert "NOT PROVEN: this connection was never checked" in comments(render(name, make()))
    blocked = comments(render(name, make(report=prove(Verdict.BLOCKED))))
    assert "NOT PROVEN, blocked: Streams break tool calls" in blocked
    assert "chat completions" in blocked
    assert "RISKY" in comments(render(name, make(report=prove(Verdict.RISKY))))
    ready = comments(render(name, make(report=prove())))
    assert "not proven with" in ready
    assert "Anthropic's messages" in comments(render(name, make("https://h", Dialect.ANTHROPIC, report=prove())))
    assert "PRACTICE" in comments(render(name, make(practice=True)))


@pytest.mark.parametrize("name", AGENTS)
def test_what_does_not_carry_over_is_named(make: Make, name: str) -> None:
    chosen = {"openAiR1FormatEnabled": True, "openAiHeaders": {"X-S": ApiKey("hidden-1234")}}
    text = comments(render(name, make(settings=ClientSettings(chosen))))
    assert "does not carry over: Enable R1 model parameters: on" in text
    assert "X-S" in text
    assert "carry over" not in comments(render(name, make()))


@pytest.mark.parametrize("name", ["cline", "kilo", "opencode"])
def test_an_agent_that_always_streams_is_not_promised_where_streaming_fails(make: Make, name: str) -> None:
    chosen = ClientSettings({"openAiStreamingEnabled": False})
    assert "expect it to fail" in comments(render(name, make(settings=chosen, last_verdict="ready")))


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configuration_names_provider_model_and_the_variable_of_the_key(make: Make, name: str) -> None:
    chosen = ClientSettings({"openAiHeaders": {"X-A": "b"}, "maxTokens": 9000})
    told = config(render(name, make(model="a/b", settings=chosen, context_window=64_000, profile="My work")))
    assert told["model"] == "my-work-gateway/a/b"
    assert told["provider"]["my-work-gateway"] == {
        "npm": "@ai-sdk/openai-compatible",
        "name": "router.flatkey.ai",
        "options": {
            "baseURL": "https://router.flatkey.ai/v1",
            "apiKey": "{env:ROO_WIZARD_KEY}",
            "headers": {"X-A": "b"},
        },
        "models": {"a/b": {"name": "a/b", "tool_call": True, "limit": {"context": 64_000, "output": 9000}}},
    }


def test_clines_command_is_left_out_where_it_would_be_refused(make: Make) -> None:
    text = render("cline", make("https://h", Dialect.ANTHROPIC))
    assert text == f"{comments(text)}\n"
    assert "OpenAI-compatible providers only" in text


@pytest.mark.parametrize("name", CONFIGS)
def test_the_anthropic_side_gets_its_own_package_and_the_version_in_the_base(make: Make, name: str) -> None:
    fields = make("https://gw.example", Dialect.ANTHROPIC, key_variable="TEAM_KEY")
    (provider,) = config(render(name, fields))["provider"].values()
    assert provider["npm"] == "@ai-sdk/anthropic"
    assert provider["options"] == {"baseURL": "https://gw.example/v1", "apiKey": "{env:TEAM_KEY}"}
    token = make("https://gw.example", Dialect.ANTHROPIC, settings=ClientSettings({"anthropicUseAuthToken": True}))
    (provider,) = config(render(name, token))["provider"].values()
    assert provider["options"]["authToken"] == "{env:ROO_WIZARD_KEY}"


@pytest.mark.parametrize("model", HOSTILE)
def test_hostile_names_survive_every_snippet(make: Make, model: str) -> None:
    fields = make(model=model, profile=model.replace("-rf", "rf"))
    for name in CONFIGS:
        (provider,) = config(render(name, fields))["provider"].values()
        assert list(provider["models"]) == [model]
    assert exported(render("env", fields), ROO_WIZARD_KEY="k'1")["OPENAI_MODEL"] == model
    words = shlex.split(render("cline", fields).splitlines()[-1])
    assert words[words.index("-m") + 1] == model
    assert f"Model ID: {model}" in comments(render("cline", fields))


@pytest.mark.parametrize("name", AGENTS)
@pytest.mark.parametrize("odd", ["a\nb", "a\x1b]52;c;x\x07", "a\u202eb", "\ue000"])
def test_what_cannot_be_seen_is_refused_by_name(make: Make, name: str, odd: str) -> None:
    with pytest.raises(UsageError, match="model id"):
        render(name, make(model=odd))
    with pytest.raises(UsageError, match="profile name"):
        render(name, make(profile=odd))
    with pytest.raises(UsageError, match="header"):
        render(name, make(settings=ClientSettings({"openAiHeaders": {"X-A": odd}})))


@pytest.mark.parametrize("name", AGENTS)
@given(model=st.text(min_size=1, max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_snippet_is_written_for_every_visible_id_and_no_other(make: Make, name: str, model: str) -> None:
    fields = make(model=model)
    if not is_clean(model):
        with pytest.raises(UsageError):
            render(name, fields)
        return
    text = render(name, fields)
    assert all(character.isprintable() or character == "\n" for character in text)
    if name in CONFIGS:
        assert model in next(iter(config(text)["provider"].values()))["models"]


def test_the_environment_speaks_both_dialects(make: Make) -> None:
    told = exported(render("env", make()), ROO_WIZARD_KEY="a'b\"c")
    assert (told["OPENAI_BASE_URL"], told["OPENAI_API_KEY"]) == ("https://router.flatkey.ai/v1", "a'b\"c")
    bare = exported(render("env", make("https://h", Dialect.ANTHROPIC)), ROO_WIZARD_KEY="k")
    assert (bare["ANTHROPIC_BASE_URL"], bare["ANTHROPIC_API_KEY"]) == ("https://h", "k")
    token = make("https://h", Dialect.ANTHROPIC, settings=ClientSettings({"anthropicUseAuthToken": True}))
    assert exported(render("env", token), ROO_WIZARD_KEY="k")["ANTHROPIC_AUTH_TOKEN"] == "k"


@pytest.mark.parametrize("name", AGENTS)
def test_a_keyless_gateways_placeholder_stands_there_and_a_wrong_variable_is_refused(make: Make, name: str) -> None:
    text = render(name, make(placeholder="dummy"))
    assert "dummy" in text
    assert "ROO_WIZARD_KEY" not in text
    with pytest.raises(UsageError):
        render(name, make(key_variable="A;id"))
