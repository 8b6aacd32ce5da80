"""The refusal ladder: which of Roo's features does the gateway refuse (probe.md 6).

An explicit parameter name is trusted first (`rules.refusals`). Otherwise one Roo feature after the other is
taken out of a small request until it is accepted; the last one taken out is confirmed by adding it back.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.probe.own_fields import own_fields
from roo_wizard.probe.wire.anthropic import speaks

MAX_SMALL_REQUESTS = 8

Body = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Rung:
    """One feature: the fault that names it, its plain name, and the body without it."""

    fault: str
    feature: str
    without: Callable[[Body], Body]


def _drop(name: str) -> Callable[[Body], Body]:
    return lambda body: {key: value for key, value in body.items() if key != name}


def _unstrict(body: Body) -> Body:
    tools = [
        {**tool, "function": {k: v for k, v in tool["function"].items() if k != "strict"}} for tool in body["tools"]
    ]
    return {**body, "tools": tools}


def _flat_schemas(body: Body) -> Body:
    flat = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
    tools = [{**tool, "function": {**tool["function"], "parameters": flat}} for tool in body["tools"]]
    return {**body, "tools": tools}


def _flat_input_schemas(body: Body) -> Body:
    flat = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
    return {**body, "tools": [{**tool, "input_schema": flat} for tool in body["tools"]]}


def _unmarked(value: Json) -> Json:
    """*value* without any ``cache_control`` in it."""
    if isinstance(value, dict):
        return {key: _unmarked(item) for key, item in value.items() if key != "cache_control"}
    return [_unmarked(item) for item in value] if isinstance(value, list) else value


def _string_content(body: Body) -> Body:
    messages = [
        {**message, "content": "\n".join(str(part.get("text", "")) for part in message["content"])}
        if isinstance(message.get("content"), list)
        else message
        for message in body["messages"]
    ]
    return {**body, "messages": messages}


def _without_system(body: Body) -> Body:
    return {
        **body,
        "messages": [message for message in body["messages"] if message["role"] not in {"system", "developer"}],
    }


def _half_the_tools(body: Body) -> Body:
    return {**body, "tools": body["tools"][: len(body["tools"]) // 2]}


def _no_tools(body: Body) -> Body:
    return {key: value for key, value in body.items() if key not in {"tools", "tool_choice", "parallel_tool_calls"}}


def _whole(body: Body) -> Body:
    return {key: value for key, value in body.items() if key not in {"stream", "stream_options"}}


RUNGS: tuple[Rung, ...] = (
    Rung("R18", "cache marks", _unmarked),
    Rung("R01", "strict on tools", _unstrict),
    Rung("R03", "parallel_tool_calls", _drop("parallel_tool_calls")),
    Rung("R04", "stream_options", _drop("stream_options")),
    Rung("R05", "temperature", _drop("temperature")),
    Rung("R08", "max_completion_tokens", _drop("max_completion_tokens")),
    Rung("R10", "text parts as content", _string_content),
    Rung("R02", "nested tool schemas", _flat_schemas),
    Rung("R06", "this many tools", _half_the_tools),
    Rung("R06", "tools", _no_tools),
    Rung("R17", "streaming", _whole),
    Rung("R19", "the system role", _without_system),
)

ANTHROPIC_RUNGS: tuple[Rung, ...] = (
    Rung("R18", "cache marks", _unmarked),
    Rung("R06", "tool_choice as an object", _drop("tool_choice")),
    Rung("R05", "temperature", _drop("temperature")),
    Rung("R02", "nested tool schemas", _flat_input_schemas),
    Rung("R06", "this many tools", _half_the_tools),
    Rung("R06", "tools", _no_tools),
    Rung("R17", "streaming", _whole),
)
"""What the client's Anthropic provider sends and a look-alike may not know (roo-code.md 4.8)."""


def small(request: Request, purpose: str, change: Callable[[Body], Body] = lambda body: body) -> Request:
    """Return *request* with *change* applied and an output of 16 tokens."""
    body = change(json.loads(json.dumps(request.body)))
    limit = "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens"
    return replace(request, purpose=purpose, body={**body, limit: 16})


def _own_rungs(body: Body) -> tuple[Rung, ...]:
    """One rung for each field that only one of the client's own entries sends; a small request needs its limit."""
    return tuple(Rung("refused", name, _drop(name)) for name in own_fields(body) if name != "max_tokens")


def applicable(request: Request) -> tuple[Rung, ...]:
    """Return the rungs that would change *request*, in order, within the cap of small requests."""
    plain = json.loads(json.dumps(request.body or {}))
    rungs = ANTHROPIC_RUNGS if speaks(request) else (*_own_rungs(plain), *RUNGS)
    changed = tuple(rung for rung in rungs if "tools" not in rung.feature or plain.get("tools"))
    return tuple(rung for rung in changed if rung.without(plain) != plain)[: MAX_SMALL_REQUESTS - 1]


async def climb(request: Request, post: Callable[[Request], Awaitable[Exchange]]) -> Rung | None:
    """Return the rung whose removal makes a small form of *request* acceptable, or None when none does.

    Features are taken out one more at a time, so that a second refused feature does not hide the first; the
    last one is then taken out alone. When that is refused too, there is more than one culprit and the first
    that was taken out along the way is as true as the last: the last is returned.
    """
    removed: list[Rung] = []
    for rung in applicable(request):
        removed.append(rung)
        answer = await post(small(request, f"without {rung.feature}", _chain(removed)))
        if answer.ok:
            if len(removed) > 1:
                await post(small(request, f"only without {rung.feature}", rung.without))
            return rung
    return None


def _chain(rungs: list[Rung]) -> Callable[[Body], Body]:
    def change(body: Body) -> Body:
        for rung in rungs:
            body = rung.without(body)
        return body

    return change
