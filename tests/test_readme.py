"""The README's tables are made from the program; ``python -m tests.test_readme`` writes them anew."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from roo_wizard import presets
from roo_wizard.cli.table import COMMANDS
from roo_wizard.core.report import Verdict

README = Path(__file__).parents[1] / "README.md"

MEANINGS = {
    Verdict.READY: "a coding agent will work",
    Verdict.READY_WITH_SETTINGS: "it works with the client settings on the card; both turns were proven with them",
    Verdict.RISKY: "it works, but work may be lost or fail now and then",
    Verdict.BLOCKED: "Roo Code cannot finish a task; the cause is named",
    Verdict.INCONCLUSIVE: "it could not be found out: a rate limit, an overload, a time-out, a check that did not run",
}


def verdicts() -> str:
    rows = [f"| {verdict.value.replace('-', ' ')} | {MEANINGS[verdict]} | {verdict.exit_code} |" for verdict in Verdict]
    return "\n".join(["| verdict | means | exit code |", "| --- | --- | --- |", *rows])


def commands() -> str:
    rows = [f"| `roo-wizard {command.name}` | {command.summary} |" for command in COMMANDS if command.name]
    return "\n".join(["| command | what it does |", "| --- | --- |", "| `roo-wizard` | The wizard. |", *rows])


def gateways() -> str:
    rows = []
    for preset in presets.load().values():
        base = preset.bases[0].url if preset.bases else ""
        rows.append(f"| `{preset.id}` | {preset.name} | {f'`{base}`' if base else 'asks for its address'} |")
    return "\n".join(["| preset | gateway | base URL |", "| --- | --- | --- |", *rows])


TABLES: dict[str, Callable[[], str]] = {"verdicts": verdicts, "commands": commands, "gateways": gateways}


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- /{name} -->)", re.DOTALL)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_readme_is_what_the_program_says(name: str) -> None:
    found = _block(name).search(README.read_text("utf-8"))
    assert found is not None
    assert found[2].strip() == TABLES[name](), "run: python -m tests.test_readme"


def test_every_screenshot_is_shown_and_every_shown_one_exists() -> None:
    shown = set(re.findall(r"\(screenshots/([\w-]+\.svg)\)", README.read_text("utf-8")))
    assert shown == {path.name for path in (README.parent / "screenshots").glob("*.svg")}


def test_every_option_in_an_example_is_known() -> None:
    known = {flag for command in COMMANDS for flag in command.flags} | {"--help", "--version"}
    examples = re.findall(r"^roo-wizard .*$", README.read_text("utf-8"), re.MULTILINE)
    used = {flag for line in examples for flag in re.findall(r"--[a-z-]+", line.split("#")[0])}
    assert examples
    assert used <= known


if __name__ == "__main__":
    text = README.read_text("utf-8")
    for table, make in TABLES.items():
        text = _block(table).sub(rf"\1{make()}\n\3", text)
    README.write_text(text, "utf-8")
