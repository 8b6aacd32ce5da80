"""A refusal of what only one of the client's own entries sends: the way out is OpenAI Compatible, which does not.

Which fields these are is not written down twice: they are those of the entry (`native.entries`) that OpenAI
Compatible never has.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import found
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.roo.native.choice import native_of

_GENERAL = frozenset(
    {
        *("model", "temperature", "messages", "stream", "stream_options", "reasoning_effort", "tools"),
        *("tool_choice", "parallel_tool_calls", "max_completion_tokens"),
    }
)
"""What OpenAI Compatible may send (roo-code.md 4.1)."""


def own_fields(body: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the fields of *body* that OpenAI Compatible never sends, in their order."""
    return tuple(name for name in body if name not in _GENERAL)


def named_field(seen: Seen) -> str | None:
    """Return the entry's own field that a refusal names, or None.

    An explicit ``param`` may name a part of it (``requesty.trace_id``); in a sentence the field counts only in quotes,
    or after "parameter", "argument", "field" or "permitted", since several are plain English words.
    """
    if seen.error is None or native_of(seen.context.settings, seen.context.client) is None:
        return None
    for name in own_fields(seen.exchange.request.body or {}):
        spoken = rf"['\"`]{name}\b|\b(parameters?|arguments?|fields?|permitted|property)\b['\"]?(:| is|,)?\s+{name}\b"
        if re.match(rf"(body\.)?{name}\b", seen.error.param or ""):
            return name
        if re.search(spoken, seen.error.message, re.IGNORECASE):
            return name
    return None


def refusal_of(name: str, evidence: str, seen: Seen) -> Finding:
    """Return the block that says that the gateway refuses the entry's field *name*."""
    native = native_of(seen.context.settings, seen.context.client)
    entry = native.name if native else "own"
    action = (
        f"Choose OpenAI Compatible as API Provider, which does not send {name}, and check that; "
        f"or ask the operator of the gateway to accept {name}."
    )
    finding = found("refused", evidence, severity=Severity.BLOCK, action=action, turn=seen.context.turn)
    return replace(finding, title=f"The gateway refuses {name}, which the client's {entry} entry always sends here")
