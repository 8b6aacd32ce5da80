"""Homes that are not there, are no folder, or belong to another time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.resume import ResumeFile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.cli.gateways import running
from tests.profiles.test_history import EVIDENCE, READY

pytestmark = pytest.mark.exhaustive

KEY = "practice-key"
LATER = "2099-01-01T00:00:00Z"


def started(home: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": home, "K": KEY, "PYTHONPATH": str(Path(__file__).parents[2]), **more}
    env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return subprocess.run(
        [sys.executable, "-m", "roo_wizard", *words], env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def set_up() -> Iterator[tuple[str, ...]]:
    with running(PracticeGateway(pacing=Pacing.instant())) as gateway:
        yield ("check", "--base-url", gateway.base_url, "--model", gateway.model, "--key-env", "K", "--save", "work")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX homes")
def test_a_home_that_does_not_exist_is_made_and_nobody_else_may_look(tmp_path: Path, set_up: tuple[str, ...]) -> None:
    home = tmp_path / "not" / "there"
    assert started(str(home), "profiles").returncode == 0
    assert not home.exists(), "reading makes nothing"
    ran = started(str(home), *set_up)
    assert ran.returncode == 0, ran.stderr
    assert started(str(home), "check", "work").returncode == 0
    assert (home / ".config" / "roo-wizard").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX homes")
@pytest.mark.parametrize("where", ["/proc/nowhere", "/dev/null", "/etc/passwd/home"])
def test_a_home_that_cannot_be_made_is_one_sentence(where: str, set_up: tuple[str, ...]) -> None:
    ran = started(where, *set_up)
    assert (ran.returncode, ran.stderr.count("not saved: ")) == (2, 1)
    assert where in ran.stderr
    for words in (("check",), ("undo",), ("forget", "work"), ("rotate", "work", "--key-env", "K")):
        ran = started(where, *words)
        assert (ran.returncode, ran.stderr.count("roo-wizard: ")) == (2, 1), ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX homes")
def test_a_relative_place_is_not_taken_for_one(tmp_path: Path, set_up: tuple[str, ...]) -> None:
    """The base-directory specification has such values ignored; else every folder would have its own profiles."""
    home = tmp_path / "home"
    ran = started(str(home), *set_up, XDG_CONFIG_HOME="here", XDG_STATE_HOME="there")
    assert ran.returncode == 0, ran.stderr
    assert (home / ".config" / "roo-wizard" / "profiles.toml").is_file()


def test_a_clock_that_goes_back_changes_no_outcome_and_keeps_the_order_of_what_happened(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    places = Places.of_user()
    with running(PracticeGateway(pacing=Pacing.instant())) as gateway:
        work = Profile("work", gateway.base_url, gateway.model, key_place="env:K", last_verdict="blocked")
        ProfileStore(places).save(replace(work, checked_at=LATER))
        HistoryStore(places).add("work", replace(READY, started_at=LATER), EVIDENCE)
        ran = run("check", "work")
    assert ran.code == 0
    entries = HistoryStore(places).load("work").entries
    assert [entry.at == LATER for entry in entries] == [True, False], "the last one is the newest"
    profile = ProfileStore(places).load().get("work")
    assert (profile.last_verdict, profile.checked_at) == ("ready", entries[-1].at)
    assert run("profiles").code == 0
    assert run("fields", "work", "--format", "runbook").code == 0
    assert ResumeFile(places).load() is None
