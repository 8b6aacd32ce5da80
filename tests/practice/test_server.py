import asyncio
import json
import random
from contextlib import suppress
from typing import Any

import httpx
import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.practice.connection import BODY_LIMIT
from roo_wizard.practice.journal import Bill
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from tests.practice.talking import KEY, TASK, Said, ask, call_parts

HELLO: dict[str, Any] = {"model": "practice-coder", "messages": [{"role": "user", "content": "Say OK"}]}


async def post(url: str, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.post(url, json=body, headers=KEY if headers is None else headers)


async def get(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.get(url, headers=KEY if headers is None else headers)


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def raw(gateway: PracticeGateway, data: bytes) -> bytes:
    """Send bytes as they are and return all that comes back until the gateway closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    try:
        writer.write(data)
        writer.write_eof()
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


class TestAddress:
    async def test_free_port_is_told(self, gateway: PracticeGateway) -> None:
        assert gateway.base_url == f"http://127.0.0.1:{gateway.port}/v1"
        assert gateway.anthropic_base_url == f"http://127.0.0.1:{gateway.port}"
        assert gateway.url("T02+S12") == f"{gateway.origin}/f/T02+S12/v1"
        assert gateway.anthropic_url("T02") == f"{gateway.origin}/f/T02"

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "gateway.example"])
    def test_anything_but_loopback_is_refused(self, host: str) -> None:
        with pytest.raises(UsageError):
            PracticeGateway(host=host)

    async def test_taken_port_is_a_usage_error(self, gateway: PracticeGateway) -> None:
        with pytest.raises(UsageError, match="cannot be used"):
            await PracticeGateway(gateway.port).__aenter__()

    async def test_impossible_port_is_a_usage_error(self) -> None:
        with pytest.raises(UsageError):
            await PracticeGateway(70_000).__aenter__()

    def test_unknown_fault_names_the_nearest(self) -> None:
        with pytest.raises(UnknownName) as caught:
            PracticeGateway(faults="T002")
        assert "T02" in caught.value.hint

    async def test_faults_of_the_constructor_show_below_the_plain_path(self) -> None:
        async with PracticeGateway(faults="N17", pacing=Pacing.instant()) as gateway:
            assert (await ask(gateway)).status == 402
            assert (await ask(gateway, "T12")).status == 200

    async def test_a_redirect_of_the_plain_path_leads_to_a_correct_one(self) -> None:
        async with PracticeGateway(faults="N02", pacing=Pacing.instant()) as gateway:
            moved = await get(f"{gateway.base_url}/models")
            assert moved.status_code == 301
            assert (await get(moved.headers["location"])).status_code == 200


class TestAccess:
    @pytest.mark.parametrize("path", ["/models", "/chat/completions"])
    @pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sk-other"}, {"authorization": "Basic eA=="}])
    async def test_any_other_key_is_refused(self, gateway: PracticeGateway, path: str, headers: dict[str, str]) -> None:
        answer = await (
            get(gateway.base_url + path, headers)
            if path == "/models"
            else post(gateway.base_url + path, HELLO, headers)
        )
        assert answer.status_code == 401
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}

    @pytest.mark.parametrize("headers", [KEY, {"x-api-key": "practice-key"}])
    async def test_both_key_headers_are_accepted(self, gateway: PracticeGateway, headers: dict[str, str]) -> None:
        assert (await post(f"{gateway.base_url}/chat/completions", HELLO, headers)).status_code == 200

    async def test_refusal_has_the_form_of_its_dialect(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.anthropic_base_url}/v1/messages", HELLO, {})
        assert answer.status_code == 401
        assert answer.json()["type"] == "error"
        assert answer.json()["error"]["type"] == "authentication_error"


class TestList:
    async def test_models_say_what_they_can(self, gateway: PracticeGateway) -> None:
        models = {entry["id"]: entry for entry in (await get(f"{gateway.base_url}/models")).json()["data"]}
        assert "tools" in models["practice-coder"]["supported_parameters"]
        assert "tools" not in models["practice-talker"]["supported_parameters"]
        assert any("o3" in name for name in models)
        assert models["practice-coder"]["context_length"] == 131_072
        assert set(models["practice-coder"]["pricing"]) == {"prompt", "completion"}

    async def test_one_model_can_be_asked_for(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.base_url}/models/practice-coder")).json()["id"] == "practice-coder"
        assert (await get(f"{gateway.url('N13')}/models/practice-coder")).status_code == 404

    async def test_n13_hides_the_model_and_n12_the_list(self, gateway: PracticeGateway) -> None:
        ids = [entry["id"] for entry in (await get(f"{gateway.url('N13')}/models")).json()["data"]]
        assert "practice-coder" not in ids
        assert ids
        assert (await get(f"{gateway.url('N12')}/models")).status_code == 404

    @pytest.mark.parametrize("faults", ["N17", "N15", "N16", "N18", "N08", "N11", "R01", "S01", "N09", "N10"])
    async def test_list_works_where_only_the_chat_is_refused(self, gateway: PracticeGateway, faults: str) -> None:
        assert (await get(f"{gateway.url(faults)}/models")).json()["data"]

    @pytest.mark.parametrize(("faults", "status"), [("N02", 301), ("N07", 401)])
    async def test_list_shows_the_faults_of_the_whole_gateway(
        self, gateway: PracticeGateway, faults: str, status: int
    ) -> None:
        assert (await get(f"{gateway.url(faults)}/models")).status_code == status

    async def test_n03_is_a_page_on_every_path(self, gateway: PracticeGateway) -> None:
        for path in ("/models", "/anything"):
            assert (await get(gateway.url("N03") + path, {})).text.startswith("<!doctype")


class TestPaths:
    @pytest.mark.parametrize(
        "path", ["/", "/models", "/chat/completions", "/v1/v1/models", "/v1//models", "/v1/models/x"]
    )
    async def test_unknown_path_is_a_json_404(self, gateway: PracticeGateway, path: str) -> None:
        answer = await get(gateway.origin + path)
        assert answer.status_code == 404
        assert answer.json()["error"]["message"]

    @pytest.mark.parametrize("path", ["/f/X99/v1/models", "/f/T10~2~7/v1/models", "/f/T10~x/v1/models", "/f/T02"])
    async def test_unknown_fault_in_a_path_is_a_404(self, gateway: PracticeGateway, path: str) -> None:
        assert (await get(gateway.origin + path)).status_code == 404

    async def test_escaped_plus_and_lower_case_are_understood(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.origin}/f/n17%2bn07/v1/models")).status_code == 401

    async def test_wrong_method_names_the_right_one(self, gateway: PracticeGateway) -> None:
        answer = await get(f"{gateway.base_url}/chat/completions")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "POST"

    async def test_query_is_ignored(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.base_url}/models?limit=5")).status_code == 200

    async def test_unknown_model_is_named_as_such(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.base_url}/chat/completions", {**HELLO, "model": "no-such-model"})
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "model_not_found"

    async def test_tokens_can_be_counted_without_an_answer(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.origin}/v1/messages/count_tokens", HELLO)
        assert answer.json()["input_tokens"] > 0


class TestJournal:
    async def test_every_request_is_kept(self, gateway: PracticeGateway) -> None:
        await get(f"{gateway.base_url}/models")
        await ask(gateway, "T02")
        listed, chat = gateway.received
        assert (listed.method, listed.path, listed.status, listed.plan) == ("GET", "/v1/models", 200, "")
        assert (chat.method, chat.plan) == ("POST", "T02")
        assert chat.path == "/f/T02/v1/chat/completions"
        assert chat.headers["authorization"] == "Bearer practice-key"
        assert chat.json["model"] == "practice-coder"
        assert json.loads(chat.body) == chat.json

    async def test_bill_counts_posts_and_their_tokens(self, gateway: PracticeGateway) -> None:
        await get(f"{gateway.base_url}/models")
        await ask(gateway)
        await ask(gateway, "N17")
        one = gateway.received[1]
        assert gateway.billed() == Bill(2, one.prompt_tokens, one.completion_tokens)
        assert gateway.billed("N17") == Bill(1, 0, 0)

    async def test_two_turns_of_real_size_stay_within_the_budget(self, gateway: PracticeGateway) -> None:
        for turn in ("T1", "T2"):
            await ask(gateway, "", Said(turn))
        bill = gateway.billed()
        assert 7_800 <= gateway.received[0].prompt_tokens <= 8_600
        assert bill.prompt_tokens <= 18_000
        assert bill.completion_tokens <= 1_000

    async def test_what_is_billed_is_what_usage_says(self, gateway: PracticeGateway) -> None:
        plain = await ask(gateway, "", Said(settings={"openAiStreamingEnabled": False}))
        kept = gateway.received[0]
        assert plain.json["usage"]["prompt_tokens"] == kept.prompt_tokens
        assert plain.json["usage"]["completion_tokens"] == kept.completion_tokens


class TestChance:
    async def test_kth_post_of_a_path_decides(self, gateway: PracticeGateway) -> None:
        numbers = random.Random(7)
        expected = [402 if numbers.random() < 0.4 else 200 for _ in range(12)]
        url = f"{gateway.url('N17~0.4~7')}/chat/completions"
        statuses = []
        for number in range(12):
            await get(f"{gateway.url('N17~0.4~7')}/models")
            statuses.append((await post(url, HELLO)).status_code)
            if number % 3 == 0:
                await ask(gateway, "N17~0.4~8")
        assert statuses == expected
        assert {200, 402} == set(statuses)

    async def test_a_get_never_sees_a_chance(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.url('N07~1.0~1')}/models")).status_code == 401
        assert (await get(f"{gateway.url('N07~0.99~1')}/models")).status_code == 200


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


def written(path: str, body: object) -> bytes:
    """A POST request as bytes."""
    data = json.dumps(body).encode()
    lines = ["host: x", "authorization: Bearer practice-key", f"content-length: {len(data)}"]
    return "\r\n".join([f"POST {path} HTTP/1.1", *lines, "", ""]).encode() + data


async def stream_body(gateway: PracticeGateway) -> dict[str, Any]:
    """The body of a T1 of real size."""
    await ask(gateway)
    body: dict[str, Any] = gateway.received[-1].json
    assert TASK.edit_path in json.dumps(body)
    return body


async def test_anthropic_path_is_found_below_the_fault_prefix(gateway: PracticeGateway) -> None:
    assert (await ask(gateway, "N17", Said(dialect=Dialect.ANTHROPIC))).status == 402
