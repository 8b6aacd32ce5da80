import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.keyring_facts import usual_commands
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.profiles.test_history import EVIDENCE, READY

CANARY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"
WORK = Profile("work", "https://gateway.example/v1", "m-1", key_place="env:K", last_verdict="ready", checked_at="now")


def test_runbook_and_rollback_know_the_saved_profiles_checks_and_former_values(run: Run) -> None:
    places = Places.of_user()
    ProfileStore(places).save(WORK)
    ProfileStore(places).save(replace(WORK, model="m-2"))
    HistoryStore(places).add("work", READY, EVIDENCE)
    runbook, rollback = run("fields", "--format", "runbook"), run("fields", "work", "--format", "rollback")
    assert (runbook.code, rollback.code) == (0, 0)
    assert "HTTP status: 200; finish reason: `tool_calls`" in runbook.out
    assert "| model | m-2 | m-1 |" in rollback.out


def test_neither_needs_a_key_or_a_saved_profile(run: Run) -> None:
    for name in ("runbook", "rollback"):
        ran = run("fields", "--base-url", "https://gateway.example/v1", "--model", "m", "--format", name)
        assert ran.code == 0
        assert run("fields", "--base-url", "https://h/v1", "--model", "m", "--format", name, "--with-key").code == 2


def test_the_card_says_where_the_key_is_and_how_the_system_reads_and_deletes_it(run: Run) -> None:
    ProfileStore(Places.of_user()).save(replace(WORK, key_place="keyring"))
    out = " ".join(run("fields").out.split())
    assert "service roo-wizard, user name https://gateway.example#work" in out
    read, delete = usual_commands(KeyAddress("https://gateway.example", "work"))
    assert read in out
    assert delete in out
    assert read not in run("fields", "--base-url", "https://h/v1", "--model", "m", "--key-env", "K").out


def test_the_bundle_tells_of_the_last_kept_run_of_the_saved_profile(run: Run) -> None:
    places = Places.of_user()
    ProfileStore(places).save(WORK)
    target = {"base_url": WORK.base_url, "dialect": "openai", "model": "m-1"}
    for verdict, model in (("blocked", "m-1"), ("risky", "m-1"), ("ready", "m-2")):
        report = {"verdict": verdict, "target": {**target, "model": model}, "findings": [{"id": "T10"}]}
        Ledger(places).write(report, [])
    ran = run("fields", "work", "--format", "bundle")
    assert ran.code == 0
    assert "| verdict | risky |" in ran.out
    assert "| T10 |" in ran.out
    assert "gateway.example" not in ran.out.replace("your-gateway.example", "")


def test_facts_are_saved_from_the_command_line_and_then_shown(run: Run) -> None:
    ProfileStore(Places.of_user()).save(WORK)
    ran = run("fields", "work", "--format", "runbook", "--record", "key_owner=platform", "--record", "usage_window=7 d")
    assert ran.code == 0
    assert "owner: platform" in ran.out
    again = run("fields", "work", "--format", "runbook", "--record", "key_owner=").out
    assert "time window: 7 d" in again
    assert "platform" not in again


def test_only_a_saved_connection_has_a_record(run: Run) -> None:
    described = ("--base-url", "https://h/v1", "--model", "m", "--record", "key_owner=me")
    assert run("fields", *described).code == 2
    assert run("fields", "--practice", "--record", "key_owner=me").code == 2
    ProfileStore(Places.of_user()).save(WORK)
    for wrong in ("key_owner", "owner=me", "scope=all", "changed_on=now", f"key_owner=Bearer {CANARY}"):
        ran = run("fields", "work", "--record", wrong)
        assert (ran.code, ran.out) == (2, "")
        assert "canary" not in ran.err
    assert ProfileStore(Places.of_user()).load().records == {}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "roo-code-settings.json"
    old = {
        "id": "a1",
        "apiProvider": "anthropic",
        "apiKey": CANARY,
        "anthropicBaseUrl": "https://old.example",
        "apiModelId": "claude-sonnet-4-5",
        "modelTemperature": 0.5,
    }
    profiles = {"currentApiConfigName": "old", "apiConfigs": {"old": old}, "modeApiConfigs": {"code": "a1"}}
    path.write_text(json.dumps({"providerProfiles": profiles, "globalSettings": {"secret": CANARY}}))
    os.utime(path, (1763600000, 1763600000))
    return path


