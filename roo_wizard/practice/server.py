"""The practice gateway: a small LLM gateway on loopback, correct or with any fault of the catalogue.

``http://127.0.0.1:PORT/v1`` is correct, ``/f/T02+S12/v1`` shows those faults, ``/f/T10~0.13~7/v1`` shows T10
with chance 0.13 and seed 7. ``POST /practice/revoke`` revokes the key that it is sent with. Both dialects; asyncio
streams, so that bytes, closes and stalls are ours.
"""

import asyncio
import ipaddress
import json
import re
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.practice.allowance import REVOKE_PATH
from roo_wizard.practice.connection import Connection, RawRequest, Send
from roo_wizard.practice.faults.http import wrong_key
from roo_wizard.practice.gates import CHAT_PATHS
from roo_wizard.practice.hear import hear
from roo_wizard.practice.journal import Bill, Journal, PlanState, ReceivedRequest
from roo_wizard.practice.models import MODEL, MODELS
from roo_wizard.practice.plan import describe_plan, parse_plan
from roo_wizard.practice.respond import respond
from roo_wizard.practice.visit import INFO_PATH, KEY, KEYS, SECOND_KEY, Refusal, Visit, json_answer
from roo_wizard.practice.wire import Pacing

MOST_CONNECTIONS = 256
_LITELLM = {"/litellm/chat/completions": "/v1/chat/completions", f"/litellm{INFO_PATH}": INFO_PATH}
"""The addresses below a base as Roo's entry for LiteLLM wants it: without ``/v1``."""

_FAULT_PATH = re.compile(r"^/f/(?P<plan>[^/]{0,400})(?P<rest>/.*)$")


class PracticeGateway:
    """An async context manager that listens while it is entered; every connection ends when it is left.

    ``faults`` applies to the unprefixed ``/v1``. ``port`` 0 takes a free one. ``keys`` are the keys that are
    accepted, until `revoke` takes one away. Raises `UsageError` for an
    address that is not loopback or a port that is taken, `UnknownName` for an unknown fault.
    """

    key = KEY
    second_key = SECOND_KEY
    model = MODEL
    models = MODELS

    def __init__(
        self,
        port: int = 0,
        faults: str = "",
        *,
        pacing: Pacing | None = None,
        host: str = "127.0.0.1",
        keys: frozenset[str] = KEYS,
    ) -> None:
        if not _is_loopback(host):
            raise UsageError("the practice gateway listens on this machine only", "use 127.0.0.1")
        self._host = host
        self._wanted_port = port
        self._pacing = pacing or Pacing()
        self._keys = keys
        self._plan = parse_plan(faults)
        self._journal = Journal()
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.start_server(self._connected, self._host, self._wanted_port)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "it is not between 0 and 65535"
            raise UsageError(f"port {self._wanted_port} cannot be used: {reason}", "choose another port") from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        tasks = list(self._connections)
        for task, connection in self._connections.items():
            connection.abort()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if server is not None:
            await server.wait_closed()

    async def serve_forever(self) -> None:
        """Serve until cancelled; the context manager must be entered."""
        if self._server is not None:
            await self._server.serve_forever()

    @property
    def port(self) -> int:
        """The port that is listened on; raises `UsageError` while nothing is."""
        if self._server is None:
            raise UsageError("the practice gateway is not running")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def origin(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The base URL of the OpenAI dialect."""
        return f"{self.origin}/v1"

    @property
    def anthropic_base_url(self) -> str:
        """The base URL of the Anthropic dialect, to which clients add ``/v1/messages``."""
        return self.origin

    def url(self, faults: str = "") -> str:
        """Return the base URL that shows *faults*; raises `UnknownName` for an unknown one."""
        return f"{self.anthropic_url(faults)}/v1"

    def anthropic_url(self, faults: str = "") -> str:
        """Return the Anthropic base URL that shows *faults*."""
        return f"{self.origin}/f/{parse_plan(faults).text}" if faults else self.origin

    def litellm_url(self, faults: str = "") -> str:
        """Return the base URL, without ``/v1``, for Roo's own entry for LiteLLM."""
        return f"{self.anthropic_url(faults)}/litellm"

    @property
    def revoke_url(self) -> str:
        """Where a POST revokes the key that it is sent with."""
        return f"{self.origin}{REVOKE_PATH}"

    @property
    def description(self) -> str:
        """In words what the unprefixed base URL shows."""
        return describe_plan(self._plan)

    @property
    def received(self) -> list[ReceivedRequest]:
        """The last requests (`journal.KEPT_REQUESTS` of them), oldest first."""
        return self._journal.received

    @property
    def open_connections(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    def revoke(self, key: str) -> None:
        """Refuse *key* from the next request on; a request that is being answered is answered."""
        self._keys -= {key}

    def billed(self, plan: str = "") -> Bill:
        """Return the bill of all POST requests, or of those to the path of *plan* alone."""
        return self._journal.billed(plan)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a client in a task of our own, which leaving the gateway may cancel without a complaint."""
        connection = Connection(reader, writer)
        if len(self._connections) >= MOST_CONNECTIONS:
            connection.abort()
            return
        task = asyncio.create_task(connection.serve(self._handle))
        self._connections[task] = connection
        task.add_done_callback(self._disconnected)

    def _disconnected(self, task: asyncio.Task[None]) -> None:
        self._connections.pop(task).close()
        if not task.cancelled() and task.exception() is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "the practice gateway failed to answer", "exception": task.exception()}
            )

    async def _handle(self, request: RawRequest, send: Send) -> None:
        path = request.target.partition("?")[0]
        if path == REVOKE_PATH and request.method == "POST":
            await self._revoke_own(Visit(request.method, path, request.headers, pacing=self._pacing), send)
            return
        prefixed = _FAULT_PATH.match(path)
        try:
            plan = parse_plan(unquote(prefixed["plan"])) if prefixed else self._plan
        except UsageError as error:
            refusal = Refusal(404, f"{error.message}; {error.hint}", "not_found", "unknown_fault")
            visit = Visit(request.method, path, request.headers, pacing=self._pacing)
            await send(refusal.answer(visit))
            return
        rest = prefixed["rest"] if prefixed else path
        await self._answer(self._journal.state(plan), _LITELLM.get(rest, rest), request, send)

    async def _revoke_own(self, visit: Visit, send: Send) -> None:
        """Revoke the key of *visit*: whoever has it may take it away."""
        if visit.key not in self._keys:
            await send(wrong_key().answer(visit))
            return
        self.revoke(visit.key)
        await send(json_answer(200, b'{"revoked":true}', visit.pacing))

    async def _answer(self, state: PlanState, path: str, request: RawRequest, send: Send) -> None:
        posted = request.method == "POST"
        visit = self._visit(state, path, request)
        entries = state.draws.next() if posted else state.plan.always()
        state.in_flight += posted
        try:
            answer = respond(visit, entries)
            self._journal.note(visit, request, answer)
            await send(answer)
        finally:
            state.in_flight -= posted

    def _visit(self, state: PlanState, path: str, request: RawRequest) -> Visit:
        body = _parsed(request.body) if request.method == "POST" else None
        visit = Visit(
            method=request.method,
            path=path,
            headers=request.headers,
            body=request.body,
            json=body,
            plan_text=state.plan.text,
            number=state.draws.count,
            in_flight=state.in_flight,
            origin=self.origin,
            pacing=self._pacing,
            keys=self._keys,
        )
        return visit.with_ask(hear(visit.dialect, body)) if isinstance(body, dict) and path in CHAT_PATHS else visit


def _parsed(body: bytes) -> Json:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
