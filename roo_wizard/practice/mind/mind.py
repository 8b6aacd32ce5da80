"""The practice model: it follows the conversation, not a script.

Every answer is worked out anew from the request alone: read the files that the person names, make the change
that is asked for, then end and quote what was to be quoted. T1, T2 and T3 of the proof are one case of this.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.practice.ask import Ask, Choice, Result, Tool
from roo_wizard.practice.mind import instruction, toolbox
from roo_wizard.practice.mind.editing import Edit, edit_arguments, edit_for
from roo_wizard.practice.mind.files import Reading, has_failed, reading_of, same_path
from roo_wizard.practice.mind.filling import arguments
from roo_wizard.practice.mind.instruction import Task
from roo_wizard.practice.models import TALKER
from roo_wizard.practice.reply import Call, Finish, Reply, Usage, json_text

_TRIES = 2
"""How often the model asks for one file, and tries one edit, before it gives up."""


_MOST_CHANGES = 200
"""How many possible meanings of one text are tried."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What to do next: calls of (tool, known arguments), or a text."""

    calls: tuple[tuple[Tool, Mapping[str, Json]], ...] = ()
    text: str = ""


def answer(ask: Ask) -> Reply:
    """Return the model's answer to *ask*, cut at its output cap."""
    step = _next_step(ask)
    seed = _digest(json_text(dict(ask.body)))
    prefix = "toolu" if ask.dialect is Dialect.ANTHROPIC else "call"
    wanted = step.calls if ask.parallel else step.calls[:1]
    calls = tuple(
        Call(f"{prefix}_{_digest(f'{seed}{number}')[:24]}", tool.name, json_text(arguments(tool.schema, known)))
        for number, (tool, known) in enumerate(wanted)
    )
    finish = Finish.CALLS if calls else Finish.STOP
    usage = Usage(ask.prompt_tokens, 0)
    reply = Reply(f"chatcmpl-{seed[-24:]}", ask.model, usage, text=step.text, calls=calls, finish=finish)
    return capped(reply, ask.output_cap)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def capped(reply: Reply, cap: int | None) -> Reply:
    """Return *reply* cut at *cap* completion tokens, with the finish reason that says so."""
    counted = reply.counted()
    if cap is None or counted.usage.completion <= cap:
        return counted
    kept: list[Call] = []
    share = cap / counted.usage.completion
    room = int(share * sum(len(str(call.arguments)) for call in reply.calls))
    for call in reply.calls:
        if room > 0:
            kept.append(replace(call, arguments=str(call.arguments)[:room]))
        room -= len(str(call.arguments))
    text = reply.text[: int(share * len(reply.text))]
    cut = replace(reply, text=text, calls=tuple(kept), finish=Finish.LENGTH)
    return replace(cut, usage=Usage(reply.usage.prompt, cap))


def _next_step(ask: Ask) -> _Step:
    task = instruction.task_of(ask)
    text, since = task.text, task.since
    if not ask.tools or ask.choice is Choice.NONE or ask.model == TALKER:
        return _Step(text=_spoken(ask, task))
    if ask.forced is not None:
        tool = ask.tool(ask.forced)
        return _Step(((tool, _final(tool, ask, task)),)) if tool else _Step(text=_spoken(ask, task))
    return (
        _reads(since, text)
        or _edits(since, text)
        or _writes(since, text)
        or _named_tool(since, text)
        or _end(ask, task)
    )


def _reads(ask: Ask, text: str) -> _Step | None:
    """Ask for every file that is named and was not seen yet, all in one answer."""
    tool = toolbox.reader(ask.tools)
    if tool is None or instruction.lines_to_write(text) or _edited(ask):
        return None
    reading = reading_of(ask, tool.tool.name, tool.path_key)
    wanted = _wanted_files(ask, text, reading)
    several = _is_list(tool.tool, tool.path_key)
    if several and wanted:
        return _Step(((tool.tool, {tool.path_key: list(wanted)}),))
    return _Step(tuple((tool.tool, {tool.path_key: path}) for path in wanted)) if wanted else None


def _wanted_files(ask: Ask, text: str, reading: Reading) -> tuple[str, ...]:
    """The named files that are missing; when all are there, those that a change in them names."""
    named = instruction.named_files(text)
    missing = tuple(path for path in named if reading.file(path) is None and reading.tried(path) < _TRIES)
    if missing or not named or _edit(ask, text, reading) is not None or _edited(ask):
        return missing
    told = "\n".join(file.text for file in reading.files)
    if not any(instruction.changes([told])):
        return ()
    further = instruction.named_files(told)[:4]
    return tuple(path for path in further if reading.file(path) is None and reading.tried(path) < 1)


