"""Print how long judging takes at 2,000, 20,000 and 200,000 events: ``python -m tests.bench.judging``.

Judging is linear when ten times the events take about ten times as long, whatever is in them. Informational:
nothing here fails.
"""

import json
import time
from collections.abc import Callable

from roo_wizard.core.exchange import Chunk, Exchange, Json, Request
from roo_wizard.faults.task import new_task
from roo_wizard.probe.rules.rule import Context
from roo_wizard.probe.trials import judged

SIZES = (2_000, 20_000, 200_000)
REQUEST = Request("T1", "POST", "http://127.0.0.1:1/v1/chat/completions", body={"stream": True, "tools": []})
Shape = Callable[[int, int], Json]


def _call(arguments: str, index: Json = 0, name: str | None = None, call_id: str | None = None) -> Json:
    function: dict[str, Json] = {"arguments": arguments} | ({"name": name} if name else {})
    return {"tool_calls": [{"index": index, "function": function} | ({"id": call_id} if call_id else {})]}


def _text(place: int, count: int) -> Json:
    return {"content": "The next word of a long answer. "}


def _reasoning(place: int, count: int) -> Json:
    return {"reasoning_content": "The next thought. "}


def _one_call(place: int, count: int) -> Json:
    if place == 0:
        return _call('{"path":"a.txt","content":"', name="write_to_file", call_id="c1")
    return _call('"}' if place == count - 1 else "some more text ")


def _cut_call(place: int, count: int) -> Json:
    return _call('{"path":"a.txt","content":"', name="write_to_file", call_id="c1") if place == 0 else _call("text ")


def _many_calls(place: int, count: int) -> Json:
    return _call('{"path":"a.txt"}', index=place, name="read_file", call_id=f"c{place}")


def _one_index(place: int, count: int) -> Json:
    return _call('{"path":"a.txt"}', name="read_file", call_id=f"c{place}")


def _repeated_names(place: int, count: int) -> Json:
    return _call("" if place else '{"path":"a.txt"}', name="read_file", call_id="c1")


def _nested(place: int, count: int) -> Json:
    return _call('{"a":[', name="read_file", call_id="c1") if place == 0 else _call("[")


def _fences(place: int, count: int) -> Json:
    return {"content": "```{ "}


def _markers(place: int, count: int) -> Json:
    return {"content": "<function <invoke <tool_cal "}


def _think(place: int, count: int) -> Json:
    return {"content": "<think>"}


SHAPES: dict[str, Shape] = {
    "text": _text,
    "reasoning": _reasoning,
    "one long call": _one_call,
    "one cut call": _cut_call,
    "a call in each event": _many_calls,
    "calls on one index": _one_index,
    "name in each event": _repeated_names,
    "nested brackets": _nested,
    "open fences": _fences,
    "half markers": _markers,
    "open think tags": _think,
}


def exchange(shape: Shape, count: int) -> Exchange:
    """A stream of *count* events of one *shape*, a chunk each, that ends well."""
    lines = [{"model": "m", "choices": [{"index": 0, "delta": shape(place, count)}]} for place in range(count)]
    lines.append({"model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    data = [f"data: {json.dumps(line)}\n\n".encode() for line in lines] + [b"data: [DONE]\n\n"]
    chunks = tuple(Chunk(float(place), piece) for place, piece in enumerate(data))
    return Exchange(REQUEST, 200, (("content-type", "text/event-stream"),), chunks, header_ms=1.0)


def seconds(recorded: Exchange) -> float:
    """The time to judge *recorded*, reading as the client included."""
    context = Context(turn="T1", model="m", task=new_task(1))
    start = time.perf_counter()
    judged(recorded, context)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print every shape at every size."""
    print(f"{'shape':<24}" + "".join(f"{size:>12,}" for size in SIZES) + "   growth per event")
    for name, shape in SHAPES.items():
        times = [seconds(exchange(shape, size)) for size in SIZES]
        growth = (times[-1] / SIZES[-1]) / (times[1] / SIZES[1])
        print(f"{name:<24}" + "".join(f"{spent:>10.3f} s" for spent in times) + f"   {growth:.2f}", flush=True)


if __name__ == "__main__":
    main()
