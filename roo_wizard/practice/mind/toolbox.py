"""Which of the offered tools can read, edit, write or end, whatever agent offered them.

Tools are told apart by their parameters first and by their names second, so that agents whose tools are called
otherwise than Roo's can be pointed at the practice gateway as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from roo_wizard.practice.ask import Tool

_PATHS = ("path", "file_path", "filePath", "filepath", "target_file", "filename", "file", "uri", "paths", "files")
_READERS = ("read", "view", "open", "cat", "fetch", "get")
_EDITORS = ("edit", "replace", "diff", "patch", "update", "modify")
_WRITERS = ("write", "create", "save", "put")
_ENDERS = ("attempt_completion", "finish", "task_complete", "final_answer", "submit", "complete")
_OLD = ("old_string", "old_str", "oldString", "oldText", "old_text", "search", "find")
_NEW = ("new_string", "new_str", "newString", "newText", "new_text", "replace", "replacement")
_WHOLE = ("content", "contents", "file_text", "text")
_DIFF = ("diff",)
_PATCH = ("patch", "patchText", "patch_text", "input")


@dataclass(frozen=True, slots=True)
class PathTool:
    """A tool that takes a path in *path_key*."""

    tool: Tool
    path_key: str


@dataclass(frozen=True, slots=True)
class EditTool:
    """A tool that changes a file. ``form`` is diff, replace, whole or patch; ``keys`` are its text parameters.

    ``path_key`` is "" for a patch that names the file inside.
    """

    tool: Tool
    path_key: str
    form: str
    keys: tuple[str, ...]


def reader(tools: Iterable[Tool]) -> PathTool | None:
    """Return the tool that reads a file: one named like a reader, with a path and nothing to write."""
    found = [tool for tool in tools if _key(tool, _PATHS) and not _key(tool, _WHOLE + _DIFF + _OLD + ("command",))]
    named = [tool for word in _READERS for tool in found if word in _words(tool)]
    return PathTool(named[0], _key(named[0], _PATHS)) if named else None


def editor(tools: Iterable[Tool]) -> EditTool | None:
    """Return the best tool to change a file: a diff, a replacement, a patch, or else a whole new text."""
    offered = tuple(tools)
    forms = (_diff_form, _replace_form, _patch_form, _whole_form)
    return next((found for form in forms for tool in offered if (found := form(tool))), None)


def writer(tools: Iterable[Tool]) -> EditTool | None:
    """Return the tool that writes a whole file."""
    return next((found for tool in tools if (found := _whole_form(tool))), None)


def ender(tools: Iterable[Tool]) -> Tool | None:
    """Return the tool that ends the task."""
    by_name = {tool.name: tool for tool in tools}
    return next((by_name[name] for name in _ENDERS if name in by_name), None)


def text_key(tool: Tool) -> str:
    """Return the parameter that takes the final text: "result", or the first one of a string type."""
    names = [name for name, entry in tool.properties.items() if isinstance(entry, dict)]
    preferred = [name for name in ("result", "summary", "answer", "text", "message") if name in names]
    strings = [name for name in names if tool.properties[name].get("type") in ("string", None)]
    return next(iter(preferred + strings), "result")


def is_writer(tool: Tool) -> bool:
    """Whether *tool* changes files."""
    return editor((tool,)) is not None


def _diff_form(tool: Tool) -> EditTool | None:
    return _edit(tool, "diff", _key(tool, _DIFF))


def _replace_form(tool: Tool) -> EditTool | None:
    return _edit(tool, "replace", _key(tool, _OLD), _key(tool, _NEW)) if _is(tool, _EDITORS) else None


def _whole_form(tool: Tool) -> EditTool | None:
    return _edit(tool, "whole", _key(tool, _WHOLE)) if _is(tool, _WRITERS) else None


def _patch_form(tool: Tool) -> EditTool | None:
    key = _key(tool, _PATCH)
    return EditTool(tool, "", "patch", (key,)) if key and "patch" in _words(tool) else None


def _edit(tool: Tool, form: str, *keys: str) -> EditTool | None:
    path = _key(tool, _PATHS)
    return EditTool(tool, path, form, keys) if path and all(keys) else None


def _is(tool: Tool, words: tuple[str, ...]) -> bool:
    name = _words(tool)
    return any(word in name for word in words)


def _words(tool: Tool) -> str:
    return tool.name.lower()


def _key(tool: Tool, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in tool.properties), "")
