from dataclasses import replace

import pytest

from roo_wizard.cli.doctor.checks import CHECKS
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.events import Done
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.services import Services
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import Base, GatewayChoice, KeyPlace
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.probe.target import Options
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.profiles.memory_keyring import MemoryKeyring
from tests.tui.fakes import ready_state
from tests.tui.reports import full


def services(*, practice: bool = False) -> Services:
    return Wiring(practice=practice)


def test_practice_comes_first_only_when_asked_for() -> None:
    assert services(practice=True).gateways()[0].practice
    assert not any(row.practice for row in services().gateways())


async def test_the_practice_gateway_is_started_once_and_stopped_at_the_end() -> None:
    wiring = Wiring(practice=True)
    first, second = await wiring.open_practice(), await wiring.open_practice()
    assert first == second == wiring.gateways()[0]
    assert first.bases[0].url.startswith("http://127.0.0.1:")
    await wiring.close()


async def test_a_keyring_that_cannot_be_used_is_a_named_state() -> None:
    state = await services().keyring_state()
    assert not state.usable
    assert state.problem
    assert state.fix


def test_a_key_is_read_from_the_environment_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", " sk-live-0123456789abcdef ")
    cleaned = services().key_from_environment("K")
    assert cleaned is not None
    assert cleaned.key == ApiKey("sk-live-0123456789abcdef")
    assert services().key_from_environment("NOT_SET_ANYWHERE") is None


def test_loopback_has_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:word@proxy.example:3128")
    assert services().proxy_for(Endpoint("http", "127.0.0.1", 80, "/v1")) == ""
    assert services().proxy_for(Endpoint("http", "gateway.example", None, "/v1")) == "http://proxy.example:3128"


async def test_copying_without_a_command_hands_the_sequence_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    copied = await services().copy("m-1")
    assert copied.sequence is not None
    assert copied.sequence.reveal() == "\x1b]52;c;bS0x\x07"
    assert "sent" in copied.words


def test_progress_comes_back_and_can_be_forgotten() -> None:
    row = next(row for row in services().gateways() if row.id == "flatkey")
    state = WizardState(step=Step.MODEL, gateway=row, url=services().read_url(row.bases[0].url, row))
    run = services()
    run.save_progress(state)
    loaded = services().load_progress()
    assert loaded is not None
    assert loaded.gateway == row
    run.clear_progress()
    assert services().load_progress() is None


def test_the_end_of_one_run_forgets_no_answers_of_another_that_was_interrupted() -> None:
    row = next(row for row in services().gateways() if row.id == "flatkey")
    services().save_progress(WizardState(step=Step.MODEL, gateway=row, url=services().read_url(row.bases[0].url, row)))
    services().clear_progress()
    assert services().load_progress() is not None
    Wiring(fresh=True)
    assert services().load_progress() is None


async def test_a_saved_connection_opens_at_the_proof_when_its_key_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", "sk-live-0123456789abcdef")
    profile = Profile("work", "https://gateway.example/v1", "m-1", key_place="env:K", last_verdict="ready")
    ProfileStore(Places.of_user()).save(profile)
    assert [view.name for view in services().profiles()] == ["work"]
    state = await services().open_profile("WORK")
    assert (state.step, state.model, state.profile) == (Step.PROOF, "m-1", "work")
    assert state.key == ApiKey("sk-live-0123456789abcdef")
    monkeypatch.delenv("K")
    state = await services().open_profile("work")
    assert (state.step, state.key) == (Step.KEY, None)


async def test_installs_of_an_empty_home_are_none() -> None:
    assert await services().installs() == ()


async def test_a_recheck_from_home_is_one_more_line_of_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", "practice-key")
    wiring, places = Wiring(), Places.of_user()
    async with PracticeGateway(pacing=Pacing.instant()) as gateway:
        ProfileStore(places).save(Profile("work", gateway.base_url, gateway.model, key_place="env:K"))
        state = await wiring.open_profile("work")
        events = [event async for event in wiring.check(steps.target(state), Options())]
    done = events[-1]
    assert isinstance(done, Done)
    assert await wiring.record(state, done.report) == ("since last time: this is the first check on record",)
    heading, *changes = await wiring.record(state, done.report)
    assert heading.startswith("since last time (")
    assert changes[0] == "  nothing changed"
    history = HistoryStore(places).load("work")
    assert [entry.verdict for entry in history.entries] == ["ready", "ready"]
    assert history.entries[0].limits == {"requests": 500, "tokens": 200_000}
    assert history.models == tuple(sorted(gateway.models))
    assert ProfileStore(places).load().get("work").last_verdict == "ready"
    await wiring.store(state, done.report)
    assert len(HistoryStore(places).load("work").entries) == 2
    await wiring.close()


