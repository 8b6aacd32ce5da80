"""Every screen in a fixed situation: what the golden frames and the screenshots are made of."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from roo_wizard.core.report import Status
from roo_wizard.core.text import safe
from roo_wizard.flow.state import Step
from roo_wizard.flow.team import TeamJourney
from roo_wizard.flow.views import InstallView, KeyringState, MachineLine, ProfileView
from roo_wizard.profiles.team_file import SenderVerdict, TeamFile
from roo_wizard.profiles.team_pins import History, Pin, Standing, changes
from roo_wizard.profiles.team_trust import receiver
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.machine import MachineScreen
from roo_wizard.tui.screens.modals import (
    AllowHttpScreen,
    CopyKeyScreen,
    FullProofScreen,
    HelpScreen,
    QuitScreen,
    ShutdownScreen,
)
from roo_wizard.tui.screens.proof import ProofScreen
from roo_wizard.tui.screens.team import TeamScreen
from tests.tui.driving import Drive, at, driving, frame, paste, press, shows, stored, until, wizard
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.reports import blocked, full, report, risky, with_settings

Size = tuple[int, int]
Scene = Callable[[Size], AbstractAsyncContextManager[Drive]]

PROFILES = (
    ProfileView(
        "flatkey", "https://router.flatkey.ai/v1", "gpt-5.4-mini", "Roo Code", "keyring", "ready", "2026-11-20 10:00"
    ),
    ProfileView(
        "team",
        "https://llm.example.com/v1",
        "claude-sonnet-4.6",
        "Roo Code",
        "env:TEAM_KEY",
        "blocked",
        "2026-11-19 09:12",
    ),
    ProfileView("local", "http://localhost:11434/v1", "qwen3-coder", "Zoo Code", "none"),
)


@asynccontextmanager
async def home(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(saved=PROFILES), home=True, size=size) as pilot:
        await shows(pilot, "router.flatkey.ai")
        yield pilot


MACHINE = (
    MachineLine("Python", Status.PASS, "Python 3.12.7 on Linux x86_64"),
    MachineLine("Folders", Status.PASS, "profiles in ~/.config/roo-wizard, state in ~/.local/state/roo-wizard"),
    MachineLine("Keyring", Status.PASS, "Secret Service: trusted (the system's own store), and a test entry came back"),
    MachineLine("Roo Code", Status.PASS, "Roo Code 3.52.1 in VS Code"),
    MachineLine(
        "SDK variables",
        Status.WARN,
        "OPENAI_ORG_ID adds the header OpenAI-Organization to every request of OpenAI Compatible",
        "start VS Code without OPENAI_ORG_ID, if that is not meant",
    ),
    MachineLine("Proxy", Status.PASS, "none; this machine itself is always reached directly"),
    MachineLine("Terminal", Status.PASS, "80×24, xterm-256color, utf-8, in the editor's terminal"),
    MachineLine(
        "Clipboard",
        Status.WARN,
        "by asking the terminal, which may not obey (OSC 52)",
        "check by pasting; if nothing arrives, allow OSC 52 in the terminal, or select the text",
    ),
)


@asynccontextmanager
async def machine(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(saved=PROFILES, machine=MACHINE), home=True, size=size) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "d")
        await at(pilot, MachineScreen)
        await shows(pilot, "2 of 8 want a look")
        yield pilot


TEAM = TeamFile(
    "Example team",
    "https://llm.example.com/v1",
    ("claude-sonnet-4.6", "gpt-5.4-mini"),
    key_page="https://portal.example.com/keys",
    key_rules="One key per person; the platform team revokes.",
    contact="#llm on the chat",
    verdict=SenderVerdict("ready", "2026-11-19", "claude-sonnet-4.6"),
)
TEAM_PATH = "~/Downloads/team.toml"


def journey(team: TeamFile = TEAM, history: History | None = None) -> TeamJourney:
    return TeamJourney(team, receiver(team), history or History(Standing.NEW), "ab" * 32)


@asynccontextmanager
async def team(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices(saved=PROFILES, team_files={TEAM_PATH: journey()})
    async with driving(services, home=True, size=size) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        await paste(pilot, TEAM_PATH)
        await shows(pilot, "no other address does")
        yield pilot


@asynccontextmanager
async def team_odd(size: Size) -> AsyncIterator[Drive]:
    old = replace(TEAM, name="OpenAI", base_url="https://llm.example.com/v1")
    new = replace(old, base_url="https://openai.example.net:8443/v1")
    pin = Pin("cd" * 32, TEAM_PATH, old.name, "", "2026-11-19T10:00:00Z", "")
    odd = journey(new, History(Standing.CHANGED, pin, changes(old, new)))
    async with driving(FakeServices(saved=PROFILES, team_files={TEAM_PATH: odd}), home=True, size=size) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "t")
        await at(pilot, TeamScreen)
        await paste(pilot, TEAM_PATH)
        await shows(pilot, "not the official host")
        await press(pilot, "enter")
        await shows(pilot, "If it is right, type the host")
        yield pilot


@asynccontextmanager
async def gateway(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(found=(InstallView("Roo Code", "3.52.1", "VS Code"),)), size=size) as pilot:
        await shows(pilot, "OpenRouter")
        yield pilot


@asynccontextmanager
async def gateway_doctor(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), size=size) as pilot:
        await paste(pilot, " llm.example.com/v1/chat/completions")
        await shows(pilot, "removed; Roo Code appends it")
        yield pilot


@asynccontextmanager
async def key(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), replace(ready_state(Step.KEY), key=None), size=size) as pilot:
        await shows(pilot, "tested just now")
        await paste(pilot, f'export FLATKEY_API_KEY="{KEY}"\n')
        await shows(pilot, "34 characters")
        yield pilot


@asynccontextmanager
async def key_without_keyring(size: Size) -> AsyncIterator[Drive]:
    locked = KeyringState(
        "Secret Service", "the keyring is locked", "unlock it: open the login keyring, then press ↓ and k"
    )
    services = FakeServices(keyring=locked, proxy="http://proxy.example.com:3128 (HTTPS_PROXY)")
    async with driving(services, replace(ready_state(Step.KEY), key=None), size=size) as pilot:
        await shows(pilot, "is locked")
        yield pilot


@asynccontextmanager
async def model(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), replace(ready_state(Step.MODEL), model=""), size=size) as pilot:
        await shows(pilot, "claude-sonnet-4.6")
        yield pilot


@asynccontextmanager
async def model_by_price(size: Size) -> AsyncIterator[Drive]:
    async with model(size) as pilot:
        await press(pilot, "tab", "t", "p")
        await until(pilot, lambda: "llama-guard" not in frame(pilot))
        yield pilot


@asynccontextmanager
async def model_typed(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), replace(ready_state(Step.MODEL), model=""), size=size) as pilot:
        await shows(pilot, "claude-sonnet-4.6")
        await paste(pilot, "gpt-5.4-mimi-o3")
        await shows(pilot, "Nearest")
        yield pilot


@asynccontextmanager
async def model_without_list(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices()
    services.catalog = replace(services.catalog, models=(), problem=safe("the gateway answered 404"))
    async with driving(services, replace(ready_state(Step.MODEL), model=""), size=size) as pilot:
        await shows(pilot, "404")
        await paste(pilot, "gpt-5.4")
        await shows(pilot, "as typed")
        yield pilot


@asynccontextmanager
async def proof(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(hold_at="T2"), ready_state(), size=size) as pilot:
        await shows(pilot, "running")
        yield pilot


@asynccontextmanager
async def proof_blocked(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(reports=[blocked()]), ready_state(), size=size) as pilot:
        await shows(pilot, "BLOCKED")
        yield pilot


@asynccontextmanager
async def proof_risky(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(reports=[risky()]), ready_state(), size=size) as pilot:
        await shows(pilot, "RISKY")
        yield pilot


@asynccontextmanager
async def proof_full_asked(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices(reports=[report(), full()])
    async with driving(services, replace(ready_state(), catalog=services.catalog), size=size) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "F")
        await at(pilot, FullProofScreen)
        yield pilot


@asynccontextmanager
async def proof_full_running(size: Size) -> AsyncIterator[Drive]:
    async with proof_full_asked(size) as pilot:
        services = wizard(pilot).services
        assert isinstance(services, FakeServices)
        services.hold_at = "long answer"
        await press(pilot, "y")
        await at(pilot, ProofScreen)
        await shows(pilot, "sending long answer")
        yield pilot


@asynccontextmanager
async def proof_full(size: Size) -> AsyncIterator[Drive]:
    async with proof_full_asked(size) as pilot:
        await press(pilot, "y")
        await at(pilot, ProofScreen)
        await shows(pilot, "JSON/tool-call task")
        yield pilot


@asynccontextmanager
async def proof_stopped(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(hold_at="T2"), ready_state(), size=size) as pilot:
        await at(pilot, ProofScreen)
        await shows(pilot, "running")
        await press(pilot, "c")
        await shows(pilot, "STOPPED")
        yield pilot


@asynccontextmanager
async def fields(size: Size) -> AsyncIterator[Drive]:
    said = ("credit: 7.42 USD left, limit 10.00 USD (said by the gateway, not part of the verdict)",)
    async with driving(FakeServices(credit_said=said), ready_state(), size=size) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        yield pilot


@asynccontextmanager
async def fields_with_settings(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(reports=[with_settings()]), ready_state(), size=size) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        yield pilot


@asynccontextmanager
async def fields_practice(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), replace(ready_state(), practice=True), size=size) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "nothing was stored")
        yield pilot


@asynccontextmanager
async def quitting(size: Size) -> AsyncIterator[Drive]:
    async with gateway(size) as pilot:
        await press(pilot, "ctrl+c")
        await at(pilot, QuitScreen)
        yield pilot


@asynccontextmanager
async def shutdown(size: Size) -> AsyncIterator[Drive]:
    async with gateway(size) as pilot:
        await press(pilot, "question_mark")
        await at(pilot, ShutdownScreen)
        yield pilot


@asynccontextmanager
async def helping(size: Size) -> AsyncIterator[Drive]:
    async with model(size) as pilot:
        await press(pilot, "question_mark")
        await at(pilot, HelpScreen)
        yield pilot


@asynccontextmanager
async def allow_http(size: Size) -> AsyncIterator[Drive]:
    from roo_wizard.core.base_url import read_base_url

    state = replace(ready_state(Step.KEY), key=None, url=read_base_url("http://llm.example.com/v1"))
    async with driving(FakeServices(), state, size=size) as pilot:
        await shows(pilot, "tested just now")
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, AllowHttpScreen)
        yield pilot


@asynccontextmanager
async def copying_key(size: Size) -> AsyncIterator[Drive]:
    async with fields(size) as pilot:
        await press(pilot, "K")
        await at(pilot, CopyKeyScreen)
        yield pilot


@asynccontextmanager
async def too_small(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), size=(50, 16)) as pilot:
        await until(pilot, lambda: True)
        yield pilot


@asynccontextmanager
async def home_interrupted(size: Size) -> AsyncIterator[Drive]:
    interrupted = replace(ready_state(Step.KEY), key=None)
    async with driving(FakeServices(saved=PROFILES, interrupted=interrupted), home=True, size=size) as pilot:
        await shows(pilot, "go on where you stopped")
        yield pilot


@asynccontextmanager
async def gateway_interrupted(size: Size) -> AsyncIterator[Drive]:
    interrupted = replace(ready_state(Step.KEY), key=None)
    async with driving(FakeServices(interrupted=interrupted), size=size) as pilot:
        await shows(pilot, "go on where you stopped")
        yield pilot


SCENES: dict[str, Scene] = {
    "home": home,
    "machine": machine,
    "team": team,
    "team-odd": team_odd,
    "gateway": gateway,
    "gateway-doctor": gateway_doctor,
    "key": key,
    "key-without-keyring": key_without_keyring,
    "model": model,
    "model-by-price": model_by_price,
    "model-typed": model_typed,
    "model-without-list": model_without_list,
    "proof": proof,
    "proof-blocked": proof_blocked,
    "proof-risky": proof_risky,
    "proof-full-asked": proof_full_asked,
    "proof-full-running": proof_full_running,
    "proof-full": proof_full,
    "proof-stopped": proof_stopped,
    "fields": fields,
    "fields-with-settings": fields_with_settings,
    "fields-practice": fields_practice,
    "quit": quitting,
    "shutdown": shutdown,
    "help": helping,
    "allow-http": allow_http,
    "copy-key": copying_key,
    "too-small": too_small,
    "home-interrupted": home_interrupted,
    "gateway-interrupted": gateway_interrupted,
}
