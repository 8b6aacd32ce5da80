"""Where else a key sits that was just replaced: the client's own field, other profiles, the environment."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from roo_wizard.cli.keys import key_of_profile
from roo_wizard.core.errors import KeyringProblem, UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.profiles.profile import KEYRING, Profile, Profiles
from roo_wizard.profiles.vault import Vault
from roo_wizard.roo import labels
from roo_wizard.roo.clients import client


@dataclass(frozen=True, slots=True)
class Place:
    """A place that still has the old key: ``kind`` is client, profile or environment; ``steps`` replace it there.

    ``sure`` is False where the key there could not be compared.
    """

    kind: str
    name: str
    steps: tuple[str, ...]
    sure: bool = True


async def places_of(profile: Profile, old: ApiKey | None, profiles: Profiles, vault: Vault) -> tuple[Place, ...]:
    """Return every place that is known to hold *old*, or may hold it; the client's field always does."""
    others = [one for one in profiles.profiles if one.name != profile.name and _same_origin(one, profile)]
    found = [await _profile_place(one, old, vault) for one in others]
    return (_client_place(profile), *(place for place in found if place), *_variables(old, os.environ))


def _client_place(profile: Profile) -> Place:
    """The field of the client: only a person can change it, since the client keeps keys where nobody else writes."""
    who, word = client(profile.client), labels.word
    field = next(entry for entry in labels.fields(profile.provider) if entry.kind == "secret")
    steps = (
        *labels.steps(who),
        f"Choose {profile.name} under {word('profile')} (or the one with the base URL {profile.base_url}).",
        f"Replace the text of {field.label} by the new key, press {word('save')}.",
        "Do not import a file without a key over it: that would wipe the key.",
    )
    return Place("client", who.name, tuple(map(safe, steps)))


async def _profile_place(other: Profile, old: ApiKey | None, vault: Vault) -> Place | None:
    name = safe(other.name)
    steps = (f"roo-wizard rotate {safe(shlex.quote(other.name))}",)
    try:
        key = (await key_of_profile(other, vault)).key
    except (UsageError, KeyringProblem):
        return Place("profile", name, steps, sure=False) if other.key_kind in {KEYRING, "env"} else None
    if old is None:
        return Place("profile", name, steps, sure=False)
    return Place("profile", name, steps) if key == old else None


def _variables(old: ApiKey | None, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """The names of the variables that hold *old*, never a value."""
    names = sorted(name for name, value in environ.items() if old is not None and ApiKey(value.strip()) == old)
    step = "set it to the new key where it is defined (shell profile, .env file, CI secrets)"
    return tuple(Place("environment", safe(name), (step,)) for name in names)


def _same_origin(one: Profile, other: Profile) -> bool:
    return one.endpoint.origin == other.endpoint.origin
