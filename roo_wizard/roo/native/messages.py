"""The forms in which the client's own entries write a conversation (roo-code.md 4.9)."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import well_formed
from roo_wizard.roo.messages import cached_text, common_form, mark_for_caching, plain_form
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.known import Known
from roo_wizard.roo.native.reasoning_details import consolidated
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn

Written = list[dict[str, Json]]

_LONGEST_ID = 64
_SKIP = "skip_thought_signature_validator"
"""What stands in place of a thought signature that Gemini has not given."""

_CACHED_BY_OPENROUTER = re.compile(
    r"anthropic/claude-(3-(haiku|opus|sonnet)(:beta)?"
    r"|3\.5-(haiku(-20241022)?|sonnet(-20240620)?)(:beta)?"
    r"|3\.7-sonnet(:beta|:thinking)?|sonnet-4(\.[56])?|opus-4(\.[156])?|haiku-4\.5)"
    r"|google/gemini-(2\.5-flash-preview(-05-20)?(:thinking)?|2\.5-flash(-lite-preview-06-17)?|2\.0-flash-001"
    r"|flash-1\.5(-8b)?)"
)


def messages(entry: Native, model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    """Return the messages of *turn* as *entry* writes them for *model*, the id that is sent."""
    form = _general if entry.is_general else _FORMS[entry.id]
    return form(model, about, settings, turn)


def is_r1(model: str) -> bool:
    """Whether OpenRouter's entry takes *model* for a DeepSeek R1."""
    return model.startswith("deepseek/deepseek-r1") or model == "perplexity/sonar-reasoning"


def _common(turn: Turn, *, details: bool = False) -> Written:
    return common_form({"role": "system", "content": well_formed(turn.system)}, turn.messages, details=details)


def _requesty(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    return _common(turn)


def _deepseek(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    opening = {"role": "user", "content": well_formed(turn.system)}
    return plain_form(opening, turn.messages, reasoning=about.echoes, into_result=about.thinks)


def _zai(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    if not about.echoes:
        return _common(turn)
    opening = {"role": "system", "content": well_formed(turn.system)}
    return plain_form(opening, turn.messages, reasoning=True, into_result=True)


def _moonshot(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    """The library flattens a person's message that has one text."""
    written = _common(turn)
    for message in written:
        content = message["content"]
        if message["role"] == "user" and len(content) == 1:
            message["content"] = content[0]["text"]
    return written


def _general(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    """OpenAI Compatible underneath, whose cache marks depend on the model alone."""
    return _marked(_common(turn)) if about.marked else _common(turn)


def _litellm(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    written = _with_ids(_zai(model, about, settings, turn), _short_id)
    if settings["litellmUsePromptCache"] and about.caches:
        written = _marked(written)
    if re.search(r"gemini[- ](3|2\.5)", model.lower()):
        signature = {"thought_signature": base64.b64encode(_SKIP.encode()).decode()}
        for call in _calls(written):
            call["provider_specific_fields"] = dict(signature)
    return written


def _openrouter(model: str, about: Known, settings: ClientSettings, turn: Turn) -> Written:
    if is_r1(model):
        written = plain_form({"role": "user", "content": well_formed(turn.system)}, turn.messages)
    else:
        written = _common(turn, details=True)
        written = _with_ids(written, _nine_signs) if "mistral" in model.lower() else written
    if model.startswith("google/gemini"):
        written = [_signed(message) for message in _without_unsigned_calls(written)]
    if about.marked or _CACHED_BY_OPENROUTER.fullmatch(model):
        written[0]["content"] = cached_text(written[0]["content"])
        if model.startswith("google"):
            _mark_tenths(written)
        else:
            mark_for_caching(written)
    return written


_FORMS: dict[str, Callable[[str, Known, ClientSettings, Turn], Written]] = {
    "requesty": _requesty,
    "openrouter": _openrouter,
    "litellm": _litellm,
    "deepseek": _deepseek,
    "zai": _zai,
    "moonshot": _moonshot,
}


def _marked(written: Written) -> Written:
    """*written* with cache marks on the system text and on the person's last two messages."""
    for message in written:
        if message["role"] == "user" and isinstance(message["content"], str):
            message["content"] = [{"type": "text", "text": message["content"]}]
    written[0]["content"] = cached_text(written[0]["content"])
    mark_for_caching(written)
    return written


def _with_ids(written: Written, change: Callable[[str], str]) -> Written:
    for message in written:
        if message["role"] == "tool":
            message["tool_call_id"] = change(message["tool_call_id"])
    for call in _calls(written):
        call["id"] = change(call["id"])
    return written


def _calls(written: Written) -> Iterable[dict[str, Json]]:
    return (call for message in written for call in message.get("tool_calls", ()))


def _short_id(call_id: str) -> str:
    """An id of at most 64 characters; a longer one ends in a part of its MD5 sum, as the client writes it."""
    if len(call_id) <= _LONGEST_ID:
        return call_id
    digest = hashlib.md5(call_id.encode(), usedforsecurity=False).hexdigest()[:8]
    return f"{call_id[: _LONGEST_ID - 9]}_{digest}"


def _nine_signs(call_id: str) -> str:
    """An id of nine letters and digits, as Mistral wants it."""
    return re.sub(r"[^a-zA-Z0-9]", "", call_id)[:9].ljust(9, "0")


def _without_unsigned_calls(written: Written) -> Written:
    """Gemini: a call without a reasoning detail of its id is dropped, and its result too."""
    kept: Written = []
    dropped: set[str] = set()
    for message in written:
        signed = _only_signed(message, dropped) if message.get("tool_calls") else message
        if signed.get("tool_call_id") not in dropped and (signed["role"] != "assistant" or len(signed) > 1):
            kept.append(signed)
    return kept


def _only_signed(message: dict[str, Json], dropped: set[str]) -> dict[str, Json]:
    details = message.get("reasoning_details") or []
    signed: dict[str, Written] = {}
    for detail in details:
        if isinstance(detail.get("id"), str):
            signed.setdefault(detail["id"], []).append(detail)
    calls = [call for call in message["tool_calls"] if call["id"] in signed]
    dropped |= {call["id"] for call in message["tool_calls"]} - {call["id"] for call in calls}
    if not details:
        return {"role": "assistant"} | ({"content": message["content"]} if message["content"] else {})
    own = [detail for call in calls for detail in signed[call["id"]]]
    used = consolidated([*own, *(detail for detail in details if not detail.get("id"))])
    return (
        {"role": "assistant", "content": message["content"]}
        | ({"reasoning_details": used} if own or used else {})
        | ({"tool_calls": calls} if calls else {})
    )


def _signed(message: dict[str, Json]) -> dict[str, Json]:
    """Gemini: calls beside which no encrypted detail stands get a placeholder."""
    details = message.get("reasoning_details") or []
    calls = message.get("tool_calls")
    if not calls or any(detail.get("type") == "reasoning.encrypted" for detail in details):
        return message
    placeholder = {"type": "reasoning.encrypted", "data": _SKIP, "id": calls[0]["id"], "format": "google-gemini-v1"}
    return message | {"reasoning_details": [*details, placeholder | {"index": 0}]}


def _mark_tenths(written: Written) -> None:
    """Gemini: a cache mark on every tenth message of the person."""
    said = [message for message in written if message["role"] == "user"]
    for message in said[9::10]:
        message["content"][-1]["cache_control"] = {"type": "ephemeral"}
