"""A conversation in the two wire forms of the OpenAI dialect (roo-code.md 4.3, 4.9).

The client keeps its own history and converts it for every request: tool results come first, the text that
belongs to them follows as a ``user`` message, call ids are cleaned, arguments are written anew.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import stringify, well_formed
from roo_wizard.roo.native.reasoning_details import sent_back
from roo_wizard.roo.turn import AssistantTurn, Message, ToolCall, ToolResults, UserText

_UNCLEAN = re.compile(r"[^a-zA-Z0-9_-]")
_CACHE = {"type": "ephemeral"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the person's side says between two answers: results by call id, then texts."""

    results: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def clean_id(call_id: str) -> str:
    """Return a call id as the client sends it back: every unusual character becomes an underscore."""
    return _UNCLEAN.sub("_", call_id)


def history(messages: Iterable[Message]) -> Iterator[Said | AssistantTurn]:
    """Yield the conversation as the client holds it: neighbouring messages of the person's side become one."""
    results: list[tuple[str, str]] = []
    texts: list[str] = []
    for message in messages:
        if isinstance(message, UserText):
            texts += message.texts
        elif isinstance(message, ToolResults):
            results += message.results
            texts += [message.environment] if message.environment else []
        else:
            if results or texts:
                yield Said(tuple(results), tuple(texts))
            results, texts = [], []
            yield message
    if results or texts:
        yield Said(tuple(results), tuple(texts))


def calls_of(turn: AssistantTurn) -> tuple[ToolCall, ...]:
    """Return the calls that are sent back: of calls whose cleaned ids are equal only the first."""
    return tuple({clean_id(call.id): call for call in reversed(turn.calls)}.values())[::-1]


def common_form(
    system: dict[str, Json], messages: Iterable[Message], *, details: bool = False
) -> list[dict[str, Json]]:
    """Return *messages* behind *system* in the usual form: texts of the person as parts, ``""`` beside calls.

    With *details* the ``reasoning_details`` that came go back.
    """
    written = [system]
    for entry in history(messages):
        if isinstance(entry, AssistantTurn):
            thought = {"reasoning_details": sent_back(entry.details)} if details and entry.details else {}
            written.append({"role": "assistant", "content": well_formed(entry.text)} | thought | _calls(entry))
        else:
            written += _results(entry, "(empty)")
            parts = [{"type": "text", "text": well_formed(text)} for text in entry.texts if text]
            written += [{"role": "user", "content": parts}] if parts else []
    return written


def r1_form(system: str, messages: Iterable[Message], *, reasoning: bool) -> list[dict[str, Json]]:
    """Return *messages* in the R1 form: plain strings, no system role, ``null`` beside calls.

    The system text opens the first message of the person. With *reasoning* what the model thought goes back beside
    its calls.
    """
    return plain_form({"role": "user", "content": well_formed(system)}, messages, reasoning=reasoning)


def plain_form(
    opening: dict[str, Json], messages: Iterable[Message], *, reasoning: bool = False, into_result: bool = False
) -> list[dict[str, Json]]:
    """Return *messages* behind *opening* with plain strings, ``null`` beside calls, equal neighbours as one.

    With *into_result* a text behind tool results is appended to the last of these instead of a message of its own.
    """
    written = [opening]
    for entry in history(messages):
        if isinstance(entry, AssistantTurn):
            _append_turn(written, entry, reasoning)
            continue
        written += _results(entry, "")
        text = well_formed("\n".join(entry.texts))
        if entry.texts and entry.results and into_result:
            written[-1]["content"] += f"\n\n{text}"
        elif entry.texts:
            _append_text(written, "user", text)
    return written


def mark_for_caching(written: list[dict[str, Json]]) -> None:
    """Put a cache mark on the last text of the last two messages of the person, as the client does."""
    for message in [message for message in written if message["role"] == "user"][-2:]:
        message["content"][-1]["cache_control"] = dict(_CACHE)


def cached_text(text: str) -> list[dict[str, Json]]:
    """Return *text* as a list of one part with a cache mark."""
    return [{"type": "text", "text": text, "cache_control": dict(_CACHE)}]


def _append_turn(written: list[dict[str, Json]], turn: AssistantTurn, reasoning: bool) -> None:
    calls = _calls(turn)
    thought = {"reasoning_content": well_formed(turn.reasoning)} if reasoning and turn.reasoning else {}
    if not calls and _append_text(written, "assistant", well_formed(turn.text)):
        written[-1] |= thought
        return
    content = well_formed(turn.text) if turn.text or not (calls or thought) else None
    written.append({"role": "assistant", "content": content} | calls | thought)


def _append_text(written: list[dict[str, Json]], role: str, text: str) -> bool:
    """Join *text* to a last message of the same role that holds no calls; else add the person's as a new message."""
    last = written[-1]
    if last["role"] == role and isinstance(last["content"], str) and "tool_calls" not in last:
        last["content"] += f"\n{text}"
        return True
    if role == "user":
        written.append({"role": role, "content": text})
    return role == "user"


def _results(said: Said, empty: str) -> list[dict[str, Json]]:
    unique = {clean_id(call_id): text for call_id, text in reversed(said.results)}
    return [
        {"role": "tool", "tool_call_id": call_id, "content": well_formed(text) or empty}
        for call_id, text in reversed(unique.items())
    ]


def _calls(turn: AssistantTurn) -> dict[str, Json]:
    calls = [
        {
            "id": clean_id(call.id),
            "type": "function",
            "function": {"name": call.name, "arguments": stringify(dict(call.arguments))},
        }
        for call in calls_of(turn)
    ]
    return {"tool_calls": calls} if calls else {}
