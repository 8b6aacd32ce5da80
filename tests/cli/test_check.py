import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Run, validated

PROGRAM = [sys.executable, "-m", "roo_wizard"]
KEY = "practice-key"


@pytest.mark.parametrize(
    ("faults", "verdict", "cause", "code"),
    [
        ("", "ready", None, 0),
        ("H04", "ready", None, 0),
        ("R04", "ready-with-settings", "R04", 0),
        ("R01", "blocked", "R01", 1),
        ("N07", "blocked", "N07", 1),
        ("N16", "blocked", "N16", 1),
        ("T02", "risky", "T02", 1),
        ("N08", "inconclusive", "N08", 3),
    ],
)
def test_verdict_cause_and_exit_code_agree(run: Run, faults: str, verdict: str, cause: str | None, code: int) -> None:
    ran = run("check", f"--practice={faults}", "--json")
    report = ran.json
    assert (report["verdict"], ran.code) == (verdict, code)
    assert (report["cause"] or {}).get("id") == cause


def test_a_healthy_gateway_costs_two_requests_within_the_budget(run: Run) -> None:
    usage = run("check", "--practice", "--json").json["usage"]
    assert usage["requests"] == 2
    assert usage["prompt_tokens"] <= 18_000
    assert usage["completion_tokens"] <= 1_000


def test_people_read_the_verdict_on_standard_output_and_the_progress_beside_it(run: Run) -> None:
    ran = run("check", "--practice=R04")
    first, *_, headline, cause, action = ran.out.splitlines()
    assert first.startswith("READY WITH SETTINGS")
    assert headline == first, "a terminal of 24 lines shows only the end"
    assert cause.startswith("cause: R04, ")
    assert action.startswith("  next: ")
    assert "Enable streaming: off" in ran.out
    assert "sending T1" in ran.err


def test_without_spending_nothing_is_billed_and_nothing_is_green(run: Run) -> None:
    ran = run("check", "--practice", "--no-spend", "--json")
    assert ran.code == 3
    assert ran.json["verdict"] == "inconclusive"
    assert ran.json["usage"]["requests"] == 0


def test_the_cap_on_requests_is_kept(run: Run) -> None:
    ran = run("check", "--practice", "--max-requests", "1", "--json")
    assert ran.json["usage"]["requests"] == 1
    assert ran.code == 3


def test_the_zoo_client_is_named(run: Run) -> None:
    assert run("check", "--practice", "--client", "zoo", "--json").json["client"]["id"] == "zoo"


@pytest.mark.parametrize(
    "words",
    [
        ["work", "--practice"],
        ["--practice", "--base-url", "https://gateway.example/v1"],
        ["--practice", "--save", "work"],
        ["--practice=R0X"],
        ["--base-url", "https://gateway.example/v1", "--model", "m"],
        ["--base-url", "https://gateway.example/v1", "--model", "m", "--key-env", "K", "--save", "a#b"],
        ["--base-url", "http://gateway.example/v1", "--model", "m", "--key-env", "K"],
        ["--model", "m"],
    ],
    ids=" ".join,
)
def test_unusable_words_exit_2_before_anything_is_sent(
    run: Run, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    ran = run("check", *words, "--json")
    assert ran.code == 2
    assert ran.json["error"]["message"]


def started(*words: str, home: Path) -> subprocess.Popen[str]:
    env = {**os.environ, "HOME": str(home), "K": KEY}
    return subprocess.Popen(
        [*PROGRAM, *words], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


async def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    import asyncio

    out, err = await asyncio.to_thread(process.communicate, timeout=60)
    return process.returncode, out, err


async def test_a_ready_connection_is_saved_and_checked_again_by_its_name(home: Path) -> None:
    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.base_url, "--model", gateway.model, "--key-env", "K", "--save", "work")
        code, _, err = await finished(started("check", *words, home=home))
        assert code == 0, err
        profile = ProfileStore(Places.of_user()).load().get("work")
        assert (profile.key_place, profile.last_verdict) == ("env:K", "ready")
        code, out, err = await finished(started("check", "--json", home=home))
        assert code == 0, err
        assert validated(out)["target"]["profile"] == "work"
    assert KEY not in (home / ".config" / "roo-wizard" / "profiles.toml").read_text()


async def test_a_blocked_connection_is_not_saved(home: Path) -> None:
    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.url("R01"), "--model", gateway.model, "--key-env", "K", "--save", "work")
        code, _, _ = await finished(started("check", *words, home=home))
    assert code == 1
    assert not ProfileStore(Places.of_user()).load().profiles


async def test_a_checked_profile_remembers_its_new_verdict(home: Path) -> None:
    async with PracticeGateway() as gateway:
        store = ProfileStore(Places.of_user())
        store.save(Profile("work", gateway.url("N07"), gateway.model, key_place="env:K", last_verdict="ready"))
        code, _, _ = await finished(started("check", "work", home=home))
        assert code == 1
        saved = store.load().get("work")
        assert (saved.last_verdict, saved.last_cause) == ("blocked", "N07")


async def test_ctrl_c_still_prints_one_report_and_exits_130(home: Path) -> None:
    import asyncio

    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.url("S06"), "--model", gateway.model, "--key-env", "K", "--json")
        process = started("check", *words, home=home)
        assert process.stderr is not None
        while "sending T1" not in await asyncio.to_thread(process.stderr.readline):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        code, out, err = await finished(process)
    assert code == 130, err
    report = validated(out)
    assert report["verdict"] == "inconclusive"
    assert "not-run" in {check["status"] for check in report["checks"]}


async def test_no_byte_of_the_key_and_no_escape_reaches_any_output(home: Path) -> None:
    async with PracticeGateway() as gateway:
        words = ("--base-url", gateway.base_url, "--model", "m\u00e4h-unknown", "--key-env", "K")
        for more in ((), ("--json",)):
            code, out, err = await finished(started("check", *words, *more, home=home))
            assert code == 1
            assert KEY not in out + err
            assert "\x1b" not in out + err
