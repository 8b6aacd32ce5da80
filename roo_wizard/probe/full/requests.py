"""The requests of the full set that are turns of a conversation: third turn, nested arguments, length both ways.

Like the first two turns they are written by us and sent in Roo's shape; what comes back is never executed.
"""

from collections.abc import Sequence

from roo_wizard.core.tokens import estimate_tokens
from roo_wizard.faults.task import Task, new_task
from roo_wizard.probe.edit_ladder import EDITING_TOOLS
from roo_wizard.probe.script import paths_read, result_of, second_turn
from roo_wizard.roo.reading.outcome import AcceptedCall, Reading
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText

OUTPUT_LINES = 120
"""How many lines the long answer has to write: about 1,600 tokens, more than any sensible default cap."""

QUESTION_TOOLS = frozenset({"ask_followup_question", "update_todo_list"})
"""The tools with nested or long arguments, one of which the nested-arguments request is about."""

_NESTED = """<user_message>
Before anything is changed, ask me one question with ask_followup_question: in which currency the fees shall be shown.
Offer three answers to choose from. Do nothing else in this response.
</user_message>"""

_OUTPUT = f"""<user_message>
Write `notes/table.txt` with exactly {OUTPUT_LINES} lines in one write_to_file call. Line 1 reads
"row 001: nothing was shipped on this day", line 2 "row 002: nothing was shipped on this day", and so on up to the
last one. Write every line out; leave none out and shorten none. Call nothing else.
</user_message>"""

_LONG = """<user_message>
The delivery notes above hold three tags: the head tag, the middle tag and the tail tag. Finish at once with
attempt_completion. Its result has to quote these three tags letter by letter; nothing else has to be done.
</user_message>"""

_SYSTEM_QUESTION = "Which codeword do your instructions give for this session? Quote it letter by letter."

_GOODS = ("lanterns", "kettles", "saddles", "walnuts", "anchors", "needles", "candles", "jackets")
_PLACES = ("the harbour", "the old mill", "the north gate", "the glass house", "the market", "the dry dock")


def third_turn(task: Task, first: Reading, second: Reading, *, edited: bool) -> Turn:
    """Return T3: T2, its answer, and the report that the edit was applied.

    When the answer to T2 holds no edit that applies, an answer of our own stands in its place: the edit, and the
    reads that are still missing. So memory and ids are judged apart from the skill of editing.
    """
    missing = sorted(set(task.files) - paths_read(task, first))
    answer = (
        AssistantTurn(second.text, second.reasoning, _calls(second), second.details)
        if edited
        else _own_answer(task, missing)
    )
    problems = {call.id: call.problem for call in second.calls} if edited else {}
    outcomes = ((call.id, problems.get(call.id) or _outcome(call, task)) for call in answer.calls)
    results = ToolResults(tuple(outcomes), task.later_environment)
    return Turn("T3", task.system, (*second_turn(task, first).messages, answer, results))


def own_second_turn(task: Task) -> Turn:
    """Return a second turn whose history is all ours: two reads with ids of our own and their results."""
    paths = enumerate((task.edit_path, task.brief_path), start=1)
    calls = tuple(AcceptedCall(f"call_{number}", "read_file", {"path": path}) for number, path in paths)
    return second_turn(task, Reading(calls=calls))


def nested_turn(task: Task) -> Turn:
    """Return the short request that asks for a call whose arguments hold a list of objects (C21)."""
    return Turn("nested arguments", task.system_short, (UserText((_NESTED, task.later_environment)),), short=True)


def output_turn(task: Task) -> Turn:
    """Return the short request that asks for a long file (C25)."""
    return Turn("long answer", task.system_short, (UserText((_OUTPUT, task.later_environment)),), short=True)


def long_turn(task: Task, seed: int, tokens: int) -> tuple[Turn, tuple[str, str, str]]:
    """Return a request whose text alone has about *tokens* tokens, and the tags at its head, middle and tail (C23)."""
    tags = new_task(seed).nonces
    notes = _notes(seed, max(0, tokens - estimate_tokens(_LONG)))
    half = len(notes) // 2
    head, middle, tail = (f"{place} tag: {tag}" for place, tag in zip(("Head", "Middle", "Tail"), tags, strict=True))
    text = "\n".join((head, *notes[:half], middle, *notes[half:], tail))
    turn = Turn("long context", task.system_short, (UserText((text, _LONG, task.later_environment)),), short=True)
    return turn, tags


def system_question(task: Task) -> Turn:
    """Return a request of the long system text and one question about its codeword, without tools (M03)."""
    return Turn("system text", task.system, (UserText((_SYSTEM_QUESTION,)),), tools=False)


def small_turn(name: str) -> Turn:
    """Return the smallest request there is: one sentence each, no tools."""
    return Turn(name, "This is a test of the connection.", (UserText(("Reply with the word OK.",)),), tools=False)


def _calls(reading: Reading) -> tuple[ToolCall, ...]:
    return tuple(ToolCall(call.id, call.name, call.arguments) for call in reading.calls)


def _own_answer(task: Task, missing: Sequence[str]) -> AssistantTurn:
    reads = (ToolCall(f"call_own_{number}", "read_file", {"path": path}) for number, path in enumerate(missing, 1))
    lines = task.files[task.edit_path].split("\n")
    start = lines.index(task.old_line) + 1
    diff = (
        f"<<<<<<< SEARCH\n:start_line:{start}\n-------\n{task.old_line}\n=======\n{task.wanted_line}\n>>>>>>> REPLACE"
    )
    edit = ToolCall("call_own_edit", "apply_diff", {"path": task.edit_path, "diff": diff})
    return AssistantTurn(calls=(*reads, edit))


def _outcome(call: ToolCall, task: Task) -> str:
    return task.after_edit if call.name in EDITING_TOOLS else result_of(call, task)


def _notes(seed: int, tokens: int) -> list[str]:
    """Lines of *tokens* tokens together; they differ with the seed, so that no cache knows them."""
    cost = max(1, estimate_tokens("\n".join(_note(seed, number) for number in range(1000, 1100))) // 100)
    return [_note(seed, number) for number in range(1000, 1000 + tokens // cost)]


def _note(seed: int, number: int) -> str:
    mixed = (seed * 31 + number * 7919) % 997
    goods, place = _GOODS[mixed % len(_GOODS)], _PLACES[mixed % len(_PLACES)]
    return f"Delivery note {number}: {mixed} crates of {goods} went to {place}, and nobody complained."
