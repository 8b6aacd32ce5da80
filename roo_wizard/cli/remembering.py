"""What a finished check of a saved connection leaves behind: its new verdict, one more line of its history, the run."""

from collections.abc import Sequence
from dataclasses import dataclass

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.profiles.evidence import evidence_of
from roo_wizard.profiles.from_proof import with_verdict
from roo_wizard.profiles.history import History
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.store import ProfileStore

_NOT_TRIED = frozenset({"no-spend", "cancelled"})
"""After these nothing new is known, so that the last verdict stands."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The history before and after a check; ``problem`` says what could not be kept, "" when everything was."""

    before: History
    after: History
    problem: str = ""


def remember(name: str, report: Report, exchanges: Sequence[Exchange] = ()) -> Remembered:
    """Keep the outcome of a check of the profile *name*; never raises, since the check itself is done."""
    places = Places.of_user()
    try:
        if report.cause is None or report.cause.id not in _NOT_TRIED:
            ProfileStore(places).update(name, lambda profile: with_verdict(profile, report))
        return Remembered(*HistoryStore(places).add(name, report, evidence_of(exchanges)))
    except RooWizardError as error:
        return Remembered(History(), History(), f"the verdict was not saved: {error.message}")
    except Exception as error:
        # The report must not be lost over its history; the type alone is told, since a text may be foreign.
        return Remembered(History(), History(), f"the verdict was not saved ({type(error).__name__})")
