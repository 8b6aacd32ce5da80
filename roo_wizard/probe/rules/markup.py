"""Tool calls written as text: the dialects in which models leak them (probe.md 5.4, T14).

A new dialect is one row. The scan runs over joined text, since markers are split over deltas.
"""

import json
import re
from collections.abc import Collection

_DIALECTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("<tool_call>", r"<\s*/?\s*tool_calls?\s*>"),
        ("<function=…>", r"<function\s*=\s*[\w.-]+|<function_calls?>|<invoke\s+name="),
        ("Kimi section tokens", r"<\|tool_calls?_(?:section_)?(?:begin|end)\|>|<\|tool_call_argument_begin\|>"),
        ("DSML tokens", r"<\s*[|｜‖]{1,2}\s*DSML\s*[|｜‖]{1,2}"),
        ("DeepSeek tokens", r"<[|｜]tool▁calls?▁(?:begin|end)[|｜]>"),
        ("harmony tokens", r"<\|(?:channel|start|message|call|constrain)\|>"),
        ("[TOOL_CALLS]", r"\[TOOL_CALLS\]|\[TOOL_REQUEST\]"),
        ("Llama python tag", r"<\|python_tag\|>"),
        ("GLM argument tags", r"<arg_key>[^<]*</arg_key>"),
    )
)
_FENCE = "```"
_LANGUAGE = re.compile(r"[a-zA-Z_]*\s*")
_SCANNED = 200_000
"""Characters that are scanned; an answer is at most 16,000 tokens."""


def leaked_call(text: str, offered: Collection[str]) -> str | None:
    """Return what in *text* looks like a tool call, or None; *offered* are the names of the offered tools."""
    text = text[:_SCANNED]
    for name, pattern in _DIALECTS:
        if pattern.search(text):
            return name
    element = re.search(r"<(" + "|".join(map(re.escape, sorted(offered))) + r")\s*>", text) if offered else None
    if element:
        return f"<{element[1]}> element"
    return _json_call(text, offered)


def _unfenced(part: str) -> str:
    """*part* without the language that stands behind an opening fence; parts are split, since matching pairs of
    fences by one pattern takes quadratic time on a text of open ones.
    """
    language = _LANGUAGE.match(part)
    return part[language.end() if language else 0 :].strip()


def _json_call(text: str, offered: Collection[str]) -> str | None:
    """A bare or fenced JSON object that names an offered tool."""
    candidates = [part for part in map(_unfenced, text.split(_FENCE)) if part.startswith("{") and part.endswith("}")]
    if text.lstrip().startswith(("{", "[")):
        candidates.append(text.strip())
    for candidate in candidates:
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        entry = value[0] if isinstance(value, list) and value else value
        if isinstance(entry, dict):
            function = entry.get("function")
            names = [entry.get("name"), entry.get("tool"), entry.get("tool_name")]
            names += [function.get("name")] if isinstance(function, dict) else [function]
            if any(isinstance(name, str) and name in offered for name in names):
                return "JSON that names a tool"
    return None
