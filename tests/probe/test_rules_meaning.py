import pytest

from roo_wizard.probe.rules import judge
from tests.probe.answers import call, delta, seen, stream


@pytest.mark.parametrize(("times", "found"), [(1, False), (3, False), (4, True), (10_000, True)])
def test_a_fourth_identical_call_in_a_row_is_a_loop(times: int, found: bool) -> None:
    calls = [call(place, f"c{place}") for place in range(times)]
    findings = judge(seen(stream(delta(tool_calls=calls), delta("tool_calls"))))
    assert ("loop" in {finding.id for finding in findings}) is found


def test_different_calls_are_no_loop() -> None:
    calls = [call(place, f"c{place}", arguments=f'{{"path":"f{place}"}}') for place in range(9)]
    findings = judge(seen(stream(delta(tool_calls=calls), delta("tool_calls"))))
    assert "loop" not in {finding.id for finding in findings}
