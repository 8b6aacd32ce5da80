"""``fields --compare``: what importing would change in a person's own client; its values go on record."""

import os
from argparse import Namespace
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.recording import keep_before
from roo_wizard.core.text import safe
from roo_wizard.handoff.client_export import read_export
from roo_wizard.handoff.compare import COMPARE_SCHEMA, Comparison, compare
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.profile import Profile


def compared(path: str, fields: Fields) -> Comparison:
    """Return what importing *fields* changes in the export at *path*; raises `UsageError`. Nothing is kept."""
    # Unlike Path.expanduser this leaves a "~nobody" as it is.
    return compare(read_export(Path(os.path.expanduser(path.strip()))), fields)


def kept_words(comparison: Comparison, profile: str) -> str:
    """Keep the client's values for the way back beside *profile*, and return in words what was kept."""
    if comparison.before is None:
        return "nothing is kept for the way back: the export has no other connection in use"
    keep_before(profile, comparison.before)
    return (
        f"on record as the client's values before (export of {comparison.exported_on}): "
        f"{comparison.before.profile}; its key is not kept"
    )


def print_comparison(arguments: Namespace, fields: Fields, profile: Profile | None) -> int:
    """Print the comparison with the file that ``--compare`` names, and keep its values for a saved connection."""
    comparison = compared(arguments.compare, fields)
    if profile is not None:
        narrate(safe(kept_words(comparison, profile.name)))
    if arguments.json:
        kept = profile is not None and comparison.before is not None
        print_json(COMPARE_SCHEMA, {**comparison.as_json(), "kept": kept})
    else:
        print("\n".join(comparison.lines()))
    return exits.READY
