import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import validated
from tests.cli.gateways import running

OLD, NEW = "pk-old-7Qw9Zr2TtXk41", "pk-new-4Hs8Lm3VvYp62"


@pytest.fixture
def hanging() -> Iterator[Profiles]:
    """Two profiles at a gateway whose answers stop in the middle, on an open connection."""
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({OLD, NEW}))) as gateway:
        store = ProfileStore(Places.of_user())
        for name in ("one", "two"):
            store.save(Profile(name, gateway.url("S06"), gateway.model, key_place="env:OLD"))
        yield store.load()


def interrupted(home: Path, told: str, *words: str) -> tuple[int, str]:
    """Start the program, press ctrl+c once it says *told*, and return its exit code and standard output."""
    process = subprocess.Popen(
        [sys.executable, "-m", "roo_wizard", *words],
        env={**os.environ, "HOME": str(home), "OLD": OLD, "NEW": NEW},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while told not in (line := process.stderr.readline()):
        assert line, "the program ended before it said that"
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    return process.returncode, out


def test_a_rotation_stopped_by_ctrl_c_changes_nothing_and_says_so(home: Path, hanging: Profiles) -> None:
    code, out = interrupted(home, "sending T1", "rotate", "one", "--key-env", "NEW", "--json")
    assert code == 130
    assert (validated(out)["rotated"], validated(out)["old"]) == (False, None)
    assert ProfileStore(Places.of_user()).load() == hanging


def test_check_all_stopped_by_ctrl_c_still_prints_one_object_and_keeps_no_verdict(
    home: Path, hanging: Profiles
) -> None:
    code, out = interrupted(home, "checking 2", "check", "--all", "--json")
    assert code == 130
    verdicts = [entry["report"]["verdict"] for entry in validated(out)["profiles"]]
    assert verdicts == ["inconclusive", "inconclusive"]
    assert ProfileStore(Places.of_user()).load() == hanging
    assert json.loads(out)["schema"] == "roo-wizard.check-all/1"
