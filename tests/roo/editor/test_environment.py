from pathlib import Path

import pytest

from roo_wizard.roo.editor.environment import EFFECTS, redirecting
from roo_wizard.roo.editor.settings import editor_networks


@pytest.mark.parametrize("name", EFFECTS)
def test_a_variable_that_redirects_is_found_by_name_only(name: str) -> None:
    (found,) = redirecting({name: "secret-value", "PATH": "x"})
    assert (found.name, found.effect) == (name, EFFECTS[name])
    assert "secret-value" not in repr(found)


def test_other_variables_of_the_sdks_have_no_effect_and_come_last() -> None:
    found = redirecting({"OPENAI_API_KEY": "a", "OPENAI_BASE_URL": "b", "OPENAI_ORG_ID": "c", "OPENAI_LOG": ""})
    assert [(one.name, bool(one.effect)) for one in found] == [
        ("OPENAI_ORG_ID", True),
        ("OPENAI_API_KEY", False),
        ("OPENAI_BASE_URL", False),
    ]


PLACES = [
    ("linux", ".config/Code/User/settings.json", "VS Code"),
    ("linux", ".config/VSCodium/User/settings.json", "VSCodium"),
    ("linux", ".vscode-server/data/Machine/settings.json", "VS Code (remote)"),
    ("darwin", "Library/Application Support/Cursor/User/settings.json", "Cursor"),
    ("win32", "AppData/Roaming/Code - Insiders/User/settings.json", "VS Code Insiders"),
]
SETTINGS = """{
  // "http.proxy": "http://commented.example:1",
  "editor.fontSize": 12,
  "http.proxy": "http://me:pa55word@proxy.example:3128",
  "http.proxyStrictSSL": false,   // a comment
  "http.proxySupport": "override",
}
"""


@pytest.mark.parametrize(("platform", "place", "editor"), PLACES)
def test_network_settings_are_read_from_the_editors_own_place(
    platform: str, place: str, editor: str, tmp_path: Path
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS, "utf-8")
    (found,) = editor_networks(tmp_path, {}, platform)
    assert found.editor == editor
    assert found.values == {
        "http.proxy": "http://me:pa55word@proxy.example:3128",
        "http.proxyStrictSSL": False,
        "http.proxySupport": "override",
    }


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b'{"http.proxy": "\\ud8', b'  "http.proxy": "\\q"\n', b"[" * 9999]
)
def test_a_settings_file_that_is_none_is_passed_over(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / ".config" / "Code" / "User" / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert editor_networks(tmp_path, {}, "linux") == ()
