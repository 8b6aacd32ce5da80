"""Hand-made answers for judging: a list of payloads becomes an `Exchange` as the recorder would have made it."""

import json
from collections.abc import Sequence

from roo_wizard.core.exchange import Chunk, Ending, Exchange, Json, Request
from roo_wizard.faults.task import new_task
from roo_wizard.probe.rules.rule import Context, Seen

TASK = new_task(1)
READ = '{"path":"calc/rates.py"}'
STREAMED = Request("T1", "POST", "http://127.0.0.1:1/v1/chat/completions", body={"stream": True, "stream_options": {}})
PLAIN = Request("T1", "POST", "http://127.0.0.1:1/v1/chat/completions", body={"model": "m"})


def delta(finish: str | None = None, **fields: Json) -> Json:
    """One chunk with the delta *fields*."""
    return {"model": "m", "choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


def call(index: int | None = 0, call_id: str = "c1", name: str = "read_file", arguments: Json = READ) -> Json:
    """One element of ``tool_calls``; empty values are left out."""
    entry: dict[str, Json] = {"type": "function", "function": {"arguments": arguments}}
    if index is not None:
        entry["index"] = index
    if call_id:
        entry["id"] = call_id
    if name:
        entry["function"]["name"] = name
    return entry


def stream(*payloads: Json, done: bool = True, ending: Ending = Ending.COMPLETE, gap_ms: float = 10.0) -> Exchange:
    """An event stream of *payloads* (texts are sent as they are), one chunk each."""
    lines = [payload if isinstance(payload, str) else f"data: {json.dumps(payload)}" for payload in payloads]
    lines += ["data: [DONE]"] if done else []
    chunks = tuple(Chunk(gap_ms * (place + 1), f"{line}\n\n".encode()) for place, line in enumerate(lines))
    headers = (("content-type", "text/event-stream"),)
    total = chunks[-1].ms if chunks else 0.0
    return Exchange(STREAMED, 200, headers, chunks, ending, header_ms=1.0, total_ms=total)


def body(status: int, content: Json, request: Request = STREAMED) -> Exchange:
    """One JSON (or text) body with *status*."""
    data = content if isinstance(content, str) else json.dumps(content)
    kind = "application/json" if not isinstance(content, str) else "text/html" if "<" in content else "text/plain"
    return Exchange(
        request, status, (("content-type", kind),), (Chunk(5.0, data.encode()),), header_ms=1.0, total_ms=5.0
    )


def seen(exchange: Exchange, turn: str = "T1", already_read: Sequence[str] = ()) -> Seen:
    """*exchange* as the rules get it."""
    return Seen(exchange, Context(turn=turn, model="m", task=TASK, already_read=frozenset(already_read)))
