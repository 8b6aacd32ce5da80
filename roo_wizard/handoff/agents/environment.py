"""Environment variables for programs that take their gateway from there (clients.md 2)."""

import json
import shlex

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.agents.snippets import Agent, commented, key_variable, needs_variable, notes, required_clean
from roo_wizard.handoff.fields import Fields

READER = Agent(
    "the program that reads them", "for a POSIX shell: write it to a file and load it with: . ./FILE", streams=False
)


def environment(fields: Fields) -> str:
    """Return ``export`` lines; the key is named, never written.

    OpenAI's names serve its library, llm, aider and Qwen Code, Anthropic's its library and Claude Code.
    """
    required_clean(fields)
    lines = [*notes(fields, READER)]
    if fields.placeholder is None:
        lines.append(needs_variable(fields))
    if fields.endpoint.dialect is Dialect.OPENAI:
        lines.append("llm wants, besides, this line in its extra-openai-models.yaml:")
    exports = "".join(f"export {name}={value}\n" for name, value in _variables(fields).items())
    return f"{commented(iter(lines), '#')}{_llm_entry(fields)}{exports}"


def _variables(fields: Fields) -> dict[str, str]:
    """The variables and their values as a shell reads them."""
    base, model = shlex.quote(fields.openai_base), shlex.quote(fields.model)
    key = f'"${{{key_variable(fields)}}}"' if fields.placeholder is None else shlex.quote(fields.placeholder)
    if fields.endpoint.dialect is Dialect.ANTHROPIC:
        name = "ANTHROPIC_AUTH_TOKEN" if fields.settings["anthropicUseAuthToken"] else "ANTHROPIC_API_KEY"
        return {"ANTHROPIC_BASE_URL": base, name: key, "ANTHROPIC_MODEL": model}
    return {"OPENAI_BASE_URL": base, "OPENAI_API_BASE": base, "OPENAI_API_KEY": key, "OPENAI_MODEL": model}


def _llm_entry(fields: Fields) -> str:
    """The line for llm; JSON is YAML too.

    Without a key's name llm sends a dummy key. Under "openai" it might find a stored key of OpenAI's; under a name of
    its own it takes OPENAI_API_KEY, which stands below.
    """
    if fields.endpoint.dialect is Dialect.ANTHROPIC:
        return ""
    entry = {
        "model_id": fields.profile or fields.model,
        "model_name": fields.model,
        "api_base": fields.openai_base,
        "api_key_name": f"roo-wizard {fields.profile or fields.endpoint.netloc}",
        "supports_tools": True,
    }
    return f"# - {json.dumps(entry, ensure_ascii=False)}\n"
