"""What the third turn has to remember: two tags from tool results and a codeword from the system text (C20).

A model that forgets once is a risk; one that never remembers is a block. The engine asks three times.
"""

import re

from roo_wizard.core.finding import Severity
from roo_wizard.probe.rules.rule import Evidence, Seen, shows

THIRD = "T3"
STUBBORN = frozenset({"M05", "M08"})
"""What the third turn is asked three times about."""

_TAG = re.compile(r"\b[a-z]+-[a-z]+-\d{4}\b")


def final_text(seen: Seen) -> str | None:
    """Return the result with which the answer ends the task, or None when it does not end it (a cut one does not)."""
    ends = (call for call in seen.runs if call.name == "attempt_completion" and not call.partial)
    results = (call.arguments.get("result") for call in ends)
    return next((result for result in results if isinstance(result, str)), None)


def missing_tags(seen: Seen) -> tuple[str, ...]:
    """Return which of ledger tag, brief tag and codeword the final text does not quote; () when it does not end.

    Only what stands in the request can be asked for: a model that has read one file knows one tag.
    """
    text, task = final_text(seen), seen.context.task
    if text is None or task is None or seen.context.turn != THIRD:
        return ()
    sent = seen.exchange.request.content.decode()
    names = ("the ledger tag", "the brief tag", "the codeword")
    return tuple(name for name, tag in zip(names, task.nonces, strict=True) if tag in sent and tag not in text)


def invented_results(seen: Seen) -> Evidence | None:
    """M05: both tags of the files are missing although their content was sent, and others stand in their place."""
    text, task = final_text(seen) or "", seen.context.task
    if task is None or "the ledger tag" not in missing_tags(seen) or "the brief tag" not in missing_tags(seen):
        return None
    others = [tag for tag in _TAG.findall(text) if tag not in task.nonces]
    if not others:
        return None
    return Evidence(f"the tags of both files are not quoted, but {', '.join(others[:3])}", Severity.RISK)


@shows("M08")
def forgotten(seen: Seen) -> Evidence | None:
    """The task is ended without what was to be quoted."""
    missing = missing_tags(seen)
    if not missing or invented_results(seen):
        return None
    return Evidence(f"the third turn does not quote {' and '.join(missing)}", Severity.RISK)
