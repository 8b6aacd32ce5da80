from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.resume import Progress, ResumeFile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.profiles.memory_keyring import MemoryKeyring
from tests.profiles.test_history import EVIDENCE, READY

ORIGIN, OTHER = "https://gateway-canary.example", "https://former-canary.example"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    keyring = MemoryKeyring()
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    return keyring


def fill(keyring: MemoryKeyring) -> None:
    """A profile that moved from another origin, with everything that can belong to it, and a neighbour."""
    places = Places.of_user()
    store = ProfileStore(places)
    store.save(Profile("work", f"{OTHER}/v1", "m"))
    store.save(Profile("work", f"{ORIGIN}/v1", "m", secret_headers=("X-Team",)))
    # Same address and model: the run without a name may be either's, until one of them is left.
    store.save(Profile("home", f"{ORIGIN}/v1", "m", key_place="none"))
    for username in (f"{ORIGIN}#work", f"{ORIGIN}#work#X-Team", f"{ORIGIN}#work#previous", f"{OTHER}#work"):
        keyring.entries["roo-wizard", username] = "secret"
    keyring.entries["roo-wizard", f"{ORIGIN}#home"] = "neighbour"
    for name in ("work", "home"):
        HistoryStore(places).add(name, READY, EVIDENCE)
        Ledger(places).write({"target": {"profile": name, "base_url": ORIGIN}}, [])
    Ledger(places).write({"target": {"profile": None}}, [])
    Ledger(places).write({"target": {"profile": None, "base_url": f"{ORIGIN}/v1", "model": "m"}}, [])
    ResumeFile(places).save(Progress("key", {"profile": "work", "url": f"{ORIGIN}/v1"}))


def test_everything_of_a_profile_goes_and_everything_else_stays(run: Run, keyring: MemoryKeyring) -> None:
    fill(keyring)
    ran = run("forget", "WORK")
    assert ran.code == 0, ran.err
    assert "nothing of it is left" in ran.out
    assert "4 keyring entries, 1 run, its history" in ran.out
    places = Places.of_user()
    assert keyring.kept == {f"{ORIGIN}#home": "neighbour"}
    assert ProfileStore(places).load().names == ("home",)
    assert len(HistoryStore(places).load("home").entries) == 1
    assert len(Ledger(places).runs()) == 3
    assert ResumeFile(places).load() is None
    assert run("forget", "work").code == 2


def test_no_trace_is_left_on_disk(run: Run, keyring: MemoryKeyring, home: Path) -> None:
    fill(keyring)
    run("forget", "work")
    run("forget", "home")
    left = {path: path.read_text("utf-8") for path in home.rglob("*") if path.is_file()}
    assert [path for path, text in left.items() if "canary" in text] == []


def test_a_keyring_that_cannot_be_asked_stops_it_before_anything_is_lost(run: Run) -> None:
    ProfileStore(Places.of_user()).save(Profile("work", f"{ORIGIN}/v1", "m"))
    assert run("forget", "work").code == 2
    assert ProfileStore(Places.of_user()).load().names == ("work",)


def test_without_a_secret_no_keyring_is_needed(run: Run) -> None:
    ProfileStore(Places.of_user()).save(Profile("work", f"{ORIGIN}/v1", "m", key_place="env:K"))
    ran = run("forget", "work")
    assert ran.code == 0
    assert "the keyring was not asked" in ran.err


def test_a_history_that_cannot_be_removed_is_named_and_the_profile_stays(
    run: Run, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(keyring)

    def refused(_path: Path, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refused)
        ran = run("forget", "work")
    assert ran.code == 2
    assert "Read-only" in ran.err
    assert "work" in ProfileStore(Places.of_user()).load().names


@pytest.mark.parametrize("data", ["", "[]", '{"report": 3}', '{"report": {"target": {"profile": 3}}}', "[" * 99_999])
def test_a_run_that_cannot_be_understood_is_of_nobody(keyring: MemoryKeyring, data: str) -> None:
    places = Places.of_user()
    path = Ledger(places).write({"target": {"profile": "work"}}, [])
    path.write_text(data)
    assert Ledger(places).forget(lambda target: target.get("profile") == "work") == 0
    assert path.exists()
