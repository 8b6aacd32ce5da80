"""What JavaScript makes of a value, where the client's outcome depends on it: truth, text, JSON.

Foreign values reach the client untyped. Whether an ``id`` of 0 counts, or an object given where text belongs,
is decided by the language the client is written in, so those few rules stand here once.
"""

import json
import math
import re
from typing import NoReturn

from roo_wizard.core.exchange import Json

MAX_DEPTH = 150
"""How deep foreign JSON may be nested."""

_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_OUTER_BLANKS = re.compile(f"^[{_BLANKS}]+|[{_BLANKS}]+$")
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")
_CONTEXT = 10
_MESSAGES = {
    "Extra data": "Unexpected non-whitespace character after JSON at position {position}",
    "Unterminated string": "Unterminated string in JSON at position {length}",
    "Invalid control": "Bad control character in string literal in JSON at position {position}",
    "Invalid \\": "Bad escaped character in JSON at position {position}",
    "Expecting property": "Expected property name or '}}' in JSON at position {position}",
    "Expecting ':'": "Expected ':' after property name in JSON at position {position}",
    "Expecting ','": "Expected ',' or '}}' after property value in JSON at position {position}",
}


class NotJson(ValueError):
    """A text that ``JSON.parse`` refuses; the message is the one a person sees on the client's screen."""


def truthy(value: Json) -> bool:
    """Whether *value* counts as true: everything but null, false, 0, NaN and the empty string."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return isinstance(value, (list, dict)) or bool(value)


def text_of(value: Json) -> str:
    """Return *value* as string concatenation writes it: objects as ``[object Object]``, lists joined by commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        return ",".join("" if item is None else text_of(item) for item in value)
    return stringify(value)


def trimmed(text: str) -> str:
    """Return *text* without the blanks that ``trim`` removes (a byte order mark included)."""
    return _OUTER_BLANKS.sub("", text)


def squeezed(text: str) -> str:
    """Return *text* trimmed, with every run of blanks and line breaks as one blank."""
    return _BLANK_RUN.sub(" ", text).strip(" ")


def well_formed(text: str) -> str:
    """Return *text* with lone surrogates as U+FFFD, so that it can be sent."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def stringify(value: Json) -> str:
    """Return *value* as ``JSON.stringify`` writes it: compact, whole numbers without ".0", no NaN."""
    return well_formed(json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")))


def parse_json(text: str) -> Json:
    """Return *text* parsed as strictly as ``JSON.parse`` does; raises `NotJson`.

    A nesting deeper than `MAX_DEPTH` is refused too: no answer of a working gateway comes near it, and every walk
    over a value may then be a simple recursion.
    """
    try:
        value = json.loads(text, parse_constant=_refused, parse_int=_number)
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        raise NotJson(_message(text, error)) from None
    except (ValueError, RecursionError):
        raise NotJson("is not valid JSON") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_deep(value):
        raise NotJson("is not valid JSON")
    return value


def _is_deep(value: Json) -> bool:
    """Whether *value* is nested deeper than `MAX_DEPTH`; looks at one level after the other."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inner = (item for item in level if isinstance(item, (dict, list)))
        level = [child for item in inner for child in (item.values() if isinstance(item, dict) else item)]
    return bool(level)


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e21 else value
    return value


def _refused(name: str) -> NoReturn:
    raise NotJson(f'"{name}" is not valid JSON')


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < 17 else _large(float(digits))


def _large(value: float) -> int | float:
    return int(value) if abs(value) < 1e21 else value


def _message(text: str, error: json.JSONDecodeError) -> str:
    for start, message in _MESSAGES.items():
        if error.msg.startswith(start):
            return message.format(position=error.pos, length=len(text))
    position = _first_mistake(text, error.pos)
    if position >= len(text):
        return "Unexpected end of JSON input"
    return f"Unexpected token '{text[position]}', {_near(text, position)} is not valid JSON"


def _first_mistake(text: str, position: int) -> int:
    """Where a value that begins at *position* goes wrong: what begins like one of the three words is read as that."""
    words = {word[0]: word for word in ("true", "false", "null")}
    for letter in words.get(text[position : position + 1], ""):
        if text[position : position + 1] != letter:
            break
        position += 1
    return position


def _near(text: str, position: int) -> str:
    """The quoted surroundings of a mistake, with dots where a longer text goes on."""
    if len(text) <= 2 * _CONTEXT:
        return f'"{text}"'
    first, last = max(0, position - _CONTEXT), position + _CONTEXT
    return f'{"..." if first else ""}"{text[first:last]}"{"..." if last < len(text) else ""}'
