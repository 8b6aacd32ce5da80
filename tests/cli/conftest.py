"""Running commands in this process, and validating what ``--json`` printed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from roo_wizard.cli.main import main


def validated(out: str) -> Any:
    """Return the one object in *out*, valid against the schema that it names."""
    value = json.loads(out)
    schemas = all_schemas()
    jsonschema.Draft202012Validator(schemas.contents(value["schema"]), registry=schemas).validate(value)
    return value


@cache
def all_schemas() -> Registry[Any]:
    """Return the schema files of the package by their names; one may refer to another."""
    folder = files("roo_wizard.cli").joinpath("schemas")
    contents = (json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json"))
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in contents)


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
