"""Writing into the record of a saved connection: what a person said, what a rotation and an export told."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from roo_wizard.core.errors import ProfileError, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.profiles.record import ClientBefore
from roo_wizard.profiles.store import ProfileStore


def keep_facts(profile: str, answers: Mapping[str, str]) -> None:
    """Keep *answers* beside the profile called *profile*, if there are any; raises `UsageError` or `ProfileError`."""
    if answers:
        ProfileStore(Places.of_user()).record(profile, lambda record: record.with_facts(answers))


def keep_before(profile: str, before: ClientBefore) -> None:
    """Keep what the client had *before* beside the profile; raises `UnknownName` or `ProfileError`."""
    ProfileStore(Places.of_user()).record(profile, lambda record: replace(record, client_before=before))


def rotated_on(profile: str, when: str) -> None:
    """Put the day of *when* (ISO, UTC) on record as that of the last rotation.

    Never raises: the rotation is done, and must not be told as failed because of a note about it.
    """
    with suppress(ProfileError, UsageError):
        keep_facts(profile, {"key_rotated_on": when[:10]})
