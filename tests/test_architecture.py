"""The house keeps its shape: who imports whom, what starts without what, how long things are, what is in the tree."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "roo_wizard"

ROWS = (
    ("core",),
    ("faults",),
    ("presets", "gateway", "roo"),
    ("probe", "practice"),
    ("profiles",),
    ("handoff",),
    ("flow",),
    ("tui",),
    ("cli",),
)
"""A room imports rooms of earlier rows only; rooms of one row never import each other."""

ROW_OF = {room: row for row, rooms in enumerate(ROWS) for room in rooms}

OWNERS = {
    "httpx": "gateway/",
    "httpcore": "gateway/",
    "truststore": "gateway/tls.py",
    "cryptography": "gateway/certificate.py",
    "keyring": "profiles/vault.py",
    "textual": "tui/",
    "rich": "tui/",
    "h11": "practice/",
}
"""The only place that may import a package."""

HEAVY = (
    "textual",
    "rich",
    "httpx",
    "httpcore",
    "keyring",
    "pydantic",
    "h11",
    "asyncio",
    "ssl",
    "dataclasses",
    "typing",
)
VISIBLE = {"README.md", "pyproject.toml", "roo_wizard", "screenshots", "tests"}
MODULE_LINES = 300
FUNCTION_LINES = 45


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def imported(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: a relative import hides its direction"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def offences(rule: Callable[[Path], Iterable[str]]) -> list[str]:
    """What *rule* has against any module of the package."""
    return [f"{name_of(path)}: {offence}" for path in modules() for offence in rule(path)]


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: run the tests from a clone")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def public_definitions(
    body: list[ast.stmt], prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def test_every_room_stands_in_a_row() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(ROW_OF)


def test_imports_point_to_earlier_rows_only() -> None:
    def wrong(path: Path) -> Iterator[str]:
        room = room_of(path)
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "roo_wizard" or len(parts) < 2 or parts[1] not in ROW_OF or parts[1] == room:
                continue
            allowed = ROW_OF[parts[1]] < ROW_OF[room] if room else path.name == "__main__.py"
            if not allowed:
                yield name

    assert not offences(wrong)


def test_a_package_is_imported_by_its_owner_only() -> None:
    def strangers(path: Path) -> Iterator[str]:
        inside = path.relative_to(PACKAGE).as_posix()
        for name in imported(path):
            owner = OWNERS.get(name.split(".")[0])
            if owner is not None and not inside.startswith(owner):
                yield name

    assert not offences(strangers)


def test_only_the_clipboard_starts_another_program() -> None:
    """What a model asks for, and what a file names, is never carried out: nothing here could do it."""
    starts = re.compile(
        r"subprocess|os\.(?:system|exec|spawn|posix_spawn|popen|startfile)|webbrowser|\b(?:eval|exec)\("
    )
    found = {name_of(path) for path in modules() if starts.search(path.read_text("utf-8"))}
    assert found == {"roo_wizard/handoff/clipboard.py"}


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["check", "--help"], ["practice", "--help"]], ids=" ".join
)
def test_help_and_version_load_nothing_heavy(words: list[str]) -> None:
    script = (
        f"import sys, json; from roo_wizard.cli.main import main; main({words!r}); print(json.dumps(list(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout.splitlines()[-1]))
    assert not loaded.intersection(HEAVY)
    rooms = {name.split(".")[1] for name in loaded if name.startswith("roo_wizard.")}
    assert rooms == {"cli"}


def test_only_the_five_entries_are_visible_at_the_top() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in top if not name.startswith(".")} <= VISIBLE


def test_a_module_can_be_read_in_a_sitting() -> None:
    lines = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: count for name, count in lines.items() if count > MODULE_LINES}


def test_a_function_fits_on_a_screen() -> None:
    def long(path: Path) -> Iterator[str]:
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or 0) - node.lineno + 1
                if count > FUNCTION_LINES:
                    yield f"{node.name}, {count} lines"

    assert not offences(long)


def test_every_public_name_is_documented() -> None:
    def bare(path: Path) -> Iterator[str]:
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            yield "the module itself"
        yield from (name for name, node in public_definitions(tree.body) if not ast.get_docstring(node))

    assert not offences(bare)


def test_tests_mirror_the_rooms() -> None:
    more = {"attack", "bench", "data", "gateways", "pty", "real"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set(ROW_OF) | more


FORBIDDEN = {
    "a machine path": r"(?<![\w.$}])/(?:work|root|tmp/(?:venv|litellm|aimock))/[A-Za-z]",
    "an address of a package registry": r"(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|debian|ubuntu)\.(?:org|com)\b"
    r"|registry\.(?:npm|yarn)|index-url",
    "something that looks like a real key": r"\b(?:sk-(?:ant-|proj-|or-v1-)?[A-Za-z0-9_]{40,}|AIza[\w-]{35}"
    r"|gh[pousr]_\w{36}|xox[bp]-[\w-]{20,}|AKIA[A-Z0-9]{16})\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE" + " KEY-----",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_of_the_tree_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    named = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        named += [f"{name_of(path)}: {hit[0][:60]}" for hit in pattern.finditer(text) if path != Path(__file__)]
    assert not named


CONSTRAINT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==[A-Za-z0-9.!+_-]+(?:\s*;\s*.+)?$")


def constrained_names() -> set[str]:
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    odd = [line for line in wanted if not CONSTRAINT.match(line)]
    assert not odd, "plain name==version lines only"
    return {canonical(line.partition("==")[0]) for line in wanted}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_an_exact_version_without_an_address() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {canonical(re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0]) for requirement in wanted}
    assert names <= constrained_names()


def test_the_readme_commands_stand_between_their_marks() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for mark in ("start", "test"):
        assert re.search(rf"<!-- {mark}-command -->\n```sh\n[^\n]+\n```\n<!-- /{mark}-command -->", readme), mark
