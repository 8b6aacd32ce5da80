import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.cli.wizard import modes as wizard_modes
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report, RequestRecord, Verdict
from roo_wizard.flow.modes import FALLBACK, ModeProof, to_prove
from roo_wizard.flow.state import Step
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.modes import Bound
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.tui.screens.mode_dialogs import ChooseScreen
from roo_wizard.tui.screens.mode_proof import ModeProofScreen
from roo_wizard.tui.screens.modes import ModesScreen
from tests.cli.conftest import Run
from tests.gateways.rows import TOKENBAY
from tests.gateways.stand_in import StandIn
from tests.profiles.memory_keyring import MemoryKeyring
from tests.tui.driving import Drive, at, driving, frame, press, shows
from tests.tui.reports import report

BAY = Profile("bay", "https://api.tokenbay.com/v1", "claude-sonnet-4.6", preset="tokenbay", last_verdict="ready")
OTHER = Profile("other", "https://router.flatkey.ai/v1", "gpt-5.4-mini", key_place="none", last_verdict="ready")
HAIKU = ModeProof("claude-haiku-4.5", ("ask",), like="bay")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    keyring = MemoryKeyring()
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    return keyring


def store() -> ProfileStore:
    return ProfileStore(Places.of_user())


def saved(*profiles: Profile) -> None:
    for profile in profiles:
        store().save(profile)


def ready(model: str, verdict: Verdict = Verdict.READY) -> Report:
    made = report(verdict)
    accepted = RequestRecord("T1", "POST", "https://api.tokenbay.com/v1/chat/completions", 200, 1, 900)
    return replace(made, target=replace(made.target, model=model), requests=(accepted,))


async def choose(pilot: Drive, row: int, *keys: str) -> None:
    """Open the choices of a row and choose, from the first on, with *keys*."""
    await press(pilot, "home", *["down"] * row, "enter")
    await at(pilot, ChooseScreen)
    await press(pilot, "home", *keys, "enter")


async def proven(pilot: Drive, words: str) -> None:
    """Wait for a real proof to end, and go back."""
    await at(pilot, ModeProofScreen)
    await pilot.app.workers.wait_for_complete()
    await shows(pilot, words)
    assert TOKENBAY.key not in frame(pilot)
    await press(pilot, "escape")
    await at(pilot, ModesScreen)


async def test_what_is_chosen_and_proven_on_the_screen_stands_in_the_import_file_and_on_the_card(
    run: Run, keyring: MemoryKeyring, home: Path
) -> None:
    async with StandIn(TOKENBAY) as gateway:
        origin = gateway.origin
        bay = replace(BAY, base_url=f"{gateway.origin}/v1", settings={"modelTemperature": 0.5})
        saved(bay, OTHER, replace(OTHER, name="zoo", client="zoo"))
        keyring.entries["roo-wizard", f"{gateway.origin}#bay"] = TOKENBAY.key
        async with driving(Wiring(), home=True) as pilot:
            await shows(pilot, "claude-sonnet-4.6")
            await press(pilot, "m")
            await shows(pilot, "suggested: claude-opus-4.8")
            await choose(pilot, 0)
            await proven(pilot, "N15")
            assert (store().load().names, store().load().modes) == (("bay", "other", "zoo"), {})
            await choose(pilot, 2)
            await proven(pilot, "Saved as profile claude-haiku-4.5; the key is in")
            await choose(pilot, 3, "down")
            await shows(pilot, "Debug uses other now")
            await choose(pilot, 5, "down")
            await shows(pilot, "Fallback uses other now")
            await choose(pilot, 1)
            await shows(pilot, "Code uses bay now")
        assert {asked.json["temperature"] for asked in gateway.posts} == {0.5}
        assert {asked.key for asked in gateway.posts} == {TOKENBAY.key}
        card = await asyncio.to_thread(run, "fields", "bay")
        file = json.loads((await asyncio.to_thread(run, "fields", "bay", "--format", "roo-import")).out)
    loaded = store().load()
    assert (dict(loaded.modes), loaded.fallback) == (
        {"ask": "claude-haiku-4.5", "debug": "other", "code": "bay"},
        "other",
    )
    assert keyring.kept == dict.fromkeys((f"{origin}#bay", f"{origin}#claude-haiku-4.5"), TOKENBAY.key)
    haiku = loaded.get("claude-haiku-4.5")
    assert haiku.connects_like(replace(bay, name=haiku.name, model=haiku.model))
    assert haiku.last_verdict == "ready"
    assert HistoryStore(Places.of_user()).load("claude-haiku-4.5").entries
    ids = {config["id"]: config["openAiModelId"] for config in file["providerProfiles"]["apiConfigs"].values()}
    assert {mode: ids[one] for mode, one in file["providerProfiles"]["modeApiConfigs"].items()} == {
        "architect": "claude-sonnet-4.6",
        "code": "claude-sonnet-4.6",
        "ask": "claude-haiku-4.5",
        "debug": "gpt-5.4-mini",
        "orchestrator": "claude-sonnet-4.6",
    }
    assert "Fallback      other" in card.out
    assert "gpt-5.4-mini at router.flatkey.ai" in card.out
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert TOKENBAY.key.encode() not in written + card.out.encode()


