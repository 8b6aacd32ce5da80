"""What is known about keyring backends, and what each way of failing means (``keyring.toml``)."""

import os
import shlex
import shutil
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.text import SafeText, safe
from roo_wizard.profiles.key_address import SERVICE, KeyAddress

TRUSTED, CHAIN, UNKNOWN = "trusted", "chain", "unknown"
CONFIGURED_BY = "PYTHON_KEYRING_BACKEND"
_NOTHING = safe("")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way out that can be offered: ``retry``, ``session`` or ``env``, and its words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which a keyring fails, in words for a person.

    ``kind`` is absent, locked, refused, frozen, null, misconfigured, unsafe, too-long, lost or other.
    ``advice`` ends where ``command``, which can be copied, begins. ``choices`` are the ways out, best first.
    """

    kind: str
    meaning: str
    advice: str
    command: str
    choices: tuple[Choice, ...]
    detail: SafeText = _NOTHING

    @property
    def as_error(self) -> KeyringProblem:
        """The same as an exception for callers that cannot go on without the keyring."""
        return KeyringProblem(self.meaning, f"{self.advice} {self.command}")


@dataclass(frozen=True, slots=True)
class BackendFacts:
    """A backend by its module. ``standing`` is trusted, chain, unknown, or the kind of trouble that it is.

    ``read`` and ``delete`` are the system's own commands, with ``{username}`` for the entry.
    """

    name: SafeText
    standing: str
    max_utf16_units: int | None = None
    read: str = ""
    delete: str = ""

    def commands(self, address: KeyAddress) -> tuple[str, str]:
        """Return the commands that print and delete the entry at *address*, quoted for a shell."""
        username = shlex.quote(address.username)
        read = self.read or f"keyring get {SERVICE} {{username}}"
        delete = self.delete or f"keyring del {SERVICE} {{username}}"
        return read.replace("{username}", username), delete.replace("{username}", username)


def backend_facts(module: str) -> BackendFacts:
    """Return what is known about the backend class of *module*; the longest matching prefix counts."""
    table = _tables()["backends"]
    for length in range(module.count(".") + 1, 0, -1):
        entry = table.get(".".join(module.split(".")[:length]))
        if entry:
            return BackendFacts(**entry)
    return BackendFacts(safe(module, 80), UNKNOWN)


_USUAL_BACKENDS = {"darwin": "keyring.backends.macOS", "win32": "keyring.backends.Windows"}


def usual_commands(address: KeyAddress, platform: str = sys.platform) -> tuple[str, str]:
    """Return the commands that print and delete the entry in this *platform*'s usual keyring, without asking it."""
    return backend_facts(_USUAL_BACKENDS.get(platform, "keyring.backends.SecretService")).commands(address)


def trouble(kind: str, detail: object = "", *, platform: str = sys.platform) -> Trouble:
    """Return the trouble called *kind* with the command for this *platform*."""
    tables = _tables()
    entry = tables["troubles"][kind]
    system = platform if platform in {"darwin", "win32"} else "linux"
    commands = entry.get("command_when_set" if CONFIGURED_BY in os.environ else "command") or entry["command"]
    choices = tuple(Choice(name, tables["choices"][name]) for name in entry["choices"])
    command = commands[system].replace("; roo-wizard;", f"; {_program()};")
    return Trouble(kind, entry["meaning"], entry["advice"][system], command, choices, safe(detail, 100))


def _program() -> str:
    """The wizard as a shell finds it: by name, else the program that runs now (in a virtual environment, say)."""
    running = Path(sys.argv[0])
    if shutil.which("roo-wizard") or running.name != "roo-wizard":
        return "roo-wizard"
    return shlex.quote(str(running.absolute()))


_KIND_BY_EXCEPTION = {
    "TimeoutError": "frozen",
    "NoKeyringError": "absent",
    "SecretServiceNotAvailableException": "absent",
    "KeyringLocked": "locked",
    "LockedException": "locked",
    "InitError": "refused",
    "PromptDismissedException": "refused",
    "EOFError": "unsafe",
    "ImportError": "misconfigured",
}
"""Class names along an exception's ancestry; names, so that no backend has to be imported for comparing."""

_TOO_LONG_ON_WINDOWS = 1783
"""``RPC_X_BAD_STUB_DATA``: what Credential Manager answers to a long secret; an OSError or pywintypes.error."""


def trouble_of(error: BaseException) -> Trouble:
    """Return what *error* of a backend means. Its text is never shown: it may repeat the key."""
    if _TOO_LONG_ON_WINDOWS in (getattr(error, "winerror", None), *error.args[:1]):
        return trouble("too-long")
    for ancestor in type(error).__mro__:
        kind = _KIND_BY_EXCEPTION.get(ancestor.__name__)
        if kind:
            return trouble(kind, type(error).__name__)
    return trouble("other", type(error).__name__)


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = tomllib.loads(files(__package__).joinpath("keyring.toml").read_text("utf-8"))
    return tables
