"""The running check as lines on standard error: what is sent, what it costs, what came of it."""

from roo_wizard.cli.output import narrate
from roo_wizard.core.events import Announced, CheckFinished, Event
from roo_wizard.core.text import safe


def narrate_event(event: Event) -> None:
    """Print the line of *event*, if it has one; bytes on the way and totals are for the screens."""
    match event:
        case Announced(purpose=purpose, reason=reason, prompt_tokens=tokens):
            narrate(f"sending {safe(purpose)}, about {tokens:,} tokens: {safe(reason)}")
        case CheckFinished(result=result):
            narrate(f"{result.id} {result.status.value}: {safe(result.title)}; {safe(result.summary, 160)}")
        case _:
            pass
