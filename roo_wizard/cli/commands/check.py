"""``check``: prove a connection."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.connection import Connection, with_connection
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.narration import narrate_event
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.report_json import report_object
from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import SCHEMA, Report
from roo_wizard.probe.target import Options
from roo_wizard.profiles.profile import KEYRING, SESSION


def run(arguments: Namespace) -> int:
    """Prove the connection, print the report, save what is to be kept; the exit code is the verdict's."""
    if arguments.replay is not None:
        from roo_wizard.cli import replaying

        return replaying.run(arguments)
    if arguments.all:
        from roo_wizard.cli.check_all import check_all

        return check_all(arguments, options_of(arguments))
    if arguments.save is not None:
        from roo_wizard.profiles.names import clean_name

        if arguments.practice is not None:
            raise UsageError("practice stores nothing", "leave --save out")
        arguments.save = clean_name(arguments.save)

    async def work(connection: Connection) -> int:
        return await proven(connection, options_of(arguments), save=arguments.save, as_json=arguments.json)

    return with_connection(arguments, work)


async def proven(connection: Connection, options: Options, *, save: str | None, as_json: bool) -> int:
    """Prove *connection* and print its one report; save it as *save* when it is ready. Returns the exit code."""
    exchanges: list[Exchange] = []
    report, cancelled = await _proof(connection, options, exchanges)
    _keep(connection, report, exchanges)
    code = exits.INTERRUPTED if cancelled else report.verdict.exit_code
    _print(report, as_json=as_json)
    if not cancelled:
        if code == exits.READY and save is not None:
            code = code if await _saved(connection, report, save, exchanges) else exits.USAGE
        elif connection.profile is not None:
            _remember(connection.profile.name, report, exchanges, silent=as_json)
        if not as_json:
            await _print_credit(connection, report)
    _print_last(report, as_json=as_json)
    return code


def options_of(arguments: Namespace) -> Options:
    """Return how far the check goes and how long it waits, by the words of the command."""
    limits = Limits() if arguments.timeout is None else Limits().lowered_to(arguments.timeout)
    return Options(
        spend=not arguments.no_spend,
        max_requests=arguments.max_requests,
        full=arguments.full,
        repeat=arguments.repeat,
        limits=limits,
    )


async def _proof(connection: Connection, options: Options, exchanges: list[Exchange]) -> tuple[Report, bool]:
    """Return the report, and whether ctrl+c ended the check before its time; the report then says what is known.

    Everything that was sent and came back is added to *exchanges*.
    """
    from roo_wizard.probe.engine import check

    stop, report = asyncio.Event(), None
    with ctrl_c_sets(stop):
        async for event in check(connection.target, options, stop=stop, keep=lambda _, seen: exchanges.extend(seen)):
            narrate_event(event)
            if isinstance(event, Done):
                report = event.report
    if report is None:
        raise RuntimeError("the check ended without a report")
    return report, stop.is_set()


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json(SCHEMA, report_object(report))
        return
    from roo_wizard.cli.report_text import report_text

    print(report_text(report))


def _print_last(report: Report, *, as_json: bool) -> None:
    """Say the verdict once more below everything else that was printed."""
    if not as_json:
        from roo_wizard.cli.report_text import last_words

        print(f"\n{last_words(report)}")


async def _print_credit(connection: Connection, report: Report) -> None:
    """Print what is left to spend, where the gateway documents it; after everything else, since it may be slow."""
    from roo_wizard.cli.credit import credit_lines

    for line in () if connection.practice else await credit_lines(connection.target, report):
        print(line)


def _keep(connection: Connection, report: Report, exchanges: list[Exchange]) -> None:
    """Keep the run in the ledger; practice stores nothing."""
    from roo_wizard.cli.ledgering import keep_run

    problem = "" if connection.practice else keep_run(connection.target, report, exchanges)
    if problem:
        narrate(problem)


def _remember(name: str, report: Report, exchanges: list[Exchange], *, silent: bool) -> None:
    """Keep the outcome of a re-check, and tell what changed since the one before; `--json` has no place for that."""
    from roo_wizard.cli.changes import change_lines
    from roo_wizard.cli.remembering import remember

    remembered = remember(name, report, exchanges)
    if remembered.problem:
        narrate(remembered.problem)
    elif not silent:
        print("\n" + "\n".join(change_lines(remembered.before, remembered.after)))


async def _saved(connection: Connection, report: Report, name: str, exchanges: list[Exchange]) -> bool:
    """Save the connection as *name*; False when that could not be done.

    Nothing is raised: the one object of ``--json`` is already printed.
    """
    from roo_wizard.cli.remembering import remember
    from roo_wizard.cli.saving import save

    # A key that was typed or piped for this check has no other place yet.
    place = KEYRING if connection.key_place == SESSION else connection.key_place
    try:
        saved = await save(connection.target, report, name, place, http_allowed=connection.http_allowed)
    except RooWizardError as error:
        narrate(f"not saved: {error.message}")
        narrate(f"  → {error.hint}")
        return False
    narrate("\n".join(saved.words))
    problem = remember(name, report, exchanges).problem
    if problem:
        narrate(problem)
    return True
