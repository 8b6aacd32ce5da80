import asyncio
import gzip
import zlib
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from itertools import pairwise

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import PlainHttpRefused, UsageError
from roo_wizard.core.exchange import AuthForm, Ending, Exchange, HeaderValue, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.gateway.client import GatewayClient
from tests.gateway.servers import STREAM_HEAD, Loopback, Seen, always, piece, reply, serving, until_peer_leaves

SECRET = "sk-ab12cd34ef56gh78"
KEY = ApiKey(SECRET)
QUICK = Limits(connect=10, first_byte=10, idle_end=10, complete_end=10, answer=20, answer_bytes=50_000)
SHORT = replace(QUICK, idle_end=0.15, complete_end=0.1)


def post(
    server: Loopback | Endpoint, *, stream: bool = True, headers: tuple[tuple[str, HeaderValue], ...] = ()
) -> Request:
    endpoint = server if isinstance(server, Endpoint) else server.endpoint
    return Request("T1", "POST", endpoint.url("/chat/completions"), headers, {"model": "m", "stream": stream})


def get(server: Loopback, auth: AuthForm = AuthForm.BEARER) -> Request:
    return Request("models", "GET", server.endpoint.url("/models"), auth=auth)


async def sent(
    server: Loopback,
    request: Request,
    key: ApiKey | None = KEY,
    limits: Limits = QUICK,
    arrived: asyncio.Event | None = None,
) -> Exchange:
    """Send *request*; *arrived* is set when the client has read the first bytes of the body."""

    def on_bytes(_purpose: str, _size: int, _ms: float) -> None:
        if arrived is not None:
            arrived.set()

    async with GatewayClient(server.endpoint, key, limits=limits, on_bytes=on_bytes) as client:
        return await client.send(request)


def shows(exchange: Exchange) -> str:
    return f"{exchange!r} {exchange.body!r} {exchange.headers} {exchange.failure}"


async def test_the_answer_comes_with_status_headers_and_body() -> None:
    async with serving(always(reply(b'{"a":1}', headers="X-Thing: 1\r\n"))) as server:
        exchange = await sent(server, post(server, stream=False))
    assert (exchange.status, exchange.json, exchange.header("x-thing")) == (200, {"a": 1}, "1")
    assert exchange.ending is Ending.COMPLETE
    assert exchange.header_ms is not None
    assert exchange.total_ms >= exchange.header_ms > 0
    assert exchange.phases["connect"] > 0


async def test_header_order_is_kept_and_nothing_of_the_library_is_added() -> None:
    headers = (("Accept", "application/json"), ("Content-Type", "application/json"), ("X-Title", "Roo Code"))
    async with serving(always(reply())) as server:
        await sent(server, post(server, headers=headers))
    names = server.seen[0].names
    assert [name for name in names if name in dict(headers)] == list(dict(headers))
    assert set(names) - set(dict(headers)) == {
        "Host",
        "Authorization",
        "Accept-Encoding",
        "Connection",
        "Content-Length",
    }
    assert server.seen[0].body == b'{"model":"m","stream":true}'


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (AuthForm.BEARER, "Authorization", f"Bearer {SECRET}"),
        (AuthForm.X_API_KEY, "x-api-key", SECRET),
        (AuthForm.API_KEY, "api-key", SECRET),
    ],
)
async def test_the_key_travels_in_the_asked_form(auth: AuthForm, header: str, value: str) -> None:
    async with serving(always(reply())) as server:
        await sent(server, replace(post(server), auth=auth))
    assert server.seen[0].header(header) == value


@pytest.mark.parametrize(("key", "auth"), [(KEY, AuthForm.NONE), (None, AuthForm.BEARER)])
async def test_no_key_header_without_a_key(key: ApiKey | None, auth: AuthForm) -> None:
    async with serving(always(reply())) as server:
        await sent(server, get(server, auth), key)
    assert server.seen[0].header("Authorization") is None


async def test_an_empty_key_sends_a_bare_bearer() -> None:
    async with serving(always(reply())) as server:
        await sent(server, get(server), ApiKey(""))
    assert server.seen[0].header("Authorization") == "Bearer"