async def test_a_proof_with_another_model_or_key_says_nothing_about_the_saved_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("K", "practice-key")
    wiring, places = Wiring(), Places.of_user()
    async with PracticeGateway(pacing=Pacing.instant()) as gateway:
        ProfileStore(places).save(
            Profile("work", gateway.base_url, gateway.model, key_place="env:K", last_verdict="ready")
        )
        opened = await wiring.open_profile("work")
        for changed in (replace(opened, model="no-such-model"), replace(opened, key=ApiKey("wrong-key-0123456789"))):
            events = [event async for event in wiring.check(steps.target(changed), Options())]
            done = events[-1]
            assert isinstance(done, Done)
            assert done.report.verdict.value == "blocked"
            assert await wiring.record(changed, done.report) == ()
    assert ProfileStore(places).load().get("work").last_verdict == "ready"
    assert HistoryStore(places).load("work").entries == ()
    await wiring.close()


async def test_the_history_of_a_new_profile_begins_with_the_proof_that_it_was_saved_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("K", "practice-key")
    wiring, places = Wiring(), Places.of_user()
    async with PracticeGateway(pacing=Pacing.instant()) as gateway:
        ProfileStore(places).save(Profile("work", gateway.base_url, gateway.model, key_place="env:K"))
        state = replace(await wiring.open_profile("work"), profile=None)
        ProfileStore(places).forget("work")
        events = [event async for event in wiring.check(steps.target(state), Options())]
    done = events[-1]
    assert isinstance(done, Done)
    stored = await wiring.store(state, done.report)
    assert [entry.verdict for entry in HistoryStore(places).load(stored.profile or "").entries] == ["ready"]
    await wiring.close()


async def test_another_key_for_the_same_model_is_another_connection_and_the_same_key_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = MemoryKeyring()
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: memory)
    wiring, names = Wiring(), []
    async with PracticeGateway(pacing=Pacing.instant()) as gateway:
        choice = GatewayChoice("custom", "Custom", bases=(Base(gateway.base_url),))
        for key in ("practice-key", "practice-key", "practice-key-2"):
            state = steps.answer_gateway(WizardState(), choice, read_base_url(gateway.base_url))
            state = replace(steps.answer_key(state, ApiKey(key), KeyPlace()), model=gateway.model)
            events = [event async for event in wiring.check(steps.target(state), Options())]
            done = events[-1]
            assert isinstance(done, Done)
            names.append((await wiring.store(state, done.report)).profile)
    first, again, other = names
    assert first == again != other
    saved = ProfileStore(Places.of_user()).load()
    assert saved.names == (first, other)
    assert [memory.kept[one.key_address.username] for one in saved.profiles] == ["practice-key", "practice-key-2"]


async def test_the_doctors_page_has_the_lines_of_the_command() -> None:
    lines = [line async for line in services().doctor()]
    assert len(lines) == len(CHECKS)
    assert {"Keyring", "Proxy", "Clipboard"} <= {line.title for line in lines}


async def test_practice_has_no_credit_and_nothing_is_asked() -> None:
    state, report = replace(ready_state(), practice=True), full()
    assert await services().credit(state, report) == ()


async def test_the_note_of_a_list_says_what_the_clients_own_dropdown_will_show() -> None:
    wiring = Wiring(practice=True)
    choice = await wiring.open_practice()
    url = wiring.read_url(choice.bases[0].url, choice)
    state = steps.answer_key(
        steps.answer_gateway(WizardState(), choice, url), ApiKey(choice.placeholder_key), KeyPlace()
    )
    catalog = await wiring.fetch_catalog(state)
    assert catalog.notes[-1].startswith("Roo Code's own list will show 4 models")
    await wiring.close()
