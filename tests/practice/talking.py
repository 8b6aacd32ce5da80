"""Talking to the practice gateway over real HTTP, in the shape of the client that the proof stands in for."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Chunk, Ending, Exchange, Request
from roo_wizard.core.sse import read_events
from roo_wizard.faults.task import Task, new_task
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import AssistantTurn, Message, ToolCall, ToolResults, Turn, UserText

TASK = new_task(11)
PLAIN = {"openAiStreamingEnabled": False}
R1 = {"openAiR1FormatEnabled": True}
KEY = {"authorization": "Bearer practice-key"}

READS = tuple(
    ToolCall(f"call_read{number}", "read_file", {"path": path}) for number, path in enumerate(TASK.files, start=1)
)
EDIT = ToolCall("call_edit1", "apply_diff", {"path": TASK.edit_path, "diff": "as asked"})


def turn(name: str, task: Task = TASK, *, short: bool = False) -> Turn:
    """T1, T2 or T3 with a history of our own."""
    messages: list[Message] = [UserText((task.first_request, task.environment))]
    if name in ("T2", "T3"):
        results = tuple((call.id, task.numbered(str(call.arguments["path"]))) for call in READS)
        messages += [AssistantTurn(calls=READS), ToolResults(results, task.later_environment)]
    if name == "T3":
        messages += [AssistantTurn(calls=(EDIT,)), ToolResults(((EDIT.id, task.after_edit),), task.later_environment)]
    return Turn(name, task.system_short if short else task.system, tuple(messages), short=short)


@dataclass(frozen=True)
class Said:
    """A request's ingredients; ``until`` ends the reading after these bytes, as a client that leaves."""

    turn: str = "T1"
    settings: Mapping[str, Any] | None = None
    model: str = "practice-coder"
    dialect: Dialect = Dialect.OPENAI
    short: bool = False
    until: bytes | None = None
    also: Mapping[str, Any] | None = None


T1 = Said()


async def ask(gateway: PracticeGateway, faults: str = "", said: Said = T1) -> Exchange:
    """Send what *said* describes to the path of *faults* and read the whole answer."""
    base = gateway.url(faults) if said.dialect is Dialect.OPENAI else gateway.anthropic_url(faults)
    endpoint = read_base_url(base, said.dialect).required()
    settings = ClientSettings(said.settings)
    request = build(endpoint, said.model, settings, turn(said.turn, short=said.short))
    if said.also:
        body = {**(request.body or {}), **said.also}
        request = Request(request.purpose, request.method, request.url, request.headers, body, request.auth)
    return await send(request, until=said.until)


async def send(request: Request, *, until: bytes | None = None) -> Exchange:
    """Send *request* with the practice key."""
    headers = {name: value for name, value in request.headers if isinstance(value, str)}
    started = time.perf_counter()
    chunks: list[Chunk] = []
    ending = Ending.COMPLETE
    async with (
        httpx.AsyncClient(timeout=10) as client,
        client.stream(request.method, request.url, headers={**headers, **KEY}, content=request.content) as answer,
    ):
        async for data in answer.aiter_bytes():
            chunks.append(Chunk((time.perf_counter() - started) * 1000, data))
            if until and until in b"".join(chunk.data for chunk in chunks):
                ending = Ending.CANCELLED
                break
    lines = tuple((name.lower(), value) for name, value in answer.headers.items())
    return Exchange(request, answer.status_code, lines, tuple(chunks), ending)


def parts(exchange: Exchange) -> list[dict[str, Any]]:
    """The JSON objects of a stream's events; what is no JSON is left out."""
    found = []
    for event in read_events(exchange.chunks):
        try:
            value = json.loads(event.data)
        except ValueError:
            continue
        found.append(value)
    return [value for value in found if isinstance(value, dict)]


def deltas(exchange: Exchange) -> list[dict[str, Any]]:
    """Every delta of a stream."""
    return [choice["delta"] for part in parts(exchange) for choice in part.get("choices", ()) if "delta" in choice]


def call_parts(exchange: Exchange) -> list[dict[str, Any]]:
    """Every part of a call of a stream."""
    return [call for delta in deltas(exchange) for call in delta.get("tool_calls", ())]


def finishes(exchange: Exchange) -> list[str]:
    """Every finish reason of a stream, in order."""
    choices = [choice for part in parts(exchange) for choice in part.get("choices", ())]
    return [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]


def content(exchange: Exchange, field: str = "content") -> str:
    """The joined text of a stream."""
    return "".join(delta.get(field) or "" for delta in deltas(exchange))


def usages(exchange: Exchange) -> list[dict[str, int]]:
    """Every usage of a stream."""
    return [part["usage"] for part in parts(exchange) if part.get("usage")]


def message(exchange: Exchange) -> dict[str, Any]:
    """The message of an answer in one body."""
    found: dict[str, Any] = exchange.json["choices"][0]["message"]
    return found


def error(exchange: Exchange) -> dict[str, Any]:
    """The error object of a refusal."""
    found: dict[str, Any] = exchange.json["error"]
    return found
