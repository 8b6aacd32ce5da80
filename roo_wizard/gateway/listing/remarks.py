"""What speaks against an entry of a model list: no chat model, switched off, providers that do not take tools."""

import re
from collections.abc import Iterator, Sequence

from roo_wizard.core.text import LINE_LIMIT, SafeText, safe
from roo_wizard.gateway.listing.entry import MAX_ITEMS, Entry, found, roots

_MAX_NAMED = 4

_CHAT_KINDS = frozenset(
    {"", "chat", "language", "text", "llm", "model", "completion", "responses", "vlm", "code", "base"}
)
_KIND_FIELDS = ("type", "mode", "model_info.mode", "sub_type", "task")
_OTHER_NAMES = re.compile(
    r"(^|[-/_.])(embed\w*|bge|whisper|tts|stt|dall-?e|rerank\w*|moderation\w*|ocr|asr|imagen|image|sora|veo|clip)([-/_.\d]|$)",
    re.IGNORECASE,
)

_OTHER_ROOTS = ("supports_chat", "capabilities", "architecture", "active", "loaded_instances", "providers")
_ROOTS = roots((*_KIND_FIELDS, *_OTHER_ROOTS))
"""An entry without any of these fields is judged by its name alone."""

_OTHER_ENDPOINTS = frozenset(
    {"anthropic", "gemini", "image-generation", "embeddings", "jina-rerank", "rerank", "openai-video", "audio"}
)
"""Endpoint types of the new-api family that are no OpenAI chat; unknown types are not judged."""


def remarks(name: str, entry: Entry, endpoints: Sequence[str]) -> tuple[SafeText, ...]:
    """Return why an entry called *name* is probably not what an agent needs; nothing is hidden for it."""
    tells = bool(endpoints) or not _ROOTS.isdisjoint(entry)
    kind = _other_kind(entry) if tells else None
    said: list[str] = []
    if kind is not None:
        said.append(f"listed as {safe(kind, 30)}, not as a chat model")
    elif _OTHER_NAMES.search(name[:LINE_LIMIT]):
        said.append("the name looks like something else than a chat model")
    if tells:
        said.extend(_said_against(entry, endpoints))
    if name.startswith("policy/"):
        said.append("a routing policy: the model behind it can change")
    return tuple(map(safe, said))


def _other_kind(entry: Entry) -> str | None:
    """What an entry says that it is instead of a chat model."""
    kinds = (kind for path in _KIND_FIELDS for kind in found(entry, path) if isinstance(kind, str))
    return next((kind for kind in kinds if kind.lower() not in _CHAT_KINDS), None)


def _said_against(entry: Entry, endpoints: Sequence[str]) -> Iterator[str]:
    """What the fields of an entry say against it, beside its kind."""
    if endpoints and _OTHER_ENDPOINTS.issuperset(endpoints):
        yield f"listed for {', '.join(endpoints)} only, not for OpenAI chat"
    if _says_no(entry, "supports_chat", "capabilities.completion_chat"):
        yield "listed as not made for chat"
    outputs = found(entry, "architecture.output_modalities")
    if any(isinstance(value, list) and value and "text" not in value for value in outputs):
        yield "its answers are not text"
    if _says_no(entry, "active"):
        yield "listed as not active"
    loaded, most = found(entry, "loaded_instances.config.context_length"), found(entry, "max_context_length")
    if loaded and most and loaded != most:
        yield f"loaded with a context of {safe(loaded[0], 12)} tokens; it could take {safe(most[0], 12)}"
    able = _able_providers(entry)
    if able is not None:
        yield f"only some of its providers take tools{': choose ' + able if able else ''}"


def _able_providers(entry: Entry) -> str | None:
    """Where only some providers take tools: the suffixes that choose those that do; None where all are alike."""
    value = entry.get("providers")
    providers = [item for item in value[:MAX_ITEMS] if isinstance(item, dict)] if isinstance(value, list) else []
    said = [item.get("supports_tools") for item in providers]
    if not {True, False} <= {value for value in said if isinstance(value, bool)}:
        return None
    able = [item.get("provider") for item in providers if item.get("supports_tools") is True]
    return ", ".join(f":{safe(name, 30)}" for name in able[:_MAX_NAMED] if isinstance(name, str) and name)


def _says_no(entry: Entry, *paths: str) -> bool:
    return any(value is False for path in paths for value in found(entry, path))
