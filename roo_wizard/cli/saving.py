"""What a check leaves behind: a profile with ``--save``, the new verdict of a saved one, nothing for practice."""

from dataclasses import replace

from roo_wizard.cli.connection import Connection
from roo_wizard.cli.output import narrate
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.from_proof import profile_of, with_verdict
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import KEYRING, SESSION
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Vault


async def save(connection: Connection, report: Report, name: str) -> None:
    """Save *connection* as the profile *name*; raises `ProfileError` when the file cannot be written.

    The key goes to the keyring unless it came from the environment or none is needed. Where the keyring
    refuses it, the profile says that the key was for this session only, and so does the narration.
    """
    place = connection.key_place
    if place in {KEYRING, SESSION} and connection.target.key is not None:
        stored = await _keep(connection, name, connection.target.key)
        place = KEYRING if stored else SESSION
    profile = profile_of(name, connection.target, report, key_place=place)
    for header in profile.secret_headers:
        value = connection.target.settings.headers[header]
        if isinstance(value, ApiKey):
            await _keep(connection, name, value, header)
    ProfileStore(Places.of_user()).save(replace(profile, allow_http=connection.http_allowed))
    narrate(f"saved as profile {name!r}; key: {place}")


def remember_verdict(connection: Connection, report: Report) -> None:
    """Write the outcome into the profile that was checked, if it was one; trouble is narrated, never raised."""
    if connection.profile is None:
        return
    try:
        ProfileStore(Places.of_user()).save(with_verdict(connection.profile, report))
    except RooWizardError as error:
        narrate(f"the verdict was not saved: {error.message}")


async def _keep(connection: Connection, name: str, secret: ApiKey, item: str = "") -> bool:
    address = KeyAddress(connection.target.endpoint.origin, name, item)
    outcome = await Vault().save(address, secret)
    if isinstance(outcome, NotStored):
        error = outcome.trouble.as_error
        narrate(f"not stored in the keyring: {error.message}")
        narrate(f"  → {error.hint}")
        return False
    return True
