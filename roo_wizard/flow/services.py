"""Everything the wizard does to the outside, as one protocol.

The screens know only this; ``cli.wizard.wiring`` implements it with the real rooms, tests with a fake. Rules for
implementers:

* nothing here may block the event loop: what may wait (keyring, network, files) is ``async``;
* no method raises for expected trouble: it returns words. `RooWizardError` is allowed and shown as
  message plus hint; anything else ends in the crash screen;
* heavy rooms are imported inside the methods, since ``gateways()`` is called right after the first paint.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from roo_wizard.core.base_url import BaseUrl
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.events import Event
from roo_wizard.core.key_text import CleanedKey
from roo_wizard.core.model import Catalog
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.modes import ModeDesk
from roo_wizard.flow.outputs import OutputDesk
from roo_wizard.flow.record import RecordDesk
from roo_wizard.flow.rotation import RotationDesk
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.team import TeamDesk
from roo_wizard.flow.views import (
    Base,
    CardRow,
    CardView,
    Copied,
    GatewayChoice,
    InstallView,
    KeyPlace,
    KeyringState,
    MachineLine,
    PlaceKind,
    ProfileView,
    Stored,
)
from roo_wizard.probe.target import Options, Target


class Services(Protocol):
    """What the wizard can ask for."""

    @property
    def records(self) -> RecordDesk:
        """The runbooks of saved connections."""
        ...

    def gateways(self) -> tuple[GatewayChoice, ...]:
        """Return the rows of the gateway list in their order, "custom" last.

        With ``--practice`` the practice gateway comes first (``practice=True``, id "practice",
        ``placeholder_key="practice-key"``, one base that may still be "" before `open_practice`).
        """
        ...

    async def open_practice(self) -> GatewayChoice:
        """Start the practice gateway unless it runs, and return its row with the real base URL."""
        ...

    def read_url(self, typed: str, choice: GatewayChoice) -> BaseUrl:
        """Read a base URL as typed for *choice*; called on every key press, so pure and quick.

        A choice's own base is returned without candidates or remarks about ``/v1``.
        """
        ...

    async def keyring_state(self) -> KeyringState:
        """Test the keyring with a canary, with a deadline and in a daemon thread; asked once per run."""
        ...

    def key_from_environment(self, variable: str) -> CleanedKey | None:
        """Return the cleaned key in the environment variable, or None when it is not set."""
        ...

    def key_warning(self, choice: GatewayChoice, key: ApiKey) -> str:
        """Return a sentence when the key's prefix belongs to another vendor than *choice*, else ""."""
        ...

    def looks_like_key(self, text: str) -> bool:
        """Whether *text*, typed into another field, looks like an API key."""
        ...

    def proxy_for(self, endpoint: Endpoint) -> str:
        """Return the proxy that requests to *endpoint* go through, in words without credentials, or ""."""
        ...

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        """Return the gateway's model list; trouble is `Catalog.problem`."""
        ...

    def model_warnings(self, state: WizardState, model_id: str) -> tuple[str, ...]:
        """Return what the client does specially for this id (o1/o3/o4, dotted versions, missing prefix …)."""
        ...

    def check(self, target: Target, options: Options) -> AsyncIterator[Event]:
        """Run the proof; the last event is `Done`. Closing the iterator cancels it at once."""
        ...

    async def record(self, state: WizardState, report: Report) -> tuple[str, ...]:
        """Remember the verdict of a finished proof (for a saved profile); called after every `Done`.

        Returns what changed since the check before, a heading first; () for a new connection.
        """
        ...

    async def store(self, state: WizardState, report: Report) -> Stored:
        """Keep key and profile as ``state.key_place`` says; called when *Fields* is entered.

        The key goes to the keyring only if a request that needs it was accepted. Practice stores nothing.
        """
        ...

    def card(self, state: WizardState, report: Report) -> CardView:
        """Return the paste card for the proven connection."""
        ...

    async def copy(self, text: str | ApiKey) -> Copied:
        """Copy by a local command if there is one, else return the sequence for the terminal."""
        ...

    def profiles(self) -> tuple[ProfileView, ...]:
        """Return the saved connections, the default one first; raises `ProfileError` for an unreadable file."""
        ...

    async def open_profile(self, name: str) -> WizardState:
        """Return the state of a saved connection with its key read from its place.

        The state stands at PROOF when everything is there, at KEY when the key could not be read.
        """
        ...

    @property
    def teams(self) -> TeamDesk:
        """The team files that were opened in this run."""
        ...

    @property
    def outputs(self) -> OutputDesk:
        """Everything that comes out of a connection."""
        ...

    @property
    def modes(self) -> ModeDesk:
        """Which connection each mode of the client uses, and the fallback."""
        ...

    @property
    def rotation(self) -> RotationDesk:
        """Rotating the key of a saved connection."""
        ...

    async def installs(self) -> tuple[InstallView, ...]:
        """Return the Roo Code and Zoo Code installs found on this machine; asked after the first paint."""
        ...

    def doctor(self) -> AsyncIterator[MachineLine]:
        """Look at this machine, one line after the other; sends nothing, and never raises for what it finds."""
        ...

    async def credit(self, state: WizardState, report: Report) -> tuple[str, ...]:
        """Return what is left to spend in words, or a link; () when nothing is known. Never part of the verdict."""
        ...

    def save_progress(self, state: WizardState) -> None:
        """Keep the answers (never the key) so that an interrupted run can be resumed; cheap and quiet."""
        ...

    def load_progress(self) -> WizardState | None:
        """Return the interrupted run's answers, or None; its key, if wanted, has to be given again."""
        ...

    def clear_progress(self) -> None:
        """Forget the interrupted run: the wizard was finished or left on purpose."""
        ...


__all__ = [
    "Base",
    "CardRow",
    "CardView",
    "Copied",
    "GatewayChoice",
    "InstallView",
    "KeyPlace",
    "KeyringState",
    "MachineLine",
    "PlaceKind",
    "ProfileView",
    "Services",
    "Stored",
]
