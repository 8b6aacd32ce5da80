"""What can be read of JSON that is cut off: the outcome of the library that the client pins (partial-json 0.1.7).

The client shows a running tool call from its unfinished arguments, and carries that last state out when the
finished arguments are no JSON (roo-code.md 4.5). So the oddities matter as much as the rule: a cut string, number,
list or object gives what is there; a mistake inside a list or an object ends only that list or object, and what
follows a complete first value is not looked at. Nesting deeper than `MAX_DEPTH` is taken as malformed.
"""

import re
from typing import NoReturn

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import MAX_DEPTH, NotJson, parse_json, trimmed

_STRING_BODY = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_NUMBER = re.compile(r"[ \n\r\t]*-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[ \n\r\t]*")
_NUMBER_END = re.compile(r"[^,\]}]*")
_BLANKS = re.compile(r"[ \n\r\t]*")
_WORDS: tuple[tuple[str, Json, int], ...] = (
    ("null", None, 1),
    ("true", True, 1),
    ("false", False, 1),
    ("Infinity", float("inf"), 1),
    ("-Infinity", float("-inf"), 2),
    ("NaN", float("nan"), 1),
)
"""Words, their values, and how many letters of one must stand at the end of the text to be taken for it."""


class MalformedJson(ValueError):
    """A text of which nothing can be read."""


def parse(text: str) -> Json:
    """Return the value that *text* holds or begins; raises `MalformedJson` when there is none.

    A text that starts with ``{`` or ``[`` always gives a value. Linear in the size of *text*.
    """
    bare = trimmed(text)
    if not bare:
        raise MalformedJson("the text is empty")
    return _Reader(bare).value(0)


class _Reader:
    """One pass over a text. ``at`` may run past the end, as an index into a JavaScript string may."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.last_e = text.rfind("e")
        self.last_backslash = text.rfind("\\")

    def value(self, depth: int) -> Json:
        self._skip_blanks()
        here = self._here()
        if not here:
            _malformed("nothing follows")
        if here == '"':
            return self._string()
        if here in "{[":
            if depth >= MAX_DEPTH:
                _malformed("nested too deeply")
            return self._object(depth + 1) if here == "{" else self._list(depth + 1)
        for word, meaning, letters in _WORDS:
            rest = self.text[self.at : self.at + len(word)]
            if rest == word or (letters <= len(rest) < len(word) and word.startswith(rest) and self._is_end(rest)):
                self.at += len(word)
                return meaning
        return self._number()

    def _object(self, depth: int) -> Json:
        found: dict[str, Json] = {}
        self.at += 1
        self._skip_blanks()
        try:
            while self._here() != "}":
                self._skip_blanks()
                if not self._here():
                    return found
                key = self._string()
                self._skip_blanks()
                self.at += 1
                found[key] = self.value(depth)
                self._skip_blanks()
                self._skip_comma()
        except MalformedJson:
            return found
        self.at += 1
        return found

    def _list(self, depth: int) -> Json:
        found: list[Json] = []
        self.at += 1
        try:
            while self._here() != "]":
                found.append(self.value(depth))
                self._skip_blanks()
                self._skip_comma()
        except MalformedJson:
            return found
        self.at += 1
        return found

    def _string(self) -> str:
        """Read a string, closed or cut. A key that lacks its quote is read to the next quote, and refused."""
        start = self.at
        body = _STRING_BODY.match(self.text, start + 1)
        end = body.end() if body else len(self.text)
        self.at = end
        if self.text.startswith('"', end):
            self.at += 1
            return _text(self.text[start : self.at])
        self.at = len(self.text)
        try:
            return _text(self.text[start:end] + '"')
        except MalformedJson:
            return _text(self.text[start : max(start, self.last_backslash)] + '"')

    def _number(self) -> Json:
        """Read a number up to the next ``,``, ``]`` or ``}``; one cut in its exponent gives what stands before it."""
        start = self.at
        end = len(self.text) if start == 0 else self._end_of_number()
        for stop in (end, self.last_e):
            token = _NUMBER.fullmatch(self.text, start, stop) if stop > start else None
            if token:
                return parse_json(token[0])
        return _malformed("this is no value")

    def _end_of_number(self) -> int:
        if self._here() == "-":
            self.at += 1
        rest = _NUMBER_END.match(self.text, self.at)
        self.at = rest.end() if rest else self.at
        return self.at

    def _here(self) -> str:
        return self.text[self.at : self.at + 1]

    def _is_end(self, rest: str) -> bool:
        return self.at + len(rest) == len(self.text)

    def _skip_blanks(self) -> None:
        blanks = _BLANKS.match(self.text, self.at) if self.at < len(self.text) else None
        if blanks:
            self.at = blanks.end()

    def _skip_comma(self) -> None:
        if self._here() == ",":
            self.at += 1


def _text(token: str) -> str:
    if not token.startswith('"'):
        _malformed("a name without its quote")
    try:
        return str(parse_json(token))
    except NotJson:
        _malformed("this is no text")


def _malformed(why: str) -> NoReturn:
    raise MalformedJson(why)
