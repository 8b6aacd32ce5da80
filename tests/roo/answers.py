"""Exchanges made by hand: a request of the client and an answer of some gateway."""

import json

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import Chunk, Ending, Exchange, Failure, Json, Request
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.reading.answer import Reading, read
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn, UserText

PLAIN = ClientSettings({"openAiStreamingEnabled": False})
READ = '{"path":"calc/rates.py","mode":"slice","offset":1,"limit":200,"indentation":null}'
TURN = Turn("T1", "You are a coding agent.", (UserText(("<user_message>Read it</user_message>", "<env/>")),))


def endpoint(url: str = "https://gateway.example/v1", dialect: Dialect = Dialect.OPENAI) -> Endpoint:
    return read_base_url(url, dialect).required()


def asked(
    url: str = "https://gateway.example/v1",
    model: str = "model-x",
    settings: ClientSettings | None = None,
    turn: Turn = TURN,
    client: ClientProfile = ROO,
) -> Request:
    return build(endpoint(url), model, settings or ClientSettings(), turn, client)


def body_of(request: Request) -> dict[str, Json]:
    assert request.body is not None
    parsed: dict[str, Json] = json.loads(request.content)
    return parsed


def exchange(
    answer: bytes,
    *,
    request: Request | None = None,
    status: int | None = 200,
    content_type: str = "text/event-stream",
    ending: Ending = Ending.COMPLETE,
    failure: Failure | None = None,
) -> Exchange:
    return Exchange(
        request=request or asked(),
        status=status,
        headers=(("content-type", content_type),),
        chunks=(Chunk(1.0, answer),),
        ending=ending,
        failure=failure,
    )


def call(
    arguments: Json = READ,
    *,
    index: Json = 0,
    call_id: Json = "call_1",
    name: Json = "read_file",
    kind: Json = "function",
) -> dict[str, Json]:
    """One element of ``tool_calls``; an argument of None leaves its field out."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    fields = (("index", index), ("id", call_id), ("type", kind))
    return {key: value for key, value in fields if value is not None} | {"function": function}


def more(arguments: Json, *, index: Json = 0) -> dict[str, Json]:
    return call(arguments, index=index, call_id=None, name=None, kind=None)


def event(delta: Json, finish: str | None = None) -> bytes:
    chunk = {"model": "served-x", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def stream(*deltas: Json, finish: str | None = "tool_calls", done: bool = True) -> bytes:
    events = [event(delta) for delta in deltas] + ([event({}, finish)] if finish else [])
    return b"".join(events) + (b"data: [DONE]\n\n" if done else b"")


def calls(*entries: Json) -> bytes:
    """A stream with one delta for each element."""
    return stream(*({"tool_calls": [entry]} for entry in entries))


def message(content: Json, tool_calls: Json = None) -> bytes:
    """A plain answer."""
    fields = {"role": "assistant", "content": content} | ({"tool_calls": tool_calls} if tool_calls else {})
    choice = {"index": 0, "message": fields, "finish_reason": "stop"}
    return json.dumps({"model": "served-x", "choices": [choice], "usage": {"prompt_tokens": 9}}).encode()


def streamed(answer: bytes, client: ClientProfile = ROO, **given: Json) -> Reading:
    return read(exchange(answer, **given), client)


def plain(answer: bytes, content_type: str = "application/json") -> Reading:
    return read(exchange(answer, request=asked(settings=PLAIN), content_type=content_type))
