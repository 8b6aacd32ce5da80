import shlex
import subprocess
from dataclasses import replace

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles import modes as mode_map
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.cli.conftest import Ran, Run
from tests.cli.gateways import running

SONNET = Profile(
    "sonnet",
    "https://api.tokenbay.com/v1",
    "claude-sonnet-4.6",
    preset="tokenbay",
    key_place="env:BAY_KEY",
    last_verdict="ready",
)
OPUS = replace(SONNET, name="opus", model="claude-opus-4.8", last_verdict="blocked")
SECOND = Profile("second", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey", key_place="none")


@pytest.fixture
def saved() -> ProfileStore:
    store = ProfileStore(Places.of_user())
    for profile in (SONNET, OPUS, SECOND):
        store.save(profile)
    return store


def bound(ran: Ran) -> dict[str, tuple[str, str]]:
    return {row["mode"]: (row["profile"], row["why"]) for row in ran.json["modes"]}


def test_the_table_says_for_each_mode_its_profile_verdict_and_why(run: Run, saved: ProfileStore) -> None:
    saved.bind({"ask": "second"}, "second")
    ran = run("modes")
    assert ran.code == 0
    rows = {line.split()[0]: " ".join(line.split()) for line in ran.out.splitlines() if line}
    assert rows["Code"] == "Code sonnet claude-sonnet-4.6 ready suggested by the gateway's guide"
    assert rows["Architect"] == "Architect opus claude-opus-4.8 NOT PROVEN (blocked) suggested by the gateway's guide"
    assert rows["Ask"].startswith("Ask second gpt-5.4-mini at router.flatkey.ai NOT PROVEN (never checked) bound")
    assert rows["Fallback"].startswith("Fallback second gpt-5.4-mini at router.flatkey.ai")


def test_json_gives_all_five_modes_the_fallback_and_what_is_missing(run: Run, saved: ProfileStore) -> None:
    value = run("modes", "--json").json
    assert value["profile"] == "sonnet"
    assert [row["label"] for row in value["modes"]] == ["Architect", "Code", "Ask", "Debug", "Orchestrator"]
    ask = next(row for row in value["modes"] if row["mode"] == "ask")
    assert (ask["profile"], ask["why"], ask["suggested"], ask["proven"]) == ("sonnet", "rest", "claude-haiku-4.5", True)
    assert value["fallback"] is None
    assert [(one["model"], one["modes"]) for one in value["missing"]] == [("claude-haiku-4.5", ["ask"])]


def test_options_change_the_file_first_and_all_at_once(run: Run, saved: ProfileStore) -> None:
    saved.bind({"debug": "second"})
    ran = run(
        "modes", "--bind", "Ask=OPUS", "--bind", "code=second", "--unbind", "debug", "--fallback", "opus", "--json"
    )
    assert ran.code == 0
    assert bound(ran)["ask"] == ("opus", "bound")
    assert bound(ran)["debug"] == ("second", "rest")
    assert ran.json["fallback"]["profile"] == "opus"
    loaded = saved.load()
    assert (dict(loaded.modes), loaded.fallback) == ({"ask": "opus", "code": "second"}, "opus")
    assert run("modes", "--no-fallback", "--json").json["fallback"] is None
    assert saved.load().fallback is None


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["nobody"], "known: sonnet, opus, second"),
        (["--bind", "code=sonet"], "did you mean sonnet"),
        (["--bind", "architct=opus"], "did you mean architect"),
        (["--unbind", "debugg"], "did you mean debug"),
        (["--fallback", "secnd"], "did you mean second"),
        (["--bind", "code"], "write --bind code=PROFILE"),
        (["--bind", "code="], "write --bind code=PROFILE"),
        (["--bind", "code=opus", "--unbind", "code"], "one --bind or one --unbind"),
        (["--fallback", ""], "--no-fallback"),
        (["--fallback", "opus", "--no-fallback"], "--help"),
    ],
    ids=" ".join,
)
def test_what_does_not_exist_is_named_with_the_nearest_and_changes_nothing(
    run: Run, saved: ProfileStore, words: list[str], hint: str
) -> None:
    before = saved.path.read_bytes()
    ran = run("modes", "--bind", "debug=opus", *words, "--json")
    assert ran.code == 2
    assert ran.json["schema"] == "roo-wizard.error/1"
    assert hint in ran.json["error"]["hint"]
    assert saved.path.read_bytes() == before


def test_the_connection_whose_gateway_suggests_may_be_named(run: Run, saved: ProfileStore) -> None:
    ran = run("modes", "second", "--json")
    assert ran.json["profile"] == "second"
    assert ran.json["missing"] == []
    assert set(bound(ran).values()) == {("second", "rest")}


def test_without_a_saved_connection_it_says_how_to_get_one(run: Run) -> None:
    ran = run("modes", "--json")
    assert (ran.code, ran.json["error"]["message"]) == (2, "no connection is saved yet")


@pytest.mark.parametrize("words", [[], ["--bind", "code=sonnet"], ["sonnet"]], ids=str)
def test_a_damaged_file_is_set_aside_and_named(run: Run, saved: ProfileStore, words: list[str]) -> None:
    saved.path.write_bytes(b"schema = 3\n[modes]\ncook = 1")
    ran = run("modes", *words, "--json")
    assert ran.code == 2
    assert "damaged" in ran.json["error"]["message"]
    assert [path.read_bytes() for path in saved.set_aside_files()] == [b"schema = 3\n[modes]\ncook = 1"]


