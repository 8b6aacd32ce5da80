"""Print the time of quick and full proof against the gateway's own: ``python -m tests.bench.full_time [RUNS]``.

The practice gateway answers with scripted delays, so that its own time is known: the time of each request is the
one that the recorder measured, and the critical path is the longest chain of requests that must follow each other
(the lanes of each wave, one wave after the other). Informational: nothing here fails.
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from roo_wizard.core.events import Done
from roo_wizard.core.report import Report
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options
from tests.probe.runs import target

PACING = replace(Pacing(), first=0.15, between=0.004)
"""A gateway that takes 150 ms to the first byte, then writes 750 groups of events a second."""

FREE = ("models", "models without key")
WAVES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (FREE,),
    (("T1",), ("T1 plain",), ("wrong model id", "over-long field")),
    (("T2", "T3"), ("nested arguments",), ("image", "max_completion_tokens", "forced tool")),
    (("long context",), ("long answer",)),
    (("two at once, first",), ("two at once, second",)),
)
"""The full set as lanes of purposes; what stands in one lane must follow each other."""

QUICK = ((FREE,), (("T1", "T2"),))


def critical_path_ms(report: Report, waves: Sequence[Sequence[Sequence[str]]]) -> float:
    """The gateway's own time along the longest chain of *waves*."""
    times: Mapping[str, float] = {request.purpose: request.duration_ms for request in report.requests}
    return sum(max(sum(times.get(name, 0.0) for name in lane) for lane in wave) for wave in waves)


async def measured(options: Options) -> tuple[float, Report]:
    """One run and its wall time in ms."""
    async with PracticeGateway(pacing=PACING) as gateway:
        start = time.perf_counter()
        events = [event async for event in check(target(gateway.base_url), options)]
        spent = (time.perf_counter() - start) * 1000
    done = events[-1]
    if not isinstance(done, Done):
        raise TypeError("the check ended without a report")
    return spent, done.report


def main(runs: int) -> None:
    """Measure and print the best of *runs* for both sets."""
    plans = (("quick", Options(), QUICK, 1.05, 50.0), ("full", Options(full=True), WAVES, 1.15, 0.0))
    for name, options, waves, most, extra in plans:
        best = min((_overhead(options, waves, extra) for _ in range(runs)), key=lambda found: found[0])
        ratio, spent, path, tokens = best
        verdict = "ok  " if ratio <= most else "OVER"
        print(f"{verdict}  {name:<6} {spent:7.0f} ms, critical path {path:7.0f} ms, ratio {ratio:.3f}", end="")
        print(f" (budget {most} and {extra:.0f} ms), {tokens:,} prompt tokens")


def _overhead(options: Options, waves: Sequence[Sequence[Sequence[str]]], extra: float) -> tuple[float, ...]:
    spent, report = asyncio.run(measured(options))
    path = critical_path_ms(report, waves)
    return (spent - extra) / path, spent, path, report.usage.prompt_tokens


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
