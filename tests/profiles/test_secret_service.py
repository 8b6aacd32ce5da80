"""The vault on a real Secret Service: gnome-keyring on a private session bus, started and stopped here."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool", "dbus-send")
MISSING = [program for program in PROGRAMS if not shutil.which(program)]
pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.skipif(
        bool(MISSING), reason=f"no {', '.join(MISSING)}: apt-get install gnome-keyring dbus libsecret-tools"
    ),
]

TOOL = Path(__file__).with_name("vault_tool.py")
ORIGIN = "https://router.flatkey.ai"
WORK = f"{ORIGIN}#work"
CANARY = "fk-canary-7Qw9Zr2TtXk41"
PASSWORD = "ci-only"
START = """
printf %s "$1" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
owner="--session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner"
until dbus-send $owner string:org.freedesktop.secrets | grep -q true; do :; done
printf '%s\\n' "$DBUS_SESSION_BUS_ADDRESS"
read -r _
"""
LOCK = "import secretstorage as s; c = s.get_default_collection(s.dbus_init()); c.lock(); assert c.is_locked()"


@dataclass(frozen=True)
class Session:
    """A session with its own home folder and, if ``DBUS_SESSION_BUS_ADDRESS`` is in ``environ``, its own keyring."""

    environ: dict[str, str]

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environ, input=stdin, capture_output=True, text=True, timeout=60, check=False
        )

    def vault(self, action: str, username: str = WORK, *more: str, key: str = "", **environ: str) -> dict[str, Any]:
        session = Session(self.environ | environ)
        outcome = session.run(sys.executable, str(TOOL), action, username, *more, stdin=key)
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stderr == "", "nothing may be printed over the screen"
        result: dict[str, Any] = json.loads(outcome.stdout)
        return result

    def secret_tool(self, action: str, *more: str, stdin: str = "") -> str:
        command = ("secret-tool", action, *more, "service", "roo-wizard", "username", WORK)
        return self.run(*command, stdin=stdin).stdout

    def daemon(self) -> int:
        """The pid that the bus reports for the Secret Service."""
        method = "org.freedesktop.DBus.GetConnectionUnixProcessID"
        reply = self.run(
            "dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/", method,
            "string:org.freedesktop.secrets",
        )  # fmt: skip
        return int(reply.stdout.split()[-1])


@pytest.fixture
def no_bus(tmp_path: Path) -> Session:
    """A session without any bus."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return Session(
        {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_RUNTIME_DIR": str(runtime),
            "LANG": "C.UTF-8",
        }
    )


