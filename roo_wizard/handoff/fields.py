"""What every output is made of: the connection, what was proven about it, and where its key is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import Json
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.text import safe
from roo_wizard.presets.entry import Preset
from roo_wizard.profiles.history import History
from roo_wizard.profiles.modes import ModeRow
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.record import Record
from roo_wizard.roo import labels
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.editor.installs import Install
from roo_wizard.roo.native.models import Listed
from roo_wizard.roo.settings import ClientSettings, provider_id

KEY_VARIABLE = "ROO_WIZARD_KEY"
_NOT_ACCEPTED = {Verdict.BLOCKED, Verdict.INCONCLUSIVE}


@dataclass(frozen=True, slots=True)
class Machine:
    """What the road into the editor depends on here.

    ``installs`` are all folders of the clients, obsolete ones too; ``settings`` name each editor's user settings file.
    ``proxy`` stands between this machine and the gateway, without its credentials, "" for none.
    """

    installs: tuple[Install, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """A connection to hand over. It holds no key: an output that shows one is given it separately.

    ``profile`` is the proposed name of the Configuration Profile. ``key_where`` says in a few words where the
    key is ("in the macOS Keychain"), ``key_command`` prints it from there. ``placeholder`` is what a keyless
    gateway wants in the key field. ``key_variable`` names the environment variable that outputs refer to.
    ``context_window`` is what the gateway published. Without a ``report``, ``served_model``, ``last_verdict``
    and ``checked_at`` are the saved profile's. ``history`` are its checks, ``previous`` is what it was before
    its last change, ``record`` what people wrote down beside it. ``modes`` say which profile each mode uses,
    ``fallback`` which one to turn to; ``team`` are those others that they name. ``last_run`` is the report of its
    last kept run, as JSON, and ``listed`` what the client's own entry read of its list then. ``machine`` is None
    unless the output is one that tells of it.
    """

    endpoint: Endpoint
    model: str
    client: ClientProfile = ROO
    settings: ClientSettings = field(default_factory=ClientSettings)
    profile: str = ""
    preset: Preset | None = None
    key_where: str = ""
    key_command: str = ""
    placeholder: str | None = None
    key_variable: str = KEY_VARIABLE
    context_window: int | None = None
    report: Report | None = None
    served_model: str | None = None
    last_verdict: str | None = None
    checked_at: str | None = None
    practice: bool = False
    modes: tuple[ModeRow, ...] = ()
    fallback: Profile | None = None
    team: tuple["Fields", ...] = ()
    history: History | None = None
    previous: Profile | None = None
    record: Record = field(default_factory=Record)
    last_run: Mapping[str, Json] | None = None
    listed: Listed | None = None
    machine: Machine | None = None

    @property
    def proven_settings(self) -> ClientSettings:
        """The smallest proven set, custom headers included; without an accepted proof the connection's own."""
        if self.report is None or self.report.verdict in _NOT_ACCEPTED:
            return self.settings
        proven: Mapping[str, Json] = {
            name: value for name, value in self.report.settings.items() if name != "openAiHeaders"
        }
        return ClientSettings({**proven, "openAiHeaders": self.settings.headers})

    def page(self, name: str) -> str:
        """Return the preset's page of that *name* (`key_page`, `usage_page` …), "" where it is not this host's."""
        return self.preset.page_at(getattr(self.preset, name), self.endpoint.base_url) if self.preset else ""

    @property
    def provider(self) -> str:
        """The entry of the client's provider list that the proof ran with, by import-file name."""
        return provider_id(self.endpoint.dialect, self.proven_settings)

    @property
    def openai_base(self) -> str:
        """The base URL for another client, which has no entry of its own for this vendor."""
        return labels.openai_base(self.provider, self.endpoint.base_url)

    @property
    def unplaced_headers(self) -> tuple[str, ...]:
        """The names of custom headers that this entry of the client cannot send, because it has no field for them."""
        return () if labels.field(self.provider, "openAiHeaders") else tuple(map(safe, self.settings.headers))

    @property
    def shown_settings(self) -> ClientSettings:
        """The proven settings, and the context window that the gateway published (roo-code.md 6, row 19)."""
        published = {"contextWindow": self.context_window} if self.context_window else {}
        wanted = self.endpoint.dialect is Dialect.OPENAI and "contextWindow" not in self.proven_settings
        return self.proven_settings.with_(published) if wanted else self.proven_settings

    @property
    def verdict(self) -> str | None:
        """The verdict of the report, else the saved one."""
        return self.report.verdict.value if self.report else self.last_verdict

    @property
    def proven_at(self) -> str | None:
        """When that verdict was found (ISO, UTC)."""
        return (self.report.started_at if self.report else self.checked_at) or None

    @property
    def expected_model(self) -> str:
        """What Roo Code should say it is using: the served model where the gateway named one."""
        served = self.report.target.served_model if self.report else self.served_model
        return served or self.model
