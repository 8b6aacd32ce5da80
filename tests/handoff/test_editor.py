import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.editor import LONG_TIMEOUT_S, editor, mcp_file, settings_lines, told
from roo_wizard.handoff.fields import Fields, Machine
from roo_wizard.presets.loader import load
from roo_wizard.profiles.history import Entry, History
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.editor.installs import find_folders
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
Prove = Callable[..., Report]
CANARY = "sk-canary-7Qw9Zr2TtXk41"
TIMEOUT = "roo-cline.apiRequestTimeout"

MCP_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["mcpServers"],
    "additionalProperties": False,
    "properties": {
        "mcpServers": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z0-9-]+$"},
            "additionalProperties": {
                "type": "object",
                "required": ["type", "url"],
                "additionalProperties": False,
                "properties": {
                    "type": {"const": "streamable-http"},
                    "url": {"type": "string", "pattern": r"^https?://[^\s$]+$"},
                    "headers": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {"type": "string", "pattern": r"^(Bearer )?\$\{env:[A-Z][A-Z0-9_]*\}$"},
                    },
                },
            },
        }
    },
}
"""What the client takes for a server with an address (roo-code.md 5), and of its headers only references."""

SETTINGS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "roo-cline.apiRequestTimeout": {"type": "integer", "minimum": 601, "maximum": 3600},
        "zoo-code.apiRequestTimeout": {"type": "integer", "minimum": 601, "maximum": 3600},
        "http.proxy": {"type": "string", "pattern": r"^(https?|socks[45]?[ah]?)://[^@/\s]+$"},
    },
}


def snippets(page: str) -> list[Any]:
    """The JSON of the page, as a person would take it out of it."""
    return [json.loads(block) for block in re.findall(r"^\{$.*?^\}$", page, re.MULTILINE | re.DOTALL)]


@pytest.fixture
def finops(make: Make) -> Fields:
    return make("https://finops.example.com/openai", preset=load()["finops"], model="openai/gpt-5")


def with_proxy(fields: Fields, proxy: str) -> Fields:
    return replace(fields, machine=Machine(proxy=proxy))


def test_both_snippets_are_exactly_what_the_editor_and_the_client_take(finops: Fields) -> None:
    headers = {"X-Team": "public", "X-Secret": ApiKey(f"{CANARY}-header")}
    slow = ClientSettings({"enableReasoningEffort": True, "reasoningEffort": "xhigh", "openAiHeaders": headers})
    page = editor(with_proxy(replace(finops, settings=slow), "http://proxy.example.com:3128"))
    settings, mcp = snippets(page)
    jsonschema.Draft202012Validator(SETTINGS_SCHEMA).validate(settings)
    jsonschema.Draft202012Validator(MCP_SCHEMA).validate(mcp)
    assert settings == {TIMEOUT: LONG_TIMEOUT_S, "http.proxy": "http://proxy.example.com:3128"}
    assert mcp["mcpServers"]["work"] == {
        "type": "streamable-http",
        "url": "https://finops.example.com/mcp",
        "headers": {
            "Authorization": "Bearer ${env:ROO_WIZARD_WORK_KEY}",
            "X-Team": "${env:ROO_WIZARD_WORK_X_TEAM}",
            "X-Secret": "${env:ROO_WIZARD_WORK_X_SECRET}",
        },
    }
    assert "canary" not in page
    assert "public" not in page


@pytest.mark.parametrize("name", ['a"b${env:HOME}', "Büro 7\n", "", "work#1", "日本", "-"])
def test_no_profile_name_can_become_a_reference_or_break_the_file(finops: Fields, name: str) -> None:
    document = mcp_file(replace(finops, profile=name))
    jsonschema.Draft202012Validator(MCP_SCHEMA).validate(document)
    assert "HOME}" not in json.dumps(document)


def test_the_tools_of_a_gateway_are_left_out_where_none_are_known_at_the_profiles_own_origin(make: Make) -> None:
    elsewhere = make("https://other.example/v1", preset=load()["bifrost"])
    for fields in (make(), elsewhere):
        assert mcp_file(fields) is None
        assert f"left out: no MCP server is known at {fields.endpoint.origin}" in editor(fields)


def test_a_gateway_without_a_key_gets_no_key_header(finops: Fields) -> None:
    document = mcp_file(replace(finops, placeholder="dummy"))
    assert document == {"mcpServers": {"work": {"type": "streamable-http", "url": "https://finops.example.com/mcp"}}}


