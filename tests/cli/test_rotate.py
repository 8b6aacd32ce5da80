import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.rotation import swap_in
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.cli.gateways import running
from tests.profiles.memory_keyring import MemoryKeyring

OLD, NEW, WRONG = "pk-old-7Qw9Zr2TtXk41", "pk-new-4Hs8Lm3VvYp62", "pk-bad-1Aa2Bb3Cc4Dd5"


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({OLD, NEW}))) as gateway:
        yield gateway


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, gateway: PracticeGateway) -> MemoryKeyring:
    """A keyring that holds the old key of the saved profile "work"."""
    keyring = MemoryKeyring()
    keyring.entries["roo-wizard", f"{gateway.origin}#work"] = OLD
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    monkeypatch.setenv("NEW", NEW)
    monkeypatch.setenv("WRONG", WRONG)
    store().save(Profile("work", gateway.base_url, "practice-coder", last_verdict="ready"))
    return keyring


def store() -> ProfileStore:
    return ProfileStore(Places.of_user())


def main_entry(gateway: PracticeGateway) -> str:
    return f"{gateway.origin}#work"


def everything(home: Path) -> str:
    """Every byte that was written below the home folder."""
    return "".join(path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file())


def test_a_proven_key_is_swapped_in_and_the_old_one_kept_for_undo(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, home: Path
) -> None:
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert ran.code == 0, ran.err
    told = ran.json
    assert (told["rotated"], told["new"]["verdict"], told["old"]["verdict"]) == (True, "ready", "ready")
    assert told["models"] == {"gained": [], "lost": []}
    assert told["limits"] == {"new": None, "old": None}
    assert keyring.kept == {main_entry(gateway): NEW, f"{main_entry(gateway)}#previous": OLD}
    assert [entry.verdict for entry in HistoryStore(Places.of_user()).load("work").entries] == ["ready"]
    assert store().load().record("work").facts == {"key_rotated_on": told["new"]["started_at"][:10]}
    assert run("check", "work").code == 0
    for secret in (OLD, NEW):
        assert secret not in ran.out + ran.err + everything(home)


