"""Faults of meaning and history (M ids): what reaches the model, and what it makes of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.core.tokens import estimate_json_tokens, estimate_tokens
from roo_wizard.practice.ask import Ask, Called, Heard, Result
from roo_wizard.practice.faults.call import each_call, without_calls
from roo_wizard.practice.faults.http import BODY_LIMIT
from roo_wizard.practice.faults.switch import Switch, table
from roo_wizard.practice.hear import hear, text_of
from roo_wizard.practice.mind.mind import capped
from roo_wizard.practice.reply import Call, Reply
from roo_wizard.practice.visit import Visit

WINDOW = 4_096
"""The tokens that M02 lets through."""

OUTPUT_CAP = 200
"""The completion tokens that M07 lets through: enough for a read or a small edit, not for a file."""

_DOTTED_ID = re.compile(r"^functions\.\w+:\d+$")
_LOST = "I cannot tell which of these results belongs to which call, so I do not know how to go on."
_INVENTED = ("willow-canyon-4071", "copper-bridge-9325", "marble-lagoon-6158")


def _without_tools(ask: Ask) -> Ask:
    return _heard_again(ask, {key: value for key, value in ask.body.items() if key not in ("tools", "tool_choice")})


def _without_system(ask: Ask) -> Ask:
    messages = [item for item in _messages(ask.body) if item.get("role") not in ("system", "developer")]
    return _heard_again(
        ask, {**{key: value for key, value in ask.body.items() if key != "system"}, "messages": messages}
    )


def _heard_again(ask: Ask, body: Mapping[str, Json]) -> Ask:
    """What the model hears of *body*; the wire form of the answer stays the one that was asked for."""
    return hear(ask.dialect, body)


def _blank_results(ask: Ask) -> Ask:
    return _heard_again(ask, {**ask.body, "messages": [_blanked(item) for item in _messages(ask.body)]})


def _blanked(message: Mapping[str, Json]) -> Mapping[str, Json]:
    if message.get("role") == "tool":
        return {**message, "content": ""}
    content = message.get("content")
    if isinstance(content, list):
        parts = [
            {**part, "content": ""} if isinstance(part, dict) and part.get("type") == "tool_result" else part
            for part in content
        ]
        return {**message, "content": parts}
    return message


def _last_tokens(ask: Ask) -> Ask:
    """Only the last `WINDOW` tokens survive of tools, system text and messages, in this order.

    Tools survive together or not at all: a list whose beginning is cut off is none.
    """
    if ask.prompt_tokens <= WINDOW:
        return ask
    messages, left = _tail(_messages(ask.body), WINDOW)
    body = {**ask.body, "messages": messages}
    system = text_of(ask.body.get("system"))
    if "system" in body:
        body["system"] = _end_of(system, left)
        left -= estimate_tokens(system)
    if estimate_json_tokens(body.get("tools")) > left:
        body.pop("tools", None)
    return replace(_heard_again(ask, body), prompt_tokens=WINDOW)


def _tail(messages: list[Mapping[str, Json]], window: int) -> tuple[list[Mapping[str, Json]], int]:
    """The last messages that fit; the one on the edge keeps its end as plain text."""
    kept: list[Mapping[str, Json]] = []
    left = window
    for message in reversed(messages):
        cost = estimate_json_tokens(dict(message))
        if cost > left:
            cut = {**message, "content": _end_of(text_of(message.get("content")), left)}
            return ([cut, *kept] if left > 0 else kept), 0
        kept.insert(0, message)
        left -= cost
    return kept, left


def _end_of(text: str, tokens: int) -> str:
    whole = estimate_tokens(text)
    if whole <= tokens:
        return text
    return text[-int(len(text) * tokens / whole) :] if tokens > 0 else ""


def _messages(body: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    messages = body.get("messages")
    return [item for item in messages if isinstance(item, dict)] if isinstance(messages, list) else []


def _lost_in_size(reply: Reply, visit: Visit) -> Reply:
    return without_calls(reply) if reply.calls and len(visit.body) > BODY_LIMIT else reply


def _invents(reply: Reply, visit: Visit) -> Reply:
    """A model that saw no result still quotes something when it ends."""
    if visit.ask is None or not any(isinstance(item, Result) for item in visit.ask.heard):
        return reply
    if not _is_ending(reply):
        return reply
    text = f"The change is made. {', '.join(_INVENTED)}."
    if not reply.calls:
        return replace(reply, text=text).counted()
    return each_call(lambda call: call.with_values(dict.fromkeys(call.values, text)))(reply, visit)


def _is_ending(reply: Reply) -> bool:
    return all(call.name == "attempt_completion" for call in reply.calls)


def _dotted_ids(reply: Reply, visit: Visit) -> Reply:
    """Ids of the Kimi form; a history whose ids were rewritten confuses the model from the second round on."""
    ids = [item.id for item in _heard(visit) if isinstance(item, Called)]
    rounds = len(visit.ask.calls) if visit.ask else 0
    if reply.calls and rounds > 2 and not all(map(_DOTTED_ID.match, ids)):
        return without_calls(reply, _LOST)
    numbered = (replace(call, id=f"functions.{call.name}:{rounds + place}") for place, call in enumerate(reply.calls))
    return replace(reply, calls=tuple(numbered))


def _heard(visit: Visit) -> Iterator[Heard]:
    return iter(visit.ask.heard if visit.ask else ())


def _never_applies(call: Call) -> Call:
    """The text to find is changed, so that it is nowhere in the file; a whole new text always applies."""
    values = {name: _unfindable(name, value) for name, value in call.values.items()}
    return call.with_values(values) if values != call.values else call


def _unfindable(name: str, value: Json) -> Json:
    if not isinstance(value, str):
        return value
    if name in ("old_string", "old_str", "oldString", "search"):
        return f"{value} (as remembered)"
    return re.sub(r"(?m)^-------\n(.*)$", r"-------\nremembered_wrongly = \1", value, count=1)


def _other_model(reply: Reply, _: Visit) -> Reply:
    return replace(reply, model="practice-mini-2025-01-01")


SWITCHES = table(
    Switch("M04", hear=_without_tools),
    Switch("M02", hear=_last_tokens),
    Switch("M08", say=_lost_in_size),
    Switch("M03", hear=_without_system),
    Switch("M05", hear=_blank_results, say=_invents),
    Switch("M06", say=_dotted_ids),
    Switch("M07", say=lambda reply, _: capped(reply, OUTPUT_CAP)),
    Switch("M09", say=each_call(_never_applies)),
    Switch("M01", say=_other_model),
)
"""The M ids that change meaning (probe.md 5.5); M10 stands in `practice.faults.http`."""
