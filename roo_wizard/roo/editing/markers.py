"""The order of markers in a diff, which the client checks before it looks at the file.

Inside a block every line that begins like a marker has to be escaped by a backslash, so a file with merge conflicts
in it needs care, and a diff that is cut off is refused as a whole.
"""

import re

_SEARCH = re.compile(r"<<<<<<< SEARCH>?")
_SEPARATOR = "======="
_REPLACE = ">>>>>>> REPLACE"
_LINE_MARKS = (":start_line:", ":end_line:")
_EXPECTED = {"start": "<<<<<<< SEARCH", "old": _SEPARATOR, "new": _REPLACE}
_NEXT = {("start", "search"): "old", ("old", "separator"): "new", ("new", "replace"): "start"}
_IGNORED = {("start", "text"), ("old", "text"), ("new", "text")}


def marker_problem(diff: str) -> str | None:
    """Return what is wrong with the order of markers in *diff*, or None."""
    state = "start"
    for number, line in enumerate(diff.split("\n"), 1):
        text = line.strip()
        if state == "new" and text.startswith(_LINE_MARKS):
            return f"a line marker stands in the new text (line {number} of the diff)"
        kind = _kind(text)
        if (state, kind) in _NEXT:
            state = _NEXT[state, kind]
        elif (state, kind) not in _IGNORED:
            return f"{text[:40]!r} where {_EXPECTED[state]!r} was expected (line {number} of the diff)"
    return None if state == "start" else f"the diff ends before {_EXPECTED[state]!r}"


def _kind(text: str) -> str:
    if _SEARCH.fullmatch(text):
        return "search"
    if text in (_SEPARATOR, _REPLACE):
        return "separator" if text == _SEPARATOR else "replace"
    return "foreign" if text.startswith(("<<<<<<<", ">>>>>>>")) else "text"
