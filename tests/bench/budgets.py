"""Print the start-up and memory budgets of the design as ratios: ``python -m tests.bench.budgets [PAIRS]``.

Every figure is the minimum of interleaved runs of ours and of what it is compared with, so that a noisy machine
disturbs both alike. Informational: nothing here fails; the tests assert causes (which modules are loaded), not times.
"""

import asyncio
import compileall
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.keystroke import longest_block_ms
from tests.pty.driver import PROGRAM, Terminal

ARGPARSE_ONLY = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--practice')\n"
BARE_APP = """\
from textual.app import App, ComposeResult
from textual.widgets import Static

class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Gateway")

Bare().run()
"""
FIRST_TEXT = b"Gateway"


@dataclass(frozen=True)
class Budget:
    """One line of the table: ``ratio`` may be at most ``limit``."""

    what: str
    ratio: float
    limit: float
    ours: str

    def __str__(self) -> str:
        verdict = "ok  " if self.ratio <= self.limit else "OVER"
        return f"{verdict}  {self.what:<58} {self.ratio:6.2f}   budget {self.limit:6.2f}   ({self.ours})"


class Unread(Terminal):
    """A terminal whose screen is not drawn, so that drawing costs no time in the measurement."""

    def _draw(self, data: bytes) -> None:
        pass

    def wait_for_bytes(self, text: bytes) -> None:
        """Wait until the program has written *text*."""
        self.wait_until(lambda _screen: text in self.raw, repr(text))


def main(pairs: int) -> None:
    """Measure and print everything."""
    for package in ("roo_wizard", "textual", "rich"):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            compileall.compile_dir(folder, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for budget in (*help_budgets(home, pairs), *paint_budgets(home, pairs), keystroke_budget()):
            print(budget, flush=True)


def help_budgets(folder: Path, pairs: int) -> list[Budget]:
    """``--help`` and ``--version`` against an empty Python and against one argparse parser; whole processes."""
    script = folder / "argparse_only.py"
    script.write_text(ARGPARSE_ONLY)
    commands = {
        "empty": [sys.executable, "-c", "pass"],
        "argparse": [sys.executable, str(script)],
        "--help": [str(PROGRAM), "--help"],
        "--version": [str(PROGRAM), "--version"],
    }
    best = interleaved({name: partial(run_time, words) for name, words in commands.items()}, pairs * 3)
    return [
        Budget(f"{ours} / {than}", best[ours] / best[than], limit, f"{best[ours] * 1000:.1f} ms")
        for ours in ("--help", "--version")
        for than, limit in (("empty", 3.0), ("argparse", 1.25))
    ]


def paint_budgets(home: Path, pairs: int) -> list[Budget]:
    """First text and peak memory of the wizard against a bare Textual app, each in a pseudo-terminal of its own."""
    script = home / "bare_app.py"
    script.write_text(BARE_APP)
    memory: dict[str, int] = {}

    def painted(name: str, words: list[str]) -> float:
        env = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "TERM": "xterm-256color"}
        start = time.perf_counter()
        with Unread(words, {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **env}) as terminal:
            terminal.wait_for_bytes(FIRST_TEXT)
            seconds = time.perf_counter() - start
            memory[name] = min(peak_memory_kib(terminal.pid), memory.get(name, 1 << 40))
        return seconds

    bare, ours = [sys.executable, str(script)], [str(PROGRAM)]
    best = interleaved({"bare": partial(painted, "bare", bare), "ours": partial(painted, "ours", ours)}, pairs)
    return [
        Budget(
            "first text of the wizard / bare Textual app", best["ours"] / best["bare"], 1.35, f"{best['ours']:.3f} s"
        ),
        Budget(
            "peak memory at the first text / bare Textual app",
            memory["ours"] / memory["bare"],
            1.4,
            f"{memory['ours'] / 1024:.1f} MiB",
        ),
    ]


def keystroke_budget() -> Budget:
    """The longest time that one key press in the filter over 50,000 models blocks the event loop, per 16 ms."""
    longest = asyncio.run(longest_block_ms(models=50_000))
    return Budget("longest block of a filter key at 50,000 models / 16 ms", longest / 16, 1.0, f"{longest:.1f} ms")


def interleaved(measures: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the minimum of each measure over *rounds* in which they take turns."""
    best = dict.fromkeys(measures, float("inf"))
    for _ in range(rounds):
        for name, measure in measures.items():
            best[name] = min(best[name], measure())
    return best


def run_time(words: list[str]) -> float:
    """Return the wall time of one process in seconds."""
    start = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak_memory_kib(pid: int) -> int:
    """Return the peak resident memory of a running process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
