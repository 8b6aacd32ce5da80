"""Exchanges made by hand."""

import json
from typing import Any

from roo_wizard.core.exchange import AuthForm, Chunk, Ending, Exchange, Failure, Phase, Request
from roo_wizard.core.text import safe

URL = "https://gateway.example/v1/chat/completions"
TOOL = {"type": "function", "function": {"name": "read_file", "parameters": {"required": ["path"]}}}


def answer(
    body: Any = "",
    status: int = 200,
    *,
    method: str = "POST",
    request: dict[str, Any] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    auth: AuthForm = AuthForm.BEARER,
    ending: Ending = Ending.COMPLETE,
) -> Exchange:
    """An answer with *body*: text as it is, anything else as JSON."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    asked = Request("T1", method, URL, body=request if method == "POST" else None, auth=auth)
    return Exchange(asked, status, headers, (Chunk(5.0, data),) if data else (), ending, header_ms=4.0, total_ms=6.0)


def refusal(message: str, status: int = 400, **fields: Any) -> Exchange:
    """A refusal in OpenAI's shape."""
    return answer({"error": {"message": message, **fields}}, status, request={"model": "acme/coder-1", "stream": True})


def no_answer(cause: str, phase: Phase = Phase.TCP) -> Exchange:
    request = Request("T1", "POST", URL, body={})
    return Exchange(request, None, ending=Ending.FAILED, failure=Failure(phase, cause, safe(cause)))


def stream(*pieces: Any) -> str:
    return "".join(f"data: {piece if isinstance(piece, str) else json.dumps(piece)}\n\n" for piece in pieces)


def delta(**fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields}]}
