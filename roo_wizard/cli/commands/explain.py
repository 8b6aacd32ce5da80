"""``explain``: what a fault is, what the client shows, and what to do; by id or by what a person saw."""

from argparse import Namespace
from textwrap import fill

from roo_wizard.cli import exits
from roo_wizard.cli.output import print_json
from roo_wizard.core.errors import UnknownName
from roo_wizard.core.jsonable import to_json
from roo_wizard.faults.catalog import Fault, catalog
from roo_wizard.faults.search import search
from roo_wizard.roo.settings import describe

SCHEMA = "roo-wizard.explain/1"

_PARTS = (
    ("what happens", "symptom"),
    ("why", "cause"),
    ("the client shows", "client_shows"),
    ("what to do", "action"),
    ("seen at", "seen_at"),
)


def run(arguments: Namespace) -> int:
    """Print the fault that fits best, and name the others that fit; raises `UnknownName` when none does."""
    words = " ".join(arguments.words)
    found = search(words)
    if not found:
        raise UnknownName("fault or symptom", words, list(catalog()))
    best, *others = found
    if arguments.json:
        value = to_json(best)
        value["also"] = [fault.id for fault in others]
        print_json(SCHEMA, value)
    else:
        print(_text(best))
        if others:
            print("\nit may also be:")
            print("\n".join(f"  {fault.id}: {fault.title}" for fault in others))
    return exits.READY


def _text(fault: Fault) -> str:
    lines = [f"{fault.id}: {fault.title}", f"({fault.severity.value}; fixed by: {fault.owner.value})"]
    for heading, name in _PARTS:
        if getattr(fault, name):
            lines += ["", heading, fill(getattr(fault, name), 96, initial_indent="  ", subsequent_indent="  ")]
    if fault.rescues:
        lines += ["", "client settings that may avoid it (only the proof knows)"]
        lines += [f"  {describe(rescue)}" for rescue in fault.rescues]
    return "\n".join(lines)
