"""The scripted task as Roo's conversation: the first turn, and the second one replayed from what Roo accepted.

Nothing that a model returns is executed: a call gets the result that the in-memory files give.
"""

from collections.abc import Callable, Mapping

from roo_wizard.core.exchange import Json
from roo_wizard.faults.task import READ_LIMIT, Task
from roo_wizard.roo.reading.outcome import AcceptedCall, Reading
from roo_wizard.roo.turn import AssistantTurn, ToolCall, ToolResults, Turn, UserText


def first_turn(task: Task, *, short: bool = False) -> Turn:
    """Return T1 (or its small twin): both files are asked for in one response."""
    system = task.system_short if short else task.system
    name = "small twin of T1" if short else "T1"
    return Turn(name, system, (UserText((task.first_request, task.environment)),), short=short)


def second_turn(task: Task, reading: Reading) -> Turn:
    """Return T2: T1, what Roo made of its answer, and the results of the calls that Roo accepted."""
    calls = tuple(ToolCall(call.id, call.name, call.arguments) for call in reading.calls)
    answer = AssistantTurn(reading.text, reading.reasoning, calls, reading.details)
    outcomes = ((call.id, call.problem or result_of(call, task)) for call in reading.calls)
    results = ToolResults(tuple(outcomes), task.later_environment)
    return Turn("T2", task.system, (*first_turn(task).messages, answer, results))


def paths_read(task: Task, reading: Reading) -> frozenset[str]:
    """Return the files of the task that the accepted calls of a turn read."""
    reads = (task.known_path(str(call.arguments.get("path", ""))) for call in reading.calls if call.name == "read_file")
    return frozenset(path for path in reads if path)


def result_of(call: ToolCall | AcceptedCall, task: Task) -> str:
    """Return what Roo would send back for *call*, from files that exist only in memory."""
    return _RESULTS.get(call.name, _unavailable)(call.arguments, task)


def _read(arguments: Mapping[str, Json], task: Task) -> str:
    offset, limit = arguments.get("offset"), arguments.get("limit")
    return task.numbered(
        str(arguments.get("path", "")),
        offset if isinstance(offset, int) and offset > 0 else 1,
        limit if isinstance(limit, int) and limit > 0 else READ_LIMIT,
    )


def _list(arguments: Mapping[str, Json], task: Task) -> str:
    return "\n".join(task.files)


def _search(arguments: Mapping[str, Json], task: Task) -> str:
    return "Found 0 results."


def _completed(arguments: Mapping[str, Json], task: Task) -> str:
    return f"The user has provided feedback:\n<feedback>\n{task.first_request}\n</feedback>"


def _unavailable(arguments: Mapping[str, Json], task: Task) -> str:
    return "The tool is not available in this workspace. Use read_file and apply_diff."


_RESULTS: dict[str, Callable[[Mapping[str, Json], Task], str]] = {
    "read_file": _read,
    "list_files": _list,
    "search_files": _search,
    "attempt_completion": _completed,
}
