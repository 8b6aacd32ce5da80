"""What a proof leaves behind: a profile and its secrets (what a re-check leaves: `remembering`)."""

from dataclasses import dataclass, replace

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.probe.target import Target
from roo_wizard.profiles.from_proof import profile_of
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import KEYRING, SESSION, Profile
from roo_wizard.profiles.rotation import swap_in
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.unsaved import UnsavedKeys, noted
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
    expected: ApiKey | None = None,
) -> Saved:
    """Save *target* as the profile *name*; raises `ProfileError` when the file cannot be written.

    With the *key_place* "keyring" the key is stored too; another one that the profile had there is kept for
    `undo`, unless it is not the *expected* one: that raises `KeyTaken`. Where the keyring refuses, the profile says
    that the key was for this session only, and so do the words.
    """
    vault, store = Vault(), ProfileStore(Places.of_user())
    profile = profile_of(name, target, report, key_place=key_place, context_window=context_window)
    profile = replace(profile, allow_http=http_allowed)
    key = target.key if key_place == KEYRING else None
    items = (*(("",) if key else ()), *profile.secret_headers)
    addresses = [replace(profile.key_address, item=item) for item in items]
    outcome: Stored | KeyringProblem | None = None
    async with noted(UnsavedKeys(Places.of_user()), vault, addresses):
        refused = await _headers_refused(vault, profile, target)
        if key is not None:
            outcome = await _swapped_in(vault, store, profile, key, expected)
        if isinstance(outcome, KeyringProblem):
            profile = replace(profile, key_place=SESSION)
        if not isinstance(outcome, Stored):
            store.save(profile)
    return Saved(name, profile.key_place, _words(profile, refused or outcome))


async def _swapped_in(
    vault: Vault, store: ProfileStore, profile: Profile, key: ApiKey, expected: ApiKey | None
) -> Stored | KeyringProblem:
    """Save *profile* with its key, or return why the keyring does not take it; nothing is saved then."""
    try:
        outcome = await swap_in(vault, store, profile, key, expected=expected)
    except KeyringProblem as error:
        return error
    return outcome if isinstance(outcome, Stored) else outcome.trouble.as_error


async def _headers_refused(vault: Vault, profile: Profile, target: Target) -> KeyringProblem | None:
    """Store the values of the secret headers; return why one could not be stored."""
    refused: KeyringProblem | None = None
    for header in profile.secret_headers:
        value = target.settings.headers[header]
        address = KeyAddress(profile.endpoint.origin, profile.name, header)
        outcome = await vault.save(address, value) if isinstance(value, ApiKey) else None
        refused = outcome.trouble.as_error if isinstance(outcome, NotStored) else refused
    return refused


def _words(profile: Profile, outcome: Stored | KeyringProblem | None) -> tuple[str, ...]:
    saved = f"Saved as profile {safe(profile.name)}"
    if isinstance(outcome, Stored):
        return (f"{saved}; the key is in {outcome.backend_name}.", f"Read it: {outcome.read}")
    if isinstance(outcome, KeyringProblem):
        return (f"{saved}; a secret was not stored: {outcome.message}", f"→ {outcome.hint}")
    return (f"{saved}; {_PLACE_WORDS[profile.key_kind]}.",)
