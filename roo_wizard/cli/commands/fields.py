"""``fields``: what to paste, in the client's own words and order, or in another format."""

from argparse import Namespace
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.comparing import print_comparison
from roo_wizard.cli.connection import Connection, with_connection
from roo_wizard.cli.handing import handed_over, with_record
from roo_wizard.cli.mode_cards import with_modes
from roo_wizard.cli.output import narrate
from roo_wizard.cli.recording import keep_facts
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.handoff.formats import FORMATS, Format, output_format, render
from roo_wizard.profiles.names import propose_name
from roo_wizard.profiles.record import read_facts
from roo_wizard.profiles.store import ProfileStore


def run(arguments: Namespace) -> int:
    """Print the fields; nothing is sent. The key is read only for ``--with-key``."""
    chosen = output_format(arguments.format)
    facts = read_facts(arguments.record)
    if arguments.json and arguments.compare is None:
        raise UsageError("--json prints a comparison", "add --compare FILE, or use --format json")
    if arguments.compare is not None and (arguments.with_key or arguments.out):
        raise UsageError("--compare prints, and takes neither --with-key nor --out")
    if arguments.with_key and not chosen.holds_key:
        able = ", ".join(name for name, entry in FORMATS.items() if entry.holds_key)
        raise UsageError(f"the format {chosen.name!r} has no place for the key", f"these have one: {able}")
    if arguments.with_key:
        _refuse_open_places(chosen, arguments.out)

    async def work(connection: Connection) -> int:
        target = connection.target
        proposed = propose_name(target.preset, target.endpoint.base_url, ())
        fields = handed_over(
            target,
            name=connection.profile.name if connection.profile else proposed,
            key_place=connection.key_place,
            profile=connection.profile,
            practice=connection.practice,
        )
        if connection.profile is None and facts:
            raise UsageError("only a saved connection has a record", "save it first: roo-wizard check … --save NAME")
        if connection.profile is not None:
            keep_facts(connection.profile.name, facts)
            fields = with_record(fields, connection.profile.name)
            fields = with_modes(fields, connection.profile, ProfileStore(Places.of_user()).load())
        if arguments.compare is not None:
            return print_comparison(arguments, fields, connection.profile)
        for line in chosen.told(fields, arguments.with_key):
            narrate(line)
        _write(render(chosen.name, fields, target.key if arguments.with_key else None), arguments.out)
        return exits.READY

    return with_connection(arguments, work, needs_key=arguments.with_key)


def _refuse_open_places(chosen: Format, out: str | None) -> None:
    """A key goes to no terminal where the format keeps it to files, and into no folder from which it is committed."""
    from roo_wizard.handoff.output import refuse_version_control

    if out is None and chosen.key_in_file_only:
        raise UsageError(f"{chosen.name!r} with the key is written to a file only", "add --out FILE")
    if out is not None:
        refuse_version_control(Path(out))


def _write(text: str, out: str | None) -> None:
    if out is None:
        print(text, end="", flush=True)
        return
    from roo_wizard.handoff.output import write_private

    write_private(Path(out), text)
    narrate(f"written to {safe(out, 200)}")
