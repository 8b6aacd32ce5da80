from roo_wizard.core.report import Report, Status
from roo_wizard.probe.smoke import smoke_tests
from tests.probe.runs import FULL, run

NAMES = ["repo-read", "one-file edit", "JSON/tool-call task"]


def statuses(report: Report) -> list[Status]:
    return [test.status for test in smoke_tests(report)]


async def test_the_three_tests_of_the_checklist_are_named_and_pass_in_the_full_set() -> None:
    tests = smoke_tests((await run(options=FULL)).report)
    assert [test.name for test in tests] == NAMES
    assert {test.status for test in tests} == {Status.PASS}
    assert "E5" in tests[1].summary


async def test_what_the_quick_set_does_not_try_is_not_green() -> None:
    tests = smoke_tests((await run()).report)
    assert [test.status for test in tests] == [Status.PASS, Status.PASS, Status.NOT_RUN]
    assert tests[2].summary == "only with --full"


async def test_each_test_fails_with_the_check_that_failed() -> None:
    assert statuses((await run("T14", options=FULL)).report) == [Status.FAIL, Status.NOT_RUN, Status.NOT_RUN]
    assert statuses((await run("M09", options=FULL)).report) == [Status.PASS, Status.FAIL, Status.PASS]
    assert statuses((await run("T17", options=FULL)).report)[2] is Status.WARN
