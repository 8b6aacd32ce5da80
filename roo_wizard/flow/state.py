"""The wizard as one frozen value: everything that was answered so far, and where the person is.

Screens are drawn from it and hand answers back; `flow.steps` makes the next value. No answer is ever dropped
by going back: only an answer that no longer fits (a report of another model) is.

The first screen imports this before its first paint, so that the rooms behind the values are imported only when
a state is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roo_wizard.core.base_url import BaseUrl
    from roo_wizard.core.endpoint import Endpoint
    from roo_wizard.core.model import Catalog
    from roo_wizard.core.report import Report
    from roo_wizard.core.secret import ApiKey
    from roo_wizard.flow.views import GatewayChoice, KeyPlace
    from roo_wizard.roo.clients import ClientProfile
    from roo_wizard.roo.settings import ClientSettings


class Step(StrEnum):
    """The five steps in their order."""

    GATEWAY = "gateway"
    KEY = "key"
    MODEL = "model"
    PROOF = "proof"
    FIELDS = "fields"

    @property
    def number(self) -> int:
        """1 to 5."""
        return STEPS.index(self) + 1

    @property
    def label(self) -> str:
        """The name in the progress line."""
        return self.value.capitalize()


STEPS = tuple(Step)


def _roo_code() -> ClientProfile:
    from roo_wizard.roo.clients import ROO

    return ROO


def _defaults() -> ClientSettings:
    from roo_wizard.roo.settings import ClientSettings

    return ClientSettings()


def _keyring() -> KeyPlace:
    from roo_wizard.flow.views import KeyPlace

    return KeyPlace()


@dataclass(frozen=True, slots=True)
class WizardState:
    """Every answer of the wizard.

    ``url`` is what the doctor made of the typed base URL. ``http_allowed_for`` is the origin for which the
    person typed the host to allow plain http. ``key`` is never stored with this value; ``key_place`` says where
    it goes once accepted. ``profile`` names the saved profile that is re-checked (None: a new connection).
    ``changes`` say what its ``report`` found other than the check before, a heading first.
    ``practice`` marks a run against the built-in gateway: nothing is stored, the card says PRACTICE.
    ``team`` is the SHA-256 of the team file that answered gateway and model, "" without one.
    """

    step: Step = Step.GATEWAY
    client: ClientProfile = field(default_factory=_roo_code)
    settings: ClientSettings = field(default_factory=_defaults)
    gateway: GatewayChoice | None = None
    region: int = 0
    url: BaseUrl | None = None
    http_allowed_for: str = ""
    key: ApiKey | None = None
    key_place: KeyPlace = field(default_factory=_keyring)
    catalog: Catalog | None = None
    model: str = ""
    report: Report | None = None
    changes: tuple[str, ...] = ()
    profile: str | None = None
    practice: bool = False
    team: str = ""

    @property
    def endpoint(self) -> Endpoint | None:
        """The normalised endpoint, None before the first answer."""
        return self.url.endpoint if self.url else None

    @property
    def allow_http(self) -> bool:
        """Whether plain http was allowed for exactly this origin, or no secret would travel (a placeholder key)."""
        return self.endpoint is not None and (self.http_allowed_for == self.endpoint.origin or self.key_is_placeholder)

    @property
    def key_is_placeholder(self) -> bool:
        """Whether the key is only the text that a keyless gateway wants in Roo's key field."""
        from roo_wizard.core.secret import ApiKey

        placeholder = self.gateway.placeholder_key if self.gateway else ""
        return bool(placeholder) and self.key == ApiKey(placeholder)

    def at(self, step: Step) -> WizardState:
        """Return this state at *step*."""
        return replace(self, step=step)
