import json
import os
from pathlib import Path

import pytest

from roo_wizard.cli.main import main
from roo_wizard.core.errors import ProfileError
from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.files import write_private
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.resume import Progress, ResumeFile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import TeamPins
from roo_wizard.profiles.team.raw import TeamBytes
from roo_wizard.profiles.team.text import to_toml
from tests.cli.gateways import running
from tests.profiles.test_history import EVIDENCE, READY


def made(path: Path, kind: str) -> None:
    """Put something in the place of a file that is no readable text."""
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "an endless device":
        path.symlink_to("/dev/zero")
    elif kind == "a gigabyte":
        path.touch()
        os.truncate(path, 2**30)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "deep nesting":
        path.write_text("a = " + "[" * 20_000 + "]" * 20_000)
    else:
        path.write_bytes(bytes(range(256)) * 20)


KINDS = ("a pipe", "an endless device", "a gigabyte", "a folder", "deep nesting", "bytes")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [("team", "inspect"), ("check", "--replay")], ids=" ".join)
def test_what_is_no_file_is_refused_at_once(
    words: tuple[str, ...], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "given"
    made(path, kind)
    assert main([*words, str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["message"]
    assert not {character for character in out + err if not character.isprintable()} - {"\n"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "an endless device"])
def test_a_profiles_file_that_is_none_is_set_aside_and_nothing_of_it_lost(
    kind: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home / ".config" / "roo-wizard"
    folder.mkdir(parents=True)
    made(folder / "profiles.toml", kind)
    assert main(["profiles", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["profiles"] == []
    assert "profiles.toml.damaged-1" in err
    assert [path.name for path in folder.iterdir()] == ["profiles.toml.damaged-1"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_the_place_of_our_own_files_holds_up_a_check(
    kind: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", "practice-key")
    places = Places.of_user()
    with running(PracticeGateway(pacing=Pacing.instant())) as gateway:
        ProfileStore(places).save(Profile("work", gateway.base_url, gateway.model, key_place="env:K"))
        for path in (HistoryStore(places).path("work"), ResumeFile(places).path, Ledger(places).folder / "run-1.json"):
            path.parent.mkdir(parents=True, exist_ok=True)
            made(path, kind)
        made(TeamPins(places).path, kind)
        assert main(["check", "work", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "ready"
    assert ResumeFile(places).load() is None
    assert TeamPins(places).history(TeamBytes(Path("x"), b""), TeamFile("x", "https://h/v1", ("m",))).standing == "new"
    assert Ledger(places).last_run(lambda target: target["profile"] == "other") is None


def test_a_folder_of_runs_that_is_a_link_is_neither_pruned_nor_filled(tmp_path: Path) -> None:
    elsewhere, ledger = tmp_path / "elsewhere", Ledger(Places(config=tmp_path / "c", state=tmp_path / "s"))
    elsewhere.mkdir()
    (elsewhere / "run-1.json").write_text('{"report": {"target": {}}}')
    ledger.folder.parent.mkdir(parents=True)
    ledger.folder.symlink_to(elsewhere)
    with pytest.raises(ProfileError, match="symbolic link"):
        ledger.write({}, [])
    assert ledger.forget(lambda _: True) == 0
    assert [path.name for path in elsewhere.iterdir()] == ["run-1.json"]


def test_a_profiles_file_that_is_a_link_is_not_followed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / ".config" / "roo-wizard"
    folder.mkdir(parents=True)
    made(folder / "profiles.toml", "an endless device")
    assert main(["profiles", "--json"]) == 0
    assert "symbolic link" in capsys.readouterr().err
    assert (folder / "profiles.toml").is_symlink()


def test_no_file_of_ours_is_read_through_a_link(home: Path, tmp_path: Path) -> None:
    places = Places.of_user()
    store, resume, pins, history = ProfileStore(places), ResumeFile(places), TeamPins(places), HistoryStore(places)
    team = TeamFile("Acme", "https://gw.acme.example/v1", ("m",))
    opened = TeamBytes(tmp_path / "team.toml", to_toml(team))
    store.save(Profile("work", "https://gw.acme.example/v1", "m"))
    resume.save(Progress("key", {"url": "https://gw.acme.example/v1"}))
    pins.keep(opened, team)
    history.add("work", READY, EVIDENCE)
    for number, path in enumerate((store.path, resume.path, pins.path, history.path("work"))):
        elsewhere = path.rename(tmp_path / f"elsewhere-{number}")
        path.symlink_to(elsewhere)
    assert store.load().profiles == ()
    assert resume.load() is None
    assert pins.history(opened, team).standing == "new"
    assert history.load("work").entries == ()


def test_no_file_of_ours_is_written_over_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("precious")
    link.symlink_to(target)
    for replace in (True, False):
        with pytest.raises(OSError, match="it is a symbolic link"):
            write_private(link, b"mine", replace=replace)
    assert link.is_symlink()
    assert target.read_text() == "precious"
