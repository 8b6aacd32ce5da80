"""Copying, and saying no more about it than is known (textual.md 2.6).

A local command that ends well has copied. A terminal sequence (OSC 52) has only been sent: many terminals
ignore it in silence. The text goes through standard input, never into an argument list.
"""

import asyncio
import base64
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from roo_wizard.core.secret import ApiKey

DEADLINE_S = 2.0
Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Copied:
    """A local command took the text and ended well."""

    by: str

    @property
    def words(self) -> str:
        """What may be said."""
        return f"copied with {self.by}"


@dataclass(frozen=True, slots=True)
class Sent:
    """The text was handed on, and nobody answers whether it arrived."""

    to: str = "your terminal"
    advice: str = "check by pasting"

    @property
    def words(self) -> str:
        """What may be said."""
        return f"sent to {self.to}; {self.advice}"


@dataclass(frozen=True, slots=True)
class NotCopied:
    """The text is in no clipboard."""

    reason: str

    @property
    def words(self) -> str:
        """What may be said."""
        return f"not copied: {self.reason}"


@dataclass(frozen=True, slots=True)
class Channel:
    """A local clipboard command and when it is the right one."""

    command: tuple[str, ...]
    fits: Callable[[Mapping[str, str], str], bool]
    utf16: bool = False
    """clip.exe reads anything beyond ASCII as UTF-16."""


def _remote(environ: Mapping[str, str]) -> bool:
    """Over SSH a local command would fill the clipboard of the wrong machine."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def _x11(environ: Mapping[str, str], _platform: str) -> bool:
    """A forwarded display (``localhost:10.0``) is the person's own, also over SSH."""
    display = environ.get("DISPLAY", "")
    return bool(display) and (not _remote(environ) or display.startswith("localhost:"))


def _wsl(environ: Mapping[str, str], platform: str) -> bool:
    here = platform == "win32" or bool(environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"))
    return here and not _remote(environ)


CHANNELS: tuple[Channel, ...] = (
    Channel(("pbcopy",), lambda environ, platform: platform == "darwin" and not _remote(environ)),
    Channel(("wl-copy",), lambda environ, _: bool(environ.get("WAYLAND_DISPLAY")) and not _remote(environ)),
    Channel(("xclip", "-selection", "clipboard"), _x11),
    Channel(("xsel", "--clipboard", "--input"), _x11),
    Channel(("clip.exe",), _wsl, utf16=True),
)
"""In the order of trying: wl-copy before the X11 commands, which a Wayland session often has too."""


def channels(environ: Mapping[str, str], platform: str = sys.platform, which: Which = shutil.which) -> list[Channel]:
    """Return the local commands that would reach the person's own clipboard."""
    return [channel for channel in CHANNELS if channel.fits(environ, platform) and which(channel.command[0])]


def osc52(text: str | ApiKey, environ: Mapping[str, str] | None = None) -> str:
    """Return the sequence that asks a terminal to fill its clipboard, wrapped for tmux inside tmux."""
    payload = base64.b64encode(_plain(text).encode()).decode()
    sequence = f"\x1b]52;c;{payload}\x07"
    if (os.environ if environ is None else environ).get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return sequence


async def copy(
    text: str | ApiKey,
    send: Callable[[str], None] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    found: list[Channel] | None = None,
    deadline_s: float = DEADLINE_S,
) -> Copied | Sent | NotCopied:
    """Copy *text* by the first local command that works, else hand an OSC 52 sequence to *send*.

    *send* writes to the terminal (inside the app: its driver). Without it, and without a command, nothing is
    copied, and the outcome says so. *found* replaces the looking for commands.
    """
    environment = os.environ if environ is None else environ
    failed = ""
    for channel in channels(environment) if found is None else found:
        if await _run(channel, _plain(text), deadline_s):
            return Copied(channel.command[0])
        failed = f"{channel.command[0]} failed"
    if send is None:
        return NotCopied(failed or "there is no clipboard command here; select the text instead")
    send(osc52(text, environment))
    return Sent()


async def _run(channel: Channel, text: str, deadline_s: float) -> bool:
    """Feed *text* to the command; False when it cannot start, fails, or does not end in time.

    Its output goes nowhere: xclip and wl-copy leave a process behind that would keep a pipe open.
    """
    data = text.encode("utf-16-le") if channel.utf16 and not text.isascii() else text.encode()
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *channel.command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=nowhere
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(data), deadline_s)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode == 0


def _plain(text: str | ApiKey) -> str:
    return text.reveal() if isinstance(text, ApiKey) else text
