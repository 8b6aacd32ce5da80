"""Real servers for tests: started on free loopback ports, ready when they say so, stopped by their own pid."""

import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

STOP_SECONDS = 15


class StartFailed(AssertionError):
    """The server ended before it was ready; the text is the end of what it wrote."""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One process that serves until the block ends. It starts at once; `wait_ready` waits for its word."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path) -> None:
        machine = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        self._process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env={**machine, "HOME": str(cwd), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def wait_ready(self, ready: str) -> str:
        """Return the first line that holds *ready*; what follows is read and thrown away, so that nothing blocks."""
        assert self._process.stdout is not None
        written: list[str] = []
        for line in self._process.stdout:
            written.append(line)
            if ready in line:
                Thread(target=self._drain, daemon=True).start()
                return line.strip()
        raise StartFailed("".join(written[-40:]))

    def _drain(self) -> None:
        assert self._process.stdout is not None
        try:
            for _ in self._process.stdout:
                pass
        except ValueError:  # closed under the reader when the test session ends
            pass
