"""What `doctor` looks at; one function is one check, and a new check is one more entry in `CHECKS`."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from roo_wizard.cli.doctor.editor import called_host, clients, variables
from roo_wizard.cli.doctor.line import MachineCheck
from roo_wizard.cli.doctor.network import certificates, editor_proxy, proxy
from roo_wizard.cli.streams import Output
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Status
from roo_wizard.core.text import safe

if TYPE_CHECKING:
    from roo_wizard.profiles.profile import Profiles

_SMALLEST = (80, 24)


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
    """Whether the saved connections can be read, what was set aside, and whether every key has a name."""
    from roo_wizard.profiles.store import ProfileStore

    store = ProfileStore(Places.of_user())
    loaded = store.load()
    if loaded.problem is not None:
        return MachineCheck("profiles", "Profiles", Status.FAIL, loaded.problem.message, loaded.problem.hint)
    if (left := await _left_behind(loaded)) is not None:
        return left
    aside = store.set_aside_files()
    if aside:
        hint = "repair it and rename it, or delete it"
        return MachineCheck(
            "profiles", "Profiles", Status.WARN, f"a damaged file stands at {safe(aside[0], 200)}", hint
        )
    return MachineCheck("profiles", "Profiles", Status.PASS, f"{len(loaded.profiles)} saved")


async def _left_behind(saved: "Profiles") -> MachineCheck | None:
    """Name a key that a set-up left in the keyring when it was cut short, if there is one."""
    from roo_wizard.cli.leftover import unsaved_remedy
    from roo_wizard.profiles.unsaved import UnsavedKeys, held_of
    from roo_wizard.profiles.vault import Vault

    left = await held_of(Vault(), UnsavedKeys(Places.of_user()).without_profile(saved))
    if not left:
        return None
    words = f"no profile names the keyring entry {safe(left[0].username, 200)}: its set-up was cut short"
    return MachineCheck("profiles", "Profiles", Status.WARN, words, unsaved_remedy(left[0].profile, saved))


async def keyring() -> MachineCheck:
    """Whether a key can be kept (write, read back, delete), and whether its place is one to trust."""
    from roo_wizard.profiles.keyring_facts import TRUSTED
    from roo_wizard.profiles.vault import Vault

    title, state = "Keyring", await Vault().probe()
    if state.usable and state.backend is not None and state.backend.standing == TRUSTED:
        words = f"{state.backend_name}: trusted (the system's own store), and a test entry came back"
        return MachineCheck("keyring", title, Status.PASS, words)
    if state.usable:
        words = f"{state.backend_name}: not known to this program, so not trusted; a test entry came back"
        hint = "look up where this backend keeps its entries, or give the key with --key-env"
        return MachineCheck("keyring", title, Status.WARN, words, hint)
    if state.trouble is None:
        words = f"{state.backend_name}: what was stored did not come back"
        return MachineCheck("keyring", title, Status.WARN, words, "give the key with --key-env NAME")
    error = state.trouble.as_error
    return MachineCheck("keyring", title, Status.WARN, f"not trusted: {error.message}", error.hint)


async def terminal() -> MachineCheck:
    """Whether the wizard's screens fit here, and what this terminal is."""
    title = "Terminal"
    if not (sys.stdin and sys.stdin.isatty() and Output.stream().isatty()):
        hint = "the wizard needs one; roo-wizard check does not"
        return MachineCheck("terminal", title, Status.NOT_RUN, "standard output is not a terminal", hint)
    size = shutil.get_terminal_size()
    kind, encoding = safe(os.environ.get("TERM", "unknown"), 40), _encoding()
    around = [words for name, words in _AROUND.items() if os.environ.get(name)]
    summary = ", ".join([f"{size.columns}×{size.lines}", kind, encoding, *around])
    advice = {
        f"make the window {_SMALLEST[0]}×{_SMALLEST[1]} or larger": size.columns < _SMALLEST[0]
        or size.lines < _SMALLEST[1],
        "use a terminal that can move the cursor (TERM is dumb)": kind == "dumb",
        "set the locale to UTF-8 (LANG=C.UTF-8)": encoding.lower().replace("-", "") != "utf8",
    }
    hints = [hint for hint, needed in advice.items() if needed]
    return MachineCheck("terminal", title, Status.WARN if hints else Status.PASS, summary, "; ".join(hints))


def _encoding() -> str:
    """The encoding of standard output; inside the wizard a stand-in without one takes its place."""
    return getattr(sys.stdout, "encoding", None) or getattr(sys.__stdout__, "encoding", None) or "unknown"


_AROUND = {
    "TMUX": "inside tmux",
    "STY": "inside screen",
    "SSH_CONNECTION": "over SSH",
    "WSL_DISTRO_NAME": "in WSL",
    "VSCODE_INJECTION": "in the editor's terminal",
    "NO_COLOR": "without colours (NO_COLOR)",
}


async def clipboard() -> MachineCheck:
    """How a copied field gets to the clipboard."""
    from roo_wizard.handoff.clipboard import channels

    title, found = "Clipboard", channels(os.environ)
    if found:
        return MachineCheck("clipboard", title, Status.PASS, f"by the command {found[0].command[0]}")
    words = "by asking the terminal, which may not obey (OSC 52)"
    inside = " and in tmux: set -g set-clipboard on" if os.environ.get("TMUX") else ""
    hint = f"check by pasting; if nothing arrives, allow OSC 52 in the terminal{inside}, or select the text"
    return MachineCheck("clipboard", title, Status.WARN, words, hint)


CHECKS: tuple[Callable[[], Awaitable[MachineCheck]], ...] = (
    python,
    folders,
    profiles,
    keyring,
    clients,
    called_host,
    variables,
    proxy,
    editor_proxy,
    certificates,
    terminal,
    clipboard,
)
"""Every check of the doctor, in the order in which it is printed."""
