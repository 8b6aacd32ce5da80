"""Rotation with a real Secret Service, the program in processes of its own, and a gateway that revokes a key."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.history import from_bytes
from roo_wizard.profiles.store import ProfileStore
from tests.attack.traces import traces_below
from tests.cli.gateways import running
from tests.profiles import test_secret_service as real

pytestmark = real.pytestmark
no_bus, session = real.no_bus, real.session

A, B, C = "pk-aaa-7Qw9Zr2TtXk41", "pk-bbb-4Hs8Lm3VvYp62", "pk-ccc-9Dd3Ff5GgJj17"
SEEDS = range(int(os.environ.get("ROO_WIZARD_KILLS", "24")))
PROGRAM = (sys.executable, "-m", "roo_wizard")


@dataclass(frozen=True)
class Machine:
    """A user's machine with a saved profile "work" whose key A is in the real keyring."""

    session: real.Session
    gateway: PracticeGateway
    home: Path
    seen: set[str] = field(default_factory=set)
    """The profiles that were once there."""

    def run(self, *words: str, key: str = "") -> subprocess.CompletedProcess[str]:
        return self.session.run(*PROGRAM, *words, stdin=key)

    def start(self, *words: str, key: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            (*PROGRAM, *words),
            env=self.session.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(key)
        process.stdin.close()
        return process

    def killed_at_random(self, seed: int, near_the_end: str, *words: str, key: str) -> None:
        """Start *words* and kill them: two of three once they said *near_the_end*, when keyring and files change."""
        chance = random.Random(seed)
        process = self.start(*words, key=key)
        assert process.stderr is not None
        late = bool(seed % 3)
        for line in process.stderr if late else ():
            if near_the_end in line:
                break
        time.sleep(chance.uniform(0, 0.3 if late else 0.6))
        process.kill()
        process.wait(60)
        process.stderr.close()

    def key(self, item: str = "") -> str:
        """What the system's own tool finds in the keyring."""
        username = f"{self.gateway.origin}#work{item}"
        return self.session.run("secret-tool", "lookup", "service", "roo-wizard", "username", username).stdout

    @property
    def places(self) -> Places:
        return Places(self.home / ".config" / "roo-wizard", self.home / ".local" / "state" / "roo-wizard")

    def facts(self) -> dict[str, str]:
        """What is on record beside "work"."""
        return dict(ProfileStore(self.places).load().record("work").facts)

    def files(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if path.is_file()]

    def assert_nothing_is_broken(self, *perhaps: str) -> None:
        """Whole files, every profile that was there (*perhaps* others come or go), and no secret in any of them."""
        loaded = ProfileStore(self.places).load()
        assert loaded.problem is None
        assert {"work", *self.seen} - set(loaded.names) <= set(perhaps)
        assert set(loaded.names) <= {"work", *self.seen, *perhaps}
        self.seen.update(loaded.names)
        assert traces_below(self.home, A, B, C) == []
        for path in self.files():
            data = path.read_bytes()
            if path.parent.name == "history" and path.suffix == ".json":
                from_bytes(data)
            elif path.parent.name == "runs" and path.suffix == ".json":
                json.loads(data)


@pytest.fixture
def machine(session: real.Session, tmp_path: Path) -> Iterator[Machine]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({A, B, C}))) as gateway:
        yield saved_machine(session, gateway, tmp_path)


def saved_machine(session: real.Session, gateway: PracticeGateway, home: Path) -> Machine:
    there = Machine(session, gateway, home)
    words = ("--base-url", gateway.base_url, "--model", "practice-coder", "--key-stdin", "--save", "work")
    saved = there.run("check", *words, key=A)
    assert (saved.returncode, there.key()) == (0, A), saved.stderr
    return there


