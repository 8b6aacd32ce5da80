"""The full set: the checks C20–C30 in waves, at most three requests at once (probe.md 6.2).

Each wave is a few lanes; the checks of one lane follow each other. The first wave runs beside T1, the second
beside T2 and T3, the third alone. A check that a cap or a fault leaves undone is *not run*, with the reason.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from roo_wizard.core.events import CheckFinished, CheckStarted, Event
from roo_wizard.core.finding import Finding
from roo_wizard.core.report import CheckResult
from roo_wizard.faults.checks import check_spec
from roo_wizard.probe.full.small import error_shape, image, optional_fields, served_identity, two_at_once
from roo_wizard.probe.full.stage import Outcome, Stage, left_out
from roo_wizard.probe.full.third_turn import third_turn_check
from roo_wizard.probe.full.turns import long_answer, long_context, nested_arguments, plain_twin
from roo_wizard.probe.sender import RequestsSpent

Check = Callable[[Stage], Awaitable[Outcome]]
Lane = tuple[tuple[str, Check], ...]
Result = TypeVar("Result")

BESIDE_FIRST: tuple[Lane, ...] = ((("C24", plain_twin),), (("C26", error_shape),))
BESIDE_SECOND: tuple[Lane, ...] = ((("C21", nested_arguments),), (("C28", image), ("C29", optional_fields)))
THIRD_TURN: Lane = (("C20", third_turn_check),)
LAST: tuple[Lane, ...] = ((("C23", long_context),), (("C25", long_answer),))
AT_ONCE: Lane = (("C30", two_at_once),)

FULL_CHECKS = ("C20", "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30")

RESERVE = 14
"""Requests that the first wave leaves to the quick set, which comes first in everything."""


class FullSet:
    """What the full set has found so far; the lanes may run side by side."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._done: set[str] = set()
        self.results: list[CheckResult] = []
        self.findings: list[Finding] = []
        self.spent: str = ""
        """Which cap left checks undone, "" when none did."""

    async def run(self, stage: Stage, lanes: Sequence[Lane]) -> None:
        """Run *lanes* side by side."""
        await asyncio.gather(*(self._lane(stage, lane) for lane in lanes))

    async def beside_first(self, stage: Stage) -> None:
        """The first wave, unless the caps are so low that the quick set needs all of them."""
        if stage.sender.left >= RESERVE + sum(len(lane) + 1 for lane in BESIDE_FIRST):
            await self.run(stage, BESIDE_FIRST)

    async def rest(self, stage: Stage) -> None:
        """Everything that is not done yet, wave by wave."""
        await self.run(stage, BESIDE_FIRST)
        await self.run(stage, (THIRD_TURN, *BESIDE_SECOND))
        self.note(served_identity(stage))
        await self.run(stage, LAST)
        await self.run(stage, (AT_ONCE,))

    def leave_out(self, why: str) -> None:
        """Note for every check that is not done *why* it is not."""
        for check in FULL_CHECKS:
            if check not in self._done:
                self.note(left_out(check, why))

    def note(self, outcome: Outcome) -> None:
        """Keep *outcome* and tell it."""
        self._done.add(outcome.result.id)
        self.results.append(outcome.result)
        self.findings += outcome.findings
        self._emit(CheckFinished(outcome.result))

    async def _lane(self, stage: Stage, lane: Lane) -> None:
        for name, check in lane:
            if name in self._done:
                continue
            self._done.add(name)
            self._emit(CheckStarted(name, check_spec(name).title))
            try:
                self.note(await check(stage))
            except RequestsSpent as spent:
                self.spent = self.spent or spent.why
                self.note(left_out(name, spent.why))


async def alongside(main: Coroutine[Any, Any, Result], *others: Coroutine[Any, Any, None]) -> Result:
    """Run *main* with *others* beside it; when it ends by an exception, they end too."""
    tasks = [asyncio.create_task(other) for other in others]
    try:
        result = await main
        await asyncio.gather(*tasks)
        return result
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def restaged(stage: Stage, **changes: Any) -> Stage:
    """Return *stage* as the accepted proof left it."""
    return replace(stage, **changes)
