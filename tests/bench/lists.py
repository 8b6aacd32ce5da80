"""How long reading a model list takes, by its number of entries: it must grow in proportion.

Run it with ``python -m tests.bench.lists``; it prints and proves nothing by itself.
"""

import gc
import json
import time
from collections.abc import Callable
from typing import Any

from roo_wizard.core.exchange import Chunk, Exchange, Request
from roo_wizard.flow.model_choice import ModelChoice, Order, ToolFilter
from roo_wizard.gateway.listing.shapes import read_listing
from roo_wizard.roo.dropdown import roo_dropdown

SIZES = (635, 5_000, 50_000, 200_000)
REPEATS = 3


def plain(number: int) -> dict[str, Any]:
    """OpenAI's entry."""
    return {"id": f"vendor/model-{number}", "object": "model", "created": 1, "owned_by": "vendor"}


def rich(number: int) -> dict[str, Any]:
    """OpenRouter's entry, which has a flag, a context and prices."""
    return {
        **plain(number),
        "context_length": 128_000,
        "architecture": {"output_modalities": ["text"]},
        "pricing": {"prompt": "0.000001", "completion": "0.000002"},
        "supported_parameters": ["temperature", "tools", "tool_choice"],
    }


def hostile(number: int) -> dict[str, Any]:
    """Ids that cannot be offered, and prices and flags that are none."""
    name = f"\x1b[3{number}m" + "x" * 400
    return {"id": name, "pricing": {"prompt": "9" * 400}, "supported_parameters": [None] * 20, "type": "\x00"}


def measured(work: Callable[[], object]) -> float:
    """The shortest of several runs, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def report(shape: Callable[[int], dict[str, Any]], size: int) -> str:
    """One line: parse the JSON, read the list, order it, ask what the client's dropdown shows."""
    body = json.dumps({"object": "list", "data": [shape(number) for number in range(size)]}).encode()
    value = json.loads(body)
    listing = read_listing(value)
    assert listing is not None
    choice = ModelChoice(listing.models)
    choice.positions(Order.PRICE)
    exchange = Exchange(Request("models", "GET", "http://localhost/v1/models"), 200, chunks=(Chunk(0, body),))
    figures = {
        "json": measured(lambda: json.loads(body)),
        "read": measured(lambda: read_listing(value)),
        "order, first time": measured(lambda: ModelChoice(listing.models).positions(Order.PRICE)),
        "order, each key": measured(lambda: choice.positions(Order.PRICE, ToolFilter.POSSIBLE)),
        "dropdown": measured(lambda: roo_dropdown(exchange)),
    }
    words = "  ".join(f"{name} {ms:8.1f} ms ({ms * 1000 / size:5.2f} us each)" for name, ms in figures.items())
    return f"{shape.__name__:8} {size:8,}  {len(body) / 1e6:6.1f} MB  {words}"


def main() -> None:
    """Print the table."""
    for shape in (plain, rich, hostile):
        for size in SIZES:
            print(report(shape, size), flush=True)


if __name__ == "__main__":
    main()
