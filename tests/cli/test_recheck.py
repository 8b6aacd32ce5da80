from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.cli import check_all
from roo_wizard.core.events import Event
from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.probe import engine
from roo_wizard.probe.target import Target
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.cli.gateways import running

KEY = "practice-key"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeGateway]:
    monkeypatch.setenv("K", KEY)
    with running(PracticeGateway(pacing=Pacing.instant())) as gateway:
        yield gateway


def saved(name: str, base_url: str, key_place: str = "env:K") -> None:
    ProfileStore(Places.of_user()).save(Profile(name, base_url, "practice-coder", key_place=key_place))


def test_a_recheck_asks_nothing_and_tells_what_changed(run: Run, gateway: PracticeGateway) -> None:
    saved("work", gateway.base_url)
    first = run("check")
    assert first.code == 0, first.err
    assert "since last time: this is the first check on record" in first.out
    assert "nothing changed" in run("check", "work").out
    store = ProfileStore(Places.of_user())
    store.update("work", lambda profile: replace(profile, base_url=gateway.url("N07")))
    third = run("check")
    assert third.code == 1
    assert "verdict: ready → blocked (N07)" in third.out
    profile = store.load().get("work")
    assert (profile.last_verdict, profile.last_cause) == ("blocked", "N07")
    assert [entry.verdict for entry in HistoryStore(Places.of_user()).load("work").entries] == [
        "ready",
        "ready",
        "blocked",
    ]


def test_the_history_knows_how_the_first_turn_ended_and_no_key(run: Run, gateway: PracticeGateway) -> None:
    saved("work", gateway.base_url)
    run("check")
    history = HistoryStore(Places.of_user())
    last = history.load("work").last
    assert last is not None
    assert (last.http_status, last.finish_reason, last.tool_calls, last.requests) == (200, "tool_calls", 2, 2)
    assert history.load("work").models == tuple(sorted(gateway.models))
    assert KEY not in history.path("work").read_text()


def test_json_has_no_place_for_changes(run: Run, gateway: PracticeGateway) -> None:
    saved("work", gateway.base_url)
    run("check", "--json")
    assert run("check", "--json").json["verdict"] == "ready"
    assert len(HistoryStore(Places.of_user()).load("work").entries) == 2


def test_a_history_that_cannot_be_kept_changes_no_verdict(run: Run, gateway: PracticeGateway) -> None:
    saved("work", gateway.base_url)
    folder = HistoryStore(Places.of_user()).folder
    folder.write_text("")
    ran = run("check", "--json")
    assert (ran.code, ran.json["verdict"]) == (0, "ready")
    assert "the verdict was not saved" in ran.err


def test_all_profiles_are_checked_and_the_worst_one_decides(run: Run, gateway: PracticeGateway) -> None:
    saved("good", gateway.base_url)
    saved("refused", gateway.url("N07"))
    saved("busy", gateway.url("N08"))
    saved("keyless", gateway.base_url, key_place="env:NOT_SET")
    ran = run("check", "--all", "--json")
    assert ran.code == 1, ran.err
    entries = {entry["name"]: entry for entry in ran.json["profiles"]}
    assert {name: entry["report"] and entry["report"]["verdict"] for name, entry in entries.items()} == {
        "good": "ready",
        "refused": "blocked",
        "busy": "inconclusive",
        "keyless": None,
    }
    assert "NOT_SET" in entries["keyless"]["error"]["message"]
    assert "at most 14 billed requests each" in ran.err
    assert entries["good"]["report"]["target"]["profile"] == "good"
    assert ProfileStore(Places.of_user()).load().get("refused").last_verdict == "blocked"


def test_people_get_one_table_with_what_changed_and_what_to_do(run: Run, gateway: PracticeGateway) -> None:
    saved("good", gateway.base_url)
    saved("refused", gateway.url("N07"))
    run("check", "--all")
    ran = run("check", "--all")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["NAME", "VERDICT", "CAUSE", "SINCE", "LAST", "TIME"]
    assert lines[1].split() == ["good", "ready", "-", "nothing", "changed"]
    assert lines[2].split() == ["refused", "blocked", "N07", "nothing", "changed"]
    assert "refused:" in ran.out
    assert lines[-1].startswith("1 of 2 ready")


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [(["", ""], 0), (["", "N08"], 3), (["N08", "N07"], 1)],
)
def test_the_exit_code_of_all_is_the_worst(run: Run, gateway: PracticeGateway, verdicts: list[str], code: int) -> None:
    for number, faults in enumerate(verdicts):
        saved(f"p{number}", gateway.url(faults))
    assert run("check", "--all", "--max-requests", "2", "--timeout", "5").code == code


def test_a_key_that_cannot_be_read_weighs_more_than_ready(run: Run, gateway: PracticeGateway) -> None:
    saved("good", gateway.base_url)
    saved("keyless", gateway.base_url, key_place="session")
    assert run("check", "--all", "--no-spend").code == 2


@pytest.mark.parametrize("words", [["work"], ["--base-url", "https://h/v1"], ["--key-stdin"], ["--save", "x"]])
def test_all_takes_no_connection(run: Run, words: list[str]) -> None:
    saved("work", "https://gateway.example/v1")
    ran = run("check", "--all", *words, "--json")
    assert (ran.code, ran.json["schema"]) == (2, "roo-wizard.error/1")


def test_all_of_nothing_is_told(run: Run) -> None:
    ran = run("check", "--all", "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "usage")


def test_at_most_three_are_checked_at_once(run: Run, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    running_now, most = 0, 0

    async def counted(target: Target, *more: Any, **options: Any) -> AsyncIterator[Event]:
        nonlocal running_now, most
        running_now += 1
        most = max(most, running_now)
        async for event in engine.check(target, *more, **options):
            yield event
        running_now -= 1

    monkeypatch.setattr(check_all, "check", counted)
    for number in range(7):
        saved(f"p{number}", gateway.base_url)
    assert run("check", "--all", "--no-spend").code == 3
    assert most == 3


def test_trouble_with_keeping_a_run_or_its_history_never_costs_the_report(
    run: Run, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RecursionError(KEY)

    saved("work", gateway.base_url)
    monkeypatch.setattr(Ledger, "write", fails)
    monkeypatch.setattr(HistoryStore, "add", fails)
    ran = run("check", "work", "--json")
    assert (ran.code, ran.json["verdict"]) == (0, "ready")
    assert "the run is not kept" in ran.err
    assert "the verdict was not saved" in ran.err
    assert KEY not in ran.err
