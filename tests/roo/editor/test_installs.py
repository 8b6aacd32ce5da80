import json
import os
from pathlib import Path

import pytest

from roo_wizard.roo.editor.installs import find_folders, find_installs, in_use
from roo_wizard.roo.editor.settings import settings_files


def install(home: Path, folder: str, version: str | None = "3.52.1", editor: str = ".vscode") -> Path:
    path = home / editor / "extensions" / folder
    path.mkdir(parents=True)
    if version is not None:
        (path / "package.json").write_text(json.dumps({"version": version}))
    return path


def test_an_empty_home_has_no_installs(tmp_path: Path) -> None:
    assert find_installs(tmp_path, {}) == ()


def test_roo_and_zoo_are_found_in_every_editor_local_ones_first(tmp_path: Path) -> None:
    install(tmp_path, "rooveterinaryinc.roo-cline-3.52.1", editor=".vscode-server")
    path = install(tmp_path, "rooveterinaryinc.roo-cline-3.52.1")
    install(tmp_path, "zoocodeorganization.zoo-code-3.82.0-linux-x64", "3.82.0", ".cursor")
    found = find_installs(tmp_path, {})
    assert [(one.product, one.version, one.editor, one.remote) for one in found] == [
        ("roo", "3.52.1", "VS Code", False),
        ("zoo", "3.82.0", "Cursor", False),
        ("roo", "3.52.1", "VS Code (remote)", True),
    ]
    assert found[0].path == path


def test_the_newest_version_counts_and_obsolete_folders_do_not(tmp_path: Path) -> None:
    for version in ("3.9.0", "3.52.1", "3.54.0"):
        install(tmp_path, f"rooveterinaryinc.roo-cline-{version}", version)
    (tmp_path / ".vscode/extensions/.obsolete").write_text('{"rooveterinaryinc.roo-cline-3.54.0": true}')
    assert [one.version for one in find_installs(tmp_path, {})] == ["3.52.1"]


def test_the_folder_name_stands_in_for_an_unreadable_package_file(tmp_path: Path) -> None:
    os.mkfifo(install(tmp_path, "RooVeterinaryInc.roo-cline-3.50.0", None) / "package.json")
    assert [one.version for one in find_installs(tmp_path, {})] == ["3.50.0"]


def test_odd_files_are_passed_over(tmp_path: Path) -> None:
    extensions = tmp_path / ".vscode" / "extensions"
    extensions.mkdir(parents=True)
    (extensions / ".obsolete").write_bytes(b"\xff[")
    (extensions / "rooveterinaryinc.roo-cline-mcp-helper").mkdir()
    (extensions / "rooveterinaryinc.roo-cline-3.52.1").write_text("a file")
    (tmp_path / ".cursor").write_text("a file")
    install(tmp_path, "zoocodeorganization.zoo-code-3.70.0", "3.70.0\x1b[31m" + "9" * 500)
    found = {one.product: one for one in find_installs(tmp_path, {})}
    assert found["roo"].version == "3.52.1"
    assert len(found["zoo"].version) == 40
    assert found["zoo"].version.isprintable()


def test_other_places_come_from_the_environment(tmp_path: Path) -> None:
    install(tmp_path / "data", "rooveterinaryinc.roo-cline-3.52.1", editor="code-server")
    install(tmp_path, "zoocodeorganization.zoo-code-3.82.0", editor="own")
    environ = {"XDG_DATA_HOME": str(tmp_path / "data"), "VSCODE_EXTENSIONS": str(tmp_path / "own" / "extensions")}
    assert {(one.product, one.editor) for one in find_installs(tmp_path, environ)} == {
        ("roo", "code-server"),
        ("zoo", "VS Code"),
    }


EDITORS = {
    ".vscode": ("VS Code", False),
    ".vscode-insiders": ("VS Code Insiders", False),
    ".vscode-oss": ("VSCodium", False),
    ".cursor": ("Cursor", False),
    ".windsurf": ("Windsurf", False),
    ".vscode-server": ("VS Code (remote)", True),
    ".vscode-server-insiders": ("VS Code Insiders (remote)", True),
    ".vscodium-server": ("VSCodium (remote)", True),
    ".cursor-server": ("Cursor (remote)", True),
    ".windsurf-server": ("Windsurf (remote)", True),
    ".local/share/code-server": ("code-server", True),
}


@pytest.mark.parametrize("folder", EDITORS)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_editor_is_found_by_its_folder_and_has_a_settings_file(tmp_path: Path, folder: str, platform: str) -> None:
    install(tmp_path, "zoocodeorganization.zoo-code-3.82.0", "3.82.0", folder)
    (found,) = find_installs(tmp_path, {})
    assert (found.editor, found.remote) == EDITORS[folder]
    path = settings_files(tmp_path, {}, platform)[found.editor]
    assert path.name == "settings.json"
    assert path.is_relative_to(tmp_path)


def test_engine_and_obsolete_folders_are_told(tmp_path: Path) -> None:
    path = install(tmp_path, "rooveterinaryinc.roo-cline-3.52.1", None)
    (path / "package.json").write_text('{"version": "3.52.1", "engines": {"vscode": "^1.84.0\\u001b[31m"}}')
    odd = install(tmp_path, "rooveterinaryinc.roo-cline-3.50.0", None)
    (odd / "package.json").write_text('{"version": "3.50.0", "engines": "any"}')
    install(tmp_path, "rooveterinaryinc.roo-cline-3.54.0", "3.54.0")
    (tmp_path / ".vscode/extensions/.obsolete").write_text('{"rooveterinaryinc.roo-cline-3.54.0": true}')
    folders = {str(one.version): one for one in find_folders(tmp_path, {})}
    assert {version: one.obsolete for version, one in folders.items()} == {
        "3.50.0": False,
        "3.52.1": False,
        "3.54.0": True,
    }
    assert folders["3.52.1"].engine == "^1.84.0[31m"
    assert folders["3.50.0"].engine == ""
    assert [one.version for one in in_use(folders.values())] == ["3.52.1"]
