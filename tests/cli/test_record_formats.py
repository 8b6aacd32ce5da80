from dataclasses import replace

from roo_wizard.core.paths import Places
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.keyring_facts import usual_commands
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run
from tests.profiles.test_history import EVIDENCE, READY

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
