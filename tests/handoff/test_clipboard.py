import base64
import os
import sys
from pathlib import Path

import pytest

from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.clipboard import CHANNELS, Channel, Copied, NotCopied, Sent, channels, copy, osc52

WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}


def always(_environ: object, _platform: str) -> bool:
    return True


def names(environ: dict[str, str], platform: str = "linux", missing: str = "") -> list[str]:
    found = channels(environ, platform, lambda name: None if name == missing else name)
    return [channel.command[0] for channel in found]


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "darwin", ["pbcopy"]),
        (WAYLAND, "linux", ["wl-copy", "xclip", "xsel"]),
        ({"DISPLAY": ":0"}, "linux", ["xclip", "xsel"]),
        ({"WSL_DISTRO_NAME": "Ubuntu"}, "linux", ["clip.exe"]),
        ({}, "win32", ["clip.exe"]),
        ({}, "linux", []),
        (SSH, "darwin", []),
        (SSH | WAYLAND, "linux", []),
        (SSH | {"DISPLAY": "localhost:10.0"}, "linux", ["xclip", "xsel"]),
    ],
)
def test_only_commands_that_reach_the_persons_own_clipboard_are_tried(
    environ: dict[str, str], platform: str, expected: list[str]
) -> None:
    assert names(environ, platform) == expected


def test_a_command_that_is_not_installed_is_passed_over() -> None:
    assert names(WAYLAND, missing="wl-copy") == ["xclip", "xsel"]


def test_no_command_carries_the_text_in_its_arguments() -> None:
    assert all("{" not in part for channel in CHANNELS for part in channel.command)


async def test_a_command_that_ends_well_has_copied(tmp_path: Path) -> None:
    target = tmp_path / "clipboard"
    code = f"import sys; open({str(target)!r}, 'wb').write(sys.stdin.buffer.read())"
    outcome = await copy(ApiKey("k-1"), found=[Channel((sys.executable, "-c", code), always)], deadline_s=30)
    assert outcome == Copied(sys.executable)
    assert target.read_text() == "k-1"


@pytest.mark.parametrize(("text", "data"), [("plain", b"plain"), ("Büro", "Büro".encode("utf-16-le"))])
async def test_windows_gets_more_than_ascii_as_utf16(tmp_path: Path, text: str, data: bytes) -> None:
    target = tmp_path / "clipboard"
    code = f"import sys; open({str(target)!r}, 'wb').write(sys.stdin.buffer.read())"
    await copy(text, found=[Channel((sys.executable, "-c", code), always, utf16=True)], deadline_s=30)
    assert target.read_bytes() == data


FAILING = Channel((sys.executable, "-c", "raise SystemExit(1)"), always)
HANGING = Channel((sys.executable, "-c", "import threading; threading.Event().wait()"), always)
MISSING = Channel(("no-such-command-anywhere",), always)


@pytest.mark.parametrize("channel", [FAILING, HANGING, MISSING], ids=["fails", "hangs", "missing"])
async def test_a_command_that_does_not_end_well_has_not_copied(channel: Channel) -> None:
    outcome = await copy("text", found=[channel], deadline_s=0.05 if channel is HANGING else 30)
    assert isinstance(outcome, NotCopied)
    assert outcome.words == f"not copied: {channel.command[0]} failed"


async def test_after_a_failing_command_the_next_and_then_the_terminal_is_tried() -> None:
    good = Channel((sys.executable, "-c", "import sys; sys.stdin.read()"), always)
    assert isinstance(await copy("text", found=[FAILING, good], deadline_s=30), Copied)
    sent: list[str] = []
    outcome = await copy("text", sent.append, environ={}, found=[FAILING], deadline_s=30)
    assert outcome == Sent()
    assert outcome.words == "sent to your terminal; check by pasting"
    assert sent == [osc52("text", {})]


async def test_without_any_way_nothing_is_claimed() -> None:
    outcome = await copy("text", found=[])
    assert isinstance(outcome, NotCopied)
    assert "select the text" in outcome.words


async def test_a_child_that_stays_behind_does_not_hold_the_copy_up() -> None:
    code = "import os, sys, signal; sys.stdin.read(); pid = os.fork(); pid or signal.alarm(5) or signal.pause()"
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    assert isinstance(await copy("text", found=[Channel((sys.executable, "-c", code), always)], deadline_s=30), Copied)


def test_the_terminal_sequence_carries_the_text_and_is_wrapped_for_tmux() -> None:
    encoded = base64.b64encode("Büro".encode()).decode()
    assert osc52("Büro", {}) == f"\x1b]52;c;{encoded}\x07"
    assert osc52(ApiKey("Büro"), {"TMUX": "/tmp/x,1,0"}) == f"\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\"