@pytest.fixture
def session(no_bus: Session) -> Iterator[Session]:
    """A session whose login keyring is unlocked."""
    command = ("dbus-run-session", "--", "sh", "-eu", "-c", START, "start", PASSWORD)
    with subprocess.Popen(
        command, env=no_bus.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as bus:
        assert bus.stdout is not None
        running = Session(no_bus.environ | {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()})
        daemon = running.daemon()
        yield running
        with suppress(ProcessLookupError):
            os.kill(daemon, signal.SIGCONT)
            os.kill(daemon, signal.SIGTERM)


@pytest.fixture
def frozen(session: Session) -> Session:
    os.kill(session.daemon(), signal.SIGSTOP)
    return session


def test_an_unlocked_keyring_passes_the_canary_and_keeps_no_trace_of_it(session: Session) -> None:
    assert session.vault("probe") == {"usable": True, "backend": "Secret Service", "trouble": None}
    assert session.run("secret-tool", "search", "--all", "service", "roo-wizard-canary").stdout == ""


def test_a_stored_key_can_be_read_and_deleted_by_the_systems_own_tool(session: Session) -> None:
    stored = session.vault("save", key=CANARY)
    assert stored["stored"] == "Secret Service"
    assert session.secret_tool("lookup") == CANARY
    assert session.run(*shlex.split(stored["read"])).stdout == CANARY
    assert session.run(*shlex.split(stored["delete"])).returncode == 0
    assert session.vault("read") == {"key": None}


@pytest.mark.parametrize("payload", [CANARY, f"{CANARY}\n"])
def test_a_key_stored_by_the_systems_own_tool_can_be_read(session: Session, payload: str) -> None:
    session.secret_tool("store", "--label=roo-wizard", stdin=payload)
    assert session.vault("read") == {"key": CANARY}


def test_two_profiles_at_one_origin_have_two_keys(session: Session) -> None:
    session.vault("save", f"{ORIGIN}#one", key=CANARY)
    session.vault("save", f"{ORIGIN}#two", key=CANARY[::-1])
    assert session.vault("read", f"{ORIGIN}#one") == {"key": CANARY}
    assert session.vault("read", f"{ORIGIN}#two") == {"key": CANARY[::-1]}


def test_a_key_is_replaced_and_deleted_and_a_long_one_is_kept_whole(session: Session) -> None:
    session.vault("save", key=CANARY)
    session.vault("save", key="x1" * 4000)
    assert session.vault("read") == {"key": "x1" * 4000}
    assert session.vault("delete") == {"deleted": True}
    assert session.vault("delete") == {"deleted": False}
    assert session.secret_tool("lookup") == ""


def test_a_secret_header_is_kept_as_it_is(session: Session) -> None:
    session.vault("save", f"{WORK}#X-Team", key="Bearer abc def")
    assert session.vault("read", f"{WORK}#X-Team") == {"key": "Bearer abc def"}


def test_a_locked_keyring_is_named_with_a_way_out(session: Session) -> None:
    session.vault("save", key=CANARY)
    assert session.run(sys.executable, "-c", LOCK).returncode == 0
    state = session.vault("probe")
    assert (state["usable"], state["trouble"]["kind"]) == (False, "locked")
    assert [choice["id"] for choice in state["trouble"]["choices"]] == ["retry", "session", "env"]
    assert session.vault("save", key="other")["trouble"]["kind"] == "locked"
    assert "locked" in session.vault("read")["problem"]


def test_a_question_that_nobody_can_see_is_named(session: Session, tmp_path: Path) -> None:
    fresh = {"XDG_DATA_HOME": str(tmp_path / "other"), "XDG_RUNTIME_DIR": str(tmp_path)}
    script = f"exec {shlex.quote(sys.executable)} {shlex.quote(str(TOOL))} probe {shlex.quote(WORK)}"
    outcome = Session(session.environ | fresh).run("dbus-run-session", "--", "sh", "-c", script)
    assert json.loads(outcome.stdout)["trouble"]["kind"] == "refused"


def test_without_a_bus_there_is_no_keyring_and_the_offered_command_starts_one(no_bus: Session, tmp_path: Path) -> None:
    state = no_bus.vault("probe")
    assert (state["usable"], state["trouble"]["kind"]) == (False, "absent")
    program = tmp_path / "bin" / "roo-wizard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(TOOL))} probe "{WORK}"\n')
    program.chmod(0o755)
    there = Session(no_bus.environ | {"PATH": f"{program.parent}:{no_bus.environ['PATH']}"})
    outcome = there.run("bash", "-c", state["trouble"]["command"], stdin=f"{PASSWORD}\n")
    assert json.loads(outcome.stdout)["usable"] is True, outcome.stderr


def test_the_command_for_a_locked_keyring_opens_the_same_keyring_in_a_new_session(
    session: Session, tmp_path: Path
) -> None:
    session.vault("save", key=CANARY)
    session.run(sys.executable, "-c", LOCK)
    command = session.vault("probe")["trouble"]["command"]
    program = tmp_path / "bin" / "roo-wizard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(TOOL))} read "{WORK}"\n')
    program.chmod(0o755)
    there = Session(session.environ | {"PATH": f"{program.parent}:{session.environ['PATH']}"})
    outcome = there.run("bash", "-c", command, stdin=f"{PASSWORD}\n")
    assert json.loads(outcome.stdout) == {"key": CANARY}, outcome.stderr


@pytest.mark.parametrize(
    ("backend", "kind"),
    [
        ("keyring.backends.null.Keyring", "null"),
        ("keyring.backends.nowhere.Keyring", "misconfigured"),
        ("nonsense", "misconfigured"),
    ],
)
def test_a_configured_backend_that_keeps_nothing_is_named(session: Session, backend: str, kind: str) -> None:
    state = session.vault("probe", PYTHON_KEYRING_BACKEND=backend)
    assert (state["usable"], state["trouble"]["kind"]) == (False, kind)
    assert state["trouble"]["command"] == "unset PYTHON_KEYRING_BACKEND"
    assert session.vault("save", key=CANARY, PYTHON_KEYRING_BACKEND=backend)["trouble"]["kind"] == kind


def test_a_chain_is_looked_through(session: Session) -> None:
    chain = "keyring.backends.chainer.ChainerBackend"
    assert session.vault("save", key=CANARY, PYTHON_KEYRING_BACKEND=chain)["stored"] == "Secret Service"
    assert session.secret_tool("lookup") == CANARY


def test_a_frozen_keyring_is_named_and_the_process_still_ends(frozen: Session) -> None:
    state = frozen.vault("probe", WORK, "0.3")
    assert (state["usable"], state["trouble"]["kind"]) == (False, "frozen")
    assert frozen.vault("save", WORK, "0.3", key=CANARY)["trouble"]["kind"] == "frozen"
    assert "did not answer" in frozen.vault("read", WORK, "0.3")["problem"]


def test_a_key_that_was_said_not_to_be_stored_is_not_stored_later(frozen: Session) -> None:
    code = f"""
import asyncio, os, signal, sys, threading
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.vault import NotStored, Vault
address = KeyAddress({ORIGIN!r}, "work")
async def main():
    vault = Vault(Limits(keyring=0.3))
    assert isinstance(await vault.save(address, ApiKey("{CANARY}")), NotStored)
    late = [thread for thread in threading.enumerate() if thread.daemon]
    os.kill(int(sys.argv[1]), signal.SIGCONT)
    for thread in late:
        thread.join(20)
    assert await Vault().read(address, {ORIGIN!r}) is None
asyncio.run(main())
"""
    outcome = frozen.run(sys.executable, "-c", code, str(frozen_daemon(frozen)))
    assert (outcome.returncode, outcome.stderr) == (0, "")


def frozen_daemon(session: Session) -> int:
    return session.daemon()
