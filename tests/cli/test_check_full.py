import pytest

from tests.cli.conftest import Run, validated

REASONED = {"C22", "C31"}


def test_the_full_proof_of_a_healthy_gateway_has_every_check_passed_or_reasoned(run: Run) -> None:
    ran = run("check", "--practice", "--full", "--json")
    report = validated(ran.out)
    assert (ran.code, report["verdict"], report["cause"]) == (0, "ready", None)
    assert [check["id"] for check in report["checks"]] == [f"C{number:02}" for number in range(1, 32)]
    assert {check["id"] for check in report["checks"] if check["status"] != "pass"} == REASONED
    assert all(check["summary"] for check in report["checks"])
    assert report["usage"]["prompt_tokens"] <= 75_000


@pytest.mark.parametrize(("faults", "cause", "code"), [("M03", "M03", 1), ("M07", "M07", 1), ("R16", None, 0)])
def test_what_only_the_full_set_sees_decides_its_exit_code(run: Run, faults: str, cause: str | None, code: int) -> None:
    ran = run("check", f"--practice={faults}", "--full", "--json")
    assert ((ran.json["cause"] or {}).get("id"), ran.code) == (cause, code)
    assert faults in {finding["id"] for finding in ran.json["findings"]}


def test_caching_is_tried_when_the_profile_ticks_it(run: Run) -> None:
    ran = run("check", "--practice=R18", "--full", "--setting", "supportsPromptCache=true", "--json")
    assert (ran.code, [finding["id"] for finding in ran.json["findings"]]) == (0, ["R18"])


def test_repeats_are_counted_in_words(run: Run) -> None:
    report = validated(run("check", "--practice", "--repeat", "5", "--json").out)
    assert "5/5, at least 56 % with 95 % confidence" in report["checks"][-1]["summary"]
    assert report["usage"]["requests"] == 10


def test_the_cost_is_told_before_and_the_smoke_tests_by_name_after(run: Run) -> None:
    ran = run("check", "--practice", "--full")
    assert "when all is well: 14 requests" in ran.err
    assert ran.err.index("when all is well") < ran.err.index("sending T1")
    for words in ("smoke tests:", "repo-read", "one-file edit", "JSON/tool-call task", "latency: first byte"):
        assert words in ran.out


@pytest.mark.parametrize("count", ["0", "-1", "201", "many"])
def test_a_count_of_repeats_that_is_none_is_refused(run: Run, count: str) -> None:
    assert run("check", "--practice", "--repeat", count).code == 2
