"""Refused requests (R ids): what a request may not use, and the 400 that real gateways give for it (probe.md 5.2)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from roo_wizard.core.endpoint import Dialect
from roo_wizard.practice.faults import features
from roo_wizard.practice.faults.features import Body
from roo_wizard.practice.faults.switch import Gate, Say, Switch
from roo_wizard.practice.reply import Reply
from roo_wizard.practice.visit import Refusal, Visit

_REASONING = "The person wants something done with files. I will use the tools that are offered for it."
_SIGNATURE = "practice-thought-signature"
_UNSUPPORTED = "unsupported_parameter"


@dataclass(frozen=True, slots=True)
class _Refused:
    """What is refused and in which words. ``{temperature}`` in *message* is the one that was sent."""

    id: str
    applies: Callable[[Body], object]
    message: str
    param: str | None = None
    code: str | None = None
    openai_only: bool = False
    say: Say | None = None

    def gate(self, visit: Visit) -> Refusal | None:
        """Return the 400 for a chat request that uses what is refused."""
        foreign = self.openai_only and visit.dialect is not Dialect.OPENAI
        if visit.ask is None or foreign or not self.applies(visit.ask.body):
            return None
        message = self.message.replace("{temperature}", str(visit.ask.body.get("temperature"))[:20])
        return Refusal(400, message, code=self.code, param=self.param)

    @property
    def switch(self) -> Switch:
        """The row as a switch."""
        gate: Gate = self.gate
        return Switch(self.id, gate=gate, say=self.say)


def _think_aloud(reply: Reply, visit: Visit) -> Reply:
    thinks = visit.dialect is Dialect.OPENAI and reply.calls and not reply.reasoning
    return replace(reply, reasoning=_REASONING).counted() if thinks else reply


def _sign(reply: Reply, _: Visit) -> Reply:
    return reply.with_calls(lambda call: replace(call, signature=_SIGNATURE))


_ROWS = (
    _Refused("R06", lambda body: body.get("tools"), "tool calling is not supported with this model", "tools"),
    _Refused(
        "R01",
        features.has_strict,
        "Unsupported parameter: tools[0].function.strict",
        "tools[0].function.strict",
        _UNSUPPORTED,
    ),
    _Refused(
        "R02",
        features.has_nested_object,
        "Invalid schema for a tool: properties of type 'object' are not supported in parameters",
        "tools",
        "invalid_function_parameters",
    ),
    _Refused(
        "R03",
        lambda body: "parallel_tool_calls" in body,
        "Unsupported parameter: parallel_tool_calls",
        "parallel_tool_calls",
        _UNSUPPORTED,
    ),
    _Refused("R17", lambda body: body.get("stream") is True, "Streaming is not supported by this model", "stream"),
    _Refused("R04", lambda body: "stream_options" in body, "stream_options is not supported", "stream_options"),
    _Refused(
        "R05",
        features.has_other_temperature,
        "'temperature' does not support {temperature} with this model. Only the default (1) value is supported.",
        "temperature",
        "unsupported_value",
    ),
    _Refused(
        "R09",
        features.has_developer_message,
        "Invalid value: 'developer'. Supported roles are 'system', 'user', 'assistant' and 'tool'.",
        "messages[0].role",
    ),
    _Refused(
        "R10",
        features.has_part_list,
        "content of a message must be a string; a list of content parts is not supported",
        "messages",
        openai_only=True,
    ),
    _Refused(
        "R19",
        features.has_system_message,
        "Conversation roles must alternate user/assistant/user/assistant; role 'system' is not supported",
        "messages",
    ),
    _Refused(
        "R11",
        features.has_tool_message,
        "Invalid role 'tool': only 'system', 'user' and 'assistant' are allowed",
        "messages",
    ),
    _Refused("R12", features.has_user_after_tool, "Unexpected role 'user' after role 'tool'", "messages"),
    _Refused(
        "R13",
        features.has_empty_content_beside_calls,
        "The text content of an assistant message must be non-empty: content is '' beside tool_calls",
        "messages",
    ),
    _Refused(
        "R14",
        features.lacks_reasoning,
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
        "messages",
        say=_think_aloud,
    ),
    _Refused(
        "R15",
        features.lacks_signature,
        "Function call is missing a thought_signature in functionCall parts.",
        "messages",
        say=_sign,
    ),
    _Refused(
        "R07",
        features.forces_a_tool,
        "tool_choice does not support being set to required or object in thinking mode",
        "tool_choice",
    ),
    _Refused(
        "R08",
        lambda body: "max_completion_tokens" in body,
        "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.",
        "max_completion_tokens",
        _UNSUPPORTED,
    ),
    _Refused("R16", features.has_image, "This model does not support image input", "messages"),
    _Refused("R18", features.has_cache_mark, "Extra inputs are not permitted: content[].cache_control", "messages"),
)

SWITCHES = {row.id: row.switch for row in _ROWS}
"""The refusals by id."""
