import asyncio
import json
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.cli.commands.wizard import _remind_of_key_file
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Client, Report, TargetFacts, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.outputs import Connection, OutputFile
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import Base, GatewayChoice
from roo_wizard.handoff.formats import FORMATS
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.roo.settings import ClientSettings

KEY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"
PIECES = {KEY[start : start + 8] for start in range(len(KEY) - 7)}
URL = "https://router.flatkey.ai/v1"
Connect = Callable[[str], Connection]


def proven() -> WizardState:
    facts = TargetFacts(URL, URL, "https://router.flatkey.ai", "openai", "m-1")
    report = Report(Verdict.READY, Client("roo", "3.52.1", "run"), facts, None, started_at="2026-11-20T10:00:00Z")
    settings = ClientSettings({"openAiHeaders": {"X-S": ApiKey(f"{KEY}-header")}})
    choice = GatewayChoice("flatkey", "Flatkey", bases=(Base(URL),))
    return WizardState(
        Step.FIELDS,
        gateway=choice,
        url=read_base_url(URL, Dialect.OPENAI),
        key=ApiKey(KEY),
        model="m-1",
        report=report,
        settings=settings,
    )


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """The connection that was just proven, or the same one saved."""
    monkeypatch.setenv("K", KEY)
    ProfileStore(Places.of_user()).save(Profile("work", URL, "m-1", preset="flatkey", key_place="env:K"))
    return lambda kind: "work" if kind == "saved" else proven()


@pytest.mark.parametrize("kind", ["saved", "proven"])
@pytest.mark.parametrize("name", FORMATS)
async def test_every_format_can_be_shown_and_written_and_none_holds_a_piece_of_the_key_unasked(
    connect: Connect, tmp_path: Path, kind: str, name: str
) -> None:
    desk, connection, path = Wiring().outputs, connect(kind), tmp_path / "out"
    view = await desk.render(connection, name)
    file = await desk.write(connection, name, str(path))
    assert (view.problem, file.with_key, desk.left) == ("", False, None)
    assert path.read_text("utf-8") == view.text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shown = view.text + "\n".join(view.told) + repr(view) + repr(file)
    assert [piece for piece in PIECES if piece in shown] == []


@pytest.mark.parametrize("kind", ["saved", "proven"])
@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.holds_key])
async def test_the_key_is_in_the_file_that_was_asked_for_and_gone_with_it(
    connect: Connect, tmp_path: Path, kind: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wiring, path = Wiring(), tmp_path / "out"
    assert wiring.outputs.left is None
    file = await wiring.outputs.write(connect(kind), name, str(path), with_key=True)
    assert path.read_text("utf-8").count(KEY) == 1
    assert f"{KEY}-header" not in path.read_text("utf-8")
    assert wiring.outputs.left == file
    _remind_of_key_file(wiring)
    assert f"{path} still holds the key" in " ".join(capsys.readouterr().err.split("\n"))
    await wiring.outputs.delete(file)
    _remind_of_key_file(wiring)
    assert capsys.readouterr().err == ""
    assert not [entry for entry in tmp_path.rglob("*") if entry.is_file() and KEY in entry.read_text("utf-8")]


async def test_the_proof_of_this_run_is_what_is_told(connect: Connect) -> None:
    desk = Wiring().outputs
    assert "ready: proven" in (await desk.render(connect("proven"), "card")).text
    assert "NOT PROVEN" in (await desk.render(connect("saved"), "card")).text


async def test_a_format_without_a_place_for_the_key_and_a_repository_are_refused_before_anything_is_read(
    connect: Connect, tmp_path: Path
) -> None:
    desk = Wiring().outputs
    (tmp_path / ".git").mkdir()
    nothing = replace(proven(), key=None)
    for name, words in (("card", "has no place for the key"), ("roo-import", "version-controlled")):
        with pytest.raises(UsageError, match=words):
            await desk.write(nothing, name, str(tmp_path / "out"), with_key=True)
    with pytest.raises(UsageError, match="no key in hand"):
        await desk.write(nothing, "roo-import", str(tmp_path.parent / "out"), with_key=True)
    assert not (tmp_path / "out").exists()
    assert (await desk.write(proven(), "roo-import", str(tmp_path / "out"))).with_key is False


@pytest.mark.parametrize("path", ["", "  ", "~nobody-of-that-name/x", ".", "missing/x", "a\0b", "taken", "link"])
async def test_a_path_that_will_not_do_is_a_sentence_and_nothing_is_lost(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "taken")
    with pytest.raises(UsageError):
        await Wiring().outputs.write(connect("saved"), "card", path)
    assert (tmp_path / "taken").read_text() == "mine"


async def test_a_home_folder_is_understood(connect: Connect, home: Path) -> None:
    file = await Wiring().outputs.write(connect("saved"), "card", " ~/card.txt ")
    assert file.path == home / "card.txt"


async def test_a_name_that_no_snippet_can_carry_is_told_in_place_of_the_preview() -> None:
    odd = replace(proven(), model="m\u202e1")
    view = await Wiring().outputs.render(odd, "opencode")
    assert view.text == ""
    assert "holds control or invisible characters" in view.problem
    with pytest.raises(UnknownName):
        await Wiring().outputs.render(odd, "nothing")


async def test_a_file_that_could_not_be_deleted_is_not_forgotten(connect: Connect, tmp_path: Path) -> None:
    desk, path = Wiring().outputs, tmp_path / "out"
    file = await desk.write(connect("proven"), "json", str(path), with_key=True)
    path.rename(tmp_path / "aside")
    path.write_text("another one")
    with pytest.raises(UsageError):
        await desk.delete(file)
    assert desk.left == file
    path.unlink()
    (tmp_path / "aside").rename(path)
    await desk.delete(file)
    assert desk.left is None
    assert not path.exists()


async def test_the_table_of_moving_ends_in_formats_of_the_list() -> None:
    desk = Wiring().outputs
    names = {one.name for one in desk.formats()}
    assert [way for way in desk.ways() if not set(way.outputs) <= names] == []


async def test_the_key_in_a_file_is_json_where_the_format_is(connect: Connect, tmp_path: Path) -> None:
    await Wiring().outputs.write(connect("saved"), "roo-import", str(tmp_path / "out"), with_key=True)
    profiles = json.loads((tmp_path / "out").read_text("utf-8"))["providerProfiles"]
    assert [one["openAiApiKey"] for one in profiles["apiConfigs"].values()] == [KEY]


async def test_every_file_with_the_key_is_remembered_until_it_is_gone(
    connect: Connect, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wiring, names = Wiring(), ("a.json", "b.json", "c.json")
    files = [
        await wiring.outputs.write(connect("saved"), "json", str(tmp_path / name), with_key=True) for name in names
    ]
    await wiring.outputs.delete(files[2])
    assert wiring.outputs.left == files[1]
    files[0].path.unlink()
    _remind_of_key_file(wiring)
    told = capsys.readouterr().err
    assert [name in told for name in names] == [False, True, False]


async def test_a_file_with_the_key_is_known_though_nobody_waited_for_it(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, started, go_on = Wiring().outputs, threading.Event(), threading.Event()
    whole = desk._write

    def held(*given: Any) -> OutputFile:
        started.set()
        assert go_on.wait(30)
        return whole(*given)

    monkeypatch.setattr(desk, "_write", held)
    writing = asyncio.create_task(desk.write(connect("saved"), "json", str(tmp_path / "a.json"), with_key=True))
    assert await asyncio.to_thread(started.wait, 30)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    go_on.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert [file.path.name for file in desk.all_left] == ["a.json"]
