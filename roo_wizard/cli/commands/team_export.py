"""``team export``: write a saved connection as a file for the team. It holds no secret."""

from argparse import Namespace
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.output import narrate
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.handoff.output import write_private
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.export import share
from roo_wizard.profiles.team.text import to_toml


def run(arguments: Namespace) -> int:
    """Write the file with mode 0600, never over another one; what was left out is named on standard error."""
    loaded = ProfileStore(Places.of_user()).load()
    if loaded.problem is not None and not loaded.profiles:
        raise loaded.problem
    shared = share(loaded.get(arguments.profile), loaded)
    write_private(Path(arguments.file), to_toml(shared.team).decode())
    for line in shared.left_out:
        narrate(f"left out: {line}")
    for line in shared.notes:
        narrate(f"note: {line}")
    print(f"written: {safe(arguments.file, 200)}; it holds no key. Look through it, then send it to your team.")
    return exits.READY