def test_a_held_lock_is_one_sentence_and_changes_nothing(
    run: Run, saved: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roo_wizard.cli.commands.modes.ProfileStore", lambda places: ProfileStore(places, 0.05))
    before = saved.path.read_bytes()
    with locked(Places.of_user().state / "lock"):
        ran = run("modes", "--bind", "code=opus", "--json")
    assert ran.code == 2
    assert "another roo-wizard holds" in ran.json["error"]["message"]
    assert saved.path.read_bytes() == before


@pytest.mark.parametrize(
    ("like", "words"),
    [
        (SONNET, "--preset tokenbay --model claude-haiku-4.5 --key-env BAY_KEY --save claude-haiku-4.5"),
        (replace(SONNET, key_place="keyring"), "--preset tokenbay --model claude-haiku-4.5 --key-stdin --save"),
        (replace(SONNET, key_place="session"), "claude-haiku-4.5 --key-stdin --save"),
        (replace(SONNET, client="zoo", secret_headers=("X-Team",)), "--client zoo"),
        (replace(SONNET, secret_headers=("X-Team",)), "--header-env X-Team=X_TEAM"),
        (replace(SONNET, headers={"X-A": "it's"}), """--header 'X-A: it'"'"'s'"""),
        (replace(SONNET, settings={"openAiStreamingEnabled": False}), "--setting openAiStreamingEnabled=false"),
    ],
)
def test_a_suggested_model_without_a_profile_comes_with_its_command(
    run: Run, saved: ProfileStore, like: Profile, words: str
) -> None:
    saved.save(like)
    assert words in run("modes").out


HEADERS = {f"X-{number}": f"it's $(id) `id` ; {number} " + "long" * 60 for number in range(30)}


def test_however_long_the_command_is_a_shell_reads_it_as_it_was_meant(run: Run, saved: ProfileStore) -> None:
    saved.save(replace(SONNET, headers=HEADERS))
    command = run("modes", "--json").json["missing"][0]["command"]
    told = subprocess.run(["/bin/sh", "-c", f'printf "%s\\n" {command}'], capture_output=True, text=True, check=True)
    words = told.stdout.splitlines()
    assert [text for text in words if text.startswith("X-")] == [f"{name}: {text}" for name, text in HEADERS.items()]
    assert words[-2:] == ["--save", "claude-haiku-4.5"]


def test_the_command_proves_and_saves_a_profile_that_connects_alike(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mode_map, "suggested_models", lambda _preset: {"ask": "claude-sonnet-4-5"})
    monkeypatch.setenv("PRACTICE", "practice-key")
    with running(PracticeGateway(pacing=Pacing.instant())) as gateway:
        like = Profile(
            "like",
            gateway.base_url,
            "practice-coder",
            settings={"openAiStreamingEnabled": False, "modelTemperature": 0.5, "excludedTools": ["apply_diff"]},
            headers={"X-Team": "two words"},
            key_place="env:PRACTICE",
        )
        ProfileStore(Places.of_user()).save(like)
        command = run("modes", "--json").json["missing"][0]["command"]
        assert run(*shlex.split(command)[1:]).code == 0
    saved = ProfileStore(Places.of_user()).load()
    made = saved.get("claude-sonnet-4-5")
    assert made.connects_like(replace(saved.get("like"), name=made.name, model=made.model))
    assert run("modes", "--json").json["missing"] == []


@pytest.mark.parametrize(
    "words",
    [("second", "--fallback", "sonnet"), ("--unbind", "ask", "--fallback", "SONNET")],
    ids=" ".join,
)
def test_a_fallback_that_every_mode_uses_already_is_refused_and_changes_nothing(
    run: Run, saved: ProfileStore, words: tuple[str, ...]
) -> None:
    saved.bind({"architect": "sonnet", "ask": "sonnet", "orchestrator": "sonnet", "debug": "sonnet"}, "second")
    before = saved.path.read_bytes()
    ran = run("modes", *words, "--json")
    assert ran.code == 2
    assert ran.json["error"]["message"] == "every mode uses 'sonnet' already, so that it is no fallback"
    assert "choose another connection" in ran.json["error"]["hint"]
    assert saved.path.read_bytes() == before
    assert run("modes", "--bind", "debug=opus", "--fallback", "sonnet").code == 0


def test_the_only_connection_is_no_fallback(run: Run) -> None:
    ProfileStore(Places.of_user()).save(SECOND)
    ran = run("modes", "--fallback", "second")
    assert (ran.code, "it is no fallback" in ran.err) == (2, True)


def test_a_fallback_that_every_mode_came_to_use_is_called_none(run: Run, saved: ProfileStore) -> None:
    saved.bind({"debug": "opus"}, "sonnet")
    ran = run("modes", *(f"--bind={mode}=sonnet" for mode in ("architect", "code", "ask", "debug", "orchestrator")))
    assert ran.code == 0
    assert "NO FALLBACK: every mode uses it already" in ran.out
