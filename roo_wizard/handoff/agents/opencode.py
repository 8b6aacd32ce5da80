"""The configuration of opencode, and of Kilo, which is built on it: one provider with one model (clients.md 1, 2)."""

import json
import re

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
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

_CARRIES = frozenset({"openAiHeaders", "contextWindow", "maxTokens", "anthropicUseAuthToken"})
OPENCODE = Agent("opencode", "goes into ~/.config/opencode/opencode.json, or opencode.json of a project", _CARRIES)
KILO = Agent("Kilo", "goes into ~/.config/kilo/kilo.jsonc; a file of a project may not read the environment", _CARRIES)
_PACKAGES = {Dialect.OPENAI: "@ai-sdk/openai-compatible", Dialect.ANTHROPIC: "@ai-sdk/anthropic"}
_USUAL_OUTPUT = 32_000
"""What both ask for as output when nothing limits them; a small context refuses it."""

_BRACE = "\ue000"
"""Stands for "{" until the JSON is written: both agents replace {env:…} and {file:…} anywhere in the raw text,
comments included."""


def opencode(fields: Fields) -> str:
    """Return ``opencode.json``, with the notes as comments, which opencode reads over."""
    return _config(fields, OPENCODE, {"$schema": "https://opencode.ai/config.json"})


def kilo(fields: Fields) -> str:
    """Return ``kilo.jsonc``."""
    return _config(fields, KILO, {})


def provider_id(fields: Fields) -> str:
    """Return the name of the provider in the file; ``<provider>/<model>`` is how both name a model.

    The ending keeps it apart from the providers that both know themselves (openrouter, deepseek …), whose models and
    stored keys would be mixed in.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", (fields.profile or fields.endpoint.host).lower()).strip("-")
    return f"{slug}-gateway".removeprefix("-")


def _config(fields: Fields, agent: Agent, head: dict[str, Json]) -> str:
    required_clean(fields)
    name = provider_id(fields)
    document = head | {
        "provider": {name: _provider(fields)},
        "model": _literal(f"{name}/{fields.model}"),
    }
    lines = [*notes(fields, agent)]
    if fields.placeholder is None:
        lines.append(needs_variable(fields))
    text = json.dumps(document, indent=2, ensure_ascii=True).replace("\\ue000", "\\u007b")
    comments = commented(iter(lines), "//").replace("{", "(").replace("}", ")")
    return f"{comments}{text}\n"


def _provider(fields: Fields) -> dict[str, Json]:
    anthropic = fields.endpoint.dialect is Dialect.ANTHROPIC
    base = fields.openai_base
    token = "authToken" if anthropic and fields.settings["anthropicUseAuthToken"] else "apiKey"
    key = f"{{env:{key_variable(fields)}}}" if fields.placeholder is None else _literal(fields.placeholder)
    options: dict[str, Json] = {"baseURL": _literal(f"{base}/v1" if anthropic else base), token: key}
    headers = public_headers(fields)
    if headers:
        options["headers"] = {_literal(header): _literal(value) for header, value in headers.items()}
    return {
        "npm": _PACKAGES[fields.endpoint.dialect],
        "name": _literal(safe(fields.preset.name if fields.preset else fields.endpoint.netloc)),
        "options": options,
        "models": {_literal(fields.model): _model(fields)},
    }


def _model(fields: Fields) -> dict[str, Json]:
    """The model; its limits only where the window is known, since both limits have to stand there together."""
    model: dict[str, Json] = {"name": _literal(fields.model), "tool_call": True}
    settings = fields.shown_settings
    if "contextWindow" in settings:
        window = settings["contextWindow"]
        output = settings["maxTokens"] if settings["maxTokens"] > 0 else min(_USUAL_OUTPUT, window // 4)
        model["limit"] = {"context": window, "output": output}
    return model


def _literal(text: str) -> str:
    return text.replace("{", _BRACE)
