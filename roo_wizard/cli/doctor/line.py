"""One line of the doctor."""

from dataclasses import dataclass

from roo_wizard.core.report import Status


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """One line of the doctor. ``remediation`` is what to do; it is "" only where a pass leaves nothing to be done."""

    id: str
    title: str
    status: Status
    summary: str
    remediation: str = ""
