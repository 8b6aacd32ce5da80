"""The table of all faults and oddities: what the quick and the full proof say of each.

``python -m tests.probe.matrix`` writes ``matrix.txt`` anew; the test fails on any cell that has become wrong or
stale, so that every change of a verdict is seen in the difference of a commit.
"""

import asyncio
from pathlib import Path

from roo_wizard.core.report import Report
from roo_wizard.faults.catalog import catalog, fault, oddities
from tests.probe.runs import FULL, Run, run

TABLE = Path(__file__).with_name("matrix.txt")
TICKED = {"R18": {"supportsPromptCache": True}}
"""Faults that only show with a setting that the person has ticked."""

NAMES = ("", *(entry.id for entry in catalog().values() if entry.shown == "path"), *oddities())
"""The correct gateway first, then every fault that a path can show, then what must not be called a fault."""

_HEAD = ("id", "quick", "full", "found quick", "found full")


async def quick(name: str) -> Run:
    """The quick proof of the gateway with fault *name*."""
    return await run(name, settings=None if fault_is_full(name) else TICKED.get(name))


async def full(name: str) -> Run:
    """The full proof of the gateway with fault *name*."""
    return await run(name, options=FULL, settings=TICKED.get(name))


def fault_is_full(name: str) -> bool:
    """Whether only the full proof shows *name*."""
    return name in catalog() and fault(name).full_only


def verdict_cell(report: Report) -> str:
    """Verdict and cause of *report* in a few words."""
    return f"{report.verdict.value} {report.cause.id}" if report.cause else report.verdict.value


def found_cell(report: Report) -> str:
    """The findings of *report* with their weights."""
    return " ".join(f"{finding.id}:{finding.severity.value}" for finding in report.findings) or "-"


def row(name: str, one: Report, other: Report) -> tuple[str, ...]:
    """One line of the table as its cells."""
    return (name or "correct", verdict_cell(one), verdict_cell(other), found_cell(one), found_cell(other))


def read() -> dict[str, tuple[str, ...]]:
    """The committed table by its first column."""
    lines = (tuple(cell.strip() for cell in line.split("|")) for line in TABLE.read_text().splitlines()[1:])
    return {cells[0]: cells for cells in lines}


def write() -> None:
    """Make the table anew."""
    rows = [_HEAD, *(row(name, *asyncio.run(_both(name))) for name in NAMES)]
    widths = [max(len(cells[place]) for cells in rows) for place in range(len(_HEAD))]
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows
    )
    TABLE.write_text("\n".join(lines) + "\n")


async def _both(name: str) -> tuple[Report, Report]:
    return (await quick(name)).report, (await full(name)).report


if __name__ == "__main__":
    write()
