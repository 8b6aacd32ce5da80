"""``forget``: delete a saved connection and every secret that belongs to it."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.output import narrate
from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.profiles.profile import KEYRING, Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault


def run(arguments: Namespace) -> int:
    """Delete the secrets first and the profile last, so that an interruption leaves nothing without a name."""
    store = ProfileStore(Places.of_user())
    loaded = store.load()
    if loaded.problem is not None and not loaded.profiles:
        raise loaded.problem
    profile = loaded.get(arguments.profile)
    deleted = asyncio.run(_delete_secrets(profile))
    store.forget(profile.name)
    what = "the profile and its key" if deleted else "the profile; no key of it was kept"
    print(f"forgotten: {safe(profile.name)} ({what})")
    return exits.READY


async def _delete_secrets(profile: Profile) -> int:
    """Delete every keyring entry of *profile* and return how many there were.

    A keyring that cannot be asked stops the command where it holds the key; else it is only told.
    """
    vault, deleted = Vault(), 0
    try:
        for address in profile.addresses:
            deleted += await vault.delete(address)
    except KeyringProblem as error:
        if profile.key_kind == KEYRING or profile.secret_headers:
            raise
        narrate(f"the keyring was not asked: {error.message}")
    return deleted
