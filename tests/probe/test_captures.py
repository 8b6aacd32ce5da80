"""The recorded answers of real servers, judged by the rules: each situation shows its own faults and no others.

Each test goes over the whole table and names every recording that is judged wrongly.
"""

from functools import cache

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


@cache
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


def test_a_recorded_answer_shows_only_faults_of_its_situation() -> None:
    causes = {name: deciding(name) for name in labels()}
    allowed = {name: set().union(*(ALLOWED[label] for label in right)) for name, right in labels().items()}
    assert {name: cause for name, cause in causes.items() if not cause <= allowed[name]} == {}


def test_a_recorded_failure_shows_a_fault() -> None:
    sound = {label for label, faults in ALLOWED.items() if not faults} | {"other", "wrong-path"}
    assert [name for name, (true, *_) in labels().items() if true not in sound and not deciding(name)] == []


def test_the_users_key_is_blamed_only_where_the_key_was_wrong_or_missing() -> None:
    to_blame = {"wrong-key", "no-key"}
    blamed = {name for name in labels() if "N07" in {finding.id for finding in judged(name).findings}}
    assert {name for name in blamed if not to_blame & set(labels()[name])} == set()
    assert {name for name, (true, *_) in labels().items() if true in to_blame} - blamed == set()


def test_the_situation_is_the_label() -> None:
    found = {name: judged(name).situation.value for name in labels()}
    assert {name: value for name, value in found.items() if value not in labels()[name]} == {}
