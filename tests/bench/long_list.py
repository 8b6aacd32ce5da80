"""Print what ``check`` costs by the length of the gateway's model list: ``python -m tests.bench.long_list [RUNS]``.

Whole processes, by the operating system's own accounting: CPU seconds (user and system) and peak memory, the
minimum of the runs. The gateway runs in a process of its own, and its key is as long as a real one, since what is
looked for in every text grows with it. Informational: nothing here fails.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.pty.driver import PROGRAM

SIZES = (3, 20_000, 200_000)
KEY = "-".join(("sk-proj", "Zk3vQ8mT1xLr7PwYb2NcHd9s", "FgJu4AeVtC6oRiKq5BnXa0Ml"))
SERVER = """\
import asyncio, sys
from unittest.mock import patch
from roo_wizard.practice import respond
from roo_wizard.practice.models import model_list
from roo_wizard.practice.server import PracticeGateway
from tests.bench.lists import plain

MORE = [plain(number) for number in range(int(sys.argv[1]))]

def long_list(ids):
    listed = model_list(ids)
    return listed | {"data": listed["data"] + MORE}

async def serve():
    async with PracticeGateway(keys=frozenset({sys.argv[2]})) as gateway:
        print(gateway.base_url, flush=True)
        await gateway.serve_forever()

with patch.object(respond, "model_list", long_list):
    asyncio.run(serve())
"""


@contextmanager
def gateway(models: int) -> Iterator[str]:
    """Run a practice gateway that lists *models* more models in another process and yield its base URL."""
    words = [sys.executable, "-c", SERVER, str(models), KEY]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def cost(base_url: str) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory in MiB of one ``check`` of the gateway at *base_url*."""
    words = [str(PROGRAM), "check", "--base-url", base_url, "--model", "practice-coder", "--key-env", "KEY", "--json"]
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "KEY": KEY, "LANG": "C.UTF-8"}
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(runs: int) -> None:
    """Print one line per length."""
    for models in SIZES:
        with gateway(models) as base_url:
            seconds, mebibytes = (min(column) for column in zip(*(cost(base_url) for _ in range(runs)), strict=True))
        print(f"{models:8,} models  {seconds:6.2f} s of CPU  {mebibytes:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
