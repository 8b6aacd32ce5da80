"""A report as the ``roo-wizard.check/1`` object: exactly the fields of the contract, in their order."""

from collections.abc import Mapping

from roo_wizard.core.exchange import Json
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey

_FINDING_FIELDS = ("id", "severity", "title", "evidence", "owner", "action")
_MASK = "•••"


def report_object(report: Report) -> dict[str, Json]:
    """Return *report* for ``--json``; a secret header among the settings is written as ``•••``."""
    value: dict[str, Json] = {name: to_json(getattr(report, name)) for name in ("verdict", "client", "target", "cause")}
    value["settings"] = masked(report.settings)
    value["rescues"] = [
        {"settings": masked(rescue.settings), "label": rescue.label, "proven": rescue.proven}
        for rescue in report.rescues
    ]
    value["findings"] = [
        {name: to_json(getattr(finding, name)) for name in _FINDING_FIELDS} for finding in report.findings
    ]
    rest = ("checks", "requests", "usage", "timing", "started_at", "duration_ms")
    return value | {name: to_json(getattr(report, name)) for name in rest}


def masked(value: Json) -> Json:
    """Return a setting's *value* as JSON with every secret replaced."""
    if isinstance(value, ApiKey):
        return _MASK
    if isinstance(value, Mapping):
        return {str(name): masked(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return to_json(value)
