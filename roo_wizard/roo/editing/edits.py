"""How the client applies an edit (probe.md 1.2): ``apply_diff`` with search/replace blocks, ``write_to_file``.

Pure: texts go in, an `Edit` comes out, nothing is written anywhere. The client looks for the old text at the line that
a block names, then within 40 lines around it, and takes only an exact match, in which runs of blanks, typographic
quotes and dashes count as their plain forms.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.roo.editing.markers import marker_problem
from roo_wizard.roo.editing.patches import PatchProblem, apply_patch
from roo_wizard.roo.js import squeezed, trimmed

NEAR = 40
"""Lines before and behind a block's named line in which its old text is looked for."""

_BLOCK = re.compile(
    r"(?:^|\n)(?<!\\)<<<<<<< SEARCH>?\s*\n"
    r"(?::start_line:\s*(?P<line>[0-9]+)\s*\n)?(?::end_line:\s*[0-9]+\s*\n)?(?:(?<!\\)-------\s*\n)?"
    r"(?P<old>[\s\S]*?)\n?(?<=\n)(?<!\\)=======\s*\n"
    r"(?P<new>[\s\S]*?)\n?(?<=\n)(?<!\\)>>>>>>> REPLACE(?=\n|\Z)"
)
_ESCAPED = re.compile(r"^\\(<<<<<<<|=======|>>>>>>>|-------|:end_line:|:start_line:)", re.MULTILINE)
_NUMBERED = re.compile(r"\s*[0-9]+\s+\|(?!\|)\s?([^\r\u2028\u2029]*)")
_LOOSELY_NUMBERED = re.compile(r"\s*(?:[0-9]+\s)?\|\s([^\r\u2028\u2029]*)")
_LINE_END = re.compile(r"\r?\n")
_INDENT = re.compile(r"[\t ]*")
_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "—": "-", "–": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of an edit. ``content`` is the file afterwards (before, when nothing was applied).

    ``problem`` says what was refused: everything when ``applied`` is False, single blocks otherwise.
    """

    applied: bool
    content: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """One change: ``line`` counts from 1, 0 for none."""

    line: int
    old: str
    new: str


def apply_diff(content: str, diff: str, *, model: str = "") -> Edit:
    """Apply the blocks of *diff* to *content*; blocks that fit are applied even when others do not.

    HTML entities in *diff* are undone first, unless *model* contains "claude", as the client does.
    """
    diff = diff if "claude" in model else _unescaped(diff)
    problem = marker_problem(diff)
    if problem:
        return Edit(False, content, problem)
    blocks = [
        _Block(int(found["line"] or 0), _plain_markers(found["old"]), _plain_markers(found["new"]))
        for found in _BLOCK.finditer(diff)
    ]
    if not blocks:
        return Edit(False, content, "there is no complete SEARCH/REPLACE block")
    line_end = "\r\n" if "\r\n" in content else "\n"
    lines, shift, applied, problems = _LINE_END.split(content), 0, 0, []
    for block in sorted(blocks, key=lambda block: block.line):
        changed = _apply_block(lines, block, shift if block.line else 0)
        if isinstance(changed, str):
            problems.append(changed)
        else:
            shift += len(changed) - len(lines)
            lines, applied = changed, applied + 1
    after = line_end.join(lines) if applied else content
    return Edit(bool(applied), after, "; ".join(problems) or None)


def write_to_file(content: Json, *, model: str = "") -> Edit:
    """Return the file that ``write_to_file`` leaves behind: the given text, freed of a code fence around it.

    HTML entities are undone as in `apply_diff`, so a page that shows code is not written as it was given.
    """
    if not isinstance(content, str):
        return Edit(False, "", "the content is no text")
    text = content
    if text.startswith("```"):
        text = "\n".join(text.split("\n")[1:])
    if text.endswith("```"):
        text = "\n".join(text.split("\n")[:-1])
    return Edit(True, text if "claude" in model else _unescaped(text))


def apply_call(name: str, arguments: Mapping[str, Json], files: Mapping[str, str], *, model: str = "") -> Edit:
    """Return what an editing call does to the file that it names; other tools and unknown files are a problem."""
    path = arguments.get("path")
    known = files.get(path.removeprefix("./")) if isinstance(path, str) else None
    if name in ("write_to_file", "write_file"):
        return write_to_file(arguments.get("content"), model=model)
    if name == "apply_patch":
        return _patched(arguments.get("patch"), known, str(path), files)
    if name != "apply_diff":
        return Edit(False, known or "", f"{name} edits no file")
    if known is None:
        return Edit(False, "", "there is no such file")
    diff = arguments.get("diff")
    return apply_diff(known, diff, model=model) if isinstance(diff, str) else Edit(False, known, "the diff is no text")


def _patched(patch: Json, known: str | None, path: str, files: Mapping[str, str]) -> Edit:
    try:
        changed = apply_patch(patch, files) if isinstance(patch, str) else {}
    except PatchProblem as problem:
        return Edit(False, known or "", str(problem))
    after = changed.get(path.removeprefix("./"))
    return Edit(False, known or "", "it changes another file") if after is None else Edit(True, after)


def _apply_block(lines: list[str], block: _Block, shift: int) -> list[str] | str:
    """Return *lines* with *block* applied, or why it does not apply."""
    line, old, new = max(0, block.line + shift), block.old, block.new
    if _is_numbered(old) and (_is_numbered(new) or not new.strip()):
        line = line or int(old.split("\n")[0].split("|")[0])
        old, new = _without_numbers(old, _NUMBERED), _without_numbers(new, _NUMBERED)
    if old == new:
        return "the old text and the new text are the same"
    if not old:
        return "the old text is empty"
    place = _place(lines, old, line, exactly=True)
    if place is None:
        old, new = _without_numbers(old, _LOOSELY_NUMBERED), _without_numbers(new, _LOOSELY_NUMBERED)
        place = _place(lines, old, line, exactly=False) if old else None
    if place is None:
        return f"the old text is not found{f' near line {line}' if line else ''}"
    old_lines, new_lines = _LINE_END.split(old), _LINE_END.split(new) if new else []
    indented = [_indented(text, old_lines[0], lines[place]) for text in new_lines]
    return [*lines[:place], *indented, *lines[place + len(old_lines) :]]


def _place(lines: list[str], old: str, line: int, *, exactly: bool) -> int | None:
    """Return where *old* stands: at its named line (if *exactly*), else nearest to the middle of the window."""
    wanted, length = _comparable(old), len(_LINE_END.split(old))
    if line and exactly and _comparable("\n".join(lines[line - 1 : line - 1 + length])) == wanted:
        return line - 1
    first = max(0, line - (NEAR + 1)) if line else 0
    last = min(len(lines), line + length + NEAR) if line else len(lines)
    middle = (first + last) // 2
    candidates = sorted(range(first, max(middle, last - length) + 1), key=lambda at: (_steps(at, middle), at > middle))
    return next((at for at in candidates if _comparable("\n".join(lines[at : at + length])) == wanted), None)


def _steps(at: int, middle: int) -> int:
    """After how many steps the client, walking out from the middle to both sides, looks at a line."""
    return middle - at if at <= middle else at - middle - 1


def _indented(text: str, first_old: str, first_found: str) -> str:
    """Move a new line by as much as the found text is indented more than the block's own old text."""
    found, own, old = (_indent(line) for line in (first_found, text, first_old))
    deeper = len(own) - len(old)
    indent = found[: max(0, len(found) + deeper)] if deeper < 0 else found + own[len(old) :]
    return indent + trimmed(text)


def _indent(line: str) -> str:
    found = _INDENT.match(line)
    return found[0] if found else ""


def _comparable(text: str) -> str:
    return squeezed(text.translate(_TYPOGRAPHY))


def _is_numbered(text: str) -> bool:
    return all(_NUMBERED.match(line) for line in _LINE_END.split(text))


def _without_numbers(text: str, pattern: re.Pattern[str]) -> str:
    matches = ((line, pattern.fullmatch(line)) for line in _LINE_END.split(text))
    return "\n".join(found[1] if found else line for line, found in matches)


def _plain_markers(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _unescaped(text: str) -> str:
    """Undo the HTML entities of brackets, quotes and the ampersand; all others stay."""
    names = r"&(?:lt|gt|quot|#39|apos|#91|#93|lsqb|rsqb);"
    return re.sub(names, lambda found: html.unescape(found[0]), text).replace("&amp;", "&")