def test_the_map_has_five_modes_and_the_fallback_and_names_what_is_missing_although_bound() -> None:
    saved(BAY, OTHER)
    store().bind({"ask": "other"})
    view = Wiring().modes.view()
    assert (view.at_hand, [row.mode for row in view.rows][-1]) == ("bay", FALLBACK)
    ask = next(row for row in view.rows if row.mode == "ask")
    assert (ask.why, ask.suggested, ask.wants) == (Bound.KEPT, "claude-haiku-4.5", "")
    assert to_prove(view) == (ModeProof("claude-opus-4.8", ("architect",), like="bay"),)
    assert view.rows[-1].profile is None


def test_a_profile_for_another_client_or_gateway_is_never_taken_for_the_suggested_one() -> None:
    saved(BAY, replace(BAY, name="zoo", client="zoo", model="claude-opus-4.8"))
    saved(replace(OTHER, model="claude-haiku-4.5"))
    rows = {row.mode: row for row in Wiring().modes.view().rows}
    assert (rows["architect"].suggested, rows["ask"].suggested) == ("claude-opus-4.8", "claude-haiku-4.5")


def test_without_a_profile_the_map_is_empty_and_a_damaged_file_is_named() -> None:
    assert Wiring().modes.view().rows == ()
    saved(BAY)
    store().path.write_bytes(b"\xff")
    with pytest.raises(ProfileError, match="damaged"):
        Wiring().modes.view()


def test_what_is_used_and_unproven_is_to_be_proven_once_and_bound_to_nothing_new() -> None:
    saved(replace(OTHER, last_verdict="blocked"), BAY)
    store().bind({"code": "other", "ask": "bay"}, "other")
    assert to_prove(Wiring().modes.view()) == (ModeProof("gpt-5.4-mini", profile="other"),)


async def test_a_new_model_gets_key_settings_and_leave_of_the_one_at_hand_and_no_name(
    keyring: MemoryKeyring,
) -> None:
    saved(replace(BAY, headers={"X-A": "b"}, secret_headers=("X-Team",)))
    keyring.entries["roo-wizard", "https://api.tokenbay.com#bay"] = TOKENBAY.key
    keyring.entries["roo-wizard", "https://api.tokenbay.com#bay#X-Team"] = "team-value"
    state = await Wiring().modes.prepare(HAIKU)
    assert (state.step, state.model, state.profile) == (Step.PROOF, "claude-haiku-4.5", None)
    assert state.key is not None
    assert state.key.reveal() == TOKENBAY.key
    assert set(state.settings.headers) == {"X-A", "X-Team"}
    await Wiring().modes.keep(HAIKU, state, ready("claude-haiku-4.5"))
    assert keyring.kept["https://api.tokenbay.com#claude-haiku-4.5"] == TOKENBAY.key
    assert keyring.kept["https://api.tokenbay.com#claude-haiku-4.5#X-Team"] == "team-value"


