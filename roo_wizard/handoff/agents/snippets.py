"""Other agents than Roo Code: what every snippet for one of them says about the proof and about what is lost.

The facts about fields and files are those of clients.md; the proof speaks as Roo Code, so that no snippet is ever
called proven.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean, safe
from roo_wizard.handoff.advice import verdict_line
from roo_wizard.handoff.fields import Fields
from roo_wizard.roo import labels
from roo_wizard.roo.settings import describe

PROTOCOLS = {Dialect.OPENAI: "OpenAI's chat completions", Dialect.ANTHROPIC: "Anthropic's messages"}
_ACCEPTED = {"ready", "ready-with-settings"}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STREAMING = "openAiStreamingEnabled"
_KEY_IN_HEADER = "openAiHeaders"
_ENTRY = "apiProvider"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent: ``carries`` are the settings of ours that it has a place for, ``where`` is where the output goes.

    One that ``streams`` does so always. ``untried`` are the dialects that its documentation was not read for.
    """

    name: str
    where: str
    carries: frozenset[str] = frozenset()
    streams: bool = True
    untried: frozenset[Dialect] = frozenset()


def notes(fields: Fields, agent: Agent) -> Iterator[str]:
    """Yield what a person must know: where it goes, what the proof is worth here, what does not carry over."""
    protocol = PROTOCOLS[fields.endpoint.dialect]
    if fields.practice:
        yield "PRACTICE: this works only while the practice gateway runs"
    yield agent.where
    asker = f"{fields.client.name}{_entry(fields)}"
    if fields.verdict in _ACCEPTED:
        yield (
            f"not proven with {agent.name}: the gateway accepted what {asker} sends over {protocol}; "
            f"{agent.name} sends other requests over it"
        )
    else:
        yield f"{verdict_line(fields)} (asked over {protocol}, as {asker})"
    if fields.openai_base != fields.endpoint.base_url:
        yield f"the base URL here is not that of the proof, {fields.endpoint.base_url}: {agent.name} adds no /v1 itself"
    if fields.endpoint.dialect in agent.untried:
        yield f"how {agent.name} takes {protocol} from another gateway was not read: compare with its own documentation"
    if agent.streams and not fields.proven_settings[_STREAMING]:
        yield f"it was proven with streaming off only; {agent.name} always streams here, so expect it to fail"
    yield from _lost(fields, agent)


def required_clean(fields: Fields) -> None:
    """Raise `UsageError` for a name that could not be typed as it is shown; a snippet is pasted into a terminal."""
    texts = {"model id": fields.model, "profile name": fields.profile, "address": fields.endpoint.base_url}
    texts |= {f"header {safe(name, 40)}": f"{name}: {value}" for name, value in public_headers(fields).items()}
    for what, text in texts.items():
        if not is_clean(text, _LONGEST):
            raise UsageError(
                f"the {what} {safe(text, 60)!r} holds control or invisible characters", "use the format roo-import"
            )


def public_headers(fields: Fields) -> dict[str, str]:
    """Return the custom headers with public values; Roo Code's Anthropic page has none."""
    if fields.endpoint.dialect is Dialect.ANTHROPIC:
        return {}
    return {name: value for name, value in fields.settings.headers.items() if isinstance(value, str)}


def key_variable(fields: Fields) -> str:
    """Return the name of the variable that holds the key; raises `UsageError` for a text that is no name."""
    if not _VARIABLE.fullmatch(fields.key_variable):
        raise UsageError("the name of an environment variable holds letters, digits and “_” only")
    return fields.key_variable


def needs_variable(fields: Fields) -> str:
    """Return the sentence about the variable that the snippet reads the key from."""
    name = key_variable(fields)
    return f"the key is read from {name}; to set it unseen: read -rs {name} && export {name}"


def commented(lines: Iterator[str], mark: str) -> str:
    """Return *lines* as comments; none of them can end its line."""
    return "".join(f"{mark} {safe(line, _LONGEST)}\n" for line in lines)


def _entry(fields: Fields) -> str:
    """Name the client's own entry for the vendor where the proof ran in the shape of that."""
    return f"'s own entry {labels.provider_name(fields.provider)}" if fields.proven_settings[_ENTRY] else ""


def _lost(fields: Fields, agent: Agent) -> Iterator[str]:
    settings = fields.shown_settings
    lost = {name: settings[name] for name in settings if name not in {*agent.carries, _KEY_IN_HEADER, _ENTRY}}
    if lost:
        yield f"does not carry over: {describe(lost)}"
    if fields.settings.headers and _KEY_IN_HEADER not in agent.carries:
        yield f"does not carry over: the custom headers {safe(', '.join(fields.settings.headers))}"
        return
    secret = [name for name, value in fields.settings.headers.items() if isinstance(value, ApiKey)]
    if secret:
        yield f"does not carry over: the secret headers {safe(', '.join(secret))}; add them there by hand"
