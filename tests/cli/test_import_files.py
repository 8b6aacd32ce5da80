import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CONNECTION = ("--base-url", "https://gateway.example/v1", "--model", "m-1")
KEY = "sk-live-0123456789abcdef"
IMPORTS = ("roo-import", "zoo-import")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", KEY)


@pytest.mark.parametrize("name", IMPORTS)
def test_without_asking_for_it_the_key_is_nowhere(run: Run, name: str) -> None:
    ran = run("fields", *CONNECTION, "--format", name, "--key-env", "K")
    assert ran.code == 0
    assert set(json.loads(ran.out)) == {"providerProfiles"}
    assert KEY not in ran.out + ran.err
    assert "wipes the key" in ran.err


@pytest.mark.parametrize("name", IMPORTS)
def test_the_key_goes_into_a_private_file_only(run: Run, tmp_path: Path, name: str) -> None:
    words = ("fields", *CONNECTION, "--format", name, "--key-env", "K", "--with-key")
    refused = run(*words)
    assert refused.code == 2
    assert "--out FILE" in refused.err
    out = tmp_path / "import.json"
    ran = run(*words, "--out", str(out))
    assert ran.code == 0
    assert KEY not in ran.out + ran.err
    assert KEY in out.read_text("utf-8")
    assert not out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert run(*words, "--out", str(out)).code == 2


@pytest.mark.parametrize("name", [*IMPORTS, "json"])
def test_no_file_with_a_key_is_written_into_a_repository(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    out = tmp_path / "repo" / "import.json"
    words = ("fields", *CONNECTION, "--format", name, "--key-env", "K", "--out", str(out))
    ran = run(*words, "--with-key")
    assert ran.code == 2
    assert not out.exists()
    assert run(*words).code == 0
    assert KEY not in out.read_text("utf-8")


@pytest.mark.parametrize("kind", ["file", "broken", "read-only", "link", "dangling", "folder", "missing-folder"])
def test_a_target_that_cannot_be_written_safely_is_left_as_it_is(run: Run, tmp_path: Path, kind: str) -> None:
    target, out = tmp_path / "precious", tmp_path / "import.json"
    if kind == "folder":
        out.mkdir()
    elif kind == "missing-folder":
        out = tmp_path / "none" / "import.json"
    elif kind in {"link", "dangling"}:
        out.symlink_to(target)
        if kind == "link":
            target.write_text("mine")
    else:
        out.write_text("{ broken" if kind == "broken" else "mine")
        out.chmod(0o400 if kind == "read-only" else 0o644)
    before = sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir())
    assert run("fields", *CONNECTION, "--format", "roo-import", "--out", str(out)).code == 2
    after = sorted((path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir())
    assert before == after
