"""A conversation as Roo keeps it, before it is written in any wire form."""

from collections.abc import Mapping
from dataclasses import dataclass

from roo_wizard.core.exchange import Json


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call that Roo accepted. ``id`` is as it came; `request.build` sanitises it on replay."""

    id: str
    name: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class UserText:
    """A user message: one or more texts (``<user_message>…``, then ``<environment_details>…``)."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssistantTurn:
    """What the model said: text, reasoning (kept, but sent back only with preserveReasoning), calls.

    ``details`` are OpenRouter's ``reasoning_details``, which its own entry sends back.
    """

    text: str = ""
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    details: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class ToolResults:
    """Results by call id, each followed on the wire by one user message with *environment*."""

    results: tuple[tuple[str, str], ...]
    environment: str


Message = UserText | AssistantTurn | ToolResults


@dataclass(frozen=True, slots=True)
class Turn:
    """One request of a conversation: ``name`` is T1, T2 or T3 (or a small request's purpose).

    ``short`` asks for one-line tool descriptions (the small twin, probe.md 6).
    ``tool_choice`` is "auto" except where a check asks for something that Roo never sends.
    """

    name: str
    system: str
    messages: tuple[Message, ...]
    short: bool = False
    tools: bool = True
