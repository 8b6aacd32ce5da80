"""How the client applies ``apply_patch``, which its two routers' entries offer to OpenAI's models (roo-code.md 4.9).

Pure, like `edits`. A patch is applied as a whole or not at all. Lines are looked for behind the ones found before:
exactly, then without blanks at the end, then without blanks around them, then with typographic signs made plain.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from roo_wizard.roo.js import trimmed

_MOST_LINES = 20_000
"""Of a patch; the files of the proof have a few dozen."""
_BEGIN, _END = "*** Begin Patch", "*** End Patch"
_HEADER = re.compile(r"\*\*\* (Add|Delete|Update) File: (.*)")
_MOVE, _END_OF_FILE = "*** Move to: ", "*** End of File"
_HEREDOC = ("<<EOF", "<<'EOF'", '<<"EOF"')
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
    | dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
)
_WAYS: tuple[Callable[[str], str], ...] = (
    str,
    str.rstrip,
    trimmed,
    lambda line: trimmed(line).translate(_TYPOGRAPHY),
)


class PatchProblem(Exception):
    """The client refuses the patch; the message says why."""


@dataclass(slots=True)
class _Chunk:
    """Lines to find and what takes their place; ``context`` is a line that comes before them."""

    context: str | None = None
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    at_end: bool = False


def apply_patch(patch: str, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files that *patch* changes or adds, with their new texts; raises `PatchProblem`."""
    changed: dict[str, str] = {}
    for kind, path, lines in _sections(_lines_of(patch)):
        name = path.removeprefix("./")
        if kind == "Add":
            changed[name] = "".join(f"{line[1:]}\n" for line in lines)
        elif name not in files:
            raise PatchProblem(f"there is no file {path}")
        elif kind == "Update":
            changed[name] = _updated(files[name], list(_chunks(lines)))
    return changed


def paths_of(patch: str) -> tuple[str, ...]:
    """Return the files that *patch* names."""
    return tuple(
        found[2].removeprefix("./") for line in patch.split("\n") if (found := _HEADER.fullmatch(line.strip()))
    )


def _lines_of(patch: str) -> list[str]:
    lines = trimmed(patch).split("\n")
    if len(lines) >= 4 and lines[0] in _HEREDOC and lines[-1].endswith("EOF"):
        lines = lines[1:-1]
    if lines[0].strip() != _BEGIN or lines[-1].strip() != _END:
        raise PatchProblem(f"a patch stands between “{_BEGIN}” and “{_END}”")
    if len(lines) > _MOST_LINES:
        raise PatchProblem(f"it has more than {_MOST_LINES:,} lines")
    return lines[1:-1]


def _sections(lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield kind, path and lines of each file in the patch."""
    rest = lines
    while rest:
        header = _HEADER.fullmatch(rest[0].strip())
        if header is None:
            raise PatchProblem(f"“{rest[0][:60]}” names no file")
        length = next((at for at, line in enumerate(rest[1:], 1) if _HEADER.fullmatch(line.strip())), len(rest))
        yield header[1], header[2], rest[1:length]
        rest = rest[length:]


def _chunks(lines: list[str]) -> Iterator[_Chunk]:
    chunk: _Chunk | None = None
    for line in lines[1:] if lines and lines[0].startswith(_MOVE) else lines:
        if line == "@@" or line.startswith("@@ "):
            if chunk:
                yield chunk
            chunk = _Chunk(context=line[3:] or None)
            continue
        if chunk is None and not line.strip():
            continue
        chunk = chunk or _Chunk()
        _take(chunk, line)
    if chunk is None or not (chunk.old or chunk.new):
        raise PatchProblem("a file is named and no line of it")
    yield chunk


def _take(chunk: _Chunk, line: str) -> None:
    if line == _END_OF_FILE:
        chunk.at_end = True
    elif line[:1] not in ("", " ", "+", "-"):
        raise PatchProblem(f"a line begins neither with a blank nor with + or -: “{line[:60]}”")
    else:
        chunk.old += [line[1:]] if line[:1] != "+" else []
        chunk.new += [line[1:]] if line[:1] != "-" else []


def _updated(content: str, chunks: list[_Chunk]) -> str:
    lines = content.removesuffix("\n").split("\n")
    at, places = 0, list[tuple[int, int, list[str]]]()
    for chunk in chunks:
        if chunk.context is not None:
            at = _found(lines, [chunk.context], at, at_end=False) + 1
        if not chunk.old:
            places.append((len(lines), 0, chunk.new))
            continue
        old, new = chunk.old, chunk.new
        if old[-1] == "" and _seek(lines, old, at, at_end=chunk.at_end) is None:
            old, new = old[:-1], new[:-1] if new and new[-1] == "" else new
        at = _found(lines, old, at, at_end=chunk.at_end)
        places.append((at, len(old), new))
        at += len(old)
    for start, length, new in sorted(places, key=lambda place: place[0], reverse=True):
        lines[start : start + length] = new
    return "\n".join(lines if lines and lines[-1] == "" else [*lines, ""])


def _found(lines: list[str], wanted: list[str], start: int, *, at_end: bool) -> int:
    place = _seek(lines, wanted, start, at_end=at_end)
    if place is None:
        raise PatchProblem(f"these lines are not found: “{wanted[0][:60] if wanted else ''}”")
    return place


def _seek(lines: list[str], wanted: list[str], start: int, *, at_end: bool) -> int | None:
    last = len(lines) - len(wanted)
    first = last if at_end and last >= 0 else start
    for way in _WAYS:
        plain = [way(line) for line in wanted]
        have = [way(line) for line in lines]
        place = next((at for at in range(first, last + 1) if have[at : at + len(plain)] == plain), None)
        if place is not None:
            return place
    return None
