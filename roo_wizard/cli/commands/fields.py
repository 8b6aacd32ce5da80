"""``fields``: what to paste, in the client's own words and order, or in another format."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.comparing import print_comparison
from roo_wizard.cli.connection import Connection, with_connection
from roo_wizard.cli.handing import handed_over, with_machine
from roo_wizard.cli.mode_cards import as_kept
from roo_wizard.cli.output import narrate
from roo_wizard.cli.recording import keep_facts
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, Format, output_format, render
from roo_wizard.profiles.names import propose_name
from roo_wizard.profiles.record import read_facts
from roo_wizard.profiles.store import ProfileStore

Write = Callable[[Path, str], object]


def run(arguments: Namespace) -> int:
    """Print the fields; nothing is sent. The key is read only for ``--with-key``."""
    chosen = output_format(arguments.format)
    _refuse_unfit(chosen, arguments)
    if chosen.page is not None:
        _hand_out(chosen.page(), arguments.out)
        return exits.READY
    if not arguments.delete_after:
        return _handed_out(chosen, arguments)
    from roo_wizard.cli.deleting import ShortLived, Stopped

    try:
        with ShortLived() as file:
            code = _handed_out(chosen, arguments, file.write)
            file.wait()
            return code
    except Stopped as stopped:
        return stopped.code


def _handed_out(chosen: Format, arguments: Namespace, write: Write | None = None) -> int:
    """Print or write the format; *write* replaces the usual way of writing a file."""
    facts = read_facts(arguments.record)

    async def work(connection: Connection) -> int:
        _keep(facts, connection)
        fields = _fields(connection, chosen)
        if arguments.compare is not None:
            return print_comparison(arguments, fields, connection.profile)
        for line in chosen.told(fields, arguments.with_key):
            narrate(line)
        text = render(chosen.name, fields, connection.target.key if arguments.with_key else None)
        _hand_out(text, arguments.out, write)
        return exits.READY

    return with_connection(arguments, work, needs_key=arguments.with_key)


def _keep(facts: Mapping[str, str], connection: Connection) -> None:
    """Write what people told into the record of the saved connection."""
    if connection.profile is not None:
        keep_facts(connection.profile.name, facts)
    elif facts:
        raise UsageError("only a saved connection has a record", "save it first: roo-wizard check … --save NAME")


def _fields(connection: Connection, chosen: Format) -> Fields:
    target, profile = connection.target, connection.profile
    fields = handed_over(
        target,
        name=profile.name if profile else propose_name(target.preset, target.endpoint.base_url, ()),
        key_place=connection.key_place,
        profile=profile,
        practice=connection.practice,
    )
    if profile is not None:
        fields = as_kept(fields, profile, ProfileStore(Places.of_user()).load())
    return with_machine(fields) if chosen.of_machine else fields


def _refuse_unfit(chosen: Format, arguments: Namespace) -> None:
    """Raise `UsageError` before anything is read: for a key without a place, and for a file that cannot be deleted."""
    if chosen.page is not None and (arguments.record or arguments.compare is not None):
        raise UsageError(f"the format {chosen.name!r} is about no connection", "leave --record and --compare out")
    if arguments.json and arguments.compare is None:
        raise UsageError("--json prints a comparison", "add --compare FILE, or use --format json")
    if arguments.compare is not None and (arguments.with_key or arguments.out):
        raise UsageError("--compare prints, and takes neither --with-key nor --out")
    if arguments.with_key and not chosen.holds_key:
        able = ", ".join(name for name, entry in FORMATS.items() if entry.holds_key)
        raise UsageError(f"the format {chosen.name!r} has no place for the key", f"these have one: {able}")
    if arguments.with_key:
        _refuse_open_places(chosen, arguments.out)
    if arguments.delete_after:
        from roo_wizard.cli.deleting import refuse_without_terminal

        if not arguments.with_key or arguments.out is None:
            raise UsageError("--delete-after is for a file with the key", "add --with-key --out FILE")
        refuse_without_terminal()


def _refuse_open_places(chosen: Format, out: str | None) -> None:
    """A key goes to no terminal where the format keeps it to files, and into no folder from which it is committed."""
    from roo_wizard.handoff.output import refuse_version_control

    if out is None and chosen.key_in_file_only:
        raise UsageError(f"{chosen.name!r} with the key is written to a file only", "add --out FILE")
    if out is not None:
        refuse_version_control(Path(out))


def _hand_out(text: str, out: str | None, write: Write | None = None) -> None:
    if out is None:
        print(text, end="", flush=True)
        return
    from roo_wizard.handoff.output import write_private

    (write or write_private)(Path(out), text)
    narrate(f"written to {safe(out, 200)}")
