"""What a proof leaves behind: a profile and its secrets, or the new verdict of a saved one."""

from dataclasses import dataclass, replace

from roo_wizard.cli.remembering import remember
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.probe.target import Target
from roo_wizard.profiles.from_proof import profile_of
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import KEYRING, SESSION
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Stored, Vault

_PLACE_WORDS = {
    SESSION: "the key was for this session only",
    "none": "no key is needed",
    "env": "the key stays in its environment variable",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it: the profile's name, where the key is now, and at most two sentences for a person."""

    name: str
    key_place: str
    words: tuple[str, ...]


async def save(
    target: Target,
    report: Report,
    name: str,
    key_place: str,
    *,
    http_allowed: bool,
    context_window: int | None = None,
) -> Saved:
    """Save *target* as the profile *name*; raises `ProfileError` when the file cannot be written.

    With the *key_place* "keyring" the key is stored first. Where the keyring refuses it, the profile says that
    the key was for this session only, and so do the words.
    """
    outcome: Stored | NotStored | None = None
    if key_place == KEYRING and target.key is not None:
        outcome = await _stored(target, name, target.key)
        key_place = KEYRING if isinstance(outcome, Stored) else SESSION
    profile = profile_of(name, target, report, key_place=key_place, context_window=context_window)
    for header in profile.secret_headers:
        value = target.settings.headers[header]
        kept = await _stored(target, name, value, header) if isinstance(value, ApiKey) else None
        outcome = kept if isinstance(kept, NotStored) else outcome
    ProfileStore(Places.of_user()).save(replace(profile, allow_http=http_allowed))
    return Saved(name, key_place, _words(name, key_place, outcome))


def remember_verdict(name: str, report: Report) -> str:
    """Write the outcome of a check into the profile *name*; returns what went wrong, "" when nothing did."""
    return remember(name, report).problem


async def _stored(target: Target, name: str, secret: ApiKey, item: str = "") -> Stored | NotStored:
    return await Vault().save(KeyAddress(target.endpoint.origin, name, item), secret)


def _words(name: str, key_place: str, outcome: Stored | NotStored | None) -> tuple[str, ...]:
    saved = f"Saved as profile {safe(name)}"
    if isinstance(outcome, Stored):
        return (f"{saved}; the key is in {outcome.backend_name}.", f"Read it: {outcome.read}")
    if isinstance(outcome, NotStored):
        error = outcome.trouble.as_error
        return (f"{saved}; a secret was not stored: {error.message}", f"→ {error.hint}")
    return (f"{saved}; {_PLACE_WORDS[key_place.partition(':')[0]]}.",)
