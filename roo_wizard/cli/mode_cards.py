"""The other profiles that the modes and the fallback name, handed over beside the one at hand."""

from dataclasses import replace

from roo_wizard.cli.connection import draft_of
from roo_wizard.cli.handing import handed_over, with_record
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.modes import fallback, mode_table
from roo_wizard.profiles.profile import Profile, Profiles


def with_modes(fields: Fields, profile: Profile, saved: Profiles) -> Fields:
    """Return *fields* of *profile* with the mode table and everything that it names; no keyring is asked."""
    rows, second = mode_table(saved, profile), fallback(saved, profile)
    named = (*(row.profile for row in rows), *((second,) if second else ()))
    others = {one.name: one for one in named if one.name != profile.name}
    team = tuple(fields_of(one, fields.client.id) for one in others.values())
    return replace(fields, modes=rows, fallback=second, team=team)


def as_kept(fields: Fields, profile: Profile, saved: Profiles) -> Fields:
    """Return *fields* with everything that is kept of the saved *profile*: its record, and the modes of all."""
    return with_modes(with_record(fields, profile.name), profile, saved)


def fields_of(profile: Profile, client_id: str | None = None) -> Fields:
    """Return *profile* with the names of its secret headers but not their values; no keyring is asked."""
    unread = {name: ApiKey("") for name in profile.secret_headers}
    target = replace(draft_of(profile, client_id=client_id).target, settings=profile.client_settings(unread))
    return handed_over(target, name=profile.name, key_place=profile.key_place, profile=profile)
