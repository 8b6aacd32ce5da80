"""A request as the practice model hears it, the same for both dialects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json


class Speaker(StrEnum):
    """Who wrote a text of the conversation."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Said:
    """A text. An assistant's reasoning that was echoed is not part of it."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """A tool call of an earlier turn; ``arguments`` is {} when they did not parse to an object."""

    id: str
    name: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave back."""

    id: str
    text: str


Heard = Said | Called | Result


@dataclass(frozen=True, slots=True)
class Tool:
    """An offered tool; ``schema`` is the JSON schema of its parameters."""

    name: str
    schema: Mapping[str, Json]

    @property
    def properties(self) -> Mapping[str, Json]:
        """The schema's properties, {} when there are none."""
        properties = self.schema.get("properties")
        return properties if isinstance(properties, dict) else {}


class Choice(StrEnum):
    """What the request says about calling tools; a forced tool's name stands in `Ask.forced`."""

    AUTO = "auto"
    NONE = "none"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Ask:
    """A chat request: what was said so far, what is offered, and how the answer is wanted.

    ``output_cap`` is None without a cap; Roo's −1 counts as none. ``body`` is the request as it came.
    """

    dialect: Dialect
    model: str
    system: str = ""
    heard: tuple[Heard, ...] = ()
    tools: tuple[Tool, ...] = ()
    choice: Choice = Choice.AUTO
    forced: str | None = None
    parallel: bool = True
    streamed: bool = False
    wants_usage: bool = False
    output_cap: int | None = None
    prompt_tokens: int = 0
    body: Mapping[str, Json] = field(default_factory=dict)

    def tool(self, name: str) -> Tool | None:
        """Return the offered tool called *name*."""
        return next((tool for tool in self.tools if tool.name == name), None)

    @property
    def calls(self) -> tuple[Called, ...]:
        """Every call of earlier turns, oldest first."""
        return tuple(item for item in self.heard if isinstance(item, Called))

    @property
    def user_texts(self) -> tuple[str, ...]:
        """Every text of the person, oldest first."""
        return tuple(item.text for item in self.heard if isinstance(item, Said) and item.speaker is Speaker.USER)

    def result_of(self, call: Called) -> str | None:
        """Return what *call* gave back, or None while it has no result."""
        return next((item.text for item in self.heard if isinstance(item, Result) and item.id == call.id), None)
