import pytest

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import found
from roo_wizard.probe.confirm import more_trials, settled

DETERMINISTIC = "T03"
STOCHASTIC = "T19"


def trial(*names: str) -> list[Finding]:
    return [found(name, "seen") for name in names]


@pytest.mark.parametrize(
    ("trials", "wanted"),
    [
        ([trial()], 0),
        ([trial("T12")], 0),
        ([trial(DETERMINISTIC)], 1),
        ([trial(DETERMINISTIC), trial(DETERMINISTIC)], 0),
        ([trial(DETERMINISTIC), trial()], 1),
        ([trial(STOCHASTIC)], 2),
        ([trial(STOCHASTIC), trial(STOCHASTIC), trial()], 0),
        ([trial(DETERMINISTIC, STOCHASTIC)], 2),
    ],
)
def test_a_block_asks_for_as_many_looks_as_its_kind_needs(trials: list[list[Finding]], wanted: int) -> None:
    assert more_trials(trials) == wanted


@pytest.mark.parametrize(
    ("trials", "severity"),
    [
        ([trial(STOCHASTIC), trial(), trial()], Severity.RISK),
        ([trial(STOCHASTIC), trial(STOCHASTIC), trial()], Severity.BLOCK),
        ([trial(STOCHASTIC)] * 3, Severity.BLOCK),
        ([trial(DETERMINISTIC), trial(), trial()], Severity.RISK),
        ([trial(DETERMINISTIC), trial(DETERMINISTIC)], Severity.BLOCK),
        ([trial(DETERMINISTIC)], Severity.BLOCK),
    ],
)
def test_one_sight_of_three_is_a_risk_and_two_are_a_block(trials: list[list[Finding]], severity: Severity) -> None:
    (finding,) = settled(trials)
    assert finding.severity is severity
    assert finding.trials == len(trials)


def test_a_warning_stays_a_warning_however_often_it_is_seen() -> None:
    (finding,) = settled([trial("S11")] * 3)
    assert finding.severity is Severity.WARN
