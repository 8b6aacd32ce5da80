"""The running check as lines on standard error: what is sent, what it costs, what came of it."""

import sys

from roo_wizard.cli.output import narrate
from roo_wizard.core.events import Announced, CheckFinished, Estimated, Event
from roo_wizard.core.text import safe


def _both_are_the_terminal() -> bool:
    """Whether result and narration end on one screen, where every check would then stand twice."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))


def narrate_event(event: Event) -> None:
    """Print the line of *event*, if it has one; bytes on the way and totals are for the screens."""
    match event:
        case Announced(purpose=purpose, reason=reason, prompt_tokens=tokens):
            narrate(f"sending {safe(purpose)}, about {tokens:,} tokens: {safe(reason)}")
        case Estimated(requests=requests, prompt_tokens=prompt, completion_tokens=completion, cost_usd=cost):
            price = f", about {cost:.4f} USD" if cost is not None else ""
            narrate(
                f"when all is well: {requests} requests, about {prompt:,} prompt and {completion:,} completion tokens"
                f"{price}"
            )
        case CheckFinished(result=result) if not _both_are_the_terminal():
            narrate(f"{result.id} {result.status.value}: {safe(result.title)}; {safe(result.summary, 160)}")
        case _:
            pass
