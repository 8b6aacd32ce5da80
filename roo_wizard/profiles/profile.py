"""A profile: a saved connection under a name, Roo Code's own *Configuration Profile*. It holds no secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.exchange import HeaderValue, Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.key_address import PREVIOUS, UNDOING, KeyAddress
from roo_wizard.profiles.names import same_name
from roo_wizard.profiles.record import ROTATED_ON, Record
from roo_wizard.roo.settings import ClientSettings, provider_id

KEYRING, SESSION, NO_KEY, ENV_PREFIX = "keyring", "session", "none", "env:"
"""The values of `Profile.key_place`; ``env:NAME`` names a variable, never its value."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A connection as it is kept between runs.

    ``base_url`` is normalised, ``typed_url`` is what the person had typed (both in the report's target).
    ``settings`` are client settings by import-file name that differ from the default, without the custom
    headers: ``headers`` holds those with public values, ``secret_headers`` the names of those whose values
    are in the keyring. ``allow_http`` is the person's leave for this profile's own origin.
    ``context_window`` is what the gateway published for the model. ``checked_at`` is an ISO time in UTC.
    """

    name: str
    base_url: str
    model: str
    dialect: Dialect = Dialect.OPENAI
    client: str = "roo"
    preset: str | None = None
    settings: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: tuple[str, ...] = ()
    key_place: str = KEYRING
    allow_http: bool = False
    typed_url: str = ""
    context_window: int | None = None
    served_model: str | None = None
    last_verdict: str | None = None
    last_cause: str | None = None
    checked_at: str | None = None

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint of `base_url`; raises `UsageError` for a hand-made profile whose URL is none."""
        return read_base_url(self.base_url, self.dialect).required()

    @property
    def provider(self) -> str:
        """The entry of the client's provider list, by import-file name."""
        return provider_id(self.dialect, self.client_settings())

    @property
    def key_kind(self) -> str:
        """The kind of place, as ``roo-wizard.profiles/1`` writes it: keyring, env, session or none."""
        return self.key_place.partition(":")[0]

    @property
    def key_variable(self) -> str | None:
        """The name of the environment variable that holds the key, if that is its place."""
        return self.key_place.removeprefix(ENV_PREFIX) if self.key_kind == "env" else None

    @property
    def key_address(self) -> KeyAddress:
        """Where the keyring has this profile's key, if it is there."""
        return KeyAddress(self.endpoint.origin, self.name)

    @property
    def addresses(self) -> tuple[KeyAddress, ...]:
        """Every keyring entry that may belong to this profile: key, secret headers, what is kept for undo."""
        items = ("", *self.secret_headers, PREVIOUS, UNDOING)
        return tuple(KeyAddress(self.endpoint.origin, self.name, item) for item in items)

    def client_settings(self, secrets: Mapping[str, ApiKey] | None = None) -> ClientSettings:
        """Return all settings as a check uses them, custom headers included; *secrets* are header values."""
        headers: dict[str, HeaderValue] = {**self.headers, **(secrets or {})}
        return ClientSettings({**self.settings, "openAiHeaders": headers})

    def connects_like(self, other: "Profile") -> bool:
        """Whether both are the same connection, whatever was found out about it."""
        known = {name: getattr(self, name) for name in _FOUND_OUT}
        return replace(other, **known) == self


_FOUND_OUT = ("typed_url", "context_window", "served_model", "last_verdict", "last_cause", "checked_at")


@dataclass(frozen=True, slots=True)
class Previous:
    """What a connection was before its last change, for `undo`.

    ``key_replaced`` says that the change replaced the key in the keyring: the one before is kept under `PREVIOUS`.
    ``rotated_on`` is the record's day of the last rotation as it was before ("" for none); None where the change was
    no rotation. ``taken_back`` says that an `undo` was the last change, so that this is the newer of the two.
    """

    profile: Profile
    key_replaced: bool = False
    rotated_on: str | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Profiles:
    """All saved connections. ``problem`` says what was wrong with the file, if anything: show it.

    ``modes`` are the client's modes that were bound to one of them, by slug; ``fallback`` is the one to turn to
    when another fails (guides.md 5.2). Both name profiles in any case. ``records`` are what people wrote down beside
    a profile, by its name; there are no empty ones.
    """

    profiles: tuple[Profile, ...] = ()
    default: str | None = None
    problem: ProfileError | None = None
    previous: tuple[Previous, ...] = ()
    modes: Mapping[str, str] = field(default_factory=dict)
    fallback: str | None = None
    records: Mapping[str, Record] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the file."""
        return tuple(profile.name for profile in self.profiles)

    def find(self, name: str) -> Profile | None:
        """Return the profile called *name* (in any case), or None."""
        return next((profile for profile in self.profiles if same_name(profile.name, name)), None)

    def get(self, name: str) -> Profile:
        """Return the profile called *name* (in any case); raises `UnknownName` with the nearest names."""
        profile = self.find(name)
        if profile is None:
            raise UnknownName("profile", name, list(self.names))
        return profile

    def tidied(self) -> "Profiles":
        """Return these with every mention of a profile spelt as its name, and without those of forgotten ones."""
        found = {mode: self.find(name) for mode, name in self.modes.items()}
        recorded = [(self.find(name), record) for name, record in self.records.items() if record]
        default, fallback = (self.find(name or "") for name in (self.default, self.fallback))
        return replace(
            self,
            default=default.name if default else None,
            modes={mode: profile.name for mode, profile in found.items() if profile},
            fallback=fallback.name if fallback else None,
            records={profile.name: record for profile, record in recorded if profile},
        )

    def record(self, name: str) -> Record:
        """Return what is on record beside the profile called *name*, an empty record where that is nothing."""
        return next((record for key, record in self.records.items() if same_name(key, name)), Record())

    def before(self, name: str) -> Previous | None:
        """Return what the profile called *name* was before its last change, if that is kept."""
        return next((kept for kept in self.previous if same_name(kept.profile.name, name)), None)

    def rotated_on(self, name: str, day: str) -> Mapping[str, Record]:
        """Return the records with *day* as that of the last rotation of *name*, "" for none."""
        known = self.get(name).name
        others = {key: record for key, record in self.records.items() if not same_name(key, known)}
        return {**others, known: self.record(known).with_facts({ROTATED_ON: day})}

    def choose(self, name: str | None = None) -> Profile:
        """Return the profile meant by *name*: without one the only profile, else the default one.

        Raises `UnknownName`, or `UsageError` when none is meant.
        """
        if name:
            return self.get(name)
        if len(self.profiles) == 1:
            return self.profiles[0]
        default = self.find(self.default) if self.default else None
        if default is None:
            choose = "; roo-wizard profiles --default NAME chooses one for good"
            hint = f"name one of: {', '.join(self.names)}{choose}" if self.profiles else "set one up with: roo-wizard"
            raise UsageError("no profile was named and there is no default one", hint)
        return default

    def names_for_origin(self, origin: str) -> tuple[str, ...]:
        """Return the names of the profiles at *origin*; each has its own key there."""
        return tuple(profile.name for profile in self.profiles if profile.endpoint.origin == origin)
