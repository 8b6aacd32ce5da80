"""Running the engine to its end for work that goes on with what was found."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from roo_wizard.cli.ledgering import keep_run
from roo_wizard.core.events import Done, Event
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.report import Report
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from roo_wizard.profiles.evidence import Evidence, evidence_of


@dataclass(frozen=True, slots=True)
class Proof:
    """A finished proof: its report, and everything that was sent and came back.

    ``unkept`` says why the run is not in the ledger, "" when it is.
    """

    report: Report
    exchanges: tuple[Exchange, ...] = ()
    unkept: str = ""

    @property
    def evidence(self) -> Evidence:
        """What else the exchanges say: the model list and the limits that were given to this key."""
        return evidence_of(self.exchanges)

    @property
    def is_ready(self) -> bool:
        """Whether a coding agent works with this key."""
        return self.report.verdict.exit_code == 0


async def proving(
    target: Target, options: Options | None = None, stop: asyncio.Event | None = None
) -> AsyncGenerator[Event | Proof, None]:
    """Prove *target* and yield what happens, at the end the `Proof`; *stop* ends it early, with a report.

    The run is kept in the ledger, so that it can be judged again.
    """
    exchanges: list[Exchange] = []
    report: Report | None = None
    events = check(target, options or Options(), stop=stop, keep=lambda _, seen: exchanges.extend(seen))
    async with aclosing(events):
        async for event in events:
            yield event
            if isinstance(event, Done):
                report = event.report
    if report is None:
        raise RuntimeError("the check ended without a report")
    yield Proof(report, tuple(exchanges), keep_run(target, report, exchanges))
