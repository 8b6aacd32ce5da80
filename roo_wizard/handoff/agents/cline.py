"""Cline: its form in VS Code, and the command that sets up its command line (clients.md 1, 2)."""

import shlex
from collections.abc import Iterator

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.agents.snippets import (
    Agent,
    commented,
    key_variable,
    needs_variable,
    notes,
    public_headers,
    required_clean,
)
from roo_wizard.handoff.fields import Fields

CLINE = Agent(
    "Cline",
    "in VS Code: fill in the fields below; for its command line: run the last line of this text",
    frozenset({"openAiHeaders", "contextWindow", "maxTokens", "supportsImages", "modelTemperature", "azureApiVersion"}),
    untried=frozenset({Dialect.ANTHROPIC}),
)
_PROVIDERS = {Dialect.OPENAI: "OpenAI Compatible", Dialect.ANTHROPIC: "Anthropic"}
_ONLY_IN_THE_FORM = "Cline's command line takes another base URL for OpenAI-compatible providers only (seen at 3.0.65)"
_NUMBERS = (
    ("contextWindow", "Context Window Size"),
    ("maxTokens", "Max Output Tokens"),
    ("modelTemperature", "Temperature"),
)


def cline(fields: Fields) -> str:
    """Return a POSIX shell script: the fields as comments, then ``cline auth``; the key comes from the environment."""
    required_clean(fields)
    lines = [*notes(fields, CLINE), *_form(fields)]
    if fields.endpoint.dialect is Dialect.ANTHROPIC:
        return commented(iter([*lines, _ONLY_IN_THE_FORM]), "#")
    lines.append("the command keeps the key as plain text in ~/.cline/data/settings/providers.json (mode 600)")
    if public_headers(fields) or any(name in fields.shown_settings for name, _ in _NUMBERS):
        lines.append("the command has no place for headers and model configuration: set those in VS Code")
    if fields.placeholder is None:
        lines.append(f"{needs_variable(fields)}; while it runs, the process list shows it")
    return commented(iter(lines), "#") + _command(fields)


def _command(fields: Fields) -> str:
    """The command that sets up Cline's command line; it asks nothing and sends nothing."""
    key = f'"${{{key_variable(fields)}}}"' if fields.placeholder is None else shlex.quote(fields.placeholder)
    model, base = shlex.quote(fields.model), shlex.quote(fields.openai_base)
    return f"cline auth -p openai -k {key} -m {model} -b {base} </dev/null\n"


def _form(fields: Fields) -> Iterator[str]:
    """The fields of the settings page: the gear at the top of Cline's view."""
    label = _PROVIDERS[fields.endpoint.dialect]
    compatible = fields.endpoint.dialect is Dialect.OPENAI
    key = "your key" if fields.placeholder is None else fields.placeholder
    yield f"  API Provider: {label}"
    yield f"  Base URL: {fields.openai_base}" if compatible else f"  custom base URL: {fields.openai_base}"
    yield f"  {'OpenAI Compatible API Key' if compatible else 'Anthropic API Key'}: {key}"
    yield f"  Model ID: {fields.model}" + (" (“Use custom model ID…” if it is not listed)" if compatible else "")
    yield from (f"  Custom Headers: {name}: {value}" for name, value in public_headers(fields).items())
    settings = fields.shown_settings
    yield from (f"  Model Configuration, {words}: {settings[name]}" for name, words in _NUMBERS if name in settings)
    if not settings["supportsImages"]:
        yield "  Model Configuration, Supports Images: off"
