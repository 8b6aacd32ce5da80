"""The scripted task of the proof: a micro-repo of two files, held in memory only (probe.md 6).

T1 asks to read both files, T2 carries them back and expects the edit, T3 reports it and expects three tags:
one from each file, and a codeword that stands only in the system text. All are new for every seed, so that no
cache and no training can know them. Nothing that a model returns is executed or written anywhere.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template
from types import MappingProxyType

from roo_wizard.core.exchange import Json
from roo_wizard.faults.catalog import table

WORKSPACE = "/workspace/shipping-desk"
"""The folder that the environment text names; models sometimes write it in front of a path."""

READ_LIMIT = 2000
"""Lines that Roo's read_file returns at most unless asked for fewer."""


_SEEDED_TEXTS = ("source_file", "brief_file", "system", "system_short", "first_request")


@dataclass(frozen=True, slots=True)
class Task:
    """One instance of the task. ``wanted_line`` is the changed line; ``kept`` is its CJK and emoji remark.

    ``system`` has Roo's real size (about 15 KB), ``system_short`` is for the small twin; each holds
    ``codeword`` once. ``first_request`` and ``environment`` are complete texts in Roo's wrapping tags.
    """

    nonce_a: str
    nonce_b: str
    codeword: str
    files: Mapping[str, str]
    edit_path: str
    brief_path: str
    constant: str
    old_line: str
    wanted_line: str
    kept: str
    system: str
    system_short: str
    first_request: str
    environment: str
    later_environment: str
    """The environment text of T2 and T3: Roo lists the workspace's files in the first request only."""
    after_edit: str
    """What Roo answers to an accepted edit: JSON text with path, operation and notice."""
    seed: int = 0
    """What it was made of: the same seed gives the same task again."""

    @property
    def nonces(self) -> tuple[str, str, str]:
        """The three tags that the last turn must quote: ledger tag, brief tag, codeword."""
        return (self.nonce_a, self.nonce_b, self.codeword)

    @property
    def edited(self) -> str:
        """The whole file after the wanted edit."""
        return self.files[self.edit_path].replace(self.old_line, self.wanted_line)

    def known_path(self, path: str) -> str | None:
        """Return which of the two files *path* means (``./``, backslashes, the workspace in front), or None."""
        plain = path.strip().replace("\\", "/").removeprefix(WORKSPACE).lstrip("/")
        while plain.startswith("./"):
            plain = plain[2:]
        return plain if plain in self.files else None

    def numbered(self, path: str, offset: int = 1, limit: int = READ_LIMIT) -> str:
        """Return what Roo's read_file prints for *path*: a header, then ``12 | text`` for each line.

        *offset* is the first line, counted from 1. The text after a final line break counts as a line of its
        own, as in Roo. A path outside the task, or an offset behind the end, gives the error form.
        """
        known = self.known_path(path)
        if known is None:
            return f"File: {path}\nError: there is no such file in this workspace"
        lines = self.files[known].split("\n")
        if not 1 <= offset <= len(lines):
            return f"File: {path}\nError: line {offset} is not in this file, which has {len(lines)} lines"
        last = min(offset - 1 + max(limit, 1), len(lines))
        width = len(str(last))
        shown = "\n".join(f"{number:>{width}} | {lines[number - 1]}" for number in range(offset, last + 1))
        if last < len(lines):
            shown = (
                f"Only lines {offset} to {last} of {len(lines)} are shown; the next offset is {last + 1}.\n\n{shown}"
            )
        return f"File: {path}\n{shown}"

    def has_wanted_line(self, content: str) -> bool:
        """Whether *content* holds the wanted line and no longer the old one (E4)."""
        lines = content.splitlines()
        return self.wanted_line in lines and self.old_line not in lines

    def is_edited(self, content: str) -> bool:
        """Whether *content* is exactly the wanted result, nothing else changed (E5).

        Line ends and a missing last line break are not counted: models and editors normalise both.
        """
        return content.replace("\r\n", "\n").rstrip("\n") == self.edited.rstrip("\n")


def new_task(seed: int) -> Task:
    """Return the task of *seed*: the same seed always gives the same task, on every machine."""
    texts = _texts()
    words = _words(texts, seed)
    filled = {name: Template(texts[name]).substitute(words) for name in _SEEDED_TEXTS}
    edit_path, brief_path = texts["edit_path"], texts["brief_path"]
    return Task(
        nonce_a=words["nonce_a"],
        nonce_b=words["nonce_b"],
        codeword=words["codeword"],
        files=MappingProxyType({edit_path: filled["source_file"], brief_path: filled["brief_file"]}),
        edit_path=edit_path,
        brief_path=brief_path,
        constant=words["constant"],
        old_line=_line(words, words["old_value"]),
        wanted_line=_line(words, words["new_value"]),
        kept=words["kept"],
        system=filled["system"].strip(),
        system_short=filled["system_short"].strip(),
        first_request=filled["first_request"].strip(),
        environment=_environment(texts, texts["listing"]),
        later_environment=_environment(texts, ""),
        after_edit=_edit_result(edit_path, texts["edit_applied"]),
        seed=seed,
    )


@cache
def _texts() -> Mapping[str, Json]:
    system = files(__package__).joinpath("system_text.md").read_text("utf-8")
    return table("task.toml") | {"system": system}


def _words(texts: Mapping[str, Json], seed: int) -> dict[str, str]:
    """Everything that differs between seeds, by its placeholder."""
    old = 150 + _number(seed, "old", 30)
    return {
        "nonce_a": _tag(texts, seed, "a"),
        "nonce_b": _tag(texts, seed, "b"),
        "codeword": _tag(texts, seed, "c"),
        "constant": _choice(texts["constants"], seed, "constant"),
        "kept": _choice(texts["remarks"], seed, "kept"),
        "old_value": f"0.{old}",
        "new_value": f"0.{old + 11 + _number(seed, 'step', 9)}",
    }


def _environment(texts: Mapping[str, Json], listing: str) -> str:
    return Template(texts["environment"]).substitute(listing=listing).strip()


def _edit_result(path: str, notice: str) -> str:
    """Compact JSON text in the order of Roo's fields."""
    result = {"path": path, "operation": "modified", "notice": notice}
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def _line(words: Mapping[str, str], value: str) -> str:
    return f"{words['constant']} = {value}  # {words['kept']}"


def _tag(texts: Mapping[str, Json], seed: int, name: str) -> str:
    first = _choice(texts["first_words"], seed, f"{name} first")
    second = _choice(texts["second_words"], seed, f"{name} second")
    return f"{first}-{second}-{1000 + _number(seed, f'{name} digits', 9000)}"


def _choice(choices: Sequence[str], seed: int, name: str) -> str:
    return choices[_number(seed, name, len(choices))]


def _number(seed: int, name: str, below: int) -> int:
    """A number from 0 to *below* - 1 that depends on *seed* and *name* alone."""
    return int.from_bytes(sha256(f"{seed} {name}".encode()).digest()[:8]) % below
