"""Keeping a run in the ledger, so that it can be judged again with ``check --replay``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from roo_wizard.cli.report_json import report_object
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.core.secret import Redactor
from roo_wizard.core.text import SafeText, safe
from roo_wizard.probe.target import Target

if TYPE_CHECKING:
    from roo_wizard.probe.engine import Keep


def keep_run(target: Target, report: Report, exchanges: Sequence[Exchange]) -> SafeText:
    """Write the run to the ledger; return why that could not be done, "" when it was.

    The proof stands whether or not it can be kept, so nothing is raised.
    """
    from roo_wizard.gateway.outgoing import maskable
    from roo_wizard.probe.kept import kept_record
    from roo_wizard.profiles.ledger import Ledger

    secrets = maskable((target.key, *target.secret_headers))
    try:
        records = [kept_record(exchange) for exchange in exchanges]
        Ledger(Places.of_user()).write(report_object(report), records, Redactor(secrets))
    except RooWizardError as error:
        return safe(f"the run is not kept: {error.message}")
    except Exception as error:
        # What a gateway sent must never cost the report that is still to be printed.
        return safe(f"the run is not kept: its answers cannot be written down ({type(error).__name__})")
    return safe("")


def keeper(target: Target) -> "Keep":
    """Return the callback by which the wizard's proof is kept; that it could not be is no news on a screen."""

    def keep(report: Report, exchanges: tuple[Exchange, ...]) -> None:
        keep_run(target, report, exchanges)

    return keep
