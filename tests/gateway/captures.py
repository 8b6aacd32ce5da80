"""The recorded answers of real servers, and what each is an example of."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from roo_wizard.core.exchange import Exchange
from roo_wizard.gateway.recorded import from_capture

FOLDER = Path(__file__).parents[1] / "data" / "captures"


@cache
def labels() -> dict[str, tuple[str, ...]]:
    """File name → the labels that count as right, the true one first."""
    table = tomllib.loads((FOLDER / "situations.toml").read_text("utf-8"))["situation"]
    return {name: (label,) if isinstance(label, str) else tuple(label) for name, label in table.items()}


def record(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def exchange(name: str) -> Exchange:
    return from_capture(record(name))
