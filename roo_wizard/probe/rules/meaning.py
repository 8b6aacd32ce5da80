"""Rules for meaning and history (probe.md 5.5): usage, substitution, memory, bytes, edits."""

import re
from itertools import groupby

from roo_wizard.core.exchange import Ending, Json
from roo_wizard.core.tokens import estimate_tokens
from roo_wizard.probe.edit_ladder import ACCEPTED
from roo_wizard.probe.rules.memory import THIRD, invented_results
from roo_wizard.probe.rules.reach import choose_known_id, replacing
from roo_wizard.probe.rules.rule import Evidence, Seen, shows
from roo_wizard.probe.rules.stream import cut_answer
from roo_wizard.probe.wire.walk import Form

USAGE_LOW, USAGE_HIGH = 0.6, 1.6
"""Reported prompt tokens within these multiples of our estimate are plausible (probe.md 6, C16)."""

_MOST_TOKENS = 10**12
"""More is no count: JSON allows numbers of thousands of digits, which no arithmetic with floats survives."""

_DATE_SUFFIX = re.compile(r"[-@:]?(?:\d{4}-?\d{2}-?\d{2}|latest|v\d+)$")


_IDENTICAL_CALLS = 3
"""Identical calls in a row that the client carries out; the next one opens its dialog (roo-code.md 4.5)."""


def reported(usage: Json, name: str) -> int | None:
    """Return the token count *name* of a usage object, or None when it is no number that tokens can have."""
    value = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= _MOST_TOKENS:
        return None
    return int(value)


@shows("S11")
def no_usage(seen: Seen) -> str | None:
    """Usage never came: Roo's context display stays 0 and condensing may not trigger."""
    if _asked_for_usage(seen) and _has_answer(seen) and not seen.wire.usage:
        return "no usage in the answer"
    return None


@shows("S12")
def late_usage(seen: Seen) -> str | None:
    """Usage after ``[DONE]`` is never read."""
    if seen.answered and seen.wire.usage and seen.wire.last_usage is None:
        return "usage came after [DONE]"
    return None


@shows("S13")
def odd_usage(seen: Seen) -> str | None:
    """Numbers that cannot be right: wrong cost, nothing more."""
    prompt = reported(seen.wire.last_usage, "prompt_tokens")
    completion = reported(seen.wire.last_usage, "completion_tokens")
    if not _has_answer(seen) or seen.wire.last_usage is None:
        return None
    estimate = seen.context.prompt_estimate
    low, high = estimate * USAGE_LOW, estimate * USAGE_HIGH
    if estimate and (prompt is None or not low <= prompt <= high):
        return f"{prompt} prompt tokens reported, about {estimate:,} were sent"
    said = estimate_tokens(seen.wire.content + seen.wire.reasoning + "".join(c.arguments for c in seen.wire.calls))
    if said > 20 and (completion is None or completion < said * 0.3):
        return f"{completion} completion tokens reported, about {said} came"
    return None


@shows("S14")
def damaged_bytes(seen: Seen) -> str | None:
    """Replacement characters where CJK and emoji were expected."""
    answer = seen.wire.content + "".join(call.arguments for call in seen.wire.calls)
    if seen.answered and "\ufffd" in answer:
        at = answer.index("\ufffd")
        return f"damaged characters: …{answer[max(0, at - 30) : at + 30]}…"
    return None


@shows("M01")
def other_model(seen: Seen) -> Evidence | str | None:
    """The answer names another model than the one asked for, or the client itself has asked for another."""
    served, asked, sent = seen.wire.served_model, seen.context.model, seen.replaced_id
    if not _has_answer(seen):
        return None
    if sent is not None:
        answered = f", answered by {served}" if served and not _same_model(served, sent) else ""
        return Evidence(f"{replacing(seen)}{answered}", action=choose_known_id(seen))
    if not served or _same_model(served, asked):
        return None
    return f"asked for {asked}, answered by {served}"


@shows("M05")
def lost_results(seen: Seen) -> Evidence | str | None:
    """The second turn only repeats the reads whose results it was given; the third invents what they say."""
    if seen.context.turn == THIRD:
        return invented_results(seen)
    task, already_read = seen.context.task, seen.context.already_read
    if seen.context.turn != "T2" or task is None or not seen.runs or not already_read:
        return None
    if any(call.name != "read_file" for call in seen.runs):
        return None
    paths = {task.known_path(str(call.arguments.get("path", ""))) for call in seen.runs}
    return f"read again although the content was sent: {', '.join(map(str, paths))}" if paths <= already_read else None


@shows("loop")
def repeated_call(seen: Seen) -> str | None:
    """The same call over and over: the client counts, and stops before the fourth identical one in a row."""
    for call, same in groupby(seen.runs if seen.answered else (), key=lambda call: (call.name, repr(call.arguments))):
        times = sum(1 for _ in same)
        if times > _IDENTICAL_CALLS:
            return f"{call[0]} comes {times} times with the same arguments"
    return None


@shows("M09")
def patch_does_not_apply(seen: Seen) -> str | None:
    """An edit was tried and the client refuses it."""
    tried = seen.context.turn == "T2" and seen.answered and seen.edit.tool
    return seen.edit.summary if tried and seen.edit.level < ACCEPTED else None


@shows("M07")
def output_cap(seen: Seen) -> str | None:
    """The output cap cuts inside a call: Roo carries out the part."""
    if seen.answered and "length" in seen.wire.finish_reasons:
        cut = [call for call in seen.wire.calls if call.parsed is None and not call.has_object_arguments]
        if cut:
            return f"finish reason length inside {cut[0].name}, after {len(cut[0].arguments)} characters"
    return None


def _has_answer(seen: Seen) -> bool:
    whole = seen.exchange.ending in {Ending.COMPLETE, Ending.LEFT_OPEN} and cut_answer(seen) is None
    return seen.answered and whole and seen.wire.form in {Form.EVENTS, Form.JSON} and not seen.wire.errors


def _asked_for_usage(seen: Seen) -> bool:
    body = seen.exchange.request.body or {}
    return not seen.streamed or seen.anthropic or bool(body.get("stream_options"))


def _same_model(served: str, asked: str) -> bool:
    """Whether two names may mean one model: provider prefixes, dates and suffixes are no substitution."""
    left, right = (_DATE_SUFFIX.sub("", name.lower().rsplit("/", 1)[-1].split(":", 1)[0]) for name in (served, asked))
    return left == right or left in right or right in left