async def test_a_custom_authorization_replaces_the_key() -> None:
    async with serving(always(reply())) as server:
        await sent(server, post(server, headers=(("authorization", ApiKey("Basic abc12345")),)))
    assert [value for name, value in server.seen[0].headers if name.lower() == "authorization"] == ["Basic abc12345"]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/v1/models",
        "http://127.0.0.1:{other}/v1/models",
        "http://127.0.0.1:{port}@evil.example/v1/models",
        "http://127.0.0.1:{port}.evil.example/v1",
        "http://user:pass@127.0.0.1:{port}/v1",
        "http://localhost:{port}/v1",
    ],
)
async def test_another_origin_is_refused_before_anything_is_sent(url: str) -> None:
    async with serving(always(reply())) as server:
        request = Request("models", "GET", url.format(port=server.port, other=server.port + 1))
        with pytest.raises(UsageError):
            await sent(server, request)
        assert server.connections == 0


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
async def test_a_redirect_to_another_origin_is_never_followed(status: str) -> None:
    async with serving(always(reply())) as elsewhere:
        location = f"Location: http://localhost:{elsewhere.port}/v1/chat/completions\r\n"
        async with serving(always(reply(b"", status, location))) as server:
            exchange = await sent(server, post(server))
    assert exchange.status == int(status[:3])
    assert exchange.redirected_from is None
    assert elsewhere.connections == 0


async def test_a_redirect_on_the_origin_is_followed_once_with_body_and_key() -> None:
    async def answer(seen: Seen, writer: asyncio.StreamWriter) -> None:
        here = seen.target == "/v2/chat"
        writer.write(reply(b'{"ok":1}') if here else reply(b"", "308 Moved", "Location: /v2/chat\r\n"))

    async with serving(answer) as server:
        exchange = await sent(server, post(server))
    assert exchange.json == {"ok": 1}
    assert exchange.redirected_from == server.endpoint.url("/chat/completions")
    assert exchange.request.url == f"{server.origin}/v2/chat"
    assert [seen.method for seen in server.seen] == ["POST", "POST"]
    assert server.seen[0].body == server.seen[1].body
    assert server.seen[1].header("Authorization") == f"Bearer {SECRET}"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See"])