def test_people_are_told_where_else_the_old_key_sits(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAM_KEY", OLD)
    monkeypatch.setenv("OTHER_KEY", WRONG)
    for name, key in (("twin", OLD), ("sister", WRONG), ("lost", None)):
        store().save(Profile(name, gateway.base_url, "m"))
        if key:
            keyring.entries["roo-wizard", f"{gateway.origin}#{name}"] = key
    store().save(Profile("foreign", "https://other.example/v1", "m"))
    ran = run("rotate", "work", "--key-env", "NEW")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("ROTATED")
    assert "models: both keys see the same" in ran.out
    assert "Configuration Profile" in ran.out
    assert "would wipe the key" in ran.out
    assert "the profile twin:" in ran.out
    assert "the profile lost (its key could not be compared):" in ran.out
    assert "the variable TEAM_KEY:" in ran.out
    for absent in ("sister", "foreign", "OTHER_KEY", OLD, NEW):
        assert absent not in ran.out


def test_a_refused_new_key_changes_nothing(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, home: Path
) -> None:
    before = dict(keyring.entries)
    ran = run("rotate", "work", "--key-env", "WRONG", "--json")
    assert ran.code == 1
    assert (ran.json["rotated"], ran.json["new"]["cause"]["id"], ran.json["undo"]) == (False, "N07", None)
    assert ran.json["old"]["verdict"] == "ready"
    assert keyring.entries == before
    assert store().load().previous == ()
    assert store().load().get("work").last_verdict == "ready"
    assert store().load().get("work").checked_at
    assert WRONG not in everything(home)
    assert "NOT ROTATED" in run("rotate", "work", "--key-env", "WRONG").out


def test_an_old_key_that_fails_already_is_said_and_does_not_stop_the_new_one(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    gateway.revoke(OLD)
    ran = run("rotate", "work", "--key-env", "NEW")
    assert ran.code == 0, ran.err
    assert "old key: blocked, N07" in ran.out
    assert "only one of the keys got a list" in ran.out
    assert keyring.kept[main_entry(gateway)] == NEW


def test_a_lost_old_key_is_said_too(run: Run, gateway: PracticeGateway, keyring: MemoryKeyring) -> None:
    keyring.entries.clear()
    told = run("rotate", "work", "--key-env", "NEW", "--json").json
    assert (told["rotated"], told["old"]) == (True, None)
    assert "holds no key" in told["old_problem"]
    assert keyring.kept == {main_entry(gateway): NEW}


def test_undo_puts_key_and_values_back_and_prints_that_card(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    run("rotate", "work", "--key-env", "NEW")
    ran = run("undo")
    assert ran.code == 0, ran.err
    assert keyring.kept == {main_entry(gateway): OLD, f"{main_entry(gateway)}#previous": NEW}
    assert gateway.base_url in ran.out
    assert "the key before the rotation is in use again" in ran.err
    assert run("undo", "work").code == 0
    assert keyring.kept[main_entry(gateway)] == NEW


def test_undo_of_changed_values_keeps_the_key(run: Run, gateway: PracticeGateway, keyring: MemoryKeyring) -> None:
    store().save(replace(store().load().get("work"), model="practice-other"))
    ran = run("undo", "work")
    assert "practice-coder" in ran.out
    assert "its key was not changed" in ran.err
    assert keyring.kept == {main_entry(gateway): OLD}


def test_undo_without_a_change_exits_2(run: Run, keyring: MemoryKeyring) -> None:
    ran = run("undo", "work")
    assert ran.code == 2
    assert "nothing" in ran.err


def test_a_previous_key_that_still_works_is_kept_and_a_refused_one_deleted(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    run("rotate", "work", "--key-env", "NEW")
    still = run("rotate", "work", "--revoked", "--json")
    assert (still.code, still.json["refused"], still.json["deleted"]) == (1, False, False)
    assert "STILL WORKS" in run("rotate", "work", "--revoked").out
    assert len(keyring.kept) == 2
    gateway.revoke(OLD)
    gone = run("rotate", "work", "--revoked", "--json")
    assert (gone.code, gone.json["refused"], gone.json["deleted"]) == (0, True, True), gone.out
    assert keyring.kept == {main_entry(gateway): NEW}
    assert run("rotate", "work", "--revoked").code == 2
    assert run("undo", "work").code == 2
    assert run("check", "work").code == 0


def test_a_gateway_that_says_nothing_about_the_key_leaves_it_kept(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    run("rotate", "work", "--key-env", "NEW")
    store().update("work", lambda profile: replace(profile, base_url=gateway.url("N16")))
    ran = run("rotate", "work", "--revoked", "--json")
    assert (ran.code, ran.json["refused"], ran.json["deleted"]) == (3, None, False)
    assert len(keyring.kept) == 2


@pytest.mark.parametrize("place", ["#previous", "#work"])
def test_a_keyring_that_refuses_leaves_everything_as_it_was(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, place: str
) -> None:
    profile, before = store().load(), dict(keyring.entries)
    keyring.refuse = place
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert ran.code == 2
    assert ran.json["error"]["id"] == "keyring"
    assert keyring.entries == before
    assert store().load() == profile


def test_a_full_disk_leaves_everything_as_it_was(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(keyring.entries)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("roo_wizard.profiles.store.write_private", full)
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "profile-file")
    assert keyring.entries == before


def test_a_keyring_without_an_answer_is_told_before_anything_is_sent(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> MemoryKeyring:
        raise RuntimeError

    monkeypatch.setattr("roo_wizard.profiles.vault._load", broken)
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "keyring")
    assert gateway.received == []


def test_a_key_in_a_variable_moves_to_another_variable_and_back(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD", OLD)
    keyring.entries.clear()
    store().save(Profile("work", gateway.base_url, "practice-coder", key_place="env:OLD"))
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["stored"] == "read from the variable NEW"
    assert store().load().get("work").key_place == "env:NEW"
    assert keyring.kept == {}
    assert run("rotate", "work", "--revoked").code == 1
    undone = run("undo")
    assert undone.code == 0
    assert "its key is read from the variable OLD" in undone.err
    assert store().load().get("work").key_place == "env:OLD"


def test_a_previous_key_in_a_variable_is_proven_refused_without_any_keyring(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD", OLD)
    store().save(Profile("work", gateway.base_url, "practice-coder", key_place="env:OLD"))
    assert run("rotate", "work", "--key-env", "NEW").code == 0
    gateway.revoke(OLD)

    def absent() -> MemoryKeyring:
        raise RuntimeError

    monkeypatch.setattr("roo_wizard.profiles.vault._load", absent)
    ran = run("rotate", "work", "--revoked", "--json")
    assert (ran.code, ran.json["refused"], ran.json["deleted"]) == (0, True, False), ran.err
    assert store().load().previous == ()


def test_the_new_key_is_read_from_standard_input(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NEW}\n"))
    assert run("rotate", "work", "--key-stdin").code == 0
    assert keyring.kept[main_entry(gateway)] == NEW


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["work"], "the new key is missing"),
        (["wrok", "--key-env", "NEW"], "did you mean work"),
        (["work", "--key-env", "OLD"], "in use already"),
        (["work", "--key-env", "NOT_SET"], "NOT_SET"),
        (["work", "--revoked"], "no previous key"),
        (["free", "--key-env", "NEW"], "needs no key"),
        (["variable", "--key-env", "NEW"], "itself"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_unusable_words_exit_2_and_send_nothing(
    run: Run,
    gateway: PracticeGateway,
    keyring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    told: str,
) -> None:
    monkeypatch.setenv("OLD", OLD)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    store().save(Profile("free", gateway.base_url, "m", key_place="none"))
    store().save(Profile("variable", gateway.base_url, "m", key_place="env:NEW"))
    ran = run("rotate", *words, "--json")
    assert ran.code == 2
    assert told in json.dumps(ran.json)
    assert gateway.received == []


def test_a_key_changed_by_somebody_else_meanwhile_is_not_overwritten(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def late(*values: Any, **more: Any) -> Any:
        keyring.entries["roo-wizard", main_entry(gateway)] = WRONG
        return await swap_in(*values, **more)

    monkeypatch.setattr("roo_wizard.cli.rotation.replacing.swap_in", late)
    ran = run("rotate", "work", "--key-env", "NEW", "--json")
    assert ran.code == 2
    assert "changed meanwhile" in ran.json["error"]["message"]
    assert keyring.kept == {main_entry(gateway): WRONG}


def test_saving_over_a_profile_keeps_its_other_key_for_undo(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(NEW))
    words = ("--base-url", gateway.base_url, "--model", "practice-coder", "--key-stdin", "--save", "work")
    ran = run("check", *words)
    assert ran.code == 0, ran.err
    assert keyring.kept == {main_entry(gateway): NEW, f"{main_entry(gateway)}#previous": OLD}
    assert run("undo").code == 0
    assert keyring.kept[main_entry(gateway)] == OLD


def test_the_limits_of_both_keys_are_compared(
    run: Run, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(PracticeGateway(pacing=Pacing.instant())) as two_keys:
        keyring.entries["roo-wizard", f"{two_keys.origin}#work"] = two_keys.key
        store().save(Profile("work", two_keys.base_url, "practice-coder"))
        monkeypatch.setenv("NEW", two_keys.second_key)
        ran = run("rotate", "work", "--key-env", "NEW", "--json")
        limits = {"new": {"requests": 1000, "tokens": 400_000}, "old": {"requests": 500, "tokens": 200_000}}
        assert ran.json["limits"] == limits
        monkeypatch.setenv("NEW", two_keys.key)
        assert "limits: requests 1,000 → 500, tokens 400,000 → 200,000" in run("rotate", "work", "--key-env", "NEW").out
        two_keys.revoke(two_keys.key)
        monkeypatch.setenv("NEW", two_keys.second_key)
        ran = run("rotate", "work", "--key-env", "NEW")
        assert "limits of the new key alone: requests 1,000, tokens 400,000" in ran.out


def test_keys_without_stated_limits_are_told_so(run: Run, gateway: PracticeGateway, keyring: MemoryKeyring) -> None:
    assert "limits: the gateway states none" in run("rotate", "work", "--key-env", "NEW").out


def facts() -> dict[str, str]:
    return dict(store().load().record("work").facts)


@pytest.mark.parametrize("before", [{}, {"key_owner": "platform team", "key_rotated_on": "2026-08-01"}], ids=str)
def test_undo_puts_the_day_of_the_last_rotation_back_too_and_a_second_one_forth(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, before: dict[str, str]
) -> None:
    store().record("work", lambda record: record.with_facts(before))
    assert run("rotate", "work", "--key-env", "NEW").code == 0
    after = facts()
    assert after == {**before, "key_rotated_on": store().load().get("work").checked_at[:10]}  # type: ignore[index]
    assert run("undo", "work").code == 0
    assert facts() == before
    assert run("undo", "work").code == 0
    assert facts() == after


def test_undo_of_a_rotation_between_variables_puts_the_day_back_too(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD", OLD)
    store().save(Profile("work", gateway.base_url, "practice-coder", key_place="env:OLD"))
    assert run("rotate", "work", "--key-env", "NEW").code == 0
    assert "key_rotated_on" in facts()
    assert run("undo", "work").code == 0
    assert facts() == {}


def test_undo_of_changed_values_leaves_the_day_of_the_last_rotation(run: Run, keyring: MemoryKeyring) -> None:
    store().save(replace(store().load().get("work"), model="practice-other"))
    store().record("work", lambda record: record.with_facts({"key_rotated_on": "2026-08-01"}))
    assert run("undo", "work").code == 0
    assert facts() == {"key_rotated_on": "2026-08-01"}


@pytest.mark.parametrize("refuse", ["#previous", "#work"])
def test_an_undo_that_the_keyring_refuses_leaves_the_day_on_record(
    run: Run, keyring: MemoryKeyring, refuse: str
) -> None:
    run("rotate", "work", "--key-env", "NEW")
    after, keyring.refuse = facts(), refuse
    assert run("undo", "work").code == 2
    assert facts() == after != {}


def test_after_an_undo_it_is_the_newer_key_that_is_asked_about_and_said_so(
    run: Run, gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    run("rotate", "work", "--key-env", "NEW")
    assert run("undo", "work").code == 0
    still = run("rotate", "work", "--revoked")
    assert still.code == 1
    assert "STILL WORKS: the newer key of work, which undo took back, is accepted" in still.out
    assert "is the newer key of work, which undo took back, refused now?" in still.err
    assert "previous" not in still.out + still.err
    gateway.revoke(NEW)
    gone = run("rotate", "work", "--revoked")
    assert gone.code == 0, gone.err
    assert "REVOKED: the newer key of work, which undo took back, is refused; it is deleted" in gone.out
    assert keyring.kept == {main_entry(gateway): OLD}
    assert store().load().previous == ()
    assert run("check", "work").code == 0


def test_after_a_second_undo_the_older_key_is_the_previous_one_again(run: Run, keyring: MemoryKeyring) -> None:
    run("rotate", "work", "--key-env", "NEW")
    run("undo", "work")
    again = run("undo", "work")
    assert "the newer key is in use again" in again.err
    assert "the client still has the older values" in again.err
    assert "the previous key of work is accepted" in run("rotate", "work", "--revoked").out


def test_a_rotation_after_an_undo_is_a_new_one(run: Run, keyring: MemoryKeyring) -> None:
    run("rotate", "work", "--key-env", "NEW")
    run("undo", "work")
    assert run("rotate", "work", "--key-env", "NEW").code == 0
    assert "the previous key of work" in run("rotate", "work", "--revoked").out
