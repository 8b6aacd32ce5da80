"""A wizard's outside made of literals: no network, no clock, no keyring."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

from roo_wizard.core.base_url import BaseUrl, read_base_url
from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.events import Event, Received
from roo_wizard.core.key_text import CleanedKey, clean_key
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.services import (
    Base,
    CardRow,
    CardView,
    Copied,
    GatewayChoice,
    InstallView,
    KeyringState,
    MachineLine,
    ProfileView,
    Stored,
)
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import Route
from roo_wizard.probe.target import Options, Target
from tests.tui.fake_modes import FakeModes
from tests.tui.fake_outputs import FakeOutputs
from tests.tui.fake_record import FakeRecords
from tests.tui.fake_rotation import FakeRotation
from tests.tui.fake_teams import FakeTeams
from tests.tui.reports import proof_events, report

KEY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"

PRACTICE = GatewayChoice(
    "practice",
    "Practice gateway",
    "no key, no network",
    bases=(Base("http://127.0.0.1:8765/v1"),),
    placeholder_key="practice-key",
    practice=True,
)

REQUESTY = (
    Route(
        "Requesty",
        "requesty",
        bases=(Base("https://router.requesty.ai/v1"),),
        why="Its own setup guide says so; the entry loads the model library and sends no parallel_tool_calls.",
    ),
    Route("OpenAI Compatible", bases=(Base("https://router.requesty.ai/v1"),), why="Any model name can be typed."),
    Route(
        "Anthropic",
        dialect=Dialect.ANTHROPIC,
        bases=(Base("https://router.requesty.ai"),),
        why="For Claude with prompt caching; Roo Code silently replaces names it does not know.",
    ),
)

GATEWAYS: tuple[GatewayChoice, ...] = (
    GatewayChoice(
        "flatkey",
        "Flatkey",
        bases=(Base("https://router.flatkey.ai/v1"),),
        key_page="https://flatkey.ai/console/keys",
        key_hint="starts with fk_",
    ),
    GatewayChoice("tokenbay", "TokenBay", bases=(Base("https://api.tokenbay.com/v1"),)),
    GatewayChoice("requesty", "Requesty", routes=REQUESTY).on(REQUESTY[0]),
    GatewayChoice("finops", "FinOps", url_template="https://{AI_GATEWAY_URL}/openai"),
    GatewayChoice("openllmapi", "OpenLLMAPI", "asks for its base URL"),
    GatewayChoice(
        "qwen",
        "Qwen",
        bases=(
            Base("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "International"),
            Base("https://dashscope.aliyuncs.com/compatible-mode/v1", "China"),
        ),
    ),
    GatewayChoice("deepseek", "DeepSeek", bases=(Base("https://api.deepseek.com"),)),
    GatewayChoice("openrouter", "OpenRouter", bases=(Base("https://openrouter.ai/api/v1"),)),
    GatewayChoice("litellm", "LiteLLM", bases=(Base("http://localhost:4000/v1"),), keywords=("proxy",)),
    GatewayChoice(
        "ollama", "Ollama", "local, no key", bases=(Base("http://localhost:11434/v1"),), placeholder_key="ollama"
    ),
    GatewayChoice("custom", "Custom", "any OpenAI-compatible base URL"),
)

MODELS: tuple[Model, ...] = (
    Model("gpt-5.4-mini", ToolSupport.YES, "supported_parameters", ("chat",), 400_000, 0.25, 2.0),
    Model("gpt-5.4", ToolSupport.YES, "supported_parameters", ("chat", "responses"), 400_000, 1.25, 10.0),
    Model("claude-sonnet-4.6", ToolSupport.YES, "supported_parameters", ("chat", "messages"), 1_000_000, 3.0, 15.0),
    Model("deepseek-v4", ToolSupport.UNKNOWN, "", (), 128_000, 0.28, 0.42),
    Model("llama-guard-4", ToolSupport.NO, "supported_parameters", ("chat",), 131_072, 0.2, 0.2),
    Model("qwen3-coder-plus", ToolSupport.UNKNOWN),
)


@dataclass
class FakeServices:
    """Everything is a field, so that a test changes what it is about and nothing else."""

    practice: bool = False
    choices: tuple[GatewayChoice, ...] = GATEWAYS
    keyring: KeyringState = field(default_factory=lambda: KeyringState("Secret Service"))
    catalog: Catalog = field(
        default_factory=lambda: Catalog(
            "https://router.flatkey.ai/v1",
            "https://router.flatkey.ai/v1/models",
            MODELS,
            public=False,
            notes=(safe("Roo Code's own list will show 6 models: it shows every id of the list"),),
        )
    )
    reports: list[Report] = field(default_factory=lambda: [report()])
    events: list[Event] | None = None
    saved: tuple[ProfileView, ...] = ()
    profile_state: WizardState | None = None
    found: tuple[InstallView, ...] = ()
    interrupted: WizardState | None = None
    environment: dict[str, str] = field(default_factory=dict)
    proxy: str = ""
    copied: list[str | ApiKey] = field(default_factory=list)
    copy_outcome: Copied = field(default_factory=lambda: Copied("sent to your terminal; check by pasting"))
    checked: list[Target] = field(default_factory=list)
    stored: list[WizardState] = field(default_factory=list)
    recorded: list[Report] = field(default_factory=list)
    changes: tuple[str, ...] = ()
    """What a re-check found other than the check before."""
    progress: list[WizardState] = field(default_factory=list)
    teams: FakeTeams = field(default_factory=FakeTeams)
    machine: tuple[MachineLine, ...] = ()
    records: FakeRecords = field(default_factory=FakeRecords)
    modes: FakeModes = field(default_factory=FakeModes)
    credit_said: tuple[str, ...] = ()
    credit_waits: bool = False
    other_routes: tuple[str, ...] = ()
    outputs: FakeOutputs = field(default_factory=FakeOutputs)
    rotation: FakeRotation = field(default_factory=FakeRotation)
    cancelled: int = 0
    hold_at: str = ""
    """Wait for ever once the first bytes of this request have come."""
    options: list[Options] = field(default_factory=list)

    def gateways(self) -> tuple[GatewayChoice, ...]:
        return (PRACTICE, *self.choices) if self.practice else self.choices

    async def open_practice(self) -> GatewayChoice:
        return PRACTICE

    def read_url(self, typed: str, choice: GatewayChoice) -> BaseUrl:
        read = read_base_url(typed, choice.dialect)
        if any(base.url == typed for base in choice.bases):
            return replace(read, candidates=(), remarks=())
        return read

    async def keyring_state(self) -> KeyringState:
        return self.keyring

    def key_from_environment(self, variable: str) -> CleanedKey | None:
        return clean_key(self.environment[variable]) if variable in self.environment else None

    def key_warning(self, choice: GatewayChoice, key: ApiKey) -> str:
        if choice.id == "flatkey" and key.reveal().startswith("sk-or-"):
            return "keys that start sk-or- are OpenRouter's; Flatkey's start with fk_"
        return ""

    def looks_like_key(self, text: str) -> bool:
        return text.startswith("sk-") and len(text) > 20

    def proxy_for(self, endpoint: Endpoint) -> str:
        return "" if endpoint.is_loopback else self.proxy

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        if state.practice:
            model = Model("practice-coder", ToolSupport.YES, "supported_parameters", ("chat",), 200_000, 0.0, 0.0)
            base = PRACTICE.bases[0].url
            return Catalog(base, f"{base}/models", (model,), public=True)
        return self.catalog

    def model_warnings(self, state: WizardState, model_id: str) -> tuple[str, ...]:
        if "o3" in model_id:
            return ("the id contains “o3”: Roo Code sends it as a reasoning model, with a developer message",)
        return ()

    async def check(self, target: Target, options: Options) -> AsyncIterator[Event]:
        self.checked.append(target)
        self.options.append(options)
        outcome = self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]
        try:
            for event in self.events or proof_events(outcome):
                yield event
                if isinstance(event, Received) and event.purpose == self.hold_at:
                    await _for_ever()
        except BaseException:
            self.cancelled += 1
            raise

    async def record(self, state: WizardState, report: Report) -> tuple[str, ...]:
        self.recorded.append(report)
        return self.changes if state.profile else ()

    async def store(self, state: WizardState, report: Report) -> Stored:
        self.stored.append(state)
        if state.practice:
            return Stored(("Practice: nothing was stored.",))
        return Stored(
            (f"Saved as profile “{state.profile or 'flatkey'}”; the key is in the Secret Service.",), "flatkey"
        )

    def card(self, state: WizardState, report: Report) -> CardView:
        base_url = state.endpoint.base_url if state.endpoint else ""
        rows = [
            CardRow("API Provider", "OpenAI Compatible", by_hand=True),
            CardRow("Base URL", base_url),
            CardRow("API Key", state.key.hint() if state.key else "", secret=True, note="K copies it"),
            CardRow("Model", state.model),
        ]
        rows += [CardRow("Enable streaming", "off", note="not the default", by_hand=True)] if report.settings else []
        text = "\n".join(f"{row.label:<16}{row.value}" for row in rows if not row.secret)
        return CardView(
            rows=tuple(rows),
            where=("Roo Code icon in the activity bar → gear (Settings) → Providers → + (Add Profile)",),
            after=(
                "Save stays grey until Base URL, API Key and Model are filled.",
                f"Ask Roo which model it is using; expected: {state.model}.",
                "Run one safe prompt in a throw-away workspace.",
                f"Find it in the usage page: 10:00 UTC, about {report.usage.prompt_tokens:,} + "
                f"{report.usage.completion_tokens} tokens.",
                "Set a budget, and Auto-Approve limits (Max Count, Max Cost), before longer runs.",
                "Keep the key out of repositories, issues, screenshots and prompts.",
            ),
            text=text,
            practice=state.practice,
            routes=self.other_routes,
        )

    async def copy(self, text: str | ApiKey) -> Copied:
        self.copied.append(text)
        return self.copy_outcome

    def profiles(self) -> tuple[ProfileView, ...]:
        return self.saved

    async def open_profile(self, name: str) -> WizardState:
        assert self.profile_state is not None
        return replace(self.profile_state, profile=name)

    async def doctor(self) -> AsyncIterator[MachineLine]:
        for one in self.machine:
            yield one

    async def credit(self, state: WizardState, report: Report) -> tuple[str, ...]:
        if self.credit_waits:
            await _for_ever()
        return self.credit_said

    async def installs(self) -> tuple[InstallView, ...]:
        return self.found

    def save_progress(self, state: WizardState) -> None:
        self.progress.append(state)

    def load_progress(self) -> WizardState | None:
        return self.interrupted

    def clear_progress(self) -> None:
        self.progress.clear()


class LateList(FakeServices):
    """A gateway whose list comes once ``ready`` is set."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.ready = asyncio.Event()

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        await self.ready.wait()
        return self.catalog


def ready_state(step: Step = Step.PROOF) -> WizardState:
    """A state with three answers."""
    choice = GATEWAYS[0]
    return WizardState(
        step=step,
        gateway=choice,
        url=read_base_url(choice.bases[0].url),
        key=ApiKey(KEY),
        model="gpt-5.4-mini",
    )


async def _for_ever() -> None:
    await asyncio.Event().wait()
