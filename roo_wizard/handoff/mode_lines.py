"""The modes on the card: which profile each of them uses, and where that is set (roo-code.md 2.6)."""

from dataclasses import dataclass

from roo_wizard.core.text import SafeText, safe
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.modes import ModeRow, is_proven
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo import labels


@dataclass(frozen=True, slots=True)
class ModeLine:
    """One mode, or the fallback: its name on the screen, and the profile with its model."""

    label: SafeText
    profile: SafeText
    model: SafeText
    note: SafeText


def mode_lines(fields: Fields) -> tuple[ModeLine, ...]:
    """Return a line for each mode and one for the fallback; what was not proven says so."""
    lines = tuple(_line(row.label, row.profile, fields, _wanted(row)) for row in fields.modes)
    if fields.fallback is None:
        return lines
    return (*lines, _line("Fallback", fields.fallback, fields, "switch to it by hand when the others fail"))


def bind_steps(fields: Fields) -> tuple[SafeText, ...]:
    """Return the steps that bind the modes, once every profile is there."""
    if not fields.modes:
        return ()
    word = labels.word
    steps = (
        "Fill in every profile first.",
        f"Open the tab {word('modes_tab')}; for each mode pick it and choose its profile under {word('mode_profile')}.",
        f"In the chat box leave “{word('mode_lock')}” off: it would hold one profile for all of them.",
    )
    return tuple(map(safe, steps))


def _line(label: str, profile: Profile, fields: Fields, note: str) -> ModeLine:
    elsewhere = "" if profile.endpoint.netloc == fields.endpoint.netloc else f" at {profile.endpoint.netloc}"
    proven = "" if is_proven(profile) else f"NOT PROVEN: last verdict {profile.last_verdict or 'none'}"
    notes = "; ".join(part for part in (proven, note) if part)
    return ModeLine(safe(label), safe(profile.name), safe(f"{profile.model}{elsewhere}"), safe(notes))


def _wanted(row: ModeRow) -> str:
    return f"suggested: {row.wanted}, which no saved profile has" if row.wanted else ""
