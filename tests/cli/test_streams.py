"""Every state in which a caller may leave the standard streams; whole processes, since they end with them."""

import json
import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from tests.cli.conftest import Run, validated

pytestmark = pytest.mark.exhaustive

PROGRAM = [sys.executable, "-m", "roo_wizard"]
PRINTING_BACKEND = """
import os
from keyring.backend import KeyringBackend

print("python noise")
os.write(1, b"raw noise\\n")
os.system("echo child noise")

class Loud(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        print("asked")
        return None
    def set_password(self, service, username, password):
        print("told")
"""

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")


def shell(line: str, buffering: str = "") -> subprocess.CompletedProcess[str]:
    """Run *line* with ``$RUN`` as the program; its exit code is the program's."""
    env = {**os.environ, "PYTHONUNBUFFERED": buffering, "RUN": " ".join(PROGRAM)}
    return subprocess.run(["bash", "-c", line], env=env, capture_output=True, check=False, text=True, timeout=60)


@needs_shell
@pytest.mark.parametrize("narration", ["2>&-", "2> >(true)", pytest.param("2>/dev/full", marks=needs_full)])
def test_the_report_arrives_whole_where_nobody_can_read_the_narration(narration: str) -> None:
    ran = shell(f"$RUN check --practice --json {narration}")
    assert ran.returncode == 0
    assert validated(ran.stdout)["verdict"] == "ready"
    assert "READY" in shell(f"$RUN check --practice {narration}").stdout


@needs_shell
@pytest.mark.parametrize("words", ["presets --json", "profiles --json", "profiles", "--help", "practice --list"])
@pytest.mark.parametrize("buffering", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("lost", [">&-", pytest.param(">/dev/full", marks=needs_full)])
def test_a_standard_output_that_takes_nothing_is_one_sentence_and_exit_3(words: str, lost: str, buffering: str) -> None:
    ran = shell(f"$RUN {words} {lost}", buffering)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("roo-wizard: the result could not be written")
    assert ran.stderr.count("\n") == 1


@needs_shell
def test_nothing_is_sent_for_a_reader_that_is_not_there() -> None:
    assert "sending" not in shell("$RUN check --practice >&-").stderr


@needs_shell
def test_closed_streams_all_at_once_end_with_an_exit_code() -> None:
    assert shell("$RUN check --practice --json <&- >&- 2>&-").returncode == 3


def test_what_a_keyring_prints_stands_on_standard_error_with_json(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(PRINTING_BACKEND)
    env = {**os.environ, "PYTHONPATH": f"{Path.cwd()}{os.pathsep}{tmp_path}", "PYTHON_KEYRING_BACKEND": "loud.Loud"}
    ran = subprocess.run(
        [*PROGRAM, "doctor", "--json"], env=env, capture_output=True, check=False, text=True, timeout=60
    )
    assert json.loads(ran.stdout)["schema"] == "roo-wizard.doctor/1"
    assert all(noise in ran.stderr for noise in ("python noise", "raw noise", "child noise"))


def test_a_print_of_a_library_never_stands_before_the_object(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from roo_wizard.cli.commands import profiles

    real = profiles.run

    def loud(arguments: Namespace) -> int:
        print("noise")
        return real(arguments)

    monkeypatch.setattr(profiles, "run", loud)
    ran = run("profiles", "--json")
    assert ran.json["schema"] == "roo-wizard.profiles/1"
    assert ran.err == "noise\n"
    assert sys.stdout is not sys.stderr


@pytest.mark.parametrize("module", ["argparse", "roo_wizard.cli.table", "roo_wizard.cli.streams"])
def test_ctrl_c_while_the_program_is_still_being_loaded_is_no_traceback(module: str) -> None:
    pressed = f"""
import os, signal, sys
class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.{signal.SIGINT.name})
sys.meta_path.insert(0, Pressing())
from roo_wizard.cli.main import main
sys.exit(main(["profiles"]))
"""
    ran = subprocess.run([sys.executable, "-c", pressed], capture_output=True, check=False, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (130, "interrupted\n")
