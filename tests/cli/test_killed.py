"""kill -9 exactly before a change of the disk: the set-up without a keyring, in a process of its own."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.resume import ResumeFile
from roo_wizard.profiles.store import ProfileStore
from tests.attack.traces import traces_below
from tests.cli.gateways import running

pytestmark = [pytest.mark.exhaustive, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]

KEY = "pk-canary-7Qw9Zr2TtXk41"
MOST = 40
"""Changes of the disk that a set-up does not make."""

MOMENTS = random.Random(5).sample(range(MOST // 2), min(int(os.environ.get("ROO_WIZARD_KILLS", "5")), MOST // 2))
KILLED = """
import os, signal, sys
left, home = int(sys.argv.pop(1)), os.environ["HOME"]

def heard(event, given):
    global left
    writes = event in {"os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod"}
    writes = writes or (event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR))
    if writes and isinstance(given[0], (str, os.PathLike)) and os.fspath(given[0]).startswith(home):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(heard)
from roo_wizard.cli.main import main
sys.exit(main())
"""


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({KEY}))) as gateway:
        yield gateway


def set_up(gateway: PracticeGateway, changes: int) -> int:
    """Set up "work" and kill the process before it makes one more than this many changes of the disk."""
    words = ("check", "--base-url", gateway.base_url, "--model", gateway.model, "--key-env", "K", "--save", "work")
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(changes), *words],
        env=os.environ | {"K": KEY, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


def test_a_set_up_killed_before_any_change_of_the_disk_loses_nothing(gateway: PracticeGateway, home: Path) -> None:
    places = Places.of_user()
    beside = Profile("beside", gateway.base_url, "m", key_place="env:K")
    ProfileStore(places).save(beside)
    codes = []
    for moment in MOMENTS:
        codes.append(set_up(gateway, moment))
        loaded = ProfileStore(places).load()
        assert (loaded.problem, loaded.find("beside")) == (None, beside)
        assert traces_below(home, KEY) == []
        assert ResumeFile(places).load() is None
    assert set(codes) <= {0, -signal.SIGKILL}
    assert -signal.SIGKILL in codes
    assert set_up(gateway, MOST) == 0
    assert ProfileStore(places).load().names == ("beside", "work")
    assert not list(home.rglob("*.tmp"))
