"""Every fault alone in the Anthropic dialect: what shows itself there is named, what has no meaning there is silent.

`NOT_THERE` says why an id changes nothing: the part of a request or answer that it is about does not exist.
"""

import pytest

from roo_wizard.core.finding import Severity
from roo_wizard.core.report import Status, Verdict
from roo_wizard.faults.catalog import catalog, fault, oddities
from roo_wizard.roo.anthropic import SETTINGS
from tests.probe.runs import run_anthropic

pytestmark = pytest.mark.exhaustive

NOT_THERE = {
    **dict.fromkeys(("R01", "R03", "R04", "R08"), "the field is not sent"),
    **dict.fromkeys(("R09", "R10", "R11", "R12", "R13", "R19"), "no such role, content form or order of roles"),
    **dict.fromkeys(("R14", "R15"), "the field belongs to the other dialect"),
    **dict.fromkeys(("R07", "R16"), "only sent by checks of the full set"),
    "N06": "none of Roo's own headers are sent: the gate on RooCode/ stays open",
    "S07": "must not be reported",
    "S10": "there are no choices",
    "S12": "the client reads the counts until the stream closes",
    "S16": "must not be reported",
    "T05": "a name has one place only, the head of its block",
    "T21": "the provider looks for no tags, and thinking has blocks of its own",
    "T22": "there was never a function_call",
}
OF_THIS_DIALECT = {"N12": Severity.INFO, "R18": Severity.BLOCK}
"""Weights that differ here: no list is ever asked for, and cache marks are always sent."""

QUICK = [entry.id for entry in catalog().values() if entry.shown == "path" and not entry.full_only]
SHOWN = [name for name in QUICK if name not in NOT_THERE]
VERDICTS = {Severity.RISK: Verdict.RISKY, Severity.INCONCLUSIVE: Verdict.INCONCLUSIVE}


def expected(name: str) -> Verdict:
    severity = OF_THIS_DIALECT.get(name, fault(name).severity)
    if severity is not Severity.BLOCK:
        return VERDICTS.get(severity, Verdict.READY)
    cured = any(set(rescue) <= SETTINGS for rescue in fault(name).rescues)
    return Verdict.READY_WITH_SETTINGS if cured else Verdict.BLOCKED


@pytest.mark.parametrize("name", SHOWN)
async def test_each_fault_that_shows_itself_is_named_with_its_own_verdict(name: str) -> None:
    report = (await run_anthropic(name)).report
    verdict = expected(name)
    assert (report.verdict, report.cause.id if report.cause else None) == (
        verdict,
        None if verdict is Verdict.READY else name,
    )
    shown = {finding.id: finding.severity for finding in report.findings}
    assert shown[name] is OF_THIS_DIALECT.get(name, fault(name).severity)


@pytest.mark.parametrize("name", sorted(NOT_THERE))
async def test_a_fault_without_meaning_in_this_dialect_is_not_reported(name: str) -> None:
    report = (await run_anthropic(name)).report
    assert report.verdict is Verdict.READY
    assert name not in {finding.id for finding in report.findings}
    assert all(finding.severity is Severity.INFO for finding in report.findings)


@pytest.mark.parametrize("name", ["", *oddities()])
async def test_no_harmless_oddity_is_called_a_fault(name: str) -> None:
    report = (await run_anthropic(name)).report
    assert report.verdict is Verdict.READY
    assert all(finding.severity is Severity.INFO for finding in report.findings)
    assert all(check.status is not Status.NOT_RUN for check in report.checks)


@pytest.mark.parametrize("name", ["S01", "S05", "T03", "T09", "R17"])
async def test_no_setting_is_named_that_the_anthropic_provider_does_not_have(name: str) -> None:
    report = (await run_anthropic(name)).report
    assert report.cause is not None
    assert report.rescues == ()
    assert "OpenAI Compatible" in report.cause.action
    assert "streaming off" not in report.cause.action.lower()


async def test_a_custom_temperature_is_a_rescue_here_too() -> None:
    report = (await run_anthropic("R05")).report
    assert dict(report.settings) == {"modelTemperature": 1}
