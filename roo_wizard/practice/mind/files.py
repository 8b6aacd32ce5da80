"""What the model knows of the files: the results of its reads, without the line numbers that agents print."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.practice.ask import Ask, Called

_NUMBERED = re.compile(r"^\s{0,8}(\d{1,6})(?: ?\| ?|\t|→|: )(.*)$")
_NUMBERED_EMPTY = re.compile(r"^\s{0,8}(\d{1,6}) ?[|→]?$")
_WRAPPING = re.compile(r"</?(?:file|content|path|files|result)\b[^>]*>\s*")
_FAILED = re.compile(
    r"^\W*(?:\w+\W+){0,12}?(?:error|enoent|not found|no such file|does not exist|denied|failed)\b", re.IGNORECASE
)
_BLANK = frozenset({"", "(empty)"})


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was read. ``first_line`` is the number of its first shown line, from 1."""

    path: str
    lines: tuple[str, ...]
    first_line: int = 1

    @property
    def text(self) -> str:
        """The file's text, ending in one line break; agents show the end of the file as an empty line."""
        return joined(self.lines)


def joined(lines: Iterable[str]) -> str:
    """Return *lines* as a text that ends in one line break."""
    text = "\n".join(lines)
    return text if text.endswith("\n") else f"{text}\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """The reads so far: files that could be read, and how often each path was asked for."""

    files: tuple[SeenFile, ...]
    tries: dict[str, int]

    def file(self, path: str) -> SeenFile | None:
        """Return what was read of *path*."""
        return next((file for file in self.files if same_path(file.path, path)), None)

    def tried(self, path: str) -> int:
        """Return how often *path* was asked for."""
        return sum(count for asked, count in self.tries.items() if same_path(asked, path))


def reading_of(ask: Ask, tool_name: str, path_key: str) -> Reading:
    """Return what the calls of *tool_name* have brought to light; a blank or failed result is no file."""
    files: list[SeenFile] = []
    tries: dict[str, int] = {}
    for call in ask.calls:
        for path in _paths(call, tool_name, path_key):
            tries[path] = tries.get(path, 0) + 1
            text = ask.result_of(call)
            if text is not None and text.strip() not in _BLANK and not has_failed(text):
                files.append(seen_file(path, text))
    return Reading(tuple(reversed(files)), tries)


def has_failed(result: str) -> bool:
    """Whether a tool's result reads like an error: it says so in its first words, and shows no numbered lines."""
    start = result[:400]
    return bool(_FAILED.match(start[:200])) and not any(map(_NUMBERED.match, start.splitlines()))


def seen_file(path: str, result: str) -> SeenFile:
    """Return the file that a read's *result* shows: its numbered lines, or the text itself."""
    numbered = [
        found for line in result.splitlines() if (found := _NUMBERED.match(line) or _NUMBERED_EMPTY.match(line))
    ]
    if len(numbered) * 2 >= len([line for line in result.splitlines() if line.strip()]) and numbered:
        lines = tuple(found.group(2) if found.re is _NUMBERED else "" for found in numbered)
        return SeenFile(path, lines, int(numbered[0].group(1)))
    return SeenFile(path, tuple(_WRAPPING.sub("", result).splitlines()))


def same_path(one: str, other: str) -> bool:
    """Whether two spellings mean one file: relative or absolute, with or without "./"."""
    first, second = (path.replace("\\", "/").removeprefix("./") for path in (one, other))
    return bool(first) and (first == second or first.endswith(f"/{second}") or second.endswith(f"/{first}"))


def _paths(call: Called, tool_name: str, path_key: str) -> Iterator[str]:
    if call.name == tool_name:
        value: Json = call.arguments.get(path_key)
        for item in value if isinstance(value, list) else [value]:
            path = item.get("path") if isinstance(item, dict) else item
            if isinstance(path, str):
                yield path
