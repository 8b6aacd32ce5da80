"""Why a setting stands on the card: the fault that it avoids, the gateway's own word, or the person's."""

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.report import Verdict
from roo_wizard.core.text import SafeText, safe
from roo_wizard.faults.catalog import Fault, fault
from roo_wizard.handoff.fields import Fields

_PUBLISHED = "the gateway publishes it; without it the client assumes its own value"
_OWN = "set for this connection, and proven with it"
_PROVEN = {Verdict.READY.value, Verdict.READY_WITH_SETTINGS.value}


def reason(fields: Fields, name: str) -> SafeText:
    """Return in a few words why the client setting *name* is on the card of *fields*, "" when that is not known."""
    cured = _avoided(fields)
    if cured is not None and any(name in change for change in cured.rescues):
        return safe(f"avoids {cured.id}: {cured.title}")
    if name == "contextWindow" and fields.shown_settings[name] == fields.context_window:
        return SafeText(_PUBLISHED)
    return SafeText(_OWN if name in fields.settings and fields.verdict in _PROVEN else "")


def _avoided(fields: Fields) -> Fault | None:
    """The fault that the settings were found to avoid: by this proof, else by the latest one on record that had any."""
    if fields.report is not None:
        cause = fields.report.cause if fields.report.verdict is Verdict.READY_WITH_SETTINGS else None
        name = cause.id if cause else None
    else:
        entries = fields.history.entries if fields.history else ()
        found = (entry.cause for entry in reversed(entries) if entry.verdict == Verdict.READY_WITH_SETTINGS.value)
        name = next(found, None)
    try:
        return fault(name) if name else None
    except UnknownName:  # the history may be another version's
        return None
