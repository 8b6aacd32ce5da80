"""Variables in the editor's environment that change where the client's SDKs send, or what (roo-code.md 4.2, 4.8).

Only names are ever looked at; a value may be a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_PREFIXES = ("OPENAI_", "ANTHROPIC_")


@dataclass(frozen=True, slots=True)
class Variable:
    """What the variable *name* does to the client; ``effect`` "" means nothing, once the fields are filled."""

    name: str
    effect: str = ""


EFFECTS: Mapping[str, str] = {
    "OPENAI_ORG_ID": "adds the header OpenAI-Organization to every request of OpenAI Compatible",
    "OPENAI_PROJECT_ID": "adds the header OpenAI-Project to every request of OpenAI Compatible",
    "ANTHROPIC_BASE_URL": "is where the Anthropic provider calls when Use custom base URL is not ticked",
    "ANTHROPIC_AUTH_TOKEN": "goes out as a second key with the Anthropic provider",
}
"""The variables that the SDKs read although the client gives them base URL and key."""


def redirecting(environ: Mapping[str, str]) -> tuple[Variable, ...]:
    """Return the variables of the two SDKs that are set here, those with an effect first."""
    names = sorted(name for name, value in environ.items() if name.startswith(_PREFIXES) and value)
    found = (Variable(name, EFFECTS.get(name, "")) for name in names)
    return tuple(sorted(found, key=lambda variable: not variable.effect))
