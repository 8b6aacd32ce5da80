"""From finished arguments to a call that runs, or to the reason why it does not (roo-code.md 4.5)."""

from collections.abc import Mapping

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.roo.js import NotJson, parse_json, text_of, trimmed
from roo_wizard.roo.reading.minimums import RULES, is_known_tool, kept, minimum, resolved
from roo_wizard.roo.reading.outcome import AcceptedCall, LostCall
from roo_wizard.roo.reading.partial_json import parse
from roo_wizard.roo.settings import ClientSettings

WITHOUT_ID = "it has no id"
"""Why a call is lost whose id is missing, empty or late."""

_NOT_ALLOWED = frozenset({"apply_patch", "edit", "edit_file", "search_replace"})


def accept_streamed(call_id: str, name: str, text: str, settings: ClientSettings) -> AcceptedCall:
    """Return what becomes of a call whose arguments came in pieces and are now joined to *text*.

    Complete JSON that gives Roo its minimum is used. Otherwise the last state shown while the pieces came in is
    carried out; for a text that starts with ``{`` that is always what can be read of the whole text, so it need
    not be followed piece by piece. Every other text leaves nothing to run.
    """
    arguments, complete = _parsed(text)
    taken = kept(name, arguments) if complete else None
    if taken is None and is_known_tool(name) and trimmed(text).startswith("{"):
        taken = kept(name, parse(text), cut=True)
    if taken is None:
        return AcceptedCall(call_id, name, {}, problem=_refusal(name, arguments, complete))
    return AcceptedCall(call_id, name, taken, partial=not complete, problem=_obstacle(name, taken, settings))


def accept_whole(call_id: Json, name: Json, arguments: Json, settings: ClientSettings) -> AcceptedCall | LostCall:
    """Return what becomes of a call in a plain answer: there is no state to fall back on, so it is used or lost."""
    known_id = call_id if isinstance(call_id, str) else ""
    known_name = name if isinstance(name, str) else ""
    value, complete = _parsed(arguments if isinstance(arguments, str) else text_of(arguments))
    taken = kept(known_name, value) if complete else None
    if taken is not None and not known_id:
        return LostCall("", known_name, WITHOUT_ID)
    if taken is None:
        return LostCall(known_id, known_name, _refusal(known_name, value, complete))
    return AcceptedCall(known_id, known_name, taken, problem=_obstacle(known_name, taken, settings))


def _parsed(text: str) -> tuple[Json, bool]:
    """The arguments and whether they are JSON; no text at all stands for an empty object."""
    try:
        return ({} if text == "" else parse_json(text)), True
    except NotJson:
        return None, False


def _refusal(name: str, arguments: Json, complete: bool) -> str:
    if not is_known_tool(name):
        return f"Roo Code knows no tool of the name {safe(name, 60)!r}"
    return f"it lacks {minimum(name, arguments)}" if complete else "its arguments are no JSON"


def _obstacle(name: str, arguments: Mapping[str, Json], settings: ClientSettings) -> str | None:
    """Why a call that has arguments is still answered with an error."""
    tool = resolved(name)
    if not RULES[tool].offered and tool not in {resolved(included) for included in settings["includedTools"]}:
        return f"{tool} is not allowed in code mode" if tool in _NOT_ALLOWED else f"{tool} was not offered"
    lack = minimum(name, arguments)
    return f"it lacks {lack}" if lack else None
