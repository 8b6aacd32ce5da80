"""Reading request bodies of both dialects into an `Ask`. Foreign shapes are skipped, never refused here."""

import json
from collections.abc import Iterable, Iterator, Mapping

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.practice.ask import Ask, Called, Choice, Heard, Result, Said, Speaker, Tool

_SYSTEM_ROLES = frozenset({"system", "developer"})
_CHOICES = {
    "auto": Choice.AUTO,
    "none": Choice.NONE,
    "required": Choice.REQUIRED,
    "any": Choice.REQUIRED,
}


def hear(dialect: Dialect, body: Mapping[str, Json]) -> Ask:
    """Return what *body* asks for; anything malformed in it counts as absent."""
    read = _hear_anthropic if dialect is Dialect.ANTHROPIC else _hear_openai
    return read(body)


def _hear_openai(body: Mapping[str, Json]) -> Ask:
    messages = list(_objects(body.get("messages")))
    system = "\n".join(text_of(item.get("content")) for item in messages if item.get("role") in _SYSTEM_ROLES)
    choice, forced = _choice(body.get("tool_choice"))
    return Ask(
        dialect=Dialect.OPENAI,
        model=_text(body.get("model")),
        system=system,
        heard=tuple(heard for item in messages for heard in _openai_message(item)),
        tools=tuple(_openai_tools(body.get("tools"))),
        choice=choice,
        forced=forced,
        parallel=body.get("parallel_tool_calls") is not False,
        streamed=body.get("stream") is True,
        wants_usage=_object(body.get("stream_options")).get("include_usage") is True,
        output_cap=_cap(body.get("max_completion_tokens"), body.get("max_tokens")),
        prompt_tokens=estimate_prompt_tokens(body),
        body=body,
    )


def _hear_anthropic(body: Mapping[str, Json]) -> Ask:
    choice, forced = _choice(body.get("tool_choice"))
    return Ask(
        dialect=Dialect.ANTHROPIC,
        model=_text(body.get("model")),
        system=text_of(body.get("system")),
        heard=tuple(heard for item in _objects(body.get("messages")) for heard in _anthropic_message(item)),
        tools=tuple(
            Tool(_text(tool.get("name")), _object(tool.get("input_schema"))) for tool in _objects(body.get("tools"))
        ),
        choice=choice,
        forced=forced,
        parallel=_object(body.get("tool_choice")).get("disable_parallel_tool_use") is not True,
        streamed=body.get("stream") is True,
        wants_usage=True,
        output_cap=_cap(body.get("max_tokens")),
        prompt_tokens=estimate_prompt_tokens(body),
        body=body,
    )


def _openai_message(message: Mapping[str, Json]) -> Iterator[Heard]:
    role = message.get("role")
    text = text_of(message.get("content"))
    if role == "tool":
        yield Result(_text(message.get("tool_call_id")), text)
    elif role == "user":
        yield Said(Speaker.USER, text)
    elif role == "assistant":
        if text:
            yield Said(Speaker.ASSISTANT, text)
        for call in _objects(message.get("tool_calls")):
            function = _object(call.get("function"))
            yield Called(_text(call.get("id")), _text(function.get("name")), _arguments(function.get("arguments")))


def _anthropic_message(message: Mapping[str, Json]) -> Iterator[Heard]:
    speaker = Speaker.ASSISTANT if message.get("role") == "assistant" else Speaker.USER
    content = message.get("content")
    if isinstance(content, str):
        yield Said(speaker, content)
    for part in _objects(content):
        kind = part.get("type")
        if kind == "tool_result":
            yield Result(_text(part.get("tool_use_id")), text_of(part.get("content")))
        elif kind == "tool_use":
            yield Called(_text(part.get("id")), _text(part.get("name")), _arguments(part.get("input")))
        elif kind == "text":
            yield Said(speaker, _text(part.get("text")))


def _openai_tools(tools: Json) -> Iterator[Tool]:
    for tool in _objects(tools):
        function = _object(tool.get("function"))
        if function.get("name"):
            yield Tool(_text(function.get("name")), _object(function.get("parameters")))


def _choice(value: Json) -> tuple[Choice, str | None]:
    """Both dialects' ways: a word, ``{"type": word}``, or an object that names the tool."""
    if isinstance(value, str):
        return _CHOICES.get(value, Choice.AUTO), None
    wanted = _object(value)
    name = wanted.get("name") or _object(wanted.get("function")).get("name")
    if name:
        return Choice.REQUIRED, _text(name)
    return _CHOICES.get(_text(wanted.get("type")), Choice.AUTO), None


def _cap(*values: Json) -> int | None:
    return next((value for value in values if isinstance(value, int) and value > 0), None)


def _arguments(value: Json) -> Mapping[str, Json]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return _object(value)


def text_of(content: Json) -> str:
    """Return a message content's text: a string, or the texts of its parts, one under the other."""
    if isinstance(content, str):
        return content
    return "\n".join(_text(part.get("text")) for part in _objects(content) if part.get("text"))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _objects(value: Json) -> Iterable[Mapping[str, Json]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
