"""``doctor``: a look at this machine. It sends nothing and changes nothing but the keyring's canary."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.doctor.checks import CHECKS
from roo_wizard.cli.doctor.line import MachineCheck
from roo_wizard.cli.output import print_json
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.report import Status

SCHEMA = "roo-wizard.doctor/1"


def run(arguments: Namespace) -> int:
    """Print every check of the machine; 1 when one of them fails, since the wizard would then lose something."""
    found = asyncio.run(_all())
    if arguments.json:
        print_json(SCHEMA, {"checks": [to_json(check) for check in found]})
    else:
        print("\n".join(map(_text, found)))
    return exits.NOT_READY if any(check.status is Status.FAIL for check in found) else exits.READY


async def _all() -> list[MachineCheck]:
    return [await check() for check in CHECKS]


def _text(check: MachineCheck) -> str:
    line = f"{check.status.value:<8}  {check.title}: {check.summary}"
    return f"{line}\n{'':<8}  → {check.remediation}" if check.remediation else line
