"""Real servers for tests: started on free loopback ports, ready when they say so, stopped by their own pid."""

import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

PATIENCE = 120


class StartFailed(AssertionError):
    """The server ended, or said nothing, before it was ready; the text is what it wrote."""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str | Path], ready: str, env: Mapping[str, str], cwd: Path) -> Iterator[str]:
    """Run *command* until the block ends; yields the line that holds *ready*."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(cwd), "LANG": "C.UTF-8", **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        yield _first_line_with(process, ready)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _first_line_with(process: subprocess.Popen[str], ready: str) -> str:
    assert process.stdout is not None
    written: list[str] = []
    for line in process.stdout:
        written.append(line)
        if ready in line:
            Thread(target=process.stdout.read, daemon=True).start()
            return line.strip()
    raise StartFailed("".join(written[-40:]))
