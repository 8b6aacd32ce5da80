"""A team file: where a team's gateway is and how to use it, as data. It never holds a secret.

What it has no place for cannot be smuggled in: no key, no command, no environment, no MCP, no editor settings,
no leave for plain http, no reference that anything would expand (experience.md 7).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.roo.settings import ClientSettings

SCHEMA = "roo-wizard.team-file/1"
ASK = "ask"
"""The value of a header whose real value every person has and gives."""


SHARED_SETTINGS = (
    "apiProvider",
    "openAiStreamingEnabled",
    "openAiR1FormatEnabled",
    "includeMaxTokens",
    "modelTemperature",
    "enableReasoningEffort",
    "reasoningEffort",
    "maxTokens",
    "contextWindow",
    "supportsImages",
    "supportsPromptCache",
    "rateLimitSeconds",
)
"""The client settings that a team file may carry: how to talk to the model, nothing that changes where to."""


@dataclass(frozen=True, slots=True)
class SenderVerdict:
    """What the proof said to the person who sent the file; ``date`` is ``YYYY-MM-DD`` or an ISO time in UTC."""

    verdict: str
    date: str
    model: str
    client: str = "roo"


@dataclass(frozen=True, slots=True)
class TeamFile:
    """A team's gateway. ``models`` has the one to start with first; ``modes`` maps a mode to one of them.

    ``headers`` have public values, ``asked_headers`` are the names of those that everybody fills in.
    ``expects`` holds what the sender's proof needed: ``tools``, ``streaming``, ``context_window``.
    The three pages are texts to read; nothing is ever sent there.
    """

    name: str
    base_url: str
    models: tuple[str, ...]
    dialect: Dialect = Dialect.OPENAI
    modes: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    asked_headers: tuple[str, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict)
    key_page: str = ""
    key_rules: str = ""
    usage_page: str = ""
    models_page: str = ""
    contact: str = ""
    expects: Mapping[str, Json] = field(default_factory=dict)
    verdict: SenderVerdict | None = None

    @property
    def model(self) -> str:
        """The model to start with."""
        return self.models[0]

    @property
    def pages(self) -> Iterator[tuple[str, str]]:
        """The pages that are given, each with the name of its field."""
        for name in ("key_page", "usage_page", "models_page"):
            if getattr(self, name):
                yield name, getattr(self, name)

    def client_settings(self) -> ClientSettings:
        """Return the settings as a check uses them, with the public headers."""
        settings = ClientSettings(self.settings)
        return settings.with_({"openAiHeaders": dict(self.headers)}) if self.headers else settings
