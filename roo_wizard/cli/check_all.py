"""``check --all``: every saved connection, at most three at once, one table or one object at the end."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, replace

from roo_wizard.cli import exits
from roo_wizard.cli.changes import change_lines
from roo_wizard.cli.connection import draft_of, keyed
from roo_wizard.cli.described import is_described, refuse_leftovers
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.ledgering import keep_run
from roo_wizard.cli.output import narrate, print_json, table
from roo_wizard.cli.remembering import Remembered, remember
from roo_wizard.cli.report_json import report_object
from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.limits import Limits
from roo_wizard.core.paths import Places
from roo_wizard.core.report import SCHEMA as CHECK_SCHEMA
from roo_wizard.core.report import Report
from roo_wizard.core.text import safe
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault

SCHEMA = "roo-wizard.check-all/1"
AT_ONCE = 3
WORST_LAST = (exits.READY, exits.INCONCLUSIVE, exits.USAGE, exits.NOT_READY, exits.INTERRUPTED)
"""What is known to be broken weighs more than what could not be asked, and that more than what was not found out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one profile: a report, or the error that kept it from being checked."""

    profile: Profile
    report: Report | None = None
    remembered: Remembered | None = None
    error: RooWizardError | None = None

    @property
    def exit_code(self) -> int:
        """What checking this profile alone would have ended with."""
        return self.report.verdict.exit_code if self.report else exits.USAGE


def check_all(arguments: Namespace, options: Options) -> int:
    """Check every saved connection without a question, print one result, and return the worst exit code."""
    _refuse_more(arguments)
    profiles = ProfileStore(Places.of_user()).load()
    if profiles.problem is not None:
        narrate(f"{profiles.problem.message}; {profiles.problem.hint}")
    if not profiles.profiles:
        raise profiles.problem or UsageError("no connection is saved yet", "set one up with: roo-wizard")
    outcomes, cancelled = asyncio.run(_checked(profiles, options))
    if arguments.json:
        print_json(SCHEMA, {"profiles": [_object(outcome) for outcome in outcomes]})
    else:
        print(_table(outcomes))
    return exits.INTERRUPTED if cancelled else max((one.exit_code for one in outcomes), key=WORST_LAST.index)


def _refuse_more(arguments: Namespace) -> None:
    given = [arguments.profile, arguments.save, arguments.key_env, arguments.practice, arguments.client]
    if is_described(arguments) or any(value is not None for value in given) or arguments.key_stdin or arguments.no_key:
        raise UsageError("--all checks the saved connections as they are", "leave PROFILE, --save and the rest out")
    refuse_leftovers(arguments)


async def _checked(profiles: Profiles, options: Options) -> tuple[list[Outcome], bool]:
    stop, turn = asyncio.Event(), asyncio.Semaphore(AT_ONCE)

    async def one(profile: Profile) -> Outcome:
        async with turn:
            return await _outcome(profile, profiles, options, stop)

    with ctrl_c_sets(stop):
        narrate(f"checking {len(profiles.profiles)} saved connections, at most {AT_ONCE} at once; {_billed(options)}")
        outcomes = await asyncio.gather(*map(one, profiles.profiles))
    return outcomes, stop.is_set()


def _billed(options: Options) -> str:
    if not options.spend:
        return "nothing is billed"
    usual = ", 2 when all is well" if options.request_cap > 2 else ""
    return f"at most {options.request_cap} billed requests each{usual}"


async def _outcome(profile: Profile, profiles: Profiles, options: Options, stop: asyncio.Event) -> Outcome:
    """Check one profile; trouble with it stays its own."""
    exchanges: list[Exchange] = []
    report: Report | None = None
    try:
        connection = await keyed(draft_of(profile), None, profiles, _vault(options.limits))
        async for event in check(connection.target, options, stop=stop, keep=lambda _, seen: exchanges.extend(seen)):
            if isinstance(event, Done):
                report = event.report
    except RooWizardError as error:
        narrate(f"{safe(profile.name)}: not checked: {error.message}")
        return Outcome(profile, error=error)
    if report is None:
        raise RuntimeError("the check ended without a report")
    narrate(f"{safe(profile.name)}: {report.verdict.value}, {report.usage.requests} requests")
    unkept = keep_run(connection.target, report, exchanges)
    if unkept:
        narrate(f"{safe(profile.name)}: {unkept}")
    if stop.is_set():
        return Outcome(profile, report)
    remembered = remember(profile.name, report, exchanges)
    if remembered.problem:
        narrate(f"{safe(profile.name)}: {remembered.problem}")
    return Outcome(profile, report, remembered)


def _vault(limits: Limits) -> Vault:
    """A keyring that waits for a person's answer only where there is one."""
    return Vault(limits if sys.stderr.isatty() else replace(limits, keyring_prompt=limits.keyring))


def _object(outcome: Outcome) -> dict[str, Json]:
    report = outcome.report and {"schema": CHECK_SCHEMA, **report_object(outcome.report)}
    error = outcome.error and {"id": outcome.error.id, "message": outcome.error.message, "hint": outcome.error.hint}
    return {"name": outcome.profile.name, "report": report, "error": error}


def _table(outcomes: Iterable[Outcome]) -> str:
    outcomes = tuple(outcomes)
    rows = [("NAME", "VERDICT", "CAUSE", "SINCE LAST TIME"), *map(_row, outcomes)]
    ready = sum(outcome.exit_code == exits.READY for outcome in outcomes)
    spent = sum(outcome.report.usage.requests for outcome in outcomes if outcome.report)
    advice = [_advice(outcome) for outcome in outcomes if outcome.exit_code != exits.READY]
    return "\n".join([table(rows), "", *advice, f"{ready} of {len(outcomes)} ready; {spent} requests"])


def _row(outcome: Outcome) -> tuple[str, str, str, str]:
    name = safe(outcome.profile.name, 40)
    if outcome.report is None:
        return name, "not checked", "-", "-"
    cause = outcome.report.cause.id if outcome.report.cause else "-"
    return name, outcome.report.verdict.value, cause, _since(outcome.remembered)


def _since(remembered: Remembered | None) -> str:
    if remembered is None or remembered.problem:
        return "-"
    heading, *lines = change_lines(remembered.before, remembered.after)
    changed = [line.strip() for line in lines if not line.strip().startswith("latency:")]
    return "; ".join(changed) if changed else heading.removeprefix("since last time: ")


def _advice(outcome: Outcome) -> str:
    name = safe(outcome.profile.name, 40)
    if outcome.report is None or outcome.report.cause is None:
        error = outcome.error
        return f"{name}: {error.message} → {error.hint}" if error else f"{name}: not checked"
    return f"{name}: {safe(outcome.report.cause.title)} → {safe(outcome.report.cause.action)}"
