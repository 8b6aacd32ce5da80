"""Every command on a real disk that is full or read-only: one sentence, exit 2 if it had to write, nothing lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.text import to_toml
from tests.cli.gateways import running

pytestmark = pytest.mark.exhaustive

OLD, NEW = "pk-old-7Qw9Zr2TtXk41", "pk-new-4Hs8Lm3VvYp62"
MOUNT = 'mount -t tmpfs -o size=256k tmpfs "$HOME"'
DISKS = {
    "full": (MOUNT, 'head -c 1000000 /dev/zero >"$HOME/filler" 2>/dev/null || :', "", 'rm "$HOME/filler"'),
    "read-only": (MOUNT, 'mount -o remount,ro "$HOME"', "", ""),
    "no file may grow": ("", "", "ulimit -f 0", ""),
}
"""How a disk is made, spoilt before the command, limited for it, and mended after it; the last needs no mount."""

SCRIPT = """
{made}
cp -a "$SEED/." "$HOME"
cd /
{spoilt}
code=0
({limited}
exec "$@") || code=$?
{mended}
cp -a "$HOME/." "$AFTER"
exit $code
"""
SENTENCE = ("roo-wizard: ", "not saved: ")
COMMANDS = {
    "check": ("check work --json", 0),
    "check --all": ("check --all --json", 0),
    "set up": ("check --base-url URL --model practice-coder --key-env OLD --save new --json", 2),
    "rotate": ("rotate work --key-env NEW --json", 2),
    "undo": ("undo work", 2),
    "forget": ("forget work", 2),
    "join a team": ("team open HOME/team.toml --confirm-host HOST --key-env OLD --save joined --json", 2),
    "look at a team file": ("team inspect HOME/team.toml --json", 0),
    "export for a team": ("team export work HOME/out.toml", 2),
    "write a file": ("fields work --format env --out HOME/out.env", 2),
    "list": ("profiles --json", 0),
}


@dataclass(frozen=True)
class Machine:
    """A home folder with a changed connection "work" and a team file, and the gateway of both."""

    gateway: PracticeGateway
    seed: Path
    home: Path
    after: Path

    def run(self, disk: str, words: str) -> subprocess.CompletedProcess[str]:
        """Run ``roo-wizard WORDS`` in a copy of the seed on such a *disk*; `after` is what that holds at the end."""
        made, spoilt, limited, mended = DISKS[disk]
        script = SCRIPT.format(made=made, spoilt=spoilt, limited=limited, mended=mended)
        for name, value in self.values.items():
            words = words.replace(name, value)
        alone = ["unshare", "-rm"] if made else []
        return subprocess.run(
            [*alone, "sh", "-euc", script, "disk", sys.executable, "-m", "roo_wizard", *words.split()],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "SEED": str(self.seed),
                "AFTER": str(self.after),
                "OLD": OLD,
                "NEW": NEW,
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def values(self) -> dict[str, str]:
        return {"URL": self.gateway.base_url, "HOST": f"127.0.0.1:{self.gateway.port}", "HOME": str(self.home)}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    seed, home, after = (tmp_path / name for name in ("seed", "mounted", "after"))
    for folder in (seed, home, after):
        folder.mkdir()
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({OLD, NEW}))) as gateway:
        store = store_in(seed)
        work = Profile("work", gateway.base_url, "practice-coder", key_place="env:OLD", last_verdict="ready")
        store.save(replace(work, model="former"))
        store.save(work)
        team = TeamFile("Acme", gateway.base_url, ("practice-coder",))
        (seed / "team.toml").write_bytes(to_toml(team))
        yield Machine(gateway, seed, home, after)


def store_in(home: Path) -> ProfileStore:
    return ProfileStore(Places(home / ".config" / "roo-wizard", home / ".local" / "state" / "roo-wizard"))


@cache
def mounts_are_allowed() -> bool:
    """Whether a mount that only its own process sees may be made here."""
    tried = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    try:
        return subprocess.run(tried, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("disk", DISKS)
def test_a_disk_that_takes_nothing_costs_one_sentence_and_loses_nothing(
    machine: Machine, disk: str, command: str
) -> None:
    if DISKS[disk][0] and not mounts_are_allowed():
        pytest.skip("no mount may be made here; the limit of a file's size stands for it")
    words, code = COMMANDS[command]
    ran = machine.run(disk, words)
    told = ran.stderr.splitlines()
    assert ran.returncode == code, ran.stderr
    assert [line.startswith(SENTENCE) for line in told].count(True) == (code != 0), ran.stderr
    assert "Traceback" not in ran.stderr
    assert OLD not in ran.stdout + ran.stderr
    if "--json" in words:
        json.loads(ran.stdout)
    assert store_in(machine.after).load() == store_in(machine.seed).load()
    assert not [path for path in machine.after.rglob("*") if path.suffix == ".tmp"]
    assert not list(machine.after.glob("out.*"))
