import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.conftest import validated

KEY = "sk-live-0123456789abcdefghij"
ESCAPES = "\x1b]52;c;c3RvbGVu\x07\x1b[2J\x9b31m\u202egnp\u200b\r\n"
IDS = [f"good-{ESCAPES}", "[@click=app.exit]model[/]", "a[/nope]b", "x" * 1_000_000, "good", "good", "\ud800", ""]


@pytest.fixture
async def hostile() -> AsyncIterator[str]:
    """A gateway whose every text is an attack on the terminal, and that echoes the key; its base URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        listed = json.dumps({"data": [{"id": name, "object": f"model{ESCAPES}"} for name in IDS]})
        refused = json.dumps({"error": {"message": f"{ESCAPES}no: {head}", "type": ESCAPES, "code": ESCAPES}})
        status, body = ("200 OK", listed) if head.startswith("GET") else ("400 Bad\tRequest", refused)
        data = body.encode()
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(data)}\r\nconnection: close\r\n\r\n".encode() + data)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


@pytest.mark.parametrize(
    "words", [("check", "--model", "good"), ("models",), ("check", "--model", "good", "--json"), ("models", "--json")]
)
async def test_no_byte_of_an_attack_or_of_the_key_reaches_any_output(
    hostile: str, words: tuple[str, ...], home: Path
) -> None:
    command = [sys.executable, "-m", "roo_wizard", *words, "--base-url", hostile, "--key-env", "K"]
    env = {**os.environ, "K": KEY}
    ran = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, timeout=60)
    out, err = ran.stdout.decode(), ran.stderr.decode()
    assert ran.returncode in {0, 1}
    assert not {character for character in out + err if not character.isprintable()} - {"\n"}
    assert "0123456789" not in out + err
    if "--json" in words:
        validated(out)
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
