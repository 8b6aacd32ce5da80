"""One client connection: requests are parsed by ``h11``, answers are written with their waits and their ending."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import h11

from roo_wizard.practice.visit import Refusal, Visit
from roo_wizard.practice.wire import Answer, Close, Pacing

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of one request body."""
HEAD_LIMIT = 64 * 1024
"""Bytes of request line and headers."""
REQUEST_WAIT = 120.0
"""Seconds that a client may take for a request, or between two."""
_READ = 64 * 1024
_SERVER = ("server", "roo-wizard-practice")


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A whole request; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class _Refused(Exception):
    """The request cannot be read; *status* says why, and the connection ends."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message
        super().__init__(message)


Send = Callable[[Answer], Awaitable[None]]
"""Sends an answer; returns when it is over, a stall included."""

Handle = Callable[[RawRequest, Send], Awaitable[None]]
"""Gets a request and the function that sends its answer."""


class Connection:
    """Serves one client until it leaves, an answer ends the connection, or a request cannot be read."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
        self._method = ""

    async def serve(self, handle: Handle) -> None:
        """Answer request after request; a client that leaves in the middle ends it without an error."""
        try:
            while (request := await self._request()) is not None:
                self._method = request.method
                await handle(request, self._send)
                if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except _Refused as refused:
            await self._refuse(refused)
        except (ConnectionError, TimeoutError, h11.LocalProtocolError):
            return

    def close(self) -> None:
        """End the connection in order, once what was written is out."""
        self._writer.close()

    def abort(self) -> None:
        """Drop the connection at once."""
        self._writer.transport.abort()

    async def _request(self) -> RawRequest | None:
        """Read the next request; None when the client has left."""
        try:
            async with asyncio.timeout(REQUEST_WAIT):
                event = await self._event()
                if not isinstance(event, h11.Request):
                    return None
                body = await self._body()
        except h11.RemoteProtocolError as error:
            raise _Refused(error.error_status_hint, "The request is not valid HTTP.") from None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
        return RawRequest(event.method.decode("latin-1"), event.target.decode("latin-1"), headers, body)

    async def _body(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while isinstance(event := await self._event(), h11.Data):
            parts.append(bytes(event.data))
            size += len(event.data)
            if size > BODY_LIMIT:
                raise _Refused(413, f"The request body is larger than {BODY_LIMIT} bytes.")
        return b"".join(parts)

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
            self._http.receive_data(await self._reader.read(_READ))

    async def _send(self, answer: Answer) -> None:
        """Write *answer* frame by frame, and end it as it says."""
        head = self._head(answer)
        for frame in answer.frames if self._method != "HEAD" else ():
            if frame.wait > 0:
                await asyncio.sleep(frame.wait)
            await self._write(head + self._framed(answer, frame.data))
            head = b""
        await self._write(head)
        if answer.close is Close.STALL:
            while await self._reader.read(_READ):
                pass
        elif answer.close is Close.COMPLETE:
            await self._write(self._http.send(h11.EndOfMessage()) or b"")

    def _head(self, answer: Answer) -> bytes:
        if answer.close is not Close.QUIET:
            phrase = HTTPStatus(answer.status).phrase.encode()
            response = h11.Response(status_code=answer.status, headers=[*answer.headers, _SERVER], reason=phrase)
            return self._http.send(response) or b""
        lines = [f"{name}: {value}" for name, value in (*answer.headers, _SERVER, ("connection", "close"))]
        return "\r\n".join([f"HTTP/1.1 {answer.status} OK", *lines, "", ""]).encode("latin-1")

    def _framed(self, answer: Answer, data: bytes) -> bytes:
        return data if answer.close is Close.QUIET else self._http.send(h11.Data(data=data)) or b""

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _refuse(self, refused: _Refused) -> None:
        answer = Refusal(refused.status, refused.message).answer(Visit("", "", pacing=Pacing.instant()))
        closing = (*answer.headers, ("connection", "close"))
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            await self._send(Answer(answer.status, closing, answer.frames))
