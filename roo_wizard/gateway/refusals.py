"""Which part of a request a refusal names: an explicit ``param``, or the telling words of its text.

Knows what OpenAI-compatible requests consist of, nothing of who sends them. The names are those of the
request's own fields, with a dot where one field has several ways of being refused.
"""

import re

from roo_wizard.gateway.error_shapes import ErrorBody

PARTS = (
    "strict",
    "schema",
    "parallel_tool_calls",
    "stream_options",
    "tool_choice",
    "tools.count",
    "tools",
    "temperature",
    "max_completion_tokens",
    "max_tokens",
    "reasoning_effort",
    "reasoning_content",
    "thought_signature",
    "cache_control",
    "image",
    "role.developer",
    "role.tool",
    "role.system",
    "role.order",
    "content.array",
    "content.null",
    "content.empty",
    "stream",
    "model",
    "messages",
)
"""Every answer that `refused_parameter` can give."""

_PARAMS: tuple[tuple[str, str], ...] = (
    ("strict", r"(^|[.\[\]])strict$"),
    ("schema", r"\b(parameters|input_schema|json_?schema|additionalproperties|schema)\b"),
    ("parallel_tool_calls", r"^parallel_tool_calls$|disable_parallel_tool_use"),
    ("stream_options", r"^stream_options"),
    ("tool_choice", r"^tool_choice"),
    ("temperature", r"^temperature$"),
    ("max_completion_tokens", r"^max_completion_tokens$"),
    ("max_tokens", r"^max_tokens$"),
    ("reasoning_effort", r"^reasoning(_effort|\.effort)?$"),
    ("reasoning_content", r"reasoning_content"),
    ("thought_signature", r"thought_?signature"),
    ("cache_control", r"cache_control"),
    ("image", r"image"),
    ("tools", r"^(tools?([.\[ _]|$)|functions?$)"),
    ("stream", r"^stream$"),
    ("model", r"^model$"),
)
"""How an explicit ``param`` is read. A message's ``content`` or ``role`` says too little: the text decides."""

_WORDS: tuple[tuple[str, str], ...] = (
    ("reasoning_content", r"reasoning_content|reasoning content.{0,60}(passed back|missing|required)"),
    ("thought_signature", r"thought_?\s?signature|malformed_function_call"),
    ("parallel_tool_calls", r"parallel_tool_calls|parallel (tool|function)[ -]call"),
    ("stream_options", r"stream_options|stream options"),
    (
        "tools.count",
        r"too many (tools|functions)|(maximum|at most|no more than)( of)? \d+ (tools|functions)|tools.{0,40}too long",
    ),
    (
        "strict",
        r"['\"`.\[]strict\b|\bstrict['\"`\]]|\bstrict (mode|schema|tool|function|true|is|field)|parameter:? strict\b",
    ),
    (
        "schema",
        r"additionalproperties|unrecognized type|invalid (json )?schema|json schema error|invalid_function_parameters",
    ),
    (
        "schema",
        r"schema.{0,60}(not supported|unsupported|invalid|refused)|(nested|object).{0,20}schema|minitems|maxitems",
    ),
    ("temperature", r"\btemperature\b"),
    ("max_completion_tokens", r"max_completion_tokens"),
    ("tool_choice", r"tool_choice|tool choice"),
    ("reasoning_effort", r"reasoning_effort"),
    ("cache_control", r"cache_control"),
    ("image", r"image_url|images? (input )?(is|are) not|does not support (images?|vision)|multimodal"),
    ("role.developer", r"role.{0,30}developer|developer.{0,30}role|['\"`]developer['\"`]"),
    (
        "role.order",
        r"alternate|after (a )?(tool|function)|unexpected role"
        r"|(user|tool).{0,30}(follow|after|before).{0,20}(tool|user|assistant)",
    ),
    ("role.tool", r"role.{0,30}['\"`]?tool\b|['\"`]tool['\"`].{0,40}role|tool (role|messages?).{0,30}(not|un)"),
    ("role.system", r"role.{0,30}system|system.{0,30}(role|message|prompt)"),
    ("content.null", r"content.{0,60}(null|none\b|nonetype)|null.{0,30}content"),
    (
        "content.array",
        r"content.{0,80}(array|list|valid string|a string|must be (a )?str|string_type|parts)|array.{0,40}content",
    ),
    (
        "content.empty",
        r"content.{0,60}(empty|blank|non-?empty|min(imum)? length)|empty.{0,30}content|text content blocks must be",
    ),
    ("max_tokens", r"max_tokens"),
    ("stream", r"\bstream(ing|ed)?\b.{0,60}(not|un|only|must|required|disabled)|(not|un)\w*.{0,30}\bstream(ing)?\b"),
    ("tools", r"\btools?\b|\bfunction.call"),
    ("messages", r"['\"`]messages['\"`]"),
)
"""How the text is read, most telling first: "strict" before "tools", since such a text names both."""

_OF_ONE_TOOL = frozenset({"strict", "schema", "tools.count"})
"""What a text may name more exactly when ``param`` is only "tools"."""

_COMPILED_PARAMS = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _PARAMS)
_COMPILED_WORDS = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _WORDS)


_PARTS_OF_TOOLS = frozenset({"strict", "schema", "tools.count", "parallel_tool_calls", "tool_choice"})


def refused_parameter(error: ErrorBody) -> str | None:
    """Return the part of the request (one of `PARTS`) that *error* refuses by name, or None.

    An explicit ``param`` is believed before the text, except that "tools" says little: it also stands beside
    texts about the schema or the strictness of a single tool.
    """
    named = named_by_parameter(error)
    if named is not None and named != "tools":
        return named
    # The place stands before the message too, as a sentence would have it: "messages.0.content Input should be …".
    words = f"{error.param} {error.message} | {error.code} | {error.param}"
    spoken = next((part for part, pattern in _COMPILED_WORDS if pattern.search(words)), None)
    return spoken if named is None or spoken in _PARTS_OF_TOOLS else named


def named_by_parameter(error: ErrorBody) -> str | None:
    """Return the part that the error's own ``param`` field names, or None."""
    if not error.param:
        return None
    return next((part for part, pattern in _COMPILED_PARAMS if pattern.search(error.param)), None)