async def test_a_key_of_a_variable_stays_the_variables_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAY_KEY", TOKENBAY.key)
    saved(replace(BAY, key_place="env:BAY_KEY"))
    desk = Wiring().modes
    words = await desk.keep(HAIKU, await desk.prepare(HAIKU), ready("claude-haiku-4.5"))
    assert words[-1] == "Bound to Ask."
    assert store().load().get("claude-haiku-4.5").key_place == "env:BAY_KEY"
    assert dict(store().load().modes) == {"ask": "claude-haiku-4.5"}


async def test_a_key_that_cannot_be_read_or_a_profile_forgotten_meanwhile_is_one_sentence() -> None:
    saved(replace(BAY, key_place="session"))
    with pytest.raises(UsageError, match="key of 'bay' could not be read"):
        await Wiring().modes.prepare(HAIKU)
    store().forget("bay")
    with pytest.raises(UnknownName):
        await Wiring().modes.prepare(HAIKU)
    with pytest.raises(UnknownName):
        await Wiring().modes.bind(["ask"], "bay")


async def test_a_name_taken_meanwhile_is_never_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAY_KEY", TOKENBAY.key)
    saved(replace(BAY, key_place="env:BAY_KEY"))
    desk = Wiring().modes
    state = await desk.prepare(HAIKU)
    mine = replace(OTHER, name="claude-haiku-4.5")
    saved(mine)
    await desk.keep(HAIKU, state, ready("claude-haiku-4.5"))
    assert store().load().get("claude-haiku-4.5") == mine
    assert dict(store().load().modes) == {"ask": "claude-haiku-4.5-2"}


@pytest.mark.parametrize("verdict", [Verdict.RISKY, Verdict.BLOCKED, Verdict.INCONCLUSIVE])
async def test_what_is_not_ready_is_neither_saved_nor_bound(monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> None:
    monkeypatch.setenv("BAY_KEY", TOKENBAY.key)
    saved(replace(BAY, key_place="env:BAY_KEY"), OTHER)
    desk = Wiring().modes
    before = store().path.read_bytes()
    assert await desk.keep(HAIKU, await desk.prepare(HAIKU), ready("m", verdict)) == (
        "Nothing was saved, nothing was bound.",
    )
    assert store().path.read_bytes() == before
    recheck = ModeProof("gpt-5.4-mini", (FALLBACK,), "other")
    words = await desk.keep(recheck, await desk.prepare(recheck), ready("gpt-5.4-mini", verdict))
    assert words == ("Nothing was bound.",)
    assert (store().load().fallback, store().load().get("other").last_verdict) == (None, verdict.value)


async def test_a_fallback_that_was_proven_is_bound() -> None:
    saved(BAY, replace(OTHER, last_verdict="blocked"))
    recheck = ModeProof("gpt-5.4-mini", (FALLBACK,), "other")
    desk = Wiring().modes
    assert await desk.keep(recheck, await desk.prepare(recheck), report()) == ("Bound to Fallback.",)
    assert (store().load().fallback, store().load().get("other").last_verdict) == ("other", "ready")
    await desk.bind([FALLBACK], "")
    assert store().load().fallback is None


async def test_a_file_damaged_during_a_proof_is_set_aside_and_nothing_is_written_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BAY_KEY", TOKENBAY.key)
    saved(replace(BAY, key_place="env:BAY_KEY"))
    desk = Wiring().modes
    state = await desk.prepare(HAIKU)
    store().path.write_bytes(b"schema = 3\nbroken")
    with pytest.raises(ProfileError, match="damaged"):
        await desk.keep(HAIKU, state, ready("claude-haiku-4.5"))
    assert [path.read_bytes() for path in store().set_aside_files()] == [b"schema = 3\nbroken"]


async def test_a_held_lock_is_one_sentence_and_the_screen_goes_on_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    saved(BAY, OTHER)
    monkeypatch.setattr(wizard_modes, "ProfileStore", lambda places: ProfileStore(places, 0.2))
    before = store().path.read_bytes()
    with locked(Places.of_user().state / "lock"):
        binding = asyncio.create_task(Wiring().modes.bind(["ask"], "other"))
        assert (await asyncio.wait({binding}, timeout=0))[1] == {binding}
        with pytest.raises(ProfileError, match="another roo-wizard holds"):
            await binding
    assert store().path.read_bytes() == before