async def test_other_redirects_on_the_origin_are_not_followed(status: str) -> None:
    async with serving(always(reply(b"", status, "Location: /v2\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert len(server.seen) == 1
    assert exchange.header("location") == "/v2"


async def test_a_redirect_loop_ends_after_one_step() -> None:
    async with serving(always(reply(b"", "307 Temporary", "Location: /v1/again\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert len(server.seen) == 2
    assert exchange.status == 307


@pytest.mark.parametrize("location", ["http://[", "//", "https://127.0.0.1:1/x", "\\\\evil.example/", "http:///x"])
async def test_odd_redirect_targets_are_not_followed(location: str) -> None:
    async with serving(always(reply(b"", "307 Temporary", f"Location: {location}\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert exchange.redirected_from is None or exchange.request.url.startswith(server.origin)


async def test_an_echoed_key_is_masked_in_body_and_headers_without_changing_lengths() -> None:
    body = f'{{"error":"Incorrect API key: {SECRET}, also {SECRET[4:16]}"}}'.encode()
    async with serving(always(reply(body, "401 Nope", f"X-Echo: Bearer {SECRET}\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert SECRET not in shows(exchange)
    assert SECRET[4:16] not in shows(exchange)
    assert len(exchange.body) == len(body)
    assert "Incorrect API key" in exchange.json["error"]


async def test_a_key_echoed_in_two_pieces_is_masked() -> None:
    arrived = asyncio.Event()

    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD + piece(b"data: " + SECRET[:9].encode()))
        await arrived.wait()
        await asyncio.sleep(0.001)
        writer.write(piece(SECRET[9:].encode() + b"\n\n") + piece(b""))

    async with serving(answer) as server:
        exchange = await sent(server, post(server), arrived=arrived)
    assert len(exchange.chunks) == 2
    assert exchange.text == "data: " + "*" * len(SECRET) + "\n\n"


async def test_a_secret_header_is_sent_and_its_echo_masked() -> None:
    async def answer(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(reply((seen.header("X-Team") or "").encode()))

    async with serving(answer) as server:
        exchange = await sent(server, post(server, headers=(("X-Team", ApiKey("team-4711-secret")),)))
    assert exchange.text == "*" * 16


async def test_a_placeholder_key_is_not_masked_in_answers() -> None:
    async with serving(always(reply(b'{"id":"dummy-model"}'))) as server:
        exchange = await sent(server, get(server), ApiKey("dummy"))
    assert exchange.json == {"id": "dummy-model"}


@pytest.mark.parametrize("bad", ["sk-line\nbreak12345678", "sk-zero\u200bwidth12345678", "sk-“quoted”12345678"])
async def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(bad: str) -> None:
    async with serving(always(reply())) as server:
        with pytest.raises(UsageError) as caught:
            await sent(server, post(server), ApiKey(bad))
    assert bad[:7] not in f"{caught.value!r} {caught.value.message} {caught.value.__cause__!r}"
    assert server.connections == 0


async def test_a_line_end_behind_the_key_is_harmless() -> None:
    async with serving(always(reply())) as server:
        await sent(server, post(server), ApiKey(f"{SECRET}\r\n"))
    assert server.seen[0].header("Authorization") == f"Bearer {SECRET}"


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection", "a b", "x\r\ny", ""])
async def test_header_names_that_would_change_the_framing_are_refused(name: str) -> None:
    async with serving(always(reply())) as server:
        with pytest.raises(UsageError):
            await sent(server, post(server, headers=((name, "1"),)))
    assert server.connections == 0


@pytest.mark.parametrize(
    ("key", "headers", "auth"),
    [
        (KEY, (), AuthForm.BEARER),
        (None, (("X-Team", ApiKey("abcdefgh")),), AuthForm.BEARER),
        (KEY, (("X-Team", ApiKey("abcdefgh")),), AuthForm.NONE),
    ],
)
async def test_a_key_over_plain_http_to_another_machine_is_refused(
    key: ApiKey | None, headers: tuple[tuple[str, HeaderValue], ...], auth: AuthForm
) -> None:
    endpoint = read_base_url("http://gateway.invalid/v1").required()
    async with GatewayClient(endpoint, key, limits=QUICK) as client:
        with pytest.raises(PlainHttpRefused):
            await client.send(replace(post(endpoint, headers=headers), auth=auth))


@pytest.mark.parametrize(("key", "allowed"), [(KEY, True), (None, False), (ApiKey("dummy"), False)])
async def test_plain_http_without_a_key_or_with_permission_is_tried(key: ApiKey | None, allowed: bool) -> None:
    endpoint = read_base_url("http://gateway.invalid/v1").required()
    async with GatewayClient(endpoint, key, limits=QUICK, allow_http=allowed) as client:
        exchange = await client.send(post(endpoint))
    assert exchange.failure is not None
    assert exchange.failure.phase is Phase.DNS


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"hello " * 50)),
        ("gzip", gzip.compress(b"hello " * 25) + gzip.compress(b"hello " * 25) + b"\0\0"),
        ("deflate", zlib.compress(b"hello " * 50)),
        ("deflate", zlib.compress(b"hello " * 50)[2:-4]),
        ("gzip, deflate", zlib.compress(gzip.compress(b"hello " * 50))),
        ("identity", b"hello " * 50),
    ],
    ids=["gzip", "two members and padding", "zlib", "raw deflate", "both", "identity"],
)
async def test_compressed_answers_are_decoded(encoding: str, packed: bytes) -> None:
    async with serving(always(reply(packed, headers=f"Content-Encoding: {encoding}\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert exchange.body == b"hello " * 50
    assert exchange.ending is Ending.COMPLETE


async def test_an_unknown_encoding_leaves_the_bytes() -> None:
    async with serving(always(reply(b"\x00\x01", headers="Content-Encoding: br\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert exchange.body == b"\x00\x01"


async def test_bytes_that_are_not_the_announced_encoding_are_a_broken_answer() -> None:
    async with serving(always(reply(b"plain", headers="Content-Encoding: gzip\r\n"))) as server:
        exchange = await sent(server, post(server))
    assert (exchange.status, exchange.ending) == (200, Ending.BROKEN)


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_gzip_bomb_stops_at_the_limit(layers: int) -> None:
    bomb = b"\0" * 200_000_000
    for _ in range(layers):
        bomb = gzip.compress(bomb, 1)
    head = f"Content-Encoding: {', '.join(['gzip'] * layers)}\r\n"
    async with serving(always(reply(bomb, headers=head))) as server:
        exchange = await sent(server, post(server))
    assert exchange.ending is Ending.LIMIT
    assert len(exchange.body) <= QUICK.answer_bytes


async def test_an_endless_stream_stops_at_the_byte_limit() -> None:
    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD)
        while not writer.transport.is_closing():
            writer.write(piece(b"x" * 10_000))
            await writer.drain()

    async with serving(answer) as server:
        exchange = await sent(server, post(server))
        await server.left.wait()
    assert exchange.ending is Ending.LIMIT
    assert len(exchange.body) == QUICK.answer_bytes


async def test_too_many_events_stop_at_the_event_limit() -> None:
    async with serving(always(STREAM_HEAD + piece(b"data: {}\n\n" * 600))) as server:
        exchange = await sent(server, post(server), limits=replace(QUICK, answer_events=500))
    assert exchange.ending is Ending.LIMIT


async def test_a_list_has_its_own_byte_limit() -> None:
    async with serving(always(reply(b"x" * 60_000))) as server:
        whole = await sent(server, get(server))
        cut = await sent(server, get(server), limits=replace(QUICK, list_bytes=100))
    assert (whole.ending, len(whole.body)) == (Ending.COMPLETE, 60_000)
    assert (cut.ending, len(cut.body)) == (Ending.LIMIT, 100)


async def test_only_the_beginning_of_a_refusal_is_read_and_it_is_judged_by_its_status() -> None:
    page = b"HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\n\r\n" + b"<p>" * 1_000_000
    async with serving(always(page)) as server:
        exchange = await sent(server, post(server), limits=Limits())
    assert (exchange.status, exchange.ending, len(exchange.body)) == (500, Ending.COMPLETE, Limits().refusal_bytes)


async def test_a_list_is_waited_for_less_long_than_an_answer() -> None:
    async def answer(seen: Seen, _writer: asyncio.StreamWriter) -> None:
        await until_peer_leaves(seen)

    impatient = replace(QUICK, first_byte=600, answer=600, idle_end=600, list_wait=0.05)
    async with serving(answer) as server:
        exchange = await sent(server, get(server), limits=impatient)
    assert exchange.failure is not None
    assert exchange.failure.cause == "timeout"


async def test_a_trickle_that_never_ends_stops_at_the_answer_limit() -> None:
    async def answer(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD)
        while not writer.transport.is_closing():
            writer.write(piece(b"."))
            await asyncio.sleep(0.01)

    async with serving(answer) as server:
        exchange = await sent(server, post(server), limits=replace(QUICK, answer=0.2))
    assert exchange.ending is Ending.LIMIT
    assert exchange.body


def held_open(*pieces: bytes) -> AbstractAsyncContextManager[Loopback]:
    async def answer(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD + b"".join(piece(data) for data in pieces))
        await until_peer_leaves(seen)

    return serving(answer)


async def test_a_stall_in_the_middle_is_idle() -> None:
    async with held_open(b'data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}\n\n') as server:
        exchange = await sent(server, post(server), limits=SHORT)
    assert exchange.ending is Ending.IDLE
    assert exchange.text.startswith("data: ")


@pytest.mark.parametrize(
    "last",
    [
        b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
        b"data: [DONE]\n\n",
        b"data:[DONE]\n\n",
        b'event: message_stop\ndata: {"type": "message_stop"}\n\n',
    ],
)
async def test_a_complete_stream_that_is_never_closed_is_left_open(last: bytes) -> None:
    async with held_open(b'data: {"choices":[]}\n\n', last[:5], last[5:]) as server:
        exchange = await sent(server, post(server), limits=replace(SHORT, idle_end=30))
    assert exchange.ending is Ending.LEFT_OPEN


async def test_last_words_inside_the_text_of_a_model_do_not_count() -> None:
    talk = b'data: {"choices":[{"delta":{"content":"{\\"finish_reason\\": \\"stop\\"}"},"finish_reason":null}]}\n\n'
    async with held_open(talk) as server:
        exchange = await sent(server, post(server), limits=replace(SHORT, complete_end=30))
    assert exchange.ending is Ending.IDLE


async def test_a_reset_in_the_middle_is_broken_and_keeps_what_came() -> None:
    arrived = asyncio.Event()

    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD + piece(b"data: half"))
        await arrived.wait()
        writer.transport.abort()

    async with serving(answer) as server:
        exchange = await sent(server, post(server), arrived=arrived)
    assert (exchange.status, exchange.ending, exchange.text) == (200, Ending.BROKEN, "data: half")


async def test_a_close_before_the_announced_length_is_broken() -> None:
    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        writer.close()

    async with serving(answer) as server:
        exchange = await sent(server, post(server))
    assert exchange.ending is Ending.BROKEN


async def test_a_close_that_ends_a_body_without_length_is_orderly() -> None:
    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n")
        writer.close()

    async with serving(answer) as server:
        exchange = await sent(server, post(server))
    assert (exchange.ending, exchange.text) == (Ending.COMPLETE, "data: 1\n\n")


@pytest.mark.parametrize(
    ("data", "cause"),
    [(b"", "disconnected"), (b"HTTP/1.1 20", "disconnected"), (b"hello, I am no HTTP\r\n\r\n", "protocol")],
)
async def test_no_answer_and_no_http_are_failures_of_the_first_byte(data: bytes, cause: str) -> None:
    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        writer.close()

    async with serving(answer) as server:
        exchange = await sent(server, post(server))
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.FIRST_BYTE, cause)
    assert exchange.ending is Ending.FAILED
    assert not exchange.reached


async def test_headers_that_never_come_are_a_timeout_of_the_first_byte() -> None:
    async def answer(seen: Seen, _writer: asyncio.StreamWriter) -> None:
        await until_peer_leaves(seen)

    async with serving(answer) as server:
        exchange = await sent(server, post(server), limits=replace(QUICK, first_byte=0.1))
        await server.left.wait()
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.FIRST_BYTE, "timeout")


async def test_a_closed_port_is_refused_in_the_tcp_phase() -> None:
    async with serving(always(reply())) as server:
        pass
    exchange = await sent(server, post(server))
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.TCP, "refused")
    assert str(server.port) in exchange.failure.detail


async def test_a_name_that_does_not_resolve_is_a_dns_failure() -> None:
    endpoint = read_base_url("https://no-such-host.invalid/v1").required()
    async with GatewayClient(endpoint, KEY, limits=QUICK) as client:
        exchange = await client.send(post(endpoint))
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.DNS, "unknown-host")


async def test_cancelling_closes_the_connection_at_once() -> None:
    arrived = asyncio.Event()
    async with held_open(b"data: 1\n\n") as server:
        task = asyncio.create_task(sent(server, post(server), arrived=arrived))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.left.wait(), 20)


async def test_cancelling_while_waiting_for_headers_closes_the_connection() -> None:
    async def answer(seen: Seen, _writer: asyncio.StreamWriter) -> None:
        await until_peer_leaves(seen)

    async with serving(answer) as server, GatewayClient(server.endpoint, KEY) as client:
        task = asyncio.create_task(client.send(post(server)))
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.left.wait(), 20)


async def test_chunks_carry_their_arrival_times() -> None:
    arrived = asyncio.Event()

    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD + piece(b"data: 1\n\n"))
        await arrived.wait()
        await asyncio.sleep(0.02)
        writer.write(piece(b"data: 2\n\n") + piece(b""))

    async with serving(answer) as server:
        exchange = await sent(server, post(server), arrived=arrived)
    first, second = exchange.chunks
    assert exchange.header_ms is not None
    assert exchange.header_ms <= first.ms
    assert second.ms - first.ms >= 19
    assert exchange.total_ms >= second.ms


async def test_progress_is_told_but_not_for_every_byte() -> None:
    told: list[tuple[str, int, float]] = []

    async def answer(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD)
        for _ in range(30):
            writer.write(piece(b"data: {}\n\n"))
            await asyncio.sleep(0.01)
        writer.write(piece(b""))

    async with serving(answer) as server:
        client = GatewayClient(server.endpoint, KEY, limits=QUICK, on_bytes=lambda *facts: told.append(facts))
        async with client:
            exchange = await client.send(post(server))
    assert told[0][0] == "T1"
    assert all(later[2] - earlier[2] >= 100 for earlier, later in pairwise(told))
    assert 0 < told[-1][1] <= len(exchange.body)


async def test_a_second_request_reuses_the_connection_and_has_no_connect_phase() -> None:
    async with serving(always(reply())) as server, GatewayClient(server.endpoint, KEY, limits=QUICK) as client:
        await client.send(post(server))
        again = await client.send(post(server))
    assert server.connections == 1
    assert again.phases == {}


async def test_cookies_of_an_answer_are_not_sent_back() -> None:
    async with (
        serving(always(reply(headers="Set-Cookie: a=1\r\n"))) as server,
        GatewayClient(server.endpoint, KEY, limits=QUICK) as client,
    ):
        await client.send(post(server))
        await client.send(post(server))
    assert server.seen[1].header("Cookie") is None


async def test_three_requests_can_run_at_once() -> None:
    async with (
        serving(always(reply(b'{"a":1}'))) as server,
        GatewayClient(server.endpoint, KEY, limits=QUICK) as client,
    ):
        exchanges = await asyncio.gather(*(client.send(post(server)) for _ in range(3)))
    assert [exchange.json for exchange in exchanges] == [{"a": 1}] * 3


async def test_a_big_list_is_masked_too() -> None:
    body = b"x" * 400_000 + SECRET.encode() + b"y" * 100
    async with serving(always(reply(body))) as server:
        exchange = await sent(server, get(server))
    assert SECRET.encode() not in exchange.body
    assert len(exchange.body) == len(body)
