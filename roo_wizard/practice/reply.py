"""What the practice model says, before it is written in any wire form."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from roo_wizard.core.exchange import Json
from roo_wizard.core.tokens import estimate_tokens


class Finish:
    """Why an answer ended, in the OpenAI words; the Anthropic writer translates them."""

    STOP = "stop"
    CALLS = "tool_calls"
    LENGTH = "length"
    FUNCTION = "function_call"


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call. ``arguments`` is JSON text; only a fault makes it an object. ``signature`` is a thought mark."""

    id: str
    name: str
    arguments: str | Mapping[str, Json]
    signature: str = ""

    @property
    def values(self) -> dict[str, Json]:
        """The arguments as an object, {} when they are none."""
        value = self.arguments
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return {}
        return dict(value) if isinstance(value, Mapping) else {}

    def with_values(self, values: Mapping[str, Json]) -> "Call":
        """Return the call with other arguments."""
        return replace(self, arguments=json_text(values))


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as they are reported."""

    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``legacy`` writes the first call in the old ``function_call`` field (T22); ``extra`` adds
    unknown fields everywhere (H10); ``model`` is the name that the answer gives.
    """

    id: str
    model: str
    usage: Usage
    text: str = ""
    reasoning: str = ""
    calls: tuple[Call, ...] = ()
    finish: str = Finish.STOP
    legacy: bool = False
    extra: bool = False

    def with_calls(self, change: Callable[[Call], Call]) -> "Reply":
        """Return the reply with *change* applied to each call."""
        return replace(self, calls=tuple(change(call) for call in self.calls))

    def counted(self) -> "Reply":
        """Return the reply with the completion tokens that it really costs."""
        return replace(self, usage=replace(self.usage, completion=completion_tokens(self)))


def completion_tokens(reply: Reply) -> int:
    """Return the estimated completion tokens of *reply*: text, reasoning, and each call's name and arguments."""
    calls = sum(estimate_tokens(f"{call.name}{argument_text(call)}") for call in reply.calls)
    return max(1, calls + estimate_tokens(reply.text) + estimate_tokens(reply.reasoning))


def argument_text(call: Call) -> str:
    """Return the arguments as the text that the wire carries."""
    return call.arguments if isinstance(call.arguments, str) else json_text(call.arguments)


def json_text(value: Json | Mapping[str, Json]) -> str:
    """Return compact JSON that keeps every character readable, as model servers print it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
