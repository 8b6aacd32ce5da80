"""What the client makes of a plain answer, with streaming off (roo-code.md 4.5).

It is stricter than in a stream: every call needs ``type: "function"`` and complete JSON, or it is dropped without a
word. An answer whose content type is not JSON is one long text to the SDK, in which the client finds nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.core.exchange import Ending, Exchange, Json
from roo_wizard.roo.js import NotJson, parse_json, text_of, truthy
from roo_wizard.roo.reading.accepting import WITHOUT_ID, accept_whole
from roo_wizard.roo.reading.outcome import AcceptedCall, LostCall, Reading, Thrown, WireCall
from roo_wizard.roo.reading.thrown import NO_ID, TERMINATED, before_answer, complaint
from roo_wizard.roo.settings import ClientSettings


def read(exchange: Exchange, settings: ClientSettings) -> Reading:
    """Return what the client makes of a 2xx answer that it did not ask to stream; never raises."""
    try:
        if exchange.ending is Ending.BROKEN:
            raise Thrown(before_answer(TERMINATED))
        answer = _plain_answer(exchange)
        choice = first_choice(answer)
        message = choice.get("message")
        message = message if isinstance(message, dict) else {}
        seen, wire = _plain_calls(message.get("tool_calls"), settings)
    except Thrown as thrown:
        return Reading(error=str(thrown), shows=str(thrown), ended=exchange.ending)
    content, model, usage = message.get("content"), answer.get("model"), answer.get("usage")
    reason = choice.get("finish_reason")
    lost = tuple(call for call in seen if isinstance(call, LostCall))
    reading = Reading(
        text=text_of(content) if truthy(content) else "",
        calls=tuple(call for call in seen if isinstance(call, AcceptedCall)),
        lost=lost,
        wire_calls=wire,
        finish_reasons=(reason,) if isinstance(reason, str) else (),
        usage=usage if isinstance(usage, dict) else None,
        served_model=model if isinstance(model, str) else None,
        ended=exchange.ending,
    )
    return replace(reading, shows=NO_ID if any(call.reason == WITHOUT_ID for call in lost) else complaint(reading))


def _plain_answer(exchange: Exchange) -> Mapping[str, Json]:
    media_type = exchange.header("content-type").partition(";")[0].strip()
    if "application/json" not in media_type and not media_type.endswith("+json"):
        return {}
    try:
        answer = parse_json(exchange.text)
    except NotJson as mistake:
        raise Thrown(before_answer(str(mistake))) from None
    if answer is None:
        raise Thrown("Cannot read properties of null (reading 'choices')")
    return answer if isinstance(answer, dict) else {}


def _plain_calls(entries: Json, settings: ClientSettings) -> tuple[list[AcceptedCall | LostCall], tuple[WireCall, ...]]:
    """The calls of a plain answer, each used or lost, and as they stood on the wire."""
    if isinstance(entries, dict):
        raise Thrown("message.tool_calls is not iterable")
    seen: list[AcceptedCall | LostCall] = []
    wire: list[WireCall] = []
    for entry in entries if isinstance(entries, list) else ():
        call = entry if isinstance(entry, dict) else {}
        function = call.get("function")
        known = function if isinstance(function, dict) else {}
        given, name, arguments = call.get("id"), known.get("name"), known.get("arguments")
        wire.append(WireCall(text_of(given or ""), text_of(name or ""), text_of(arguments or "")))
        if call.get("type") != "function":
            seen.append(LostCall(wire[-1].id, wire[-1].name, "its type is not “function”"))
        elif function is None:
            kind = "null" if "function" in call else "undefined"
            raise Thrown(f"Cannot read properties of {kind} (reading 'name')")
        elif any(isinstance(other, AcceptedCall) and other.id == given for other in seen):
            seen.append(LostCall(wire[-1].id, wire[-1].name, "it has the id of another call"))
        else:
            seen.append(accept_whole(given, name, arguments, settings))
    return seen, tuple(wire)


def first_choice(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the first of the answer's choices, or {}."""
    choices = fields.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}
