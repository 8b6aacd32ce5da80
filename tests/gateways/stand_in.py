"""A stand-in for a hosted gateway on loopback: its paths, keys, ids, lists and refusals are a row of `rows`.

The chat answers are the practice model's; everything that makes the gateway itself is in the row.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from roo_wizard.core.endpoint import Dialect
from roo_wizard.practice import write_anthropic, write_openai
from roo_wizard.practice.connection import Connection, RawRequest, Send
from roo_wizard.practice.hear import hear
from roo_wizard.practice.mind import mind
from roo_wizard.practice.pieces import pieces_of
from roo_wizard.practice.visit import json_answer
from roo_wizard.practice.wire import Answer, EventStyle, Frame, Pacing

NOW = Pacing.instant()
HTML = "text/html; charset=utf-8"
PAGE = "<!doctype html><html><head><title>Console</title></head><body><div id=root></div></body></html>"


@dataclass(frozen=True)
class Said:
    """An answer of the gateway itself: a JSON value, or text with its content type."""

    status: int
    body: Any
    content_type: str = "application/json"

    def answer(self) -> Answer:
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        return json_answer(self.status, text.encode(), NOW, content_type=self.content_type)


@dataclass(frozen=True)
class Asked:
    """A request as the row's refusals see it; ``path`` keeps its query, ``key`` is what stood in the key header."""

    method: str
    path: str
    headers: Mapping[str, str]
    key: str
    json: Any = None

    @property
    def model(self) -> str:
        return str(self.json.get("model", "")) if isinstance(self.json, dict) else ""

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        return self.json.get("messages", ()) if isinstance(self.json, dict) else ()


Refuse = Callable[[Asked], Said | None]


def bearer(headers: Mapping[str, str]) -> str:
    """The key where OpenAI's clients put it."""
    return headers.get("authorization", "").removeprefix("Bearer").strip()


def either(headers: Mapping[str, str]) -> str:
    """The key in either dialect's header."""
    return bearer(headers) or headers.get("x-api-key", "")


@dataclass(frozen=True)
class Row:
    """How one gateway behaves.

    ``chats`` are its chat paths; ``lists`` its GETs by path with query; ``public`` those that need no key.
    ``refuse`` are asked in order before a chat is answered. ``anything_else`` answers every other path.
    """

    preset: str
    model: str
    key: str
    chats: Mapping[str, Dialect]
    lists: Mapping[str, Said]
    wrong_key: Said
    no_key: Said
    unknown_model: Refuse
    serves: frozenset[str]
    public: frozenset[str] = frozenset()
    refuse: tuple[Refuse, ...] = ()
    key_of: Callable[[Mapping[str, str]], str] = either
    anything_else: Said = field(default_factory=lambda: Said(404, {"detail": "Not Found"}))
    reasons: bool = False
    """Whether the answers think first."""


class StandIn:
    """Listens while it is entered; ``asked`` keeps every request, oldest first."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.asked: list[Asked] = []
        self._server: asyncio.Server | None = None
        self._tasks: dict[asyncio.Task[None], Connection] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task, connection in self._tasks.items():
            connection.abort()
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def origin(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def posts(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        task = asyncio.create_task(connection.serve(self._handle))
        self._tasks[task] = connection
        task.add_done_callback(lambda done: self._tasks.pop(done).close())

    async def _handle(self, request: RawRequest, send: Send) -> None:
        body = json.loads(request.body) if request.body else None
        asked = Asked(request.method, request.target, request.headers, self.row.key_of(request.headers), body)
        self.asked.append(asked)
        await send(self._answer(asked))

    def _answer(self, asked: Asked) -> Answer:
        row = self.row
        is_chat = asked.method == "POST" and asked.path in row.chats
        if not is_chat and (asked.method != "GET" or asked.path not in row.lists):
            return row.anything_else.answer()
        if asked.path not in row.public and asked.key != row.key:
            return (row.wrong_key if asked.key else row.no_key).answer()
        if not is_chat:
            return row.lists[asked.path].answer()
        refused = next((said for refuse in row.refuse if (said := refuse(asked))), None)
        if refused is None and asked.model not in row.serves:
            refused = row.unknown_model(asked)
        return refused.answer() if refused else chat(asked, row.chats[asked.path], reasons=row.reasons)


def chat(asked: Asked, dialect: Dialect, *, reasons: bool = False) -> Answer:
    """The practice model's answer, streamed or whole."""
    ask = hear(dialect, asked.json)
    reply = mind.answer(ask)
    if reasons:
        reply = replace(reply, reasoning="The files have to be read first.")
    write = write_anthropic if dialect is Dialect.ANTHROPIC else write_openai
    if not ask.streamed:
        whole = write_anthropic.message(reply) if dialect is Dialect.ANTHROPIC else write_openai.completion(reply)
        return json_answer(200, json.dumps(whole).encode(), NOW)
    events = b"".join(event.encoded(EventStyle()) for event in write.events(reply, pieces_of(reply, ask)))
    return Answer(200, (("content-type", "text/event-stream"),), (Frame(events),))
