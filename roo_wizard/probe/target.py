"""What a check runs on."""

from dataclasses import dataclass, field

from roo_wizard.core.base_url import BaseUrl
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.models import Listed
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.turn import Turn


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
    listed: Listed | None = None
    """What the client's own entry for this vendor reads of the gateway's list, once that was fetched."""

    @property
    def endpoint(self) -> Endpoint:
        """The normalised endpoint; raises `UsageError` when the typed URL cannot be used."""
        return self.url.required()

    @property
    def native(self) -> Native | None:
        """The client's own entry for a single vendor, if the settings choose one."""
        return native_of(self.settings, self.client)

    def request(
        self, turn: Turn, settings: ClientSettings | None = None, client: ClientProfile | None = None
    ) -> Request:
        """Return the request by which the client sends *turn*; *settings* and *client* are others than the target's."""
        chosen = self.settings if settings is None else settings
        return build(self.endpoint, self.model, chosen, turn, client or self.client, listed=self.listed)

    @property
    def secret_headers(self) -> tuple[ApiKey, ...]:
        """The values of the custom headers that are secrets: an echo of them is masked like one of the key."""
        return tuple(value for value in self.settings.headers.values() if isinstance(value, ApiKey))


QUICK_REQUESTS = 14
"""What the quick proof may cost at most: two when all is well, the rest for confirmation, ladder and rescue."""

FULL_REQUESTS = 44
"""The full set needs about 16 when all is well; the rest is the quick proof's reserve and confirmation of its own."""

FULL_TOKENS = 160_000
"""Twice what a healthy gateway is sent in the full set, so that a confirmation fits and a runaway does not."""

REPEAT_REQUESTS = 4
"""Per repetition: two turns, and a retry of each."""

REPEAT_TOKENS = 24_000
"""Per repetition: two turns of Roo's real size, with some room."""

CONTEXT_TOKENS = 24_000
"""The size of the long request (C23)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How far a check goes: ``spend`` False stops before the first billed request.

    ``repeat`` counts the runs of T1 and T2 in all, the first one included. ``max_requests`` and ``max_tokens`` (prompt
    and completion together) are the person's own caps; without them `request_cap` and `token_cap` hold.
    ``context_tokens`` is the size of the long request.
    """

    full: bool = False
    repeat: int = 1
    spend: bool = True
    max_requests: int | None = None
    max_tokens: int | None = None
    context_tokens: int = CONTEXT_TOKENS
    limits: Limits = field(default_factory=Limits)

    @property
    def strict(self) -> bool:
        """Whether the model's quality may block (C18, C20)."""
        return self.full or self.repeat > 1

    @property
    def width(self) -> int:
        """How many requests may be under way at once."""
        return 3 if self.strict else 1

    @property
    def request_cap(self) -> int:
        """The most billed requests: 14 for the quick set, 44 for the full one, and 4 for each repetition."""
        if self.max_requests is not None:
            return self.max_requests
        return (FULL_REQUESTS if self.full else QUICK_REQUESTS) + REPEAT_REQUESTS * (self.repeat - 1)

    @property
    def token_cap(self) -> int | None:
        """The most tokens, prompt and completion together; None where the cap on requests is enough."""
        if self.max_tokens is not None or not self.strict:
            return self.max_tokens
        return FULL_TOKENS + max(0, self.context_tokens - CONTEXT_TOKENS) * 2 + REPEAT_TOKENS * (self.repeat - 1)
