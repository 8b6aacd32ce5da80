import pytest

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.report import CheckResult, Rescue, Status, Verdict
from roo_wizard.core.text import safe
from roo_wizard.faults.catalog import found
from roo_wizard.probe.verdict import cause_of, causing, decide, explained

BLOCK, RISK, WARN, UNKNOWN = found("T19", "e"), found("T02", "e"), found("S11", "e"), found("N08", "e")
RAN = CheckResult("C06", "t", Status.PASS, Severity.BLOCK, safe(""))
RESCUE = Rescue({"openAiStreamingEnabled": False}, "Enable streaming: off", proven=True)
LEFT = CheckResult("C17", "t", Status.NOT_RUN, Severity.BLOCK, safe(""))


@pytest.mark.parametrize(
    ("findings", "checks", "cured", "verdict"),
    [
        ([], [RAN], False, Verdict.READY),
        ([WARN], [RAN], False, Verdict.READY),
        ([BLOCK, RISK, UNKNOWN], [LEFT], False, Verdict.BLOCKED),
        ([BLOCK], [RAN], True, Verdict.READY_WITH_SETTINGS),
        ([RISK, WARN], [LEFT], False, Verdict.RISKY),
        ([RISK], [RAN], True, Verdict.RISKY),
        ([UNKNOWN], [RAN], False, Verdict.INCONCLUSIVE),
        ([], [LEFT], False, Verdict.INCONCLUSIVE),
    ],
)
def test_the_first_match_is_the_verdict(
    findings: list[Finding], checks: list[CheckResult], cured: bool, verdict: Verdict
) -> None:
    assert decide(findings, checks, cured=cured) is verdict


def test_the_cause_is_the_lowest_rank_of_the_deciding_class() -> None:
    assert causing([found("T19", "e"), found("N07", "e"), found("N05", "e"), RISK]) == found("N07", "e")
    assert causing([WARN]) is None


def test_what_follows_from_the_cause_is_marked() -> None:
    cause, consequence = explained([found("T19", "e"), found("N10", "e")])
    assert (cause.id, cause.consequence_of) == ("N10", None)
    assert (consequence.id, consequence.consequence_of) == ("T19", "N10")


def test_only_ready_has_no_cause() -> None:
    assert cause_of(Verdict.READY, [WARN]) is None
    for verdict, findings in [(Verdict.BLOCKED, [BLOCK]), (Verdict.RISKY, [RISK]), (Verdict.INCONCLUSIVE, [])]:
        cause = cause_of(verdict, findings)
        assert cause is not None
        assert cause.action


def test_with_proven_settings_the_action_is_the_setting_in_the_clients_words() -> None:
    cause = cause_of(Verdict.READY_WITH_SETTINGS, [found("R04", "e")], RESCUE)
    assert cause is not None
    assert "Enable streaming: off" in cause.action
