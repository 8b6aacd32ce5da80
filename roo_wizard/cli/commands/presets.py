"""``presets``: what is known of each gateway before anything is asked."""

from argparse import Namespace
from collections.abc import Iterator

from roo_wizard.cli import exits
from roo_wizard.cli.output import print_json, table
from roo_wizard.core.jsonable import to_json
from roo_wizard.presets.base import EVIDENCE
from roo_wizard.presets.entry import Preset
from roo_wizard.presets.loader import load, preset

SCHEMA = "roo-wizard.presets/1"


def run(arguments: Namespace) -> int:
    """Print all presets as a table, or everything about one."""
    chosen = [preset(arguments.preset)] if arguments.preset else list(load().values())
    if arguments.json:
        print_json(SCHEMA, {"presets": [to_json(entry) for entry in chosen]})
    elif arguments.preset:
        print("\n".join(_lines(chosen[0])))
    else:
        print(table([(entry.id, entry.name, entry.bases[0].url or "(your own)") for entry in chosen]))
    return exits.READY


def _lines(entry: Preset) -> Iterator[str]:
    yield f"{entry.name} ({entry.id})"
    yield entry.summary
    for base in entry.bases:
        words = [base.label, base.when, EVIDENCE[base.evidence]]
        yield f"  {base.url or '(your own address)'}  {base.dialect.value}; {'; '.join(filter(None, words))}"
    facts = (("key page", entry.key_page), ("key", entry.key_hint), ("usage", entry.usage_page))
    yield from (f"{name}: {value}" for name, value in facts if value)
    yield from (f"model id: {rule}" for rule in entry.model_rules)
    yield from (f"header {header.name}: {header.why}" for header in entry.headers)
    yield from (f"known for {quirk.fault}: {quirk.text}" for quirk in entry.quirks)
    for route in entry.routes:
        marks = [
            word for word, holds in (("recommended", route.recommended), ("cannot be proven", not route.known)) if holds
        ]
        yield f"entry {route.label}{f' ({marks[0]})' if marks else ''}: {route.why}"
