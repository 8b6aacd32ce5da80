"""The mode map of a team file: modes to models there, modes to saved profiles here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.text import SafeText, safe
from roo_wizard.profiles.modes import Bound, bindings, is_proven, mode_table
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.roo import labels


@dataclass(frozen=True, slots=True)
class SharedModes:
    """What of a person's modes goes into a team file: ``models`` are those beside the profile's own."""

    modes: Mapping[str, str] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def shared_modes(profile: Profile, saved: Profiles) -> SharedModes:
    """Return the modes as models of *profile*'s gateway; a mode that uses another gateway is left out and named."""
    rows = mode_table(saved, profile)
    if all(row.bound is Bound.REST for row in rows):
        return SharedModes()
    here = [row for row in rows if _same_gateway(row.profile, profile)]
    others = {row.profile.name: row.profile for row in here if row.profile.model != profile.model}.values()
    elsewhere = (row for row in rows if row not in here)
    return SharedModes(
        {row.mode: row.profile.model for row in here},
        tuple(dict.fromkeys(other.model for other in others)),
        tuple(f"mode {row.label}: its profile {row.profile.name} is at another gateway" for row in elsewhere),
        tuple(note for other in others for note in _notes(other, profile)),
    )


def keep_modes(store: ProfileStore, team: TeamFile, name: str) -> tuple[SafeText, ...]:
    """Bind the modes of *team* to the profile *name* and to saved ones of its other models; returns what to tell.

    A mode that is bound already stays as it is. Raises `UnknownName` or `ProfileError`.
    """
    saved = store.load()
    bound = bindings(team.modes, saved.get(name), saved)
    if bound:
        saved = store.bind(bound)
    told = [f"mode {_label(mode)}: profile {profile}" for mode, profile in bound.items()]
    told += (
        f"mode {_label(mode)} stays with profile {saved.modes[mode]}; the file suggests {model}"
        for mode, model in team.modes.items()
        if mode in saved.modes and mode not in bound and saved.get(saved.modes[mode]).model != model
    )
    missing: dict[str, list[str]] = {}
    for mode, model in team.modes.items():
        if mode not in saved.modes:
            missing.setdefault(model, []).append(_label(mode))
    told += (
        f"{model} ({', '.join(modes)}) has no profile yet: prove and save it, then open this file again"
        for model, modes in missing.items()
    )
    return tuple(map(safe, told))


def _same_gateway(one: Profile, other: Profile) -> bool:
    return (one.base_url, one.dialect) == (other.base_url, other.dialect)


def _notes(other: Profile, profile: Profile) -> list[str]:
    notes = []
    if not is_proven(other):
        notes.append(f"{other.model}: its last verdict was {other.last_verdict or 'none'}: check {other.name} first")
    if (other.settings, other.headers) != (profile.settings, profile.headers):
        notes.append(f"{other.model} has other settings or headers here; the file carries those of {profile.model}")
    return notes


def _label(mode: str) -> str:
    return labels.modes()[mode]
