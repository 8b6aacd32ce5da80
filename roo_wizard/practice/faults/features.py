"""What a request body uses: the predicates that refusals are made of.

They look at the OpenAI form; where a feature exists in the Anthropic form as well they see both.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from roo_wizard.core.exchange import Json

Body = Mapping[str, Json]
_CALLS = "tool_calls"
_DEPTH = 20
"""A schema that nests deeper counts as one that holds an object."""


def _objects(value: Json) -> Iterator[Body]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _messages(body: Body, *roles: str) -> Iterator[Body]:
    return (message for message in _objects(body.get("messages")) if message.get("role") in roles)


def _functions(body: Body) -> Iterator[Body]:
    """The offered functions; in the Anthropic form the tool itself."""
    for tool in _objects(body.get("tools")):
        function = tool.get("function")
        yield function if isinstance(function, dict) else tool


def _parts(body: Body) -> Iterator[Body]:
    """Every part of every message's content, those inside tool results included."""
    for message in _objects(body.get("messages")):
        for part in _objects(message.get("content")):
            yield part
            yield from _objects(part.get("content"))


def has_nested_object(body: Body) -> bool:
    """Whether a tool's parameters hold an object, in an array or by itself."""
    return any(
        _nests(entry, 0)
        for function in _functions(body)
        for entry in _properties(function.get("parameters") or function.get("input_schema"))
    )


def _properties(schema: Json) -> Iterator[Json]:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return iter(properties.values()) if isinstance(properties, dict) else iter(())


def _nests(schema: Json, depth: int) -> bool:
    """Whether *schema* is an object or holds one; deeper than 20 levels counts as one."""
    if not isinstance(schema, dict):
        return False
    kind = schema.get("type")
    named = kind == "object" or (isinstance(kind, list) and "object" in kind)
    return depth > _DEPTH or named or _nests(schema.get("items"), depth + 1)


def has_other_temperature(body: Body) -> bool:
    """Whether a temperature other than 1 is sent."""
    return "temperature" in body and body["temperature"] != 1


def has_system_message(body: Body) -> bool:
    """Whether a message has the role of the system."""
    return any(_messages(body, "system", "developer"))


def has_user_after_tool(body: Body) -> bool:
    """Whether a user message follows a tool message."""
    roles = [message.get("role") for message in _objects(body.get("messages"))]
    return ("tool", "user") in pairwise(roles)


def _calling(body: Body) -> Iterator[Body]:
    return (message for message in _messages(body, "assistant") if message.get(_CALLS))


def has_empty_content_beside_calls(body: Body) -> bool:
    """Whether an assistant message has an empty string as content beside its calls."""
    return any(message.get("content") == "" for message in _calling(body))


def lacks_reasoning(body: Body) -> bool:
    """Whether an assistant message with calls comes back without its thinking, in either of its two fields."""
    return any(not (message.get("reasoning_content") or message.get("reasoning_details")) for message in _calling(body))


def lacks_signature(body: Body) -> bool:
    """Whether a call comes back without a thought signature."""
    calls = (call for message in _calling(body) for call in _objects(message.get(_CALLS)))
    return any(not (call.get("extra_content") or call.get("provider_specific_fields")) for call in calls)


def forces_a_tool(body: Body) -> bool:
    """Whether ``tool_choice`` demands a call."""
    choice = body.get("tool_choice")
    kind = choice.get("type") if isinstance(choice, dict) else choice
    return kind not in (None, "auto", "none")


def has_image(body: Body) -> bool:
    """Whether a part is an image."""
    return any(part.get("type") in ("image_url", "image", "input_image") for part in _parts(body))


def has_cache_mark(body: Body) -> bool:
    """Whether anything carries ``cache_control``."""
    marked = [*_parts(body), *_objects(body.get("system")), *_objects(body.get("messages")), *_functions(body)]
    return any("cache_control" in item for item in marked)


def has_strict(body: Body) -> bool:
    """Whether a tool says ``strict``."""
    return any("strict" in function for function in _functions(body))


def has_developer_message(body: Body) -> bool:
    """Whether a message has the role ``developer``."""
    return any(_messages(body, "developer"))


def has_tool_message(body: Body) -> bool:
    """Whether a message has the role ``tool``."""
    return any(_messages(body, "tool"))


def has_part_list(body: Body) -> bool:
    """Whether a user or system message's content is a list of parts."""
    return any(isinstance(message.get("content"), list) for message in _messages(body, "user", "system"))