def _edits(ask: Ask, text: str) -> _Step | None:
    """Make the change that the person or a file that was read asks for."""
    reader, tool = toolbox.reader(ask.tools), toolbox.editor(ask.tools)
    if reader is None or tool is None or _edited(ask):
        return None
    edit = _edit(ask, text, reading_of(ask, reader.tool.name, reader.path_key))
    return _Step(((tool.tool, edit_arguments(tool, edit)),)) if edit else None


def _edit(ask: Ask, text: str, reading: Reading) -> Edit | None:
    """The first change that fits a file; never in the file that asks for it, and first in those it names."""
    sources = [("", text), *((file.path, file.text) for file in reading.files)]
    for path, source in sources:
        named = instruction.named_files(source)
        others = [file for file in reading.files if file.path != path]
        others.sort(key=lambda file: not any(same_path(file.path, name) for name in named))
        for change in islice(instruction.changes([source]), _MOST_CHANGES):
            edit = edit_for(change, others)
            if edit is not None:
                return edit
    return None


def _edited(ask: Ask) -> bool:
    """Whether an edit was made, or failed too often to try again."""
    results = [ask.result_of(call) for call in ask.calls if (tool := ask.tool(call.name)) and toolbox.is_writer(tool)]
    done = any(result is not None and not has_failed(result) for result in results)
    return done or len(results) >= _TRIES


def _writes(ask: Ask, text: str) -> _Step | None:
    """Write a new file of so many lines."""
    count = instruction.lines_to_write(text)
    tool = toolbox.writer(ask.tools)
    if not count or tool is None or _edited(ask):
        return None
    path = next(iter(instruction.named_files(text)), "practice.txt")
    content = "".join(f"line {number} of {count}\n" for number in range(1, count + 1))
    return _Step(((tool.tool, {tool.path_key: path, tool.keys[0]: content}),))


def _named_tool(ask: Ask, text: str) -> _Step | None:
    """Call the tool that the person names, once."""
    ending = toolbox.ender(ask.tools)
    called = {call.name for call in ask.calls}
    tools = [tool for tool in ask.tools if tool.name in text and tool != ending and tool.name not in called]
    if ask.choice is Choice.REQUIRED and ending is None:
        tools = tools or list(ask.tools)
    path = next(iter(instruction.named_files(text)), None)
    tool = min(tools, key=lambda tool: text.find(tool.name), default=None)
    if tool is None:
        return None
    key = next((key for key in ("path", "file_path") if key in tool.properties and path), None)
    return _Step(((tool, {key: path} if key else {}),))


def _end(ask: Ask, task: Task) -> _Step:
    """End the task with the tool for it, or in words where there is none."""
    tool = toolbox.ender(ask.tools)
    return _Step(((tool, _final(tool, ask, task)),)) if tool else _Step(text=_spoken(ask, task))


def _final(tool: Tool, ask: Ask, task: Task) -> Mapping[str, Json]:
    """The arguments of *tool* when it ends the task; a tool that is only forced is filled from its schema."""
    path = next(iter(instruction.named_files(task.text)), None)
    if tool == toolbox.ender((tool,)):
        return {toolbox.text_key(tool): _spoken(ask, task)}
    return {"path": path} if path and "path" in tool.properties else {}


def _spoken(ask: Ask, task: Task) -> str:
    """The final words: what was to be said, or what was done and every code word that was seen."""
    said = instruction.word_to_say(task.text)
    if said is not None:
        return said
    results = [item.text for item in ask.heard if isinstance(item, Result)]
    sources = [*results, ask.system, *ask.user_texts]
    marks = dict.fromkeys(mark for source in sources for mark in instruction.marks(source))
    quoted = f" {', '.join(marks)}." if marks else ""
    if "which model" in task.text.lower() or "what model" in task.text.lower():
        return f"I am {ask.model}, the practice model.{quoted}"
    if task.since.calls and _edited(task.since):
        return f"The change is made.{quoted}"
    return f"Done.{quoted}" if quoted or results else "OK. This is the practice model; it can read, edit and report."


def _is_list(tool: Tool, key: str) -> bool:
    entry = tool.properties.get(key)
    return isinstance(entry, dict) and entry.get("type") == "array"
