import json
import os
import signal
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest

from tests.cli.conftest import Run

PROGRAM = [sys.executable, "-m", "roo_wizard", "practice"]


def test_the_base_url_is_the_first_line_and_ctrl_c_exits_130() -> None:
    process = subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert first.startswith("http://127.0.0.1:")
    assert first.endswith("/v1\n")
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_json_says_where_it_listens() -> None:
    process = subprocess.Popen([*PROGRAM, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or lines[-1] != "}\n":
        lines.append(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest) == (130, "")
    schema = json.loads(files("roo_wizard.cli").joinpath("schemas", "practice.json").read_text("utf-8"))
    jsonschema.validate(json.loads("".join(lines)), schema)


@pytest.mark.parametrize("words", [["--fault", "R0x"], ["--port", "99999"], ["--port", "x"]], ids=" ".join)
def test_what_it_cannot_do_exits_2(run: Run, words: list[str]) -> None:
    assert run("practice", *words, "--json").json["error"]["message"]


def test_a_taken_port_exits_2(run: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("practice", "--port", str(taken.getsockname()[1])).code == 2


def test_the_list_names_every_fault_that_a_path_can_show(run: Run) -> None:
    shown = run("practice", "--list", "--json").json["faults"]
    assert {"R01", "T03", "H04"} <= {entry["id"] for entry in shown}
    assert "R01" in run("practice", "--list").out


def test_it_stops_when_nobody_reads_its_standard_error_any_more() -> None:
    process = subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    process.stdout.close()
    assert process.wait(timeout=30) == 130
