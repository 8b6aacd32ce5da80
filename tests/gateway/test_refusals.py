from typing import Any

import pytest

from roo_wizard.gateway.bodies import error_in
from roo_wizard.gateway.refusals import PARTS, refused_parameter


def part(message: str, **fields: Any) -> str | None:
    error = error_in({"error": {"message": message, **fields}}, refused=True)
    assert error is not None
    found = refused_parameter(error)
    assert found is None or found in PARTS
    return found


@pytest.mark.parametrize(
    ("expected", "param"),
    [
        ("strict", "tools[0].function.strict"),
        ("strict", "tools.0.function.strict"),
        ("schema", "tools[3].function.parameters"),
        ("parallel_tool_calls", "parallel_tool_calls"),
        ("stream_options", "stream_options.include_usage"),
        ("temperature", "temperature"),
        ("tool_choice", "tool_choice"),
        ("tools", "tools"),
        ("tools", "tool calling"),
        ("stream", "stream"),
        ("max_completion_tokens", "max_completion_tokens"),
        ("model", "model"),
    ],
)
def test_an_explicit_parameter_is_believed(expected: str, param: str) -> None:
    assert part("Something is wrong with temperature", param=param) == expected


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("strict", "tools[0].function: Unknown field 'strict'"),
        ("strict", "Extra inputs are not permitted: tools.0.function.strict is unknown: 'strict'"),
        ("strict", "`strict` is not supported for this model"),
        ("strict", "This model does not support strict mode for function tools"),
        ("schema", "Invalid schema for function 'read_file': additionalProperties must be false"),
        ("schema", "Nested object schemas are not supported in function parameters"),
        ("schema", "JSON schema error at #: unrecognized type nonsense"),
        ("parallel_tool_calls", "parallel_tool_calls is not supported by this model"),
        ("stream_options", "Unrecognized request argument supplied: stream_options"),
        ("temperature", "Unsupported value: 'temperature' does not support 0 with this model. Only 1 is supported."),
        ("temperature", "invalid temperature: only 0.6 is allowed for this model"),
        ("tool_choice", "tool_choice 'auto' is not supported"),
        ("tools", "tools are not supported by this model"),
        ("tools.count", "Too many tools: 13, the maximum is 8"),
        ("role.developer", "Unsupported value: messages[0].role does not support 'developer'"),
        ("role.tool", "messages[3].role: invalid value 'tool'"),
        ("role.system", "role 'system' is not allowed here"),
        ("role.order", "Conversation roles must alternate user/assistant/user/assistant"),
        ("role.order", "Unexpected role 'user' after role 'tool'"),
        ("content.array", "messages.1.content: Input should be a valid string"),
        ("content.array", "Mismatch type string with value array at messages[1].content"),
        ("content.empty", "messages[2].content must not be empty"),
        ("content.empty", "messages: text content blocks must be non-empty"),
        ("content.null", "messages[2].content: expected a value, got null"),
        ("reasoning_content", "The `reasoning_content` in the thinking mode must be passed back to the API"),
        ("thought_signature", "Function call is missing a thought_signature in functionCall parts"),
        ("stream", "stream=true is not supported for this model"),
        ("stream", "Streaming is not supported"),
        ("stream", "This model only supports streaming: stream must be true"),
        ("max_completion_tokens", "Unrecognized request argument supplied: max_completion_tokens"),
        ("image", "This model does not support image_url content"),
        (None, "Bad request"),
        (None, ""),
    ],
)
def test_the_named_part_of_the_request_is_found_in_the_text(expected: str | None, message: str) -> None:
    assert part(message) == expected


def test_the_parameter_tools_is_refined_by_the_text() -> None:
    assert part("Invalid schema for a tool: properties of type 'object' are not supported", param="tools") == "schema"
    assert part("Too many tools", param="tools") == "tools.count"
    assert part("These tools are bad for the temperature", param="tools") == "tools"


def test_the_place_of_a_validation_error_counts_as_its_parameter() -> None:
    error = error_in(
        {"detail": [{"loc": ["body", "tools", 0, "function", "strict"], "msg": "extra fields"}]}, refused=True
    )
    assert error is not None
    assert refused_parameter(error) == "strict"
