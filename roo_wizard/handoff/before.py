"""What a connection is now and what was there before: the values of the rollback card. Text, no markup."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.record import ClientBefore
from roo_wizard.roo import labels
from roo_wizard.roo.settings import describe

_DEFAULTS = "the client's defaults"
_KINDS = {"keyring": "in your keyring", "session": "not stored", "none": "none is needed"}


@dataclass(frozen=True, slots=True)
class Before:
    """Earlier values by the name of their row, and where they were in force."""

    heading: str
    values: Mapping[str, str]


def shown_before(fields: Fields) -> tuple[Before, ...]:
    """Return the earlier values that are on record: the client's own first, then those of the wizard."""
    found = []
    if before := fields.record.client_before:
        found.append(Before(f"in the client before (export of {before.exported_on})", dict(_of_client(before))))
    if previous := fields.previous:
        found.append(Before("before, in the wizard" if found else "before", dict(_of_profile(previous))))
    return tuple(found)


def values_now(fields: Fields) -> dict[str, str]:
    """Return the values of now by the name of their row."""
    proven = f"{fields.proven_at}, {fields.verdict}" if fields.proven_at else ""
    return {
        "profile": fields.profile,
        labels.word("provider"): labels.provider_name(fields.provider),
        "Base URL": labels.shown_base(fields.provider, fields.endpoint.base_url),
        "model": fields.model,
        "settings": describe(fields.proven_settings) or _DEFAULTS,
        "key": fields.key_where if fields.placeholder is None else "none is needed",
        "last proof": proven,
    }


def _of_profile(profile: Profile) -> Iterator[tuple[str, str]]:
    """The same values of a saved profile; its key's place in a few words."""
    yield "profile", profile.name
    yield labels.word("provider"), labels.provider_name(profile.provider)
    yield "Base URL", labels.shown_base(profile.provider, profile.base_url)
    yield "model", profile.model
    yield "settings", describe(profile.client_settings()) or _DEFAULTS
    variable = profile.key_variable
    yield "key", f"in the environment variable {variable}" if variable else _KINDS[profile.key_kind]
    checked = profile.checked_at and profile.last_verdict
    yield "last proof", f"{profile.checked_at}, {profile.last_verdict}" if checked else "never checked"


def _of_client(before: ClientBefore) -> Iterator[tuple[str, str]]:
    """The same values of the client's own profile, in its labels; its key was masked while it was read."""
    known = labels.known_fields(before.provider)
    named = (f"{known[name].label if name in known else name}: {text}" for name, text in before.settings.items())
    yield "profile", before.profile
    yield labels.word("provider"), labels.shown_provider(before.provider)
    yield "Base URL", before.base_url or "the provider's own"
    yield "model", before.model or "none was chosen"
    yield "settings", ", ".join(named) or _DEFAULTS
    yield "key", "only the client has it"
    yield "last proof", "not known"
