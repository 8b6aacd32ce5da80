"""Making the asked-for edit from what was read: the changed line, and the arguments for the offered tool."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.practice.mind.files import SeenFile, joined
from roo_wizard.practice.mind.instruction import Change
from roo_wizard.practice.mind.toolbox import EditTool

_AROUND = 2
"""Lines of context before the changed one, so that the block is found in one place only."""
_FAR = 6
"""How far from the changed line a line in another script is still taken along."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One block of lines that changes: ``old`` and ``new`` from line ``start`` (as the file is numbered)."""

    file: SeenFile
    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The file's whole text after the edit."""
        before = self.start - self.file.first_line
        return joined([*self.file.lines[:before], *self.new, *self.file.lines[before + len(self.old) :]])


def edit_for(change: Change, files: Iterable[SeenFile]) -> Edit | None:
    """Return the edit that makes *change* in the first file where it applies, or None."""
    for file in files:
        for number, line in enumerate(file.lines):
            changed = changed_line(line, change)
            if changed is not None and changed != line:
                return _block(file, number, changed)
    return None


def changed_line(line: str, change: Change) -> str | None:
    """Return *line* after *change*, or None where it does not apply.

    A value keeps what follows it: a comma, a comment, a unit. Quotes around the old value stay.
    """
    if not change.name:
        return line.replace(change.old, change.new, 1) if change.old in line else None
    plain_name = change.name.rsplit(".", 1)[-1]
    if plain_name not in line:
        return None
    name = re.escape(plain_name)
    found = re.match(rf"^(\s*(?:[\w.\s]*\b)?[\"']?{name}[\"']?\s*(?::\s*[\w\[\], |.]+?)?\s*[=:]\s*)(.+)$", line)
    if found is None:
        return None
    value = re.match(r"(?P<quote>[\"'])(?:(?!(?P=quote)).)*(?P=quote)|[^\s,;#]+", found[2])
    if value is None:
        return None
    quote = value["quote"] or ""
    new = change.value if quote and change.value[:1] == quote else f"{quote}{change.value}{quote}"
    return f"{found[1]}{new}{found[2][value.end() :]}"


def edit_arguments(tool: EditTool, edit: Edit) -> dict[str, Json]:
    """Return the text arguments with which *tool* makes *edit*."""
    old, new = "\n".join(edit.old), "\n".join(edit.new)
    values: dict[str, Json]
    if tool.form == "replace":
        values = dict(zip(tool.keys, (old, new), strict=True))
    elif tool.form == "whole":
        values = {tool.keys[0]: edit.whole}
    elif tool.form == "patch":
        values = {tool.keys[0]: _patch(edit)}
    else:
        values = {tool.keys[0]: search_replace(edit.start, old, new)}
    return {tool.path_key: edit.file.path, **values} if tool.path_key else values


def search_replace(start: int, old: str, new: str) -> str:
    """Return the block that Roo's ``apply_diff`` expects, with its ``:start_line:`` (probe.md 1.2)."""
    return f"<<<<<<< SEARCH\n:start_line:{start}\n-------\n{old}\n=======\n{new}\n>>>>>>> REPLACE"


def _patch(edit: Edit) -> str:
    body = []
    for old, new in zip(edit.old, edit.new, strict=True):
        body += [f" {old}"] if old == new else [f"-{old}", f"+{new}"]
    head = ["*** Begin Patch", f"*** Update File: {edit.file.path}", "@@"]
    return "\n".join([*head, *body, "*** End Patch"])


def _block(file: SeenFile, number: int, changed: str) -> Edit:
    """The changed line with a little context; a line in another script nearby comes along.

    That line shows in an answer whether the gateway carries every byte (C19, S14).
    """
    first, last = max(0, number - _AROUND), min(len(file.lines), number + 2)
    near = range(max(0, number - _FAR), min(len(file.lines), number + _FAR + 1))
    foreign = [other for other in near if not file.lines[other].isascii()]
    if foreign:
        first, last = min(first, foreign[0]), max(last, foreign[-1] + 1)
    old = file.lines[first:last]
    new = (*old[: number - first], changed, *old[number - first + 1 :])
    return Edit(file, file.first_line + first, old, new)