def test_the_defaults_of_a_quick_gateway_are_left_alone_and_named(make: Make, prove: Prove) -> None:
    fields = make(report=prove(timing={"ttft": 900.0}))
    assert settings_lines(fields) == {}
    page = editor(fields)
    assert snippets(page) == []
    assert f"{TIMEOUT} is not wanted: its default of 600 seconds is enough here" in page
    assert "http.proxy is not wanted" in page


def test_a_slow_proof_wants_more_time_and_says_why(make: Make, prove: Prove) -> None:
    fresh = make(report=prove(timing={"ttft": 75_000.0}))
    kept = make(history=History((Entry("2026-11-20T10:00:00Z", "ready", ttft_ms=75_000.0),)))
    for fields in (fresh, kept):
        assert settings_lines(fields) == {TIMEOUT: LONG_TIMEOUT_S}
        assert "in seconds (default 600), because the first token took 75 s in the proof" in editor(fields)


@pytest.mark.parametrize(
    ("model", "settings", "reason"),
    [
        ("openai/o3-mini", {}, "the model thinks before it answers"),
        ("deepseek-reasoner", {}, "the model thinks before it answers"),
        ("m", {"openAiR1FormatEnabled": True}, "the model thinks before it answers"),
        ("m", {"enableReasoningEffort": True, "reasoningEffort": "high"}, "thinks long (Model Reasoning Effort: High)"),
    ],
)
def test_a_model_that_thinks_long_wants_more_time(make: Make, model: str, settings: Any, reason: str) -> None:
    fields = make(model=model, settings=ClientSettings(settings), client=ZOO)
    assert settings_lines(fields) == {"zoo-code.apiRequestTimeout": LONG_TIMEOUT_S}
    assert reason in editor(fields)


@pytest.mark.parametrize("model", ["demo1-model", "turbo3", "gpt-5.4"])
def test_a_name_that_only_sounds_alike_wants_nothing(make: Make, model: str) -> None:
    assert settings_lines(make(model=model)) == {}


def test_the_anthropic_provider_is_told_that_it_reads_no_time_out(make: Make) -> None:
    fields = make("https://gw.example", Dialect.ANTHROPIC, model="claude-sonnet-4-5-thinking")
    assert settings_lines(fields) == {}
    assert "the Anthropic provider does not read" in editor(fields)


def test_a_proxy_that_cannot_be_read_becomes_a_sentence_and_no_line(make: Make) -> None:
    fields = with_proxy(make(), "(a proxy address that cannot be read)")
    assert settings_lines(fields) == {}
    assert "set http.proxy yourself" in editor(fields)


def test_every_install_is_named_with_engine_other_versions_and_what_was_left_behind(make: Make, tmp_path: Path) -> None:
    extensions = tmp_path / ".vscode" / "extensions"
    for version in ("3.54.0", "3.52.1", "3.50.0"):
        folder = extensions / f"rooveterinaryinc.roo-cline-{version}"
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"version": version, "engines": {"vscode": "^1.84.0"}}))
    (extensions / ".obsolete").write_text('{"rooveterinaryinc.roo-cline-3.54.0": true}')
    (tmp_path / ".cursor-server" / "extensions" / "zoocodeorganization.zoo-code-3.82.0").mkdir(parents=True)
    files = {"VS Code": "~/.config/Code/User/settings.json", "Windsurf": "~/w"}
    fields = make(machine=Machine(find_folders(tmp_path, {}), files))
    page = editor(fields)
    assert "- Roo Code 3.52.1 in VS Code, wants VS Code ^1.84.0\n  other versions beside it: 3.50.0\n" in page
    assert "left behind, not used any more: Roo Code 3.54.0 of VS Code" in page
    assert "- Zoo Code 3.82.0 in Cursor (remote)\n  it runs here for an editor elsewhere" in page
    assert "- VS Code: ~/.config/Code/User/settings.json" in page
    assert "~/w" not in page
    assert any("remote window" in line for line in told(fields))


def test_nothing_installed_leads_to_a_file_and_never_to_a_marketplace(make: Make) -> None:
    page = editor(make(machine=Machine()))
    assert "Install from VSIX" in page
    assert "marketplace" not in page.lower()


def test_zoo_is_told_of_the_other_file_and_practice_says_so(finops: Fields) -> None:
    page = editor(replace(finops, client=ZOO, practice=True))
    assert ".zoo/mcp.json" in page
    assert page.startswith("PRACTICE")
