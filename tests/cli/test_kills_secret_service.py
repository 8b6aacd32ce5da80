"""The set-up killed at random moments, and two terminals at one profile, with a real Secret Service."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.unsaved import UnsavedKeys
from tests.attack.traces import traces_below
from tests.cli.gateways import running
from tests.cli.test_rotate_secret_service import A, B, C, Machine, saved_machine
from tests.profiles import test_secret_service as real

pytestmark = real.pytestmark
no_bus, session = real.no_bus, real.session

MOMENTS = range(int(os.environ.get("ROO_WIZARD_KILLS", "20")))
SENTENCE = ("roo-wizard: ", "not saved: ")
"""How the one sentence begins that says what went wrong."""


@pytest.fixture
def machine(session: real.Session, tmp_path: Path) -> Iterator[Machine]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({A, B, C}))) as gateway:
        yield saved_machine(session, gateway, tmp_path)


def set_up(machine: Machine, name: str) -> tuple[str, ...]:
    base_url = machine.gateway.base_url
    return ("check", "--base-url", base_url, "--model", "practice-coder", "--key-stdin", "--save", name)


def test_a_set_up_killed_at_any_moment_leaves_everything_whole(machine: Machine) -> None:
    for moment in MOMENTS:
        machine.killed_at_random(moment, "C07", *set_up(machine, f"new-{moment}"), key=B)
        machine.assert_nothing_is_broken(f"new-{moment}")
        assert machine.key() == A, "the neighbour's key"
    saved = machine.run(*set_up(machine, "last"), key=C)
    assert saved.returncode == 0, saved.stderr
    for name in {one.profile for one in UnsavedKeys(machine.places).load()}:
        assert machine.run("forget", name).returncode == 0
    left = machine.session.run("secret-tool", "search", "--all", "service", "roo-wizard")
    keys = re.findall(r"#(\S+)$", left.stdout + left.stderr, re.MULTILINE)
    assert set(keys) <= set(ProfileStore(machine.places).load().names), "a key that no profile names"
    assert [path for path in machine.places.config.iterdir() if path.suffix == ".tmp"] == []
    assert machine.run("check", "last").returncode == 0


BEFORE_THE_FILE = """
import os, signal, sys
from roo_wizard.profiles.store import ProfileStore

ProfileStore.save = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from roo_wizard.cli.main import main
sys.exit(main())
"""


def killed_between_keyring_and_file(machine: Machine, key: str = B) -> None:
    killed = machine.session.run(sys.executable, "-c", BEFORE_THE_FILE, *set_up(machine, "new"), stdin=key)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (entry(machine, "new"), ProfileStore(machine.places).load().names) == (key, ("work",))
    assert traces_below(machine.home, A, B, C) == []


def entry(machine: Machine, name: str) -> str:
    username = f"{machine.gateway.origin}#{name}"
    return machine.session.run("secret-tool", "lookup", "service", "roo-wizard", "username", username).stdout


def test_a_key_of_a_set_up_killed_between_keyring_and_file_is_named_and_can_be_forgotten(machine: Machine) -> None:
    killed_between_keyring_and_file(machine)
    listed = machine.run("profiles")
    assert "a set-up of new was not finished" in listed.stderr
    assert "roo-wizard forget new" in listed.stderr
    doctor = machine.run("doctor")
    assert f"no profile names the keyring entry {machine.gateway.origin}#new" in doctor.stdout
    assert "roo-wizard forget new" in doctor.stdout
    forgotten = machine.run("forget", "NEW")
    assert (forgotten.returncode, "1 keyring entry" in forgotten.stdout) == (0, True), forgotten.stderr
    assert (entry(machine, "new"), machine.key()) == ("", A)
    assert machine.run("forget", "new").returncode == 2
    assert "new" not in machine.run("profiles").stderr + machine.run("doctor").stdout
    assert not (machine.places.state / "unsaved.toml").exists()


def test_the_next_set_up_of_that_name_goes_on(machine: Machine) -> None:
    killed_between_keyring_and_file(machine)
    saved = machine.run(*set_up(machine, "new"), key=C)
    assert saved.returncode == 0, saved.stderr
    assert entry(machine, "new") == C
    assert "not finished" not in machine.run("profiles").stderr
    assert machine.run("check", "new").returncode == 0
    assert not (machine.places.state / "unsaved.toml").exists()


def test_two_terminals_at_one_profile_lose_nothing_and_say_one_sentence(machine: Machine) -> None:
    """Save, rotate, undo, re-check and forget at the same time; each ends soon, well or with one sentence."""
    crowd = [
        (set_up(machine, "work"), B),
        (("rotate", "work", "--key-stdin"), C),
        (("undo", "work"), ""),
        (("check", "work", "--json"), ""),
        (("forget", "beside"), ""),
        (set_up(machine, "beside"), C),
    ]
    random.Random(0).shuffle(crowd)
    for (words, _), (code, told) in zip(crowd, at_once(machine, crowd), strict=True):
        assert code in {0, 2}, (words, told)
        assert [line.startswith(SENTENCE) for line in told].count(True) == (code != 0), (words, told)
        assert not [line for line in told if "mistake" in line or "Traceback" in line], (words, told)
    machine.assert_nothing_is_broken("beside")
    assert machine.key() in {A, B, C}
    checked = machine.run("check", "work", "--json")
    assert json.loads(checked.stdout)["verdict"] == "ready", checked.stderr


def at_once(machine: Machine, crowd: list[tuple[tuple[str, ...], str]]) -> list[tuple[int, list[str]]]:
    """Start every command before any has ended; returns the code and the last words of each."""
    processes = [machine.start(*words, key=key) for words, key in crowd]
    told: list[list[str]] = [[] for _ in processes]

    def read(process: subprocess.Popen[str], into: list[str]) -> None:
        assert process.stderr is not None
        with process.stderr:
            into += process.stderr.read().splitlines()

    readers = [threading.Thread(target=read, args=pair) for pair in zip(processes, told, strict=True)]
    for reader in readers:
        reader.start()
    codes = [process.wait(60) for process in processes]
    for reader in readers:
        reader.join(60)
    return list(zip(codes, told, strict=True))


@pytest.mark.parametrize("tool", ["the program", "the system's own tool"])
def test_the_card_says_where_the_key_is_and_its_commands_read_and_delete_it(machine: Machine, tool: str) -> None:
    assert machine.run(*set_up(machine, "card"), key=B).returncode == 0
    card = " ".join(machine.run("fields", "card").stdout.split())
    entry = f"service roo-wizard username '{machine.gateway.origin}#card'"
    read, delete = f"secret-tool lookup {entry}", f"secret-tool clear {entry}"
    assert read in card
    assert delete in card
    assert machine.session.run("sh", "-c", read).stdout == B
    if tool != "the program":
        assert machine.session.run("sh", "-c", delete).returncode == 0
        ran = machine.run("check", "card", "--json")
        assert (ran.returncode, json.loads(ran.stdout)["error"]["id"]) == (2, "usage")
    forgotten = machine.run("forget", "card")
    assert (forgotten.returncode, "nothing of it is left" in forgotten.stdout) == (0, True)
    assert machine.session.run("sh", "-c", read).stdout == ""
    assert machine.key() == A, "the neighbour's key stays"
    assert traces_below(machine.home, A, B, C) == []
