"""Rotation for the wizard: the core of the command ``rotate`` as the steps and words that its screen shows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from roo_wizard.cli.keys import FoundKey
from roo_wizard.cli.rotation.proofs import Rotation, place_title
from roo_wizard.cli.rotation.replacing import new_place, prepared, profile_to_rotate, refuse_unusable_keyring, rotation
from roo_wizard.cli.rotation.revoked import Revoked, is_taken_back, previous_key, revocation
from roo_wizard.cli.wizard.choices import choice_of_profile
from roo_wizard.core.errors import KeyringProblem, PlainHttpRefused, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.rotation import (
    Elsewhere,
    Exchanging,
    Proving,
    Revocation,
    RotationOutcome,
    RotationStart,
    Side,
)
from roo_wizard.profiles.profile import KEYRING, Profile, Profiles
from roo_wizard.profiles.rotation import put_back
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault


class Desk:
    """Implements `flow.rotation.RotationDesk` on the saved connections and the keyring of this user."""

    async def open(self, profile: str) -> RotationStart:
        """Return what is about to be rotated; a keyring that cannot hold the new key is told before that is asked."""
        known, profiles = profile_to_rotate(profile)
        endpoint, vault = known.endpoint, Vault()
        if endpoint.is_plain_http_elsewhere and not known.allow_http:
            message = f"{endpoint.origin} is plain http: everybody on the way could read the key"
            raise PlainHttpRefused(message, "set this connection up anew with https, or allow http for it there")
        backend = "" if known.key_variable else await refuse_unusable_keyring(vault)
        return RotationStart(
            profile=safe(known.name),
            choice=choice_of_profile(known),
            endpoint=endpoint,
            kept=f"in {backend}" if backend else "",
            variable=known.key_variable or "",
            previous=await _has_previous(known, profiles, vault),
            taken_back=is_taken_back(known, profiles),
        )

    async def rotate(
        self, profile: str, key: ApiKey, variable: str = ""
    ) -> AsyncGenerator[Proving | Exchanging | RotationOutcome, None]:
        """Prove both keys and exchange them, as the command does."""
        known, profiles = profile_to_rotate(profile)
        place, vault = new_place(known, variable), Vault()
        if place == KEYRING:
            await refuse_unusable_keyring(vault)
        wanted = await prepared(known, profiles, FoundKey(key, place), vault)
        async with aclosing(rotation(wanted, vault)) as steps:
            async for step in steps:
                yield _outcome(step) if isinstance(step, Rotation) else step

    async def undo(self, profile: str) -> str:
        """Take the last change back, or take that back."""
        done = await asyncio.to_thread(asyncio.run, put_back(Vault(), ProfileStore(Places.of_user()), profile))
        variable = done.profile.key_variable
        which = "newer" if done.newer else "older"
        key = f"the {which} key is in use again" if done.key_replaced else "its key in the keyring was not changed"
        key = f"its key is read from the variable {safe(variable)}" if variable else key
        return f"{safe(done.profile.name)} is what it was before: {key}"

    async def prove_revoked(self, profile: str) -> AsyncGenerator[Proving | Exchanging | Revocation, None]:
        """Ask with the key kept for `undo`; one that is refused is deleted."""
        known, profiles = profile_to_rotate(profile)
        vault = Vault()
        previous = await previous_key(known, profiles, vault)
        side = Side.NEW if is_taken_back(known, profiles) else Side.OLD
        async with aclosing(revocation(known, profiles, previous, vault)) as steps:
            async for step in steps:
                if isinstance(step, Revoked):
                    yield Revocation(step.refused, step.text("press x again"), step.report, side)
                else:
                    yield step if isinstance(step, Exchanging) else Proving(side, step)


async def _has_previous(profile: Profile, profiles: Profiles, vault: Vault) -> bool:
    with suppress(UsageError, KeyringProblem):
        return bool(await previous_key(profile, profiles, vault))
    return False


def _outcome(done: Rotation) -> RotationOutcome:
    return RotationOutcome(
        profile=safe(done.profile),
        new=done.new.report,
        old=done.old.report if done.old else None,
        old_problem=safe(done.old_problem),
        stored=safe(done.stored),
        compared=tuple(map(safe, done.compared())),
        elsewhere=tuple(Elsewhere(place_title(place), place.steps) for place in done.elsewhere),
        notes=tuple(map(safe, done.notes)),
    )
