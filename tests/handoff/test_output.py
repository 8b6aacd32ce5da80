import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.errors import UsageError
from roo_wizard.handoff.output import delete_written, refuse_version_control, version_control_of, write_private


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    old = os.umask(0)
    yield
    os.umask(old)


def test_a_new_file_is_private_and_plain_utf8(tmp_path: Path) -> None:
    path = tmp_path / "card.txt"
    write_private(path, "Büro\n")
    assert path.read_bytes() == "Büro\n".encode()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["card.txt"]


def test_an_existing_file_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "card.txt"
    path.write_text("mine")
    with pytest.raises(UsageError, match="not overwritten"):
        write_private(path, "new")
    assert path.read_text() == "mine"
    write_private(path, "new", replace=True)
    assert path.read_text() == "new"


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("exists", [True, False])
def test_a_symbolic_link_is_never_written_through(tmp_path: Path, replace: bool, exists: bool) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    if exists:
        target.write_text("precious")
    link.symlink_to(target)
    with pytest.raises(UsageError, match="symbolic link"):
        write_private(link, "new", replace=replace)
    assert target.exists() is exists
    assert link.is_symlink()


def test_a_file_system_without_hard_links_still_keeps_existing_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", unsupported)
    path = tmp_path / "card.txt"
    write_private(path, "one")
    with pytest.raises(UsageError, match="not overwritten"):
        write_private(path, "two")
    assert path.read_text() == "one"


@pytest.mark.parametrize("name", ["no-such-folder/card.txt", "file/card.txt", "", "x" * 300])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        write_private(tmp_path / name, "x")
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize("mark", [".git", ".hg", ".svn"])
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_version_controlled_folder_is_found_from_below_and_through_links(
    tmp_path: Path, mark: str, kind: str
) -> None:
    below = tmp_path / "repo" / "a" / "b"
    below.mkdir(parents=True)
    root = tmp_path / "repo"
    (root / mark).mkdir() if kind == "folder" else (root / mark).write_text("gitdir: elsewhere")
    (tmp_path / "link").symlink_to(below)
    for place in (root, below, below / "not-made-yet", tmp_path / "link"):
        assert version_control_of(place / "import.json") is not None
        with pytest.raises(UsageError, match="version-controlled"):
            refuse_version_control(place / "import.json")


def test_links_that_lead_to_each_other_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refuse_version_control(tmp_path / "loop" / "file")
    with pytest.raises(UsageError, match="cannot be written"):
        write_private(tmp_path / "loop" / "file", "text")


def test_a_link_out_of_a_repository_still_stands_in_it(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "free").mkdir()
    (tmp_path / "repo" / "link").symlink_to(tmp_path / "free")
    assert version_control_of(tmp_path / "repo" / "link" / "x.json") == tmp_path / "repo"
    assert version_control_of(tmp_path / "free" / "x.json") is None


def test_a_written_file_is_deleted_and_nothing_of_it_is_left_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    written = write_private(path, "sk-canary-7Qw9Zr2TtXk41")
    os.link(path, tmp_path / "other-name")
    delete_written(written)
    assert not path.exists()
    assert b"canary" not in b"".join(entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file())


def test_another_file_in_its_place_is_never_deleted(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    written = write_private(path, "ours")
    path.rename(tmp_path / "moved")
    path.write_text("theirs")
    with pytest.raises(UsageError, match="another file stands there"):
        delete_written(written)
    assert path.read_text() == "theirs"
    path.unlink()
    path.write_text("ours")
    with pytest.raises(UsageError, match="another file stands there"):
        delete_written(written)
    path.unlink()
    path.symlink_to(tmp_path / "moved")
    with pytest.raises(UsageError, match="was not deleted"):
        delete_written(written)
    assert (tmp_path / "moved").read_text() == "ours"


def test_a_file_that_went_elsewhere_is_said_so(tmp_path: Path) -> None:
    written = write_private(tmp_path / "settings.json", "ours")
    (tmp_path / "settings.json").rename(tmp_path / "moved")
    with pytest.raises(UsageError, match="not there any more") as error:
        delete_written(written)
    assert "where it is now" in error.value.hint


def test_a_file_that_cannot_be_taken_away_is_empty_at_least(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = tmp_path / "settings.json"
    written = write_private(path, "sk-canary-7Qw9Zr2TtXk41")
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(UsageError, match="it is empty now"):
        delete_written(written)
    assert path.read_bytes() == b""
