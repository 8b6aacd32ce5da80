import json
import os
import subprocess
import sys

import pytest

from roo_wizard import __version__
from roo_wizard.cli.table import COMMANDS
from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run


def test_version_is_one_line(run: Run) -> None:
    assert run("--version").out == f"roo-wizard {__version__}\n"


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_has_help_and_a_module(run: Run, command: str) -> None:
    from importlib import import_module

    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: roo-wizard {command}")
    module = next(entry.module for entry in COMMANDS if entry.name == command)
    assert callable(import_module(f"roo_wizard.cli.commands.{module}").run)


def test_help_lists_every_command_and_exit_code(run: Run) -> None:
    out = run("--help").out
    assert all(f"  {command.name}" in out for command in COMMANDS)
    assert all(code in out for code in ("0", "1", "2", "3", "130"))


def test_an_unknown_command_exits_2_with_the_nearest_name(run: Run) -> None:
    ran = run("chekc")
    assert (ran.code, ran.out) == (2, "")
    assert "check" in ran.err


def test_an_unknown_option_exits_2_with_the_nearest_name(run: Run) -> None:
    ran = run("check", "--modle", "x")
    assert ran.code == 2
    assert "--model" in ran.err


def test_an_abbreviated_option_is_unknown(run: Run) -> None:
    assert run("check", "--practic").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["chekc", "--json"],
        ["check", "--json", "--modle", "x"],
        ["check", "--json", "--client", "kilo"],
        ["check", "--json", "--max-requests", "none"],
        ["check", "--json", "--timeout", "-1"],
        ["check", "--json", "--key-env", "A", "--no-key"],
        ["check", "--json", "one", "two"],
        ["check", "--json", "--base-url"],
        ["check", "--json"],
        ["check", "nothing", "--json"],
        ["explain", "--json"],
        ["explain", "--json", "qqqq"],
        ["--json"],
    ],
    ids=" ".join,
)
def test_wrong_usage_with_json_prints_one_error_object(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.json["schema"] == "roo-wizard.error/1"
    assert ran.json["error"]["message"]


@pytest.mark.parametrize(
    "words",
    [
        ["sk-live-0123456789abcdef"],
        ["check", "--key=sk-live-0123456789abcdef"],
        ["check", "--key", "sk-live-0123456789abcdef"],
        ["check", "a", "sk-live-0123456789abcdef"],
    ],
    ids=len,
)
def test_a_key_on_the_command_line_is_refused_and_not_repeated(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert "0123456789" not in ran.out + ran.err


def test_the_wizard_without_a_terminal_exits_2_and_names_check(run: Run) -> None:
    ran = run()
    assert ran.code == 2
    assert "use: roo-wizard check" in ran.err


def test_hostile_words_reach_the_terminal_without_escapes(run: Run) -> None:
    ran = run("che\x1b]52;c;eA==\x07ck\u202e")
    assert ran.code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.err)


def test_a_mistake_of_the_program_shows_no_text_of_the_exception(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_arguments: object) -> int:
        key = "sk-live-0123456789abcdef"
        raise ValueError(f"Illegal header value {key}")

    monkeypatch.setattr("roo_wizard.cli.commands.profiles.run", fails)
    ran = run("profiles", "--json")
    assert ran.code == 3
    assert ran.json["error"]["id"] == "crash"
    assert "ValueError" in ran.err
    assert "0123456789" not in ran.out + ran.err


def test_ctrl_c_exits_130_with_one_object(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("roo_wizard.cli.commands.profiles.run", interrupted)
    ran = run("profiles", "--json")
    assert ran.code == 130
    assert ran.json["error"]["id"] == "interrupted"


def test_a_file_that_cannot_be_read_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_arguments: object) -> int:
        raise PermissionError(13, "Permission denied", "profiles.toml")

    monkeypatch.setattr("roo_wizard.cli.commands.profiles.run", fails)
    ran = run("profiles")
    assert ran.code == 2
    assert "profiles.toml: Permission denied" in ran.err


def test_a_reader_that_leaves_early_is_no_crash() -> None:
    program = [sys.executable, "-m", "roo_wizard", "explain", "R04"]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    narration = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert narration == b""


def test_json_survives_a_locale_that_knows_ascii_only() -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    program = [sys.executable, "-m", "roo_wizard", "explain", "N03"]
    ran = subprocess.run([*program, "--json"], env=env, capture_output=True, check=True)
    assert "“" in json.loads(ran.stdout.decode("ascii"))["client_shows"]
    assert subprocess.run(program, env=env, capture_output=True, check=True).stdout.decode("ascii")


def test_the_default_connection_is_chosen_by_a_command_and_the_json_keeps_its_shape(run: Run) -> None:
    store = ProfileStore(Places.of_user())
    for name in ("work", "home"):
        store.save(Profile(name, "http://127.0.0.1:1/v1", "m", key_place="none"))
    unnamed = run("fields")
    assert unnamed.code == 2
    assert "roo-wizard profiles --default NAME" in unnamed.err
    before = run("profiles", "--json").json
    assert "home (default)" in run("profiles", "--default", "HOME").out
    assert store.load().default == "home"
    assert run("profiles", "--json").json == before
    assert run("profiles", "--default", "work", "--json").json == before
    assert store.load().default == "work"
    assert run("fields").code == 0


@pytest.mark.parametrize("name", ["hme", "", "sk-canary-7Qw9Zr2TtXk41aa"])
def test_a_default_that_does_not_exist_is_refused_and_changes_nothing(run: Run, name: str) -> None:
    store = ProfileStore(Places.of_user())
    store.save(Profile("home", "https://gateway.example/v1", "m", key_place="none"), make_default=True)
    before = store.path.read_bytes()
    ran = run("profiles", "--default", name, "--json")
    assert (ran.code, ran.json["schema"]) == (2, "roo-wizard.error/1")
    assert "canary" not in ran.out + ran.err
    assert store.path.read_bytes() == before
