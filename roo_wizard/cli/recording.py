"""Writing into the record of a saved connection: what a person said, what an export told."""

from collections.abc import Mapping
from dataclasses import replace

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
