"""Running commands in this process, and validating what ``--json`` printed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from roo_wizard.cli.main import main


def validated(out: str) -> Any:
    """Return the one object in *out*, valid against the schema that it names."""
    value = json.loads(out)
    name = value["schema"].removeprefix("roo-wizard.").removesuffix("/1")
    schema = json.loads(files("roo_wizard.cli").joinpath("schemas", f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(value)
    return value


@dataclass(frozen=True)
class Ran:
    """What one command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output, valid against the schema that it names."""
        return validated(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``roo-wizard WORDS…`` in this process."""

    def ran(*words: str) -> Ran:
        capsys.readouterr()
        code = main(words)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran
