"""How far an edit came: the ladder E0–E5 (probe.md 4), judged with the client's own matching rules.

"Never tried" (E0) and "tried and failed" (E1, E2) are told apart; what counts is the file afterwards, not the
wording of the patch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from roo_wizard.faults.task import Task
from roo_wizard.roo.editing.edits import apply_call
from roo_wizard.roo.editing.patches import paths_of
from roo_wizard.roo.reading.outcome import AcceptedCall

EDITING_TOOLS = frozenset({"apply_diff", "apply_patch", "write_to_file", "write_file"})

ACCEPTED = 3
"""E3: the client applies the patch."""


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """``level`` 0–5 of the ladder and one line about it; ``tool`` is the editing tool that was used, or ""."""

    level: int
    summary: str
    tool: str = ""


def edit_outcome(calls: Sequence[AcceptedCall], task: Task, model: str) -> EditOutcome:
    """Return the best outcome among *calls*."""
    edits = [_outcome(call, task, model) for call in calls if call.name in EDITING_TOOLS]
    if edits:
        return max(edits, key=lambda outcome: outcome.level)
    names = ", ".join(call.name for call in calls[:3])
    return EditOutcome(0, f"E0: no edit in this turn, it calls {names}" if names else "E0: no edit in this turn")


def _outcome(call: AcceptedCall, task: Task, model: str) -> EditOutcome:
    patched = paths_of(str(call.arguments.get("patch", ""))) if call.name == "apply_patch" else ()
    path = task.known_path(next(iter(patched), str(call.arguments.get("path", ""))))
    if path != task.edit_path:
        return EditOutcome(0, f"E0: {call.name} on another file", call.name)
    applied = apply_call(call.name, {**call.arguments, "path": path}, task.files, model=model)
    if not applied.applied:
        return EditOutcome(2, f"E2: {call.name} does not apply: {applied.problem}", call.name)
    if task.is_edited(applied.content):
        return EditOutcome(5, f"E5: {call.name} applied, exactly the wanted change", call.name)
    if task.has_wanted_line(applied.content):
        return EditOutcome(4, f"E4: {call.name} applied, the wanted line and something else changed", call.name)
    return EditOutcome(ACCEPTED, f"E3: {call.name} applied, but the wanted line is not there", call.name)
