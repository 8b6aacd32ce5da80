"""LiteLLM and aimock as they are, in front of or beside the practice gateway; and the program as people run it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import pytest

from tests.real.servers import Server, free_port

DATA = Path(__file__).parents[1] / "data" / "servers"
PROGRAM = Path(sys.executable).with_name("roo-wizard")
MASTER_KEY = "sk-" + "5a" * 16
TEAM_KEY = "sk-team-alpha-0001"
BROKE_KEY = "sk-team-broke-0002"
AIMOCK_KEY = "sk-good-key-000"

WITHOUT_PRISMA = "import sys; sys.modules['prisma'] = None; from litellm import run_server; run_server()"
"""LiteLLM as it is when the optional package prisma was never installed."""


@dataclass(frozen=True)
class Checked:
    """What one ``roo-wizard check --json`` did."""

    code: int
    report: dict[str, Any]
    narration: str

    @property
    def cause(self) -> str | None:
        """The id of the cause, if there is one."""
        return self.report["cause"]["id"] if self.report["cause"] else None


Check = Callable[..., Checked]


@pytest.fixture
def check(home: Path) -> Check:
    """Run ``roo-wizard check --json WORDS…`` as a process of its own; *key* travels in an environment variable."""

    def run(*words: str, key: str | None = None) -> Checked:
        env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        how = ["--no-key"] if key is None else ["--key-env", "TEST_KEY"]
        done = subprocess.run(
            [str(PROGRAM), "check", *words, *how, "--json"],
            env={**env, "HOME": str(home), "TEST_KEY": key or ""},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.stdout, done.stderr
        assert key is None or key not in done.stdout + done.stderr
        return Checked(done.returncode, json.loads(done.stdout), done.stderr)

    return run


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The practice gateway as a process of its own; its address without a path."""
    with Server([PROGRAM, "practice"], {}, tmp_path_factory.mktemp("practice")) as server:
        yield server.wait_ready("http://").removesuffix("/v1")


@pytest.fixture(scope="session")
def litellm_program() -> Path:
    """The ``litellm`` program, named by ROO_WIZARD_LITELLM."""
    program = Path(os.environ.get("ROO_WIZARD_LITELLM", ""))
    if not program.is_file():
        pytest.skip(
            "LiteLLM is missing: python3 -m venv .cache/litellm && .cache/litellm/bin/pip install "
            "-c .ci/constraints-litellm.txt 'litellm[proxy]==1.106.2' prisma; then set ROO_WIZARD_LITELLM to "
            ".cache/litellm/bin/litellm"
        )
    return program


@dataclass(frozen=True)
class LiteLlms:
    """Three LiteLLM proxies that differ in how they refuse a key; each is an address without a path."""

    with_prisma: str
    without_prisma: str
    custom_auth: str


@pytest.fixture(scope="session")
def litellms(litellm_program: Path, practice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteLlms]:
    """All three proxies, started at once since each needs ten seconds."""
    python = litellm_program.with_name("python")
    master = "master_key: os.environ/LITELLM_MASTER_KEY"
    hook = "custom_auth: litellm_custom_auth.user_api_key_auth"
    starts: tuple[tuple[Sequence[str | Path], str], ...] = (
        ([litellm_program], master),
        ([python, "-c", WITHOUT_PRISMA], master),
        ([litellm_program], hook),
    )
    with ExitStack() as stack:
        ports = [free_port() for _ in starts]
        servers = [
            stack.enter_context(litellm(command, auth, practice, tmp_path_factory.mktemp("litellm"), port))
            for (command, auth), port in zip(starts, ports, strict=True)
        ]
        for server in servers:
            server.wait_ready("Uvicorn running")
        yield LiteLlms(*(f"http://127.0.0.1:{port}" for port in ports))


def litellm(command: Sequence[str | Path], auth: str, practice: str, folder: Path, port: int) -> Server:
    """Start one LiteLLM proxy in front of *practice*."""
    config = folder / "config.yaml"
    config.write_text(Template((DATA / "litellm.yaml").read_text("utf-8")).substitute(practice=practice, auth=auth))
    (folder / "litellm_custom_auth.py").write_text((DATA / "litellm_custom_auth.py").read_text("utf-8"))
    env = {"LITELLM_MASTER_KEY": MASTER_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
    words: list[str | Path] = [*command, "--config", config, "--host", "127.0.0.1", "--port", str(port)]
    return Server(words, env, folder)


@pytest.fixture(scope="session")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """aimock, named by ROO_WIZARD_AIMOCK; its address without a path. The key is `AIMOCK_KEY`."""
    program = Path(os.environ.get("ROO_WIZARD_AIMOCK", ""))
    if not program.is_file():
        pytest.skip(
            "aimock is missing: npm install --prefix .cache/aimock @copilotkit/aimock@1.43.0; then set "
            "ROO_WIZARD_AIMOCK to .cache/aimock/node_modules/@copilotkit/aimock/dist/cli.js"
        )
    port = free_port()
    words: list[str | Path] = ["node", program, "-p", str(port), "-f", DATA / "aimock.json", "--strict"]
    with Server(words, {"AIMOCK_API_KEYS": AIMOCK_KEY}, tmp_path_factory.mktemp("aimock")) as server:
        server.wait_ready("listening")
        yield f"http://127.0.0.1:{port}"
