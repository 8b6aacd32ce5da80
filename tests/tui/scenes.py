"""Every screen in a fixed situation: what the golden frames and the screenshots are made of."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.finding import Owner
from roo_wizard.core.model import ListRefusal
from roo_wizard.core.report import Cause, Status, Verdict
from roo_wizard.core.text import safe
from roo_wizard.flow.modes import FALLBACK, ModesView, ModeView
from roo_wizard.flow.rotation import Side
from roo_wizard.flow.state import Step
from roo_wizard.flow.team import TeamJourney
from roo_wizard.flow.views import InstallView, KeyringState, MachineLine, ProfileView
from roo_wizard.handoff.client_export import parse_export
from roo_wizard.probe.advice import use_instead
from roo_wizard.profiles.modes import Bound
from roo_wizard.profiles.team.file import SenderVerdict, TeamFile
from roo_wizard.profiles.team.pins import History, Pin, Standing, changes
from roo_wizard.profiles.team.trust import receiver
from roo_wizard.tui.screens.compare import CompareScreen
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.machine import MachineScreen
from roo_wizard.tui.screens.modals import (
    AllowHttpScreen,
    CopyKeyScreen,
    FullProofScreen,
    HelpScreen,
    QuitScreen,
    ShutdownScreen,
    WriteKeyScreen,
)
from roo_wizard.tui.screens.mode_dialogs import ChooseScreen
from roo_wizard.tui.screens.mode_proof import ModeProofScreen
from roo_wizard.tui.screens.modes import ModesScreen
from roo_wizard.tui.screens.moving import MovingScreen
from roo_wizard.tui.screens.outputs import OutputsScreen
from roo_wizard.tui.screens.proof import ProofScreen
from roo_wizard.tui.screens.record import RecordScreen
from roo_wizard.tui.screens.team import TeamScreen
from tests.tui.driving import Drive, at, driving, frame, paste, press, shows, stored, until, wizard
from tests.tui.fake_modes import FakeModes
from tests.tui.fake_record import FakeRecords
from tests.tui.fake_rotation import START, FakeRotation
from tests.tui.fake_teams import FakeTeams
from tests.tui.fakes import GATEWAYS, KEY, FakeServices, LateList, ready_state
from tests.tui.reports import blocked, full, refused, report, risky, with_settings

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
    services = FakeServices(saved=PROFILES, teams=FakeTeams({TEAM_PATH: journey()}))
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
    async with driving(FakeServices(saved=PROFILES, teams=FakeTeams({TEAM_PATH: odd})), home=True, size=size) as pilot:
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
async def gateway_entries(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), size=size) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "recommended:")
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
async def fields_with_routes(size: Size) -> AsyncIterator[Drive]:
    routes = (
        "Requesty (recommended, but not proven here): Its own setup guide says so; the entry loads the model library "
        "and sends no parallel_tool_calls.",
        "Anthropic (not proven): For Claude with prompt caching.",
    )
    async with driving(FakeServices(other_routes=routes), ready_state(), size=size) as pilot:
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
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


EXPORT_PATH = "~/Downloads/roo-code-settings.json"
EXPORT = parse_export(
    json.dumps(
        {
            "providerProfiles": {
                "currentApiConfigName": "default",
                "apiConfigs": {
                    "default": {
                        "id": "a1",
                        "apiProvider": "openai",
                        "openAiBaseUrl": "https://old.example.com/v1",
                        "openAiModelId": "gpt-5.4",
                        "openAiApiKey": KEY,
                        "modelTemperature": 0.5,
                    },
                    "vision": {"id": "b2", "apiProvider": "gemini"},
                },
                "modeApiConfigs": {"code": "a1", "docs": "b2"},
            }
        }
    ).encode(),
    "2026-11-19",
)


@asynccontextmanager
async def record(size: Size) -> AsyncIterator[Drive]:
    facts = {"scope": "team image", "key_owner": "platform team", "key_rotated_on": "2026-11-20"}
    records = FakeRecords(facts, exports={EXPORT_PATH: EXPORT})
    async with driving(FakeServices(saved=PROFILES, records=records), home=True, size=size) as pilot:
        await shows(pilot, "router.flatkey.ai")
        await press(pilot, "b")
        await at(pilot, RecordScreen)
        await shows(pilot, "platform team")
        yield pilot


@asynccontextmanager
async def record_saved(size: Size) -> AsyncIterator[Drive]:
    async with record(size) as pilot:
        await press(pilot, *["enter"] * 12)
        await shows(pilot, "Saved: 3 of 12")
        yield pilot


@asynccontextmanager
async def comparing(size: Size) -> AsyncIterator[Drive]:
    async with record(size) as pilot:
        await press(pilot, "ctrl+o")
        await at(pilot, CompareScreen)
        await paste(pilot, EXPORT_PATH)
        await shows(pilot, "profile in use: default")
        yield pilot


async def outputs_at(pilot: Drive, name: str, text: str) -> None:
    """From Home to the outputs of the first connection, at format *name*, whose preview holds *text*."""
    await shows(pilot, "router.flatkey.ai")
    await press(pilot, "o")
    await at(pilot, OutputsScreen)
    screen = pilot.app.screen
    assert isinstance(screen, OutputsScreen)
    await shows(pilot, "the fields to paste")
    screen.choose(name)
    await shows(pilot, text)


def outputs(name: str, text: str) -> Scene:
    """The outputs at the format *name*."""

    @asynccontextmanager
    async def scene(size: Size) -> AsyncIterator[Drive]:
        async with driving(FakeServices(saved=PROFILES), home=True, size=size) as pilot:
            await outputs_at(pilot, name, text)
            yield pilot

    return scene


@asynccontextmanager
async def outputs_path(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices(saved=PROFILES)
    services.outputs.refuses = "roo-code-settings.json exists and is not overwritten"
    async with driving(services, home=True, size=size) as pilot:
        await outputs_at(pilot, "roo-import", "providerProfiles")
        await press(pilot, "w", "enter")
        await shows(pilot, "is not overwritten")
        yield pilot


@asynccontextmanager
async def outputs_key(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(saved=PROFILES), home=True, size=size) as pilot:
        await outputs_at(pilot, "roo-import", "providerProfiles")
        await press(pilot, "k")
        await at(pilot, WriteKeyScreen)
        yield pilot


@asynccontextmanager
async def outputs_written(size: Size) -> AsyncIterator[Drive]:
    async with outputs_key(size) as pilot:
        await press(pilot, "y")
        await at(pilot, OutputsScreen)
        await press(pilot, "enter")
        await shows(pilot, "press x to delete it")
        yield pilot


@asynccontextmanager
async def moving(size: Size) -> AsyncIterator[Drive]:
    async with gateway(size) as pilot:
        await press(pilot, "question_mark", "m")
        await at(pilot, MovingScreen)
        await shows(pilot, "Move to Zoo Code" if size[1] > 30 else "A new agent")
        yield pilot


BAY = ProfileView(
    "tokenbay", "https://api.tokenbay.com/v1", "claude-sonnet-4.6", "roo", "keyring", "ready", "2026-11-20 10:00"
)


HAIKU = replace(BAY, name="claude-haiku-4.5", model="claude-haiku-4.5", last_verdict="blocked")


SECOND = ProfileView("flatkey", "https://router.flatkey.ai/v1", "gpt-5.4-mini", "zoo", "env:FLATKEY_KEY")


MODES = ModesView(
    "tokenbay",
    "roo",
    (
        ModeView("architect", "Architect", BAY, Bound.REST, "claude-opus-4.8"),
        ModeView("code", "Code", BAY, Bound.SUGGESTED),
        ModeView("ask", "Ask", HAIKU, Bound.KEPT),
        ModeView("debug", "Debug", BAY, Bound.SUGGESTED),
        ModeView("orchestrator", "Orchestrator", BAY, Bound.SUGGESTED),
        ModeView(FALLBACK, "Fallback", None),
    ),
)


def with_modes(view: ModesView = MODES) -> FakeServices:
    saved = (BAY, HAIKU, SECOND)
    return FakeServices(saved=saved, modes=FakeModes(view, saved, ready_state()))


@asynccontextmanager
async def modes(size: Size) -> AsyncIterator[Drive]:
    async with driving(with_modes(), home=True, size=size) as pilot:
        await shows(pilot, "tokenbay")
        await press(pilot, "m")
        await at(pilot, ModesScreen)
        await shows(pilot, "which no saved connection has yet")
        yield pilot


@asynccontextmanager
async def modes_choosing(size: Size) -> AsyncIterator[Drive]:
    async with modes(size) as pilot:
        await press(pilot, "enter")
        await at(pilot, ChooseScreen)
        await press(pilot, "home")
        await shows(pilot, "as suggested: claude-opus-4.8")
        yield pilot


@asynccontextmanager
async def modes_proving(size: Size) -> AsyncIterator[Drive]:
    async with modes(size) as pilot:
        services = wizard(pilot).services
        assert isinstance(services, FakeServices)
        services.hold_at = "T2"
        await press(pilot, "a", "y")
        await at(pilot, ModeProofScreen)
        await shows(pilot, "sending T2")
        yield pilot


@asynccontextmanager
async def modes_empty(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), home=True, size=size) as pilot:
        await shows(pilot, "No saved connection")
        await press(pilot, "m")
        await at(pilot, ModesScreen)
        await shows(pilot, "Set one up first")
        yield pilot


@asynccontextmanager
async def rotation_asked(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices(saved=PROFILES, rotation=FakeRotation(start=replace(START, previous=True)))
    async with driving(services, home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "r")
        await shows(pilot, "receives the key")
        yield pilot


@asynccontextmanager
async def rotation_asked_taken_back(size: Size) -> AsyncIterator[Drive]:
    desk = FakeRotation(start=replace(START, previous=True, taken_back=True))
    async with driving(FakeServices(saved=PROFILES, rotation=desk), home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "r")
        await shows(pilot, "receives the key")
        yield pilot


@asynccontextmanager
async def taken_back(size: Size) -> AsyncIterator[Drive]:
    async with rotated(size) as pilot:
        await press(pilot, "u")
        await shows(pilot, "TAKEN BACK")
        yield pilot


@asynccontextmanager
async def modes_same_fallback(size: Size) -> AsyncIterator[Drive]:
    rows = tuple(replace(row, profile=None if row.mode == FALLBACK else BAY, suggested="") for row in MODES.rows)
    services = with_modes(ModesView("tokenbay", "roo", rows))
    async with driving(services, home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "m")
        await at(pilot, ModesScreen)
        await shows(pilot, "Orchestrator")
        await press(pilot, "end", "enter")
        await at(pilot, ChooseScreen)
        await press(pilot, "home", "enter")
        await shows(pilot, "it is no fallback")
        yield pilot


@asynccontextmanager
async def rotation(size: Size, desk: FakeRotation, says: str) -> AsyncIterator[Drive]:
    async with driving(FakeServices(saved=PROFILES, rotation=desk), home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "r")
        await shows(pilot, "receives the key")
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await shows(pilot, says)
        yield pilot


def rotation_running(size: Size) -> AbstractAsyncContextManager[Drive]:
    return rotation(size, FakeRotation(hold_at=Side.OLD), "sending T2")


def rotated(size: Size) -> AbstractAsyncContextManager[Drive]:
    return rotation(size, FakeRotation(), "ROTATED")


def not_rotated(size: Size) -> AbstractAsyncContextManager[Drive]:
    return rotation(size, FakeRotation(new=refused()), "NOT ROTATED")


CHANGES = (
    "since last time (2026-11-13 10:00 UTC):",
    "  verdict: blocked (N07) → ready",
    "  2 models gained: gpt-5.4, qwen3-coder-plus",
    "  limits: requests 500 → 1,000",
    "  latency: first token 980 ms → 1,120 ms, first answer 2,104 ms → 2,310 ms",
)


@asynccontextmanager
async def recheck(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), changes=CHANGES)
    async with driving(services, home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        yield pilot


@asynccontextmanager
async def recheck_blocked(size: Size) -> AsyncIterator[Drive]:
    changes = (CHANGES[0], "  verdict: ready → blocked (T14)", *CHANGES[2:])
    services = FakeServices(saved=PROFILES, profile_state=ready_state(), reports=[blocked()], changes=changes)
    async with driving(services, home=True, size=size) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "enter")
        await shows(pilot, "since last time")
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


@asynccontextmanager
async def model_refused(size: Size) -> AsyncIterator[Drive]:
    services = FakeServices()
    problem = safe("the gateway refuses the key (401): Incorrect API key provided")
    services.catalog = replace(services.catalog, models=(), problem=problem, refusal=ListRefusal.KEY)
    async with driving(services, replace(ready_state(Step.MODEL), model=""), size=size) as pilot:
        await shows(pilot, "enter back to the key")
        await paste(pilot, "gpt-5.4")
        await shows(pilot, "as typed")
        yield pilot


@asynccontextmanager
async def model_waiting(size: Size) -> AsyncIterator[Drive]:
    async with driving(LateList(), replace(ready_state(Step.MODEL), model=""), size=size) as pilot:
        await paste(pilot, "gpt")
        await press(pilot, "enter")
        await shows(pilot, "Waiting for the model list")
        yield pilot


@asynccontextmanager
async def gateway_found(size: Size) -> AsyncIterator[Drive]:
    typed = "https://llm.example.com"
    cause = Cause(
        "N03", "The address leads to a page or a wrong path", "HTTP 404", Owner.YOU, use_instead(f"{typed}/v1")
    )
    custom = replace(ready_state(), gateway=GATEWAYS[-1], url=read_base_url(typed))
    async with driving(FakeServices(reports=[report(Verdict.BLOCKED, cause)]), custom, size=size) as pilot:
        await shows(pilot, "BLOCKED")
        await press(pilot, "e")
        await shows(pilot, "its model list answered the proof")
        yield pilot


@asynccontextmanager
async def fields_copied(size: Size) -> AsyncIterator[Drive]:
    async with driving(FakeServices(), ready_state(), size=size) as pilot:
        await stored(pilot, "Saved as profile")
        await press(pilot, "enter")
        await shows(pilot, "next, API Key")
        yield pilot


SCENES: dict[str, Scene] = {
    "home": home,
    "machine": machine,
    "team": team,
    "team-odd": team_odd,
    "gateway": gateway,
    "gateway-doctor": gateway_doctor,
    "gateway-entries": gateway_entries,
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
    "fields-with-routes": fields_with_routes,
    "record": record,
    "record-saved": record_saved,
    "compare": comparing,
    "outputs": outputs("card", "Fields (OpenAI"),
    "outputs-import": outputs("roo-import", "providerProfiles"),
    "outputs-editor": outputs("editor", "wants VS Code"),
    "outputs-agent": outputs("opencode", "ai-sdk"),
    "outputs-runbook": outputs("runbook", "Runbook: work"),
    "outputs-curl": outputs("curl", "curl -sS"),
    "outputs-bundle": outputs("bundle", "support bundle"),
    "outputs-path": outputs_path,
    "outputs-key": outputs_key,
    "outputs-written": outputs_written,
    "moving": moving,
    "modes": modes,
    "modes-choosing": modes_choosing,
    "modes-proving": modes_proving,
    "modes-empty": modes_empty,
    "rotation-asked": rotation_asked,
    "rotation-running": rotation_running,
    "rotated": rotated,
    "not-rotated": not_rotated,
    "recheck": recheck,
    "recheck-blocked": recheck_blocked,
    "home-interrupted": home_interrupted,
    "gateway-interrupted": gateway_interrupted,
    "model-refused": model_refused,
    "model-waiting": model_waiting,
    "gateway-found": gateway_found,
    "fields-copied": fields_copied,
    "taken-back": taken_back,
    "rotation-asked-taken-back": rotation_asked_taken_back,
    "modes-same-fallback": modes_same_fallback,
}
