"""Print what a re-check costs beside the proof itself: ``python -m tests.bench.recheck [PAIRS]``.

The gateway runs in a process of its own with scripted delays. ``check PROFILE`` is compared with the engine alone,
``check --all`` on twenty profiles with seven rounds of the engine alone (twenty, three at a time).
Informational: nothing here fails.
"""

import asyncio
import contextlib
import io
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from roo_wizard.cli.check_all import AT_ONCE
from roo_wizard.cli.main import main
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.events import Done
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Target
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore

PROFILES = 20
KEY, MODEL = "practice-key", "practice-coder"
SERVER = """\
import asyncio
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing

async def serve():
    async with PracticeGateway(pacing=Pacing(first=0.3, between=0.01)) as gateway:
        print(gateway.base_url, flush=True)
        await gateway.serve_forever()

asyncio.run(serve())
"""


@contextmanager
def slow_gateway() -> Iterator[str]:
    """Run the practice gateway with scripted delays in another process and yield its base URL."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes, with its output thrown away."""
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        work()
    return time.perf_counter() - start


def proof(base_url: str) -> None:
    """The engine alone."""

    async def run() -> None:
        async for event in check(Target(read_base_url(base_url), ApiKey(KEY), MODEL)):
            assert not isinstance(event, Done) or event.report.verdict == "ready"

    asyncio.run(run())


def measure(pairs: int) -> None:
    """Print the two ratios."""
    with slow_gateway() as base_url, tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": str(Path(folder, "state")), "BENCH_KEY": KEY}
        store = ProfileStore(Places.of_user())
        store.save(Profile("p0", base_url, MODEL, key_place="env:BENCH_KEY"))
        proof(base_url)
        seconds(lambda: main(["check", "p0"]))
        alone = [(seconds(lambda: proof(base_url)), seconds(lambda: main(["check", "p0"]))) for _ in range(pairs)]
        bare, whole = (min(column) for column in zip(*alone, strict=True))
        print(f"check PROFILE adds {1000 * (whole - bare):.0f} ms to a proof of {1000 * bare:.0f} ms   budget 50 ms")
        for number in range(1, PROFILES):
            store.save(Profile(f"p{number}", base_url, MODEL, key_place="env:BENCH_KEY"))
        ideal = bare * math.ceil(PROFILES / AT_ONCE)
        every = min(seconds(lambda: main(["check", "--all"])) for _ in range(max(1, pairs // 3)))
        print(f"check --all on {PROFILES}: {every / ideal:.2f} × the ideal of {ideal:.1f} s   budget 1.15")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