def test_an_export_is_compared_and_its_values_are_the_way_back(run: Run, export: Path) -> None:
    store = ProfileStore(Places.of_user())
    store.save(WORK)
    store.save(replace(WORK, model="m-2"))
    ran = run("fields", "work", "--compare", str(export))
    assert ran.code == 0
    assert "profile in use: old → work-" in ran.out
    assert "Base URL: https://old.example → https://gateway.example/v1" in ran.out
    assert "on record as the client's values before (export of 2025-11-20): old" in ran.err
    rollback, runbook = (run("fields", "work", "--format", name).out for name in ("rollback", "runbook"))
    assert "| field | now | in the client before (export of 2025-11-20) | before, in the wizard |" in rollback
    assert "| model | m-2 | claude-sonnet-4-5 | m-1 |" in rollback
    assert "in the client before (export of 2025-11-20): profile: old" in runbook
    assert CANARY not in ran.out + ran.err + rollback + runbook + store.path.read_text()


def test_the_comparison_is_one_json_object_and_without_a_profile_nothing_is_kept(run: Run, export: Path) -> None:
    ran = run("fields", "--base-url", "https://h/v1", "--model", "m", "--compare", str(export), "--json")
    assert ran.code == 0
    assert ran.json["current"]["before"] == "old"
    assert ran.json["kept"] is False
    assert CANARY not in ran.out + ran.err
    ProfileStore(Places.of_user()).save(WORK)
    assert run("fields", "--compare", str(export), "--json").json["kept"] is True


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"[]", b"{}", b"[" * 100_000])
def test_what_is_no_export_is_one_sentence_and_exit_2(run: Run, tmp_path: Path, data: bytes) -> None:
    ProfileStore(Places.of_user()).save(WORK)
    path = tmp_path / "export.json"
    path.write_bytes(data)
    for words in (("--compare", str(path)), ("--compare", "~nobody-here/none"), ("--compare", "/dev/zero")):
        ran = run("fields", "work", *words, "--json")
        assert ran.code == 2
        assert ran.json["error"]["id"] == "usage"
    assert ProfileStore(Places.of_user()).load().records == {}


def test_options_that_do_not_go_with_a_comparison_are_refused(run: Run, export: Path) -> None:
    ProfileStore(Places.of_user()).save(WORK)
    assert run("fields", "--json").json["error"]["hint"] == "add --compare FILE, or use --format json"
    assert run("fields", "--compare", str(export), "--out", "y").code == 2
    assert run("fields", "--compare", str(export), "--format", "json", "--with-key").code == 2


def test_undo_of_any_change_prints_the_card_of_before_and_turns_the_rollback_round(run: Run) -> None:
    store = ProfileStore(Places.of_user())
    store.save(WORK)
    store.save(replace(WORK, base_url="https://other.example/v1", settings={"modelTemperature": 1}))
    store.record("work", lambda record: record.with_facts({"decided_by": "platform"}))
    undone = run("undo", "work")
    assert undone.code == 0
    assert "https://gateway.example/v1" in undone.out
    assert "Use custom temperature" not in undone.out
    assert "its key was not changed" in undone.err
    rollback = run("fields", "work", "--format", "rollback").out
    assert "| Base URL | https://gateway.example/v1 | https://other.example/v1 |" in rollback
    assert "| settings | the client's defaults | Use custom temperature: 1 |" in rollback
    assert "| decided by | platform |" in rollback
