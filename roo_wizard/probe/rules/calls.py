"""Rules for the shape of tool calls (probe.md 5.4)."""

import json
from collections import Counter
from difflib import get_close_matches
from itertools import pairwise

from roo_wizard.core.exchange import Ending, Json
from roo_wizard.core.finding import Severity
from roo_wizard.probe.rules.markup import leaked_call
from roo_wizard.probe.rules.rule import Evidence, Seen, shows, splits_tags, thought_fields
from roo_wizard.probe.rules.stream import cut_answer
from roo_wizard.probe.wire.calls import WireCall
from roo_wizard.roo.reading.minimums import RULES, resolved
from roo_wizard.roo.reading.partial_json import MalformedJson
from roo_wizard.roo.reading.partial_json import parse as parse_partial
from roo_wizard.roo.tools import minimum, schema_problems


@shows("T14")
def markup_in_text(seen: Seen) -> Evidence | str | None:
    """A call written as text; beside a complete structured call it only disturbs."""
    return _leak(seen, seen.wire.content, "the text")


@shows("T15")
def markup_in_reasoning(seen: Seen) -> Evidence | str | None:
    """The same inside the reasoning."""
    return _leak(seen, seen.wire.reasoning, "the reasoning")


@shows("T22")
def legacy_call(seen: Seen) -> str | None:
    """The old ``function_call`` field."""
    if seen.answered and seen.wire.legacy_call and not seen.wire.calls:
        return "the answer uses function_call instead of tool_calls"
    return None


@shows("T20")
def reasoning_only(seen: Seen) -> str | None:
    """Thinking, but neither text nor call."""
    silent = seen.wire.reasoning and not seen.wire.content.strip() and not _any_call(seen)
    if silent and _whole(seen) and not _leak(seen, seen.wire.reasoning, ""):
        return f"{len(seen.wire.reasoning):,} characters of reasoning, no text and no call"
    return None


@shows("T13")
def finish_without_call(seen: Seen) -> str | None:
    """The finish reason promises calls that are not there."""
    if _whole(seen) and "tool_calls" in seen.wire.finish_reasons and not _any_call(seen):
        return "finish reason tool_calls, but no call in the answer"
    return None


@shows("T19")
def prose_only(seen: Seen) -> str | None:
    """Text and nothing else, although the task needs a tool."""
    text = seen.wire.content.strip()
    if not (_whole(seen) and text and seen.offers_tools) or _any_call(seen) or "tool_calls" in seen.wire.finish_reasons:
        return None
    if _leak(seen, seen.wire.content, "") or cut_answer(seen):
        return None
    return f"only text: {text[:120]}"


@shows("T03")
def no_id(seen: Seen) -> str | None:
    """A streamed call whose first delta has no id is invisible to Roo."""
    if seen.answered and _events(seen):
        nameless = [call for call in seen.wire.calls if not call.deltas[0].id]
        if nameless:
            return f"{len(nameless)} of {len(seen.wire.calls)} calls begin without an id ({nameless[0].name})"
    return None


@shows("T06")
def no_name(seen: Seen) -> Evidence | str | None:
    """A name that never comes makes the call invisible; one that comes late is harmless."""
    if not (seen.answered and seen.wire.calls):
        return None
    if any(not call.name for call in seen.wire.calls):
        return "a call without a name"
    if any(_name_is_late(call) for call in seen.wire.calls):
        return Evidence("the name came after the first arguments", Severity.INFO)
    return None


@shows("T02")
def merged_calls(seen: Seen) -> str | None:
    """Two calls on one index end as one in Roo."""
    if seen.answered and _events(seen) and len(seen.wire.calls) > 1:
        first = [call.deltas[0] for call in seen.wire.calls]
        shared = [
            key
            for key, count in Counter(repr(d.index) if d.has_index else "missing" for d in first).items()
            if count > 1
        ]
        if shared:
            return f"{len(first)} calls on one index ({shared[0]}): Roo Code keeps the first"
    return None


@shows("T04")
def same_id(seen: Seen) -> str | None:
    """Two calls with one id: one is kept."""
    ids = Counter(call.id for call in seen.wire.calls if call.id) if seen.answered else Counter()
    twice = [name for name, count in ids.items() if count > 1]
    return f"{ids[twice[0]]} calls share the id {twice[0]}" if twice else None


@shows("T07")
def object_arguments(seen: Seen) -> str | None:
    """Arguments as a JSON object instead of text."""
    if seen.answered and any(call.has_object_arguments for call in seen.wire.calls):
        return "arguments came as an object; the client needs them as text"
    return None


@shows("T08")
def encoded_twice(seen: Seen) -> Evidence | None:
    """Arguments that are a JSON text inside a JSON text; Moonshot's entry takes them, as it decodes once more."""
    for call in _texts(seen):
        if isinstance(call.parsed, str) and _is_object(call.parsed):
            evidence = f"{call.name}: arguments encoded twice: {call.arguments[:80]}"
            return Evidence(evidence, Severity.WARN if seen.needs_whole_calls else None)
    return None


@shows("T09")
def cumulative_arguments(seen: Seen) -> str | None:
    """Every piece repeats all that came before."""
    for call in _texts(seen):
        pieces = call.fragments
        if len(pieces) > 1 and call.parsed is None and all(b.startswith(a) for a, b in pairwise(pieces)):
            return f"{call.name}: each of {len(pieces)} pieces repeats the ones before it"
    return None


