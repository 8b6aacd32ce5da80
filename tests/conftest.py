"""What every test starts from: an empty home, no proxy, no keyring, no terminal habits of the machine it runs on."""

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

gc.set_threshold(100_000, 50, 50)
"""Screens and matrices make very many objects; looking for cycles among them was a tenth of the time."""

REAL_PARTS = ("secret_service", "litellm", "aimock", "roo_types", "agents", "pty", "exhaustive")
"""The marks of tests that the default run leaves out: they need something that is not a Python package, or much time.

`.ci/run` provides it all.
"""

FOREIGN = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
)
"""Variables of the machine that would change what a test sees; also looked for in lower case."""

settings.register_profile("default", deadline=None)
settings.load_profile("default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the marks of real-part tests into the junit report, where `.ci/none_skipped.py` counts them."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        item.user_properties += [("mark", mark) for mark in REAL_PARTS if mark in marks]


def pytest_collection_finish() -> None:
    """Never look again for cycles among what was collected: it stays to the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names for homes; most tests want no other folder, and a numbered ``tmp_path`` for each took two milliseconds."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture
def home(homes: Iterator[Path]) -> Path:
    """The empty home folder of this test."""
    folder = next(homes)
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def empty_machine(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point HOME and XDG_* into the test's folder and take the machine's proxies and keyring away."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / ".local" / "state"))
    if request.node.get_closest_marker("secret_service"):
        return
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local" / "share"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
