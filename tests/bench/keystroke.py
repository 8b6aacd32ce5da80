"""How long one key press in the model filter blocks the event loop, headless, with as many models as asked for."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.probe.target import Target
from roo_wizard.tui.app import RooWizardApp

URL = "https://gateway.example/v1"
VENDORS = ("anthropic", "openai", "google", "qwen", "deepseek", "mistral", "meta", "zhipu")
KEYS = ("q", "w", "e", "n", "backspace", "3", "backspace", "backspace", "backspace", "down", "c", "o", "d", "e", "r")


@dataclass
class Longest:
    """The longest single callback of the event loop, in milliseconds of this thread's processor time.

    Nothing in a callback waits, so that on an idle machine this is also how long the screen stands still; on a busy
    one, wall time would be the other programs' as well.
    """

    ms: float = 0.0


def many_models(count: int) -> tuple[Model, ...]:
    """Return *count* models with different ids, as a large gateway would list them."""
    return tuple(
        Model(f"{VENDORS[number % len(VENDORS)]}/coder-{number // 7}-{number}b-instruct", ToolSupport.YES, "tools")
        for number in range(count)
    )


@contextmanager
def timed_callbacks() -> Iterator[Longest]:
    """Time every callback that the event loop runs inside the block."""
    longest = Longest()
    plain = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        start = time.thread_time()
        plain(handle)
        longest.ms = max(longest.ms, (time.thread_time() - start) * 1000)

    with patch.object(asyncio.Handle, "_run", timed):
        yield longest


async def longest_block_ms(models: int) -> float:
    """Return the longest block while a person types `KEYS` into the filter, after the list has been shown once."""

    async def listed(_target: Target) -> Catalog:
        return Catalog(URL, f"{URL}/models", many_models(models))

    app = RooWizardApp(Wiring())
    with patch("roo_wizard.cli.commands.models.listed", listed):
        async with app.run_test(size=(80, 24)) as pilot:
            app.go(WizardState(step=Step.MODEL, url=read_base_url(URL), key=ApiKey("sk-bench")))
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.press("x", "backspace")
            await app.workers.wait_for_complete()
            with timed_callbacks() as longest:
                for key in KEYS:
                    await pilot.press(key)
                await app.workers.wait_for_complete()
    return longest.ms
