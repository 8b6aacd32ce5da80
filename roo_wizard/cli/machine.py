"""What `doctor` looks at; one function is one check, and a new check is one more entry in `CHECKS`."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Status
from roo_wizard.core.text import safe

_SMALLEST = (80, 24)


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """One line of the doctor. ``remediation`` is what to do, "" when nothing is to be done."""

    id: str
    title: str
    status: Status
    summary: str
    remediation: str = ""


async def python() -> MachineCheck:
    """Which Python runs this, and where."""
    summary = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return MachineCheck("python", "Python", Status.PASS, summary)


async def folders() -> MachineCheck:
    """Whether the folders can be written, and by nobody else."""
    places = Places.of_user()
    for folder in (places.config, places.state):
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(existing, os.W_OK | os.X_OK):
            hint = f"make {safe(existing, 150)} writable for you"
            return MachineCheck("folders", "Folders", Status.FAIL, f"{safe(folder, 150)} cannot be written", hint)
        if existing == folder and os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
            hint = f"chmod 700 {safe(folder, 150)}"
            return MachineCheck("folders", "Folders", Status.WARN, f"others can look into {safe(folder, 150)}", hint)
    summary = f"profiles in {safe(places.config, 120)}, state in {safe(places.state, 120)}"
    return MachineCheck("folders", "Folders", Status.PASS, summary)


async def profiles() -> MachineCheck:
    """Whether the saved connections can be read, and what was set aside."""
    from roo_wizard.profiles.store import ProfileStore

    store = ProfileStore(Places.of_user())
    loaded = store.load()
    if loaded.problem is not None:
        return MachineCheck("profiles", "Profiles", Status.FAIL, loaded.problem.message, loaded.problem.hint)
    aside = store.set_aside_files()
    if aside:
        hint = "repair it and rename it, or delete it"
        return MachineCheck(
            "profiles", "Profiles", Status.WARN, f"a damaged file stands at {safe(aside[0], 200)}", hint
        )
    return MachineCheck("profiles", "Profiles", Status.PASS, f"{len(loaded.profiles)} saved")


async def keyring() -> MachineCheck:
    """Whether a key can be kept: write, read back, delete."""
    from roo_wizard.profiles.vault import Vault

    state = await Vault().probe()
    if state.usable:
        return MachineCheck("keyring", "Keyring", Status.PASS, f"{state.backend_name}: a test entry came back")
    if state.trouble is None:
        return MachineCheck("keyring", "Keyring", Status.WARN, state.backend_name)
    error = state.trouble.as_error
    return MachineCheck("keyring", "Keyring", Status.WARN, error.message, error.hint)


async def clients() -> MachineCheck:
    """Which installs of Roo Code and Zoo Code are on this machine."""
    from roo_wizard.roo.clients import CLIENTS
    from roo_wizard.roo.installs import find_installs

    installs = find_installs(Path.home(), os.environ)
    found = [safe(f"{CLIENTS[one.product].name} {one.version} in {one.editor}", 80) for one in installs]
    if found:
        return MachineCheck("clients", "Roo Code", Status.PASS, safe(", ".join(found)))
    hint = "install Zoo Code, or Roo Code's last version from a VSIX file (roo-wizard explain extension-unavailable)"
    return MachineCheck("clients", "Roo Code", Status.WARN, "neither Roo Code nor Zoo Code was found here", hint)


async def proxy() -> MachineCheck:
    """Through which proxy a request to an ordinary https host would go."""
    from roo_wizard.gateway.proxies import proxy_for

    found = proxy_for(Endpoint("https", "gateway.example", None, "/v1"))
    if found is None:
        return MachineCheck("proxy", "Proxy", Status.PASS, "none; this machine itself is always reached directly")
    hint = "VS Code needs the same proxy in its own settings (http.proxy)"
    return MachineCheck("proxy", "Proxy", Status.WARN, f"requests to https hosts go through {found}", hint)


async def certificates() -> MachineCheck:
    """Whether a CA file that the environment names is there."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        value = os.environ.get(name)
        if value and not Path(value).exists():
            hint = f"correct or unset {name}"
            return MachineCheck("certificates", "Certificates", Status.FAIL, f"{name} names {safe(value, 150)}", hint)
        if value:
            return MachineCheck("certificates", "Certificates", Status.PASS, f"{name}: {safe(value, 150)}")
    return MachineCheck("certificates", "Certificates", Status.PASS, "the usual ones")


async def terminal() -> MachineCheck:
    """Whether the wizard's screens fit here."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        hint = "the wizard needs one; roo-wizard check does not"
        return MachineCheck("terminal", "Terminal", Status.NOT_RUN, "standard output is not a terminal", hint)
    size = shutil.get_terminal_size()
    words = f"{size.columns}×{size.lines}, {safe(os.environ.get('TERM', 'unknown'), 40)}, {sys.stdout.encoding}"
    if size.columns < _SMALLEST[0] or size.lines < _SMALLEST[1]:
        return MachineCheck("terminal", "Terminal", Status.WARN, words, "make the window 80×24 or larger")
    return MachineCheck("terminal", "Terminal", Status.PASS, words)


async def clipboard() -> MachineCheck:
    """How a copied field gets to the clipboard."""
    from roo_wizard.handoff.clipboard import channels

    found = channels(os.environ)
    way = f"the command {found[0].command[0]}" if found else "asking the terminal, which may not obey (OSC 52)"
    return MachineCheck("clipboard", "Clipboard", Status.PASS, f"by {way}")


CHECKS: tuple[Callable[[], Awaitable[MachineCheck]], ...] = (
    python,
    folders,
    profiles,
    keyring,
    clients,
    proxy,
    certificates,
    terminal,
    clipboard,
)
"""Every check of the doctor, in the order in which it is printed."""
