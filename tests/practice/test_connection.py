"""How answers end, and what becomes of requests that cannot be read."""

import asyncio
from contextlib import suppress

import httpx
import pytest

from roo_wizard.practice.connection import BODY_LIMIT
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from tests.practice.posting import HELLO, post, raw, stream_body, until, written
from tests.practice.talking import KEY, ask, call_parts


class TestEndings:
    @pytest.mark.parametrize(("faults", "until_seen"), [("S04", b'"usage"'), ("S06", b'"/b"')])
    async def test_stall_lasts_until_the_client_leaves(
        self, gateway: PracticeGateway, faults: str, until_seen: bytes
    ) -> None:
        async with (
            httpx.AsyncClient(timeout=10) as client,
            client.stream(
                "POST", f"{gateway.url(faults)}/chat/completions", headers=KEY, json=(await stream_body(gateway))
            ) as answer,
        ):
            data = b""
            chunks = answer.aiter_bytes()
            while until_seen not in data:
                data += await anext(chunks)
            rest = asyncio.ensure_future(anext(chunks))
            done, _ = await asyncio.wait([rest], timeout=0.05)
            assert not done
            assert gateway.open_connections == 1
            rest.cancel()
            await asyncio.gather(rest, return_exceptions=True)
        await until(lambda: gateway.open_connections == 0)

    async def test_leaving_the_gateway_ends_every_connection_at_once(self) -> None:
        async with PracticeGateway(pacing=Pacing.instant()) as gateway:
            reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
            writer.write(written("/f/S04/v1/chat/completions", await stream_body(gateway)))
            await reader.readuntil(b'"usage"')
        assert gateway.open_connections == 0
        with suppress(ConnectionError):
            async with asyncio.timeout(5):
                await reader.read()
        writer.close()

    async def test_s05_is_an_orderly_close_without_a_length(self, gateway: PracticeGateway) -> None:
        answer = await raw(gateway, written("/f/S05/v1/chat/completions", await stream_body(gateway)))
        head_lines, _, rest = answer.partition(b"\r\n\r\n")
        assert b"transfer-encoding" not in head_lines.lower()
        assert b"content-length" not in head_lines.lower()
        assert rest.rstrip().endswith(b"}")
        assert b"[DONE]" not in rest

    async def test_s02_comes_in_one_piece(self, gateway: PracticeGateway) -> None:
        answer = await ask(gateway, "S02")
        assert len(call_parts(answer)) > 20
        assert b"[DONE]" in answer.chunks[0].data

    async def test_s16_is_compressed_only_for_those_who_accept_it(self, gateway: PracticeGateway) -> None:
        body = {**HELLO, "stream": True}
        url = f"{gateway.url('S16')}/chat/completions"
        assert (await post(url, body)).headers["content-encoding"] == "gzip"
        plain = await post(url, body, {**KEY, "accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert "[DONE]" in plain.text

    async def test_m10_refuses_the_second_of_two_at_once(self) -> None:
        async with PracticeGateway(pacing=Pacing(first=0, between=0, hold=30)) as gateway:
            url = f"{gateway.url('M10')}/chat/completions"
            first = asyncio.ensure_future(post(url, HELLO))
            await until(lambda: len(gateway.received) == 1)
            assert (await post(url, HELLO)).status_code == 429
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)


class TestBrokenRequests:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'{"model":"practice-coder"}',
            b'{"model":1,"messages":[{}]}',
            b'{"model":"practice-coder","messages":["x"]}',
            b'{"model":"practice-coder","messages":[{}],"tools":{}}',
            b'{"model":"practice-coder","messages":[{}],"tools":[{"function":{"name":""}}]}',
            b"[" * 100_000,
            b"\xff\xfe",
        ],
    )
    async def test_unusable_body_is_a_400(self, gateway: PracticeGateway, body: bytes) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{gateway.base_url}/chat/completions", content=body, headers=KEY)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]

    async def test_over_long_tool_name_is_a_400_that_names_the_field(self, gateway: PracticeGateway) -> None:
        tools = [{"type": "function", "function": {"name": "x" * 65, "parameters": {"type": "object"}}}]
        answer = await post(f"{gateway.base_url}/chat/completions", {**HELLO, "tools": tools})
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, "tools")

    async def test_oversized_body_is_a_413(self, gateway: PracticeGateway) -> None:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {BODY_LIMIT + 1}\r\n\r\n"
        assert (await raw(gateway, head.encode() + b"x" * (BODY_LIMIT + 1))).startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize("data", [b"hello\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01"])
    async def test_what_is_no_http_gets_a_400(self, gateway: PracticeGateway, data: bytes) -> None:
        assert (await raw(gateway, data)).startswith((b"HTTP/1.1 400", b"HTTP/1.1 505"))

    async def test_endless_headers_are_refused(self, gateway: PracticeGateway) -> None:
        data = b"GET /v1/models HTTP/1.1\r\nhost: x\r\nx-filler: " + b"a" * 80_000
        assert (await raw(gateway, data)).startswith(b"HTTP/1.1 431")

    async def test_client_that_leaves_in_its_own_body_harms_nobody(self, gateway: PracticeGateway) -> None:
        await raw(gateway, b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{")
        await until(lambda: gateway.open_connections == 0)
        assert (await ask(gateway)).status == 200

    async def test_one_connection_serves_several_requests(self, gateway: PracticeGateway) -> None:
        async with httpx.AsyncClient(headers=KEY) as client:
            for _ in range(3):
                assert (await client.get(f"{gateway.base_url}/models")).status_code == 200
            assert (await client.head(f"{gateway.base_url}/models")).status_code == 405
            assert gateway.open_connections == 1
