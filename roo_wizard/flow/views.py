"""What the wizard knows of the rooms behind it: small frozen values, made by the wiring, shown by the screens.

They keep the screens free of the rooms' own types, so that a screen can be drawn from a literal in a test.
Texts in them are shown to people: foreign ones have passed `core.text.safe` before they get here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.secret import ApiKey

if TYPE_CHECKING:
    from roo_wizard.core.endpoint import Endpoint
    from roo_wizard.core.report import Status


@dataclass(frozen=True, slots=True)
class Base:
    """One base URL of a gateway; ``label`` names its region ("" when there is only one)."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way to a gateway: an entry of the client's list of providers, with the bases that belong to it.

    ``provider`` is the client setting ``apiProvider``, "" for the general entry of *dialect*; ``why`` is one sentence
    for it. ``bases`` and ``url_template`` are as in `GatewayChoice`.
    """

    label: str
    provider: str = ""
    dialect: Dialect = Dialect.OPENAI
    bases: tuple[Base, ...] = ()
    url_template: str = ""
    note: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class GatewayChoice:
    """One row of the gateway list.

    ``bases`` are ready to use, the default first; without any the person types one, starting from
    ``url_template`` (may hold a placeholder such as ``{host}/openai``). ``placeholder_key`` is what a keyless
    gateway wants in Roo's key field ("dummy"); "" means that a key is needed. ``keywords`` widen the search.
    ``routes`` are the ways to it that can be proven, the recommended one first; bases, dialect and ``provider`` are
    those of the one that was chosen.
    """

    id: str
    name: str
    note: str = ""
    bases: tuple[Base, ...] = ()
    url_template: str = ""
    dialect: Dialect = Dialect.OPENAI
    placeholder_key: str = ""
    key_page: str = ""
    key_hint: str = ""
    model_hint: str = ""
    keywords: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    practice: bool = False
    provider: str = ""
    routes: tuple[Route, ...] = ()

    def on(self, route: Route) -> GatewayChoice:
        """Return this gateway as it is reached by *route*."""
        return replace(
            self,
            note=route.note,
            bases=route.bases,
            url_template=route.url_template,
            dialect=route.dialect,
            provider=route.provider,
        )

    def route_by(self, provider: str, dialect: Dialect) -> int:
        """Return the position of the route with this *provider* and *dialect*, else of the recommended one."""
        wanted = [(route.provider, route.dialect) == (provider, dialect) for route in self.routes]
        return wanted.index(True) if True in wanted else 0

    def is_at(self, endpoint: Endpoint) -> bool:
        """Whether *endpoint* is at an address of this gateway, so that its pages are that host's; True without any."""
        urls = [base.url for bases in (self.bases, *(way.bases for way in self.routes)) for base in bases]
        return not urls or any(f"{url}/".startswith(f"{endpoint.origin}/") for url in urls)

    @property
    def needs_url(self) -> bool:
        """Whether a person has to type the base URL."""
        return not self.bases

    @property
    def keyless(self) -> bool:
        """Whether the gateway works without a key."""
        return bool(self.placeholder_key)


class PlaceKind(StrEnum):
    """Where a key lives after it was accepted."""

    KEYRING = "keyring"
    SESSION = "session"
    ENV = "env"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The chosen place; ``variable`` is the environment variable's name when the kind is ENV."""

    kind: PlaceKind = PlaceKind.KEYRING
    variable: str = ""

    def __str__(self) -> str:
        return f"env:{self.variable}" if self.kind is PlaceKind.ENV else self.kind.value


@dataclass(frozen=True, slots=True)
class KeyringState:
    """What the canary (write, read back, delete) found out.

    ``backend`` is the name shown to people ("Secret Service (GNOME Keyring)"). ``problem`` is "" exactly when
    the canary passed; ``fix`` is then the command or step that would help.
    """

    backend: str
    problem: str = ""
    fix: str = ""

    @property
    def usable(self) -> bool:
        """Whether a key can be kept there."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One saved connection on Home. ``last_verdict`` is "" when it was never checked."""

    name: str
    base_url: str
    model: str
    client: str
    key: str
    last_verdict: str = ""
    checked_at: str = ""


@dataclass(frozen=True, slots=True)
class InstallView:
    """One found install: "Roo Code 3.52.1 in VS Code"."""

    client: str
    version: str
    editor: str


@dataclass(frozen=True, slots=True)
class MachineLine:
    """One line of the doctor. ``remediation`` is what to do, "" where nothing is left to be done."""

    title: str
    status: Status
    summary: str
    remediation: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One field: the client's own label and the value. A secret row's value is only a hint of the key.

    One ``by_hand`` is a list, a box, or a secret that is not the key: there is nothing to copy from here.
    """

    label: str
    value: str
    secret: bool = False
    note: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """The paste card. ``text`` is the whole card as plain lines without the key, printed on exit.

    ``where`` are the steps to the settings page, ``after`` the lines of *After pasting* (at most six). ``routes`` are
    the client's other entries that lead to the gateway, one line each.
    """

    rows: tuple[CardRow, ...]
    where: tuple[str, ...]
    after: tuple[str, ...]
    text: str
    practice: bool = False
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did, in words that claim no more than is known.

    ``sequence`` is an OSC 52 sequence that the app still has to write to the terminal, None when a local
    command did the work. It is held as a secret because it may carry the key.
    """

    words: str
    sequence: ApiKey | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the key and the profile: plain sentences, at most two lines; ``profile`` is its name."""

    words: tuple[str, ...]
    profile: str | None = None
