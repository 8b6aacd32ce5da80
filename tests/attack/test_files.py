import json
import os
from pathlib import Path

import pytest

from roo_wizard.cli.main import main


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


@pytest.mark.parametrize("kind", KINDS[2:])
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


def test_a_profiles_file_that_is_a_link_is_not_followed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / ".config" / "roo-wizard"
    folder.mkdir(parents=True)
    made(folder / "profiles.toml", "an endless device")
    assert main(["profiles", "--json"]) == 0
    assert "symbolic link" in capsys.readouterr().err
    assert (folder / "profiles.toml").is_symlink()
