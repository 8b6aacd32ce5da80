"""The recorded answers of real servers, judged by the rules: each situation shows its own faults and no others."""

import pytest

from roo_wizard.core.finding import Severity
from roo_wizard.faults.catalog import fault
from roo_wizard.probe.replay import Replayed, replay
from tests.gateway.captures import labels, record

ALLOWED: dict[str, set[str]] = {
    "ok-list": set(),
    "ok-chat": set(),
    "ok-call": set(),
    "no-call": {"T19", "T14", "unusable"},
    "bad-call": {"T10", "T11", "T16", "M07"},
    "not-a-chat": {"N03", "N12", "S01"},
    "wrong-key": {"N07"},
    "no-key": {"N07"},
    "upstream-credential": {"N16"},
    "no-credit": {"N17"},
    "rate-limit": {"N08"},
    "unknown-model": {"N13"},
    "no-tools": {"R06"},
    "refused-parameter": {"R02"},
    "context-too-small": {"N14"},
    "wrong-path": {"N03", "N12"},
    "overloaded": {"N11"},
    "cut": {"N01", "S05"},
    "other": {"refused", "N11"},
}
"""What may decide a verdict, by the label of the recording."""

HARMLESS = {Severity.WARN, Severity.INFO}
GIBBERISH = "llamacpp"
"""Recorded with random weights: its text is no UTF-8 now and then (S14)."""


def judged(name: str) -> Replayed:
    (replayed,) = replay(record(name))
    return replayed


def deciding(name: str) -> set[str]:
    """What would be the cause: the block, else the risk, else what could not be found out, of the lowest rank."""
    findings = [finding for finding in judged(name).findings if finding.severity not in HARMLESS]
    if name.startswith(GIBBERISH):
        findings = [finding for finding in findings if finding.id != "S14"]
    order = list(Severity)
    best = min(findings, key=lambda finding: (order.index(finding.severity), fault(finding.id).rank), default=None)
    return {best.id} if best else set()


@pytest.mark.parametrize("name", sorted(labels()))
def test_a_recorded_answer_shows_the_fault_of_its_situation(name: str) -> None:
    allowed = set().union(*(ALLOWED[label] for label in labels()[name]))
    cause = deciding(name)
    assert cause <= allowed
    assert cause or not ALLOWED[labels()[name][0]] or labels()[name][0] in {"other", "wrong-path"}


@pytest.mark.parametrize("name", sorted(labels()))
def test_the_users_key_is_blamed_only_where_the_key_was_wrong_or_missing(name: str) -> None:
    blamed = "N07" in {finding.id for finding in judged(name).findings}
    assert not blamed or set(labels()[name]) & {"wrong-key", "no-key"}
    assert blamed or labels()[name][0] not in {"wrong-key", "no-key"}


@pytest.mark.parametrize("name", sorted(labels()))
def test_the_situation_is_the_label(name: str) -> None:
    assert judged(name).situation.value in labels()[name]
