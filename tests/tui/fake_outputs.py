"""The outputs of a wizard made of literals: the real renderers, and a disk that is a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.flow.outputs import Connection, MovingWay, OutputChoice, OutputFile, OutputView
from roo_wizard.handoff.fields import Fields, Machine
from roo_wizard.handoff.formats import FORMATS, render
from roo_wizard.handoff.moving import ways
from roo_wizard.presets.loader import load
from roo_wizard.roo.editor.installs import Install

_MACHINE_ROW = re.compile(r"\| machine \| .* \|")
"""The bundle tells of the machine that it was made on; a picture does not."""

MACHINE = Machine(
    (
        Install("roo", safe("3.52.1"), "VS Code", Path("rooveterinaryinc.roo-cline-3.52.1"), False, "^1.84.0"),
        Install("roo", safe("3.50.0"), "VS Code", Path("rooveterinaryinc.roo-cline-3.50.0"), False, "", True),
    ),
    {"VS Code": "~/.config/Code/User/settings.json"},
    "http://proxy.example.com:3128",
)


@dataclass
class FakeOutputs:
    """Asks nothing and writes nothing; ``kept`` are the files that were written, ``asked`` what was rendered."""

    fields: Fields | None = None
    texts: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    refuses: str = ""
    kept: dict[str, tuple[str, bool]] = field(default_factory=dict)
    asked: list[tuple[Connection, str]] = field(default_factory=list)
    left: OutputFile | None = None

    def formats(self) -> Sequence[OutputChoice]:
        return [
            OutputChoice(one.name, one.title, one.purpose, one.file_name, one.holds_key) for one in FORMATS.values()
        ]

    def ways(self) -> Sequence[MovingWay]:
        return [MovingWay(one.situation, one.do, one.because, one.outputs) for one in ways()]

    async def render(self, connection: Connection, name: str) -> OutputView:
        self.asked.append((connection, name))
        if self.problem:
            return OutputView("", problem=self.problem)
        fields = self.fields or fields_to_show()
        told = tuple(FORMATS[name].told(fields, False))
        text = _MACHINE_ROW.sub(r"| machine | Linux, Python 3.12 |", render(name, fields))
        return OutputView(self.texts.get(name) or text, told)

    async def write(self, connection: Connection, name: str, path: str, *, with_key: bool = False) -> OutputFile:
        if self.refuses or path in self.kept:
            raise UsageError(self.refuses or f"{path} exists and is not overwritten", "name another file, or remove it")
        self.kept[path] = (name, with_key)
        file = OutputFile(Path(path), with_key)
        self.left = file if with_key else self.left
        return file

    async def delete(self, file: OutputFile) -> None:
        if self.refuses:
            raise UsageError(self.refuses)
        del self.kept[str(file.path)]
        keyed = [path for path, (_, with_key) in self.kept.items() if with_key]
        self.left = OutputFile(Path(keyed[-1]), with_key=True) if keyed else None


def fields_to_show() -> Fields:
    """A company gateway with everything that an output can tell of."""
    from roo_wizard.core.base_url import read_base_url

    return Fields(
        read_base_url("https://finops.example.com/openai").required(),
        "openai/gpt-5",
        profile="work",
        preset=load()["finops"],
        key_where="in your keyring: service roo-wizard, user name https://finops.example.com#work",
        last_verdict="ready",
        checked_at="2026-11-20T10:05:00Z",
        context_window=400_000,
        machine=MACHINE,
    )
