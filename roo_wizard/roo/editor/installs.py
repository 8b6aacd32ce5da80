"""Finding the client on this machine by its extension folders (roo-code.md 7).

Only names and one small file per hit are read, nothing is opened that is larger than it should be, and whatever cannot
be read is passed over: a strange home directory must not stop anybody.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import SafeText, safe

MOST_FOLDERS = 5_000
"""Entries of one extensions folder that are looked at."""

_MOST_BYTES = 1024 * 1024
_PRODUCTS = {
    "rooveterinaryinc.roo-cline": "roo",
    "rooveterinaryinc.roo-code-nightly": "roo",
    "zoocodeorganization.zoo-code": "zoo",
}
_FOLDER = re.compile(rf"({'|'.join(re.escape(name) for name in _PRODUCTS)})-(\d[\w.+-]*)", re.IGNORECASE)
_EDITORS: tuple[tuple[str, str, bool], ...] = (
    (".vscode", "VS Code", False),
    (".vscode-insiders", "VS Code Insiders", False),
    (".vscode-oss", "VSCodium", False),
    (".cursor", "Cursor", False),
    (".windsurf", "Windsurf", False),
    (".vscode-server", "VS Code (remote)", True),
    (".vscode-server-insiders", "VS Code Insiders (remote)", True),
    (".vscodium-server", "VSCodium (remote)", True),
    (".cursor-server", "Cursor (remote)", True),
    (".windsurf-server", "Windsurf (remote)", True),
)


@dataclass(frozen=True, slots=True)
class Install:
    """One installed client. ``product`` is "roo" or "zoo"; ``remote``: it runs on this machine for an editor elsewhere,
    so the gateway has to be reachable from here. ``engine`` is the VS Code that it wants ("^1.84.0"), "" when its
    package file does not say. ``obsolete`` marks a folder that the editor has given up and only not yet deleted.
    """

    product: str
    version: SafeText
    editor: str
    path: Path
    remote: bool
    engine: str = ""
    obsolete: bool = False


def find_installs(home: Path, environ: Mapping[str, str]) -> tuple[Install, ...]:
    """Return what is installed below *home*, the newest version per product and editor, local ones first."""
    return in_use(find_folders(home, environ))


def find_folders(home: Path, environ: Mapping[str, str]) -> tuple[Install, ...]:
    """Return every folder of a client below *home*: older versions and obsolete ones too, local ones first."""
    found = [install for place in _places(home, environ) for install in _in_folder(*place)]
    return tuple(sorted(found, key=lambda install: install.remote))


def in_use(folders: Iterable[Install]) -> tuple[Install, ...]:
    """Return the newest of *folders* per product and editor, none that is obsolete."""
    found: dict[tuple[str, str], Install] = {}
    for install in folders:
        key = (install.product, install.editor)
        if not install.obsolete and (key not in found or _order(install) > _order(found[key])):
            found[key] = install
    return tuple(found.values())


def _places(home: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, str, bool]]:
    own = environ.get("VSCODE_EXTENSIONS")
    if own:
        yield Path(own), "VS Code", False
    for folder, editor, remote in _EDITORS:
        yield home / folder / "extensions", editor, remote
    data = environ.get("XDG_DATA_HOME")
    yield (Path(data) if data else home / ".local" / "share") / "code-server" / "extensions", "code-server", True


def _in_folder(folder: Path, editor: str, remote: bool) -> Iterator[Install]:
    obsolete = _read_object(folder / ".obsolete")
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in islice(entries, MOST_FOLDERS))
    except OSError:
        return
    for name in names:
        match = _FOLDER.fullmatch(name)
        if match is None:
            continue
        package = _read_object(folder / name / "package.json")
        given, engines = package.get("version"), package.get("engines")
        version = safe(given if isinstance(given, str) and given else match[2], 40)
        engine = engines.get("vscode") if isinstance(engines, dict) else None
        wanted = safe(engine if isinstance(engine, str) else "", 40)
        product, gone = _PRODUCTS[match[1].lower()], bool(obsolete.get(name))
        yield Install(product, version, editor, folder / name, remote, wanted, gone)


def _read_object(path: Path) -> Mapping[str, Json]:
    """The JSON object in a small file, or {} for anything else."""
    try:
        if not path.is_file():
            return {}
        with path.open("rb") as file:
            value = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _order(install: Install) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", install.version)[:4])
