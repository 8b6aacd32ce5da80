"""The network settings of the editors on this machine, as far as their user settings say (roo-code.md 7).

The files are JSON with comments and trailing commas, so they are read line by line for the few wanted names; a
setting that stands elsewhere (workspace, policy, default) is not seen.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from roo_wizard.core.exchange import Json

_MOST_BYTES = 1024 * 1024
_PRODUCTS = {
    "Code": "VS Code",
    "Code - Insiders": "VS Code Insiders",
    "VSCodium": "VSCodium",
    "Cursor": "Cursor",
    "Windsurf": "Windsurf",
}
_SERVERS = {
    ".vscode-server": "VS Code (remote)",
    ".vscode-server-insiders": "VS Code Insiders (remote)",
    ".vscodium-server": "VSCodium (remote)",
    ".cursor-server": "Cursor (remote)",
    ".windsurf-server": "Windsurf (remote)",
}
_LINE = re.compile(r'^\s*"(http\.[A-Za-z]+)"\s*:\s*("(?:[^"\\]|\\.)*"|true|false)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EditorNetwork:
    """The ``http.…`` settings that one editor's settings file holds; a proxy's value may hold a password."""

    editor: str
    values: Mapping[str, Json]


def editor_networks(home: Path, environ: Mapping[str, str], platform: str = sys.platform) -> tuple[EditorNetwork, ...]:
    """Return what the settings files below *home* say; editors without such a file or setting are left out."""
    read = (EditorNetwork(editor, _network(path)) for editor, path in _places(home, environ, platform))
    return tuple(network for network in read if network.values)


def settings_files(home: Path, environ: Mapping[str, str], platform: str = sys.platform) -> Mapping[str, Path]:
    """Return where each editor keeps its user settings, whether there is such a file yet or not."""
    return dict(_places(home, environ, platform))


def _places(home: Path, environ: Mapping[str, str], platform: str) -> Iterator[tuple[str, Path]]:
    if platform == "win32":
        base = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
    elif platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    for folder, editor in _PRODUCTS.items():
        yield editor, base / folder / "User" / "settings.json"
    for folder, editor in _SERVERS.items():
        yield editor, home / folder / "data" / "Machine" / "settings.json"
    data = environ.get("XDG_DATA_HOME")
    yield "code-server", (Path(data) if data else home / ".local" / "share") / "code-server" / "User" / "settings.json"


def _network(path: Path) -> dict[str, Json]:
    try:
        if not path.is_file():
            return {}
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
        return {name: json.loads(value) for name, value in _LINE.findall(text)}
    except (OSError, ValueError):
        return {}
