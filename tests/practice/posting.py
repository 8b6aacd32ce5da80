"""Bytes and small requests for the practice gateway, below what `talking` says."""

import asyncio
import json
from typing import Any

import httpx

from roo_wizard.practice.server import PracticeGateway
from tests.practice.talking import KEY, TASK, ask

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