def test_rotate_undo_revoke_and_forget(machine: Machine) -> None:
    rotated = machine.run("rotate", "work", "--key-stdin", key=f"{B}\n")
    assert rotated.returncode == 0, rotated.stderr
    assert "Secret Service" in rotated.stdout
    assert (machine.key(), machine.key("#previous")) == (B, A)
    rotated_on = machine.facts()
    assert list(rotated_on) == ["key_rotated_on"]
    assert machine.run("undo").returncode == 0
    assert (machine.key(), machine.key("#previous"), machine.facts()) == (A, B, {})
    assert machine.run("undo").returncode == 0
    assert machine.facts() == rotated_on
    assert machine.run("rotate", "work", "--revoked").returncode == 1
    machine.gateway.revoke(A)
    assert machine.run("rotate", "work", "--revoked").returncode == 0
    assert (machine.key(), machine.key("#previous")) == (B, "")
    assert machine.run("check", "--json").returncode == 0
    machine.assert_nothing_is_broken()
    forgotten = machine.run("forget", "work")
    assert forgotten.returncode == 0, forgotten.stderr
    assert (machine.key(), machine.key("#previous")) == ("", "")
    found = machine.session.run("secret-tool", "search", "--all", "service", "roo-wizard")
    assert "roo-wizard" not in found.stdout
    assert not [path for path in machine.files() if b"practice-coder" in path.read_bytes()]


def test_after_an_undo_the_newer_key_is_proven_refused_and_deleted(machine: Machine) -> None:
    assert machine.run("rotate", "work", "--key-stdin", key=B).returncode == 0
    assert machine.run("undo").returncode == 0
    machine.gateway.revoke(B)
    gone = machine.run("rotate", "work", "--revoked")
    assert (gone.returncode, "the newer key of work, which undo took back, is refused" in gone.stdout) == (0, True)
    assert (machine.key(), machine.key("#previous")) == (A, "")
    machine.assert_nothing_is_broken()


def test_a_key_that_is_revoked_mid_way_is_not_swapped_in(machine: Machine) -> None:
    process = machine.start("rotate", "work", "--key-stdin", key=B)
    assert process.stderr is not None
    for line in process.stderr:
        if "sending T1" in line:
            machine.gateway.revoke(B)
            break
    process.stderr.read()
    code = process.wait(60)
    process.stderr.close()
    # Either the revocation came before the last request of the proof, or the proof was already complete.
    assert (code, machine.key()) in {(1, A), (3, A), (0, B)}
    machine.assert_nothing_is_broken()


def test_a_locked_keyring_stops_the_rotation_before_anything_is_sent(machine: Machine) -> None:
    assert machine.session.run(sys.executable, "-c", real.LOCK).returncode == 0
    sent = len(machine.gateway.received)
    ran = machine.run("rotate", "work", "--key-stdin", "--json", key=B)
    assert (ran.returncode, json.loads(ran.stdout)["error"]["id"]) == (2, "keyring"), ran.stderr
    assert len(machine.gateway.received) == sent


def test_a_frozen_keyring_stops_the_rotation_and_the_process_ends(machine: Machine) -> None:
    os.kill(machine.session.daemon(), signal.SIGSTOP)
    sent = len(machine.gateway.received)
    ran = machine.run("rotate", "work", "--key-stdin", "--json", key=B)
    assert (ran.returncode, json.loads(ran.stdout)["error"]["id"]) == (2, "keyring"), ran.stderr
    assert len(machine.gateway.received) == sent


def test_two_rotations_at_once_leave_one_proven_key_and_one_previous_one(machine: Machine) -> None:
    processes = [machine.start("rotate", "work", "--key-stdin", key=key) for key in (B, C)]
    codes = []
    for process in processes:
        assert process.stderr is not None
        process.stderr.read()
        codes.append(process.wait(60))
        process.stderr.close()
    assert 0 in codes
    assert set(codes) <= {0, 2}
    winner = {B, C} if codes == [0, 0] else {(B, C)[codes.index(0)]}
    assert machine.key() in winner
    assert machine.key("#previous") in {A, B, C} - {machine.key()}
    machine.assert_nothing_is_broken()
    assert machine.run("check", "work").returncode == 0


def test_a_rotation_killed_at_any_moment_loses_nothing(machine: Machine) -> None:
    for seed in SEEDS:
        before = machine.key()
        new = next(key for key in (A, B, C) if key != before)
        machine.killed_at_random(seed, "and now the old one", "rotate", "work", "--key-stdin", key=new)
        assert machine.key() in {before, new}, seed
        assert machine.key("#previous") in {"", A, B, C}, seed
        machine.assert_nothing_is_broken()
    last = next(key for key in (A, B, C) if key != machine.key())
    assert machine.run("rotate", "work", "--key-stdin", key=last).returncode == 0
    assert machine.key() == last
    assert [path for path in machine.places.config.iterdir() if path.suffix == ".tmp"] == []
