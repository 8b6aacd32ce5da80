"""What a check runs on."""

from dataclasses import dataclass, field

from roo_wizard.core.base_url import BaseUrl
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.settings import ClientSettings


@dataclass(frozen=True, slots=True)
class Target:
    """A connection to prove. ``url`` keeps what was typed and what the doctor made of it.

    ``key`` is the text for the client's key field; None means that none is sent by the control requests
    (a keyless gateway still gets the placeholder that Roo needs as an `ApiKey`). ``preset_base`` is True
    when the base is a preset's own, which is never "corrected".
    """

    url: BaseUrl
    key: ApiKey | None
    model: str
    client: ClientProfile = ROO
    settings: ClientSettings = field(default_factory=ClientSettings)
    preset: str | None = None
    profile: str | None = None
    preset_base: bool = False
    allow_http: bool = False

    @property
    def endpoint(self) -> Endpoint:
        """The normalised endpoint; raises `UsageError` when the typed URL cannot be used."""
        return self.url.required()


@dataclass(frozen=True, slots=True)
class Options:
    """How far a check goes: ``spend`` False stops before the first billed request."""

    full: bool = False
    repeat: int = 1
    spend: bool = True
    max_requests: int = 14
    limits: Limits = field(default_factory=Limits)
