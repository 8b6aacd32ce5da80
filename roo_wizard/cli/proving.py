"""Running the engine to its end for a command that works with the report."""

import asyncio

from roo_wizard.cli.ledgering import keep_run
from roo_wizard.cli.narration import narrate_event
from roo_wizard.cli.output import narrate
from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.report import Report
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target


async def prove(target: Target, options: Options, stop: asyncio.Event) -> tuple[Report, tuple[Exchange, ...]]:
    """Return the report of *target* and everything that was sent and came back; *stop* ends it early.

    The run is kept in the ledger, so that it can be judged again.
    """
    exchanges: list[Exchange] = []
    report: Report | None = None
    async for event in check(target, options, stop=stop, keep=lambda _, seen: exchanges.extend(seen)):
        narrate_event(event)
        if isinstance(event, Done):
            report = event.report
    if report is None:
        raise RuntimeError("the check ended without a report")
    problem = keep_run(target, report, exchanges)
    if problem:
        narrate(problem)
    return report, tuple(exchanges)