@shows("T10")
def broken_arguments(seen: Seen) -> Evidence | str | None:
    """Arguments that are no JSON although the answer ended well: Roo carries out what it could parse."""
    if not _ended_well(seen) or "length" in seen.wire.finish_reasons or cumulative_arguments(seen):
        return None
    for call in _texts(seen):
        if call.arguments and call.parsed is None and not _is_merged(seen):
            carried_out = _partial_reaches_minimum(call) and not seen.needs_whole_calls
            severity = Severity.RISK if carried_out else Severity.BLOCK
            return Evidence(f"{call.name}: arguments end in the middle: …{call.arguments[-60:]}", severity)
    return None


@shows("T11")
def empty_arguments(seen: Seen) -> str | None:
    """``{}`` or nothing where something is required."""
    for call in _texts(seen) if _ended_well(seen) else ():
        empty = call.arguments.strip() in {"", "{}", "null"}
        missing = minimum(call.name, {}) if empty and _is_known(call.name) else None
        if missing:
            return f"{call.name} with {call.arguments.strip() or 'no'} arguments: {missing}"
    return None


@shows("T16")
def unknown_name(seen: Seen) -> str | None:
    """A tool that was not offered, or an offered one with foreign decoration."""
    names = seen.offered_names
    for call in seen.wire.calls if seen.answered else ():
        if call.name and call.name not in names and not _is_known(call.name):
            near = get_close_matches(call.name, names, n=1, cutoff=0.3)
            return f"tool {call.name!r} was not offered" + (f"; nearest: {near[0]}" if near else "")
    return None


@shows("T17")
def wrong_types(seen: Seen) -> Evidence | None:
    """Arguments that break the schema: tolerated down to Roo's minimum for the tool."""
    for call in _texts(seen):
        if isinstance(call.parsed, dict) and call.parsed and _is_known(call.name):
            missing = minimum(call.name, call.parsed)
            if missing:
                return Evidence(f"{call.name}: {missing}", Severity.BLOCK)
            problems = schema_problems(call.name, call.parsed, strict=not seen.anthropic)
            if problems:
                return Evidence(f"{call.name}: {problems[0]}", Severity.WARN)
    return None


@shows("T01")
def no_index(seen: Seen) -> Evidence | str | None:
    """No index on a single call: fine here, not in other clients nor, with pieces, through Moonshot's entry."""
    if seen.answered and _events(seen) and len(seen.wire.calls) == 1 and not seen.wire.calls[0].deltas[0].has_index:
        stopped = seen.reading.error if seen.needs_whole_calls else None
        return Evidence(f"the call has no index: “{stopped}”", Severity.BLOCK) if stopped else "the call has no index"
    return None


@shows("T05")
def repeated_name(seen: Seen) -> str | None:
    """The name in every piece."""
    for call in seen.wire.calls if seen.answered and _events(seen) else ():
        if sum(bool(delta.name) for delta in call.deltas) > 1:
            return f"{call.name} is named {sum(bool(delta.name) for delta in call.deltas)} times"
    return None


@shows("T12")
def stop_with_calls(seen: Seen) -> str | None:
    """Finish reason ``stop`` beside calls: fine."""
    if seen.answered and seen.wire.calls and seen.wire.finish_reasons[:1] == ("stop",):
        return "finish reason stop although there are calls"
    return None


@shows("T18")
def one_of_two(seen: Seen) -> str | None:
    """Two reads were asked for at once and one came: one request more, fine."""
    if (
        _ended_well(seen)
        and seen.context.turn == "T1"
        and seen.context.task
        and len(seen.wire.calls) == 1
        and seen.runs
    ):
        return "one call where two were asked for"
    return None


@shows("T21")
def thinking_in_text(seen: Seen) -> str | None:
    """An unclosed ``<think>``, or reasoning in a field that this client does not read."""
    if not seen.answered:
        return None
    text, fields = seen.wire.content, seen.wire.reasoning_fields
    if splits_tags(seen) and text.count("<think>") > text.count("</think>"):
        return "<think> is never closed: the text behind it counts as thinking"
    read, reader = thought_fields(seen)
    if fields and not fields & read and not seen.anthropic and not seen.reading.reasoning:
        return f"thinking comes in the field {' and '.join(sorted(fields))}, which {reader} does not show"
    return None


def _is_known(name: str) -> bool:
    return resolved(name) in RULES


def _leak(seen: Seen, text: str, where: str) -> Evidence | str | None:
    kind = leaked_call(text, seen.offered_names) if seen.answered and text else None
    if kind is None:
        return None
    evidence = f"{kind} in {where}: {text.strip()[:100]}"
    return Evidence(evidence, Severity.WARN) if seen.reading.usable else evidence


def _any_call(seen: Seen) -> bool:
    return bool(seen.wire.calls) or seen.wire.legacy_call


def _events(seen: Seen) -> bool:
    return seen.streamed and seen.wire.form == "events"


def _whole(seen: Seen) -> bool:
    return seen.answered and seen.exchange.ending in {Ending.COMPLETE, Ending.LEFT_OPEN} and not seen.wire.errors


def _ended_well(seen: Seen) -> bool:
    """Whether the answer came to its own end, so that cut arguments are the sender's doing (S05 otherwise)."""
    return _whole(seen) and (not _events(seen) or bool(seen.wire.finish_reasons) or seen.wire.done)


def _texts(seen: Seen) -> tuple[WireCall, ...]:
    return tuple(call for call in seen.wire.calls if not call.has_object_arguments) if seen.answered else ()


def _is_merged(seen: Seen) -> bool:
    return merged_calls(seen) is not None


def _name_is_late(call: WireCall) -> bool:
    first_name = next((place for place, delta in enumerate(call.deltas) if delta.name), 0)
    return any(delta.arguments for delta in call.deltas[:first_name])


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _partial_reaches_minimum(call: WireCall) -> bool:
    try:
        value: Json = parse_partial(call.arguments)
    except MalformedJson:
        return False
    return isinstance(value, dict) and _is_known(call.name) and minimum(call.name, value) is None
