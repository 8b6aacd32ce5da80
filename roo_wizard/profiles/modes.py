"""Which profile each mode of the client uses: what was bound, else what the preset suggests, else Code's.

The client has one binding per mode, whatever the gateway (guides.md 3.6); a mode without one jumps back to the
profile that it used before (roo-code.md 3.3), so that all five always get a row. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from roo_wizard.core.errors import UsageError
from roo_wizard.core.report import Verdict
from roo_wizard.presets.loader import load
from roo_wizard.profiles.names import propose_name, same_name
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.roo import labels

NO_FALLBACK_HINT = "choose another connection, or let a mode use another one first"
_PROVEN = {Verdict.READY.value, Verdict.READY_WITH_SETTINGS.value}


class Bound(StrEnum):
    """Why a mode uses its profile."""

    KEPT = "bound"
    """It was bound: on the screen, by a command, by a team file, or by hand in profiles.toml."""
    SUGGESTED = "suggested"
    """It is the saved profile of the model that the preset suggests for this mode."""
    REST = "rest"
    """Nothing says otherwise: Code's profile, or the one at hand."""


@dataclass(frozen=True, slots=True)
class ModeRow:
    """One mode. ``label`` is its name on the screen, ``wanted`` a suggested model that no saved profile has yet."""

    mode: str
    label: str
    profile: Profile
    bound: Bound
    wanted: str = ""


def mode_table(profiles: Profiles, at_hand: Profile) -> tuple[ModeRow, ...]:
    """Return a row for each mode of the client, or none where modes are no matter of *at_hand*.

    That is so when every mode would use it anyway and its preset suggests nothing else, and when the modes were
    bound to other profiles.
    """
    kept = {mode: profiles.get(name) for mode, name in profiles.modes.items()}
    if kept and at_hand.name not in {profile.name for profile in (*kept.values(), *_fallbacks(profiles))}:
        return ()
    return all_modes(profiles, at_hand) if kept or suggested_models(at_hand.preset) else ()


def all_modes(profiles: Profiles, at_hand: Profile) -> tuple[ModeRow, ...]:
    """Return a row for each of the client's modes; what is suggested is what the preset of *at_hand* suggests."""
    kept = {mode: profiles.get(name) for mode, name in profiles.modes.items()}
    wanted = suggested_models(at_hand.preset)
    suggested = {mode: _of_model(model, at_hand, profiles) for mode, model in wanted.items()}
    rest = kept.get("code") or suggested.get("code") or at_hand
    return tuple(
        _row(mode, label, kept.get(mode), suggested.get(mode), rest, wanted.get(mode, ""))
        for mode, label in labels.modes().items()
    )


def at_hand(profiles: Profiles, name: str | None = None) -> Profile | None:
    """Return the profile whose gateway the modes are about: *name*, else Code's, the default one, or the first.

    None when none is saved. Raises `UnknownName`.
    """
    if name or not profiles.profiles:
        return profiles.get(name) if name else None
    usual = profiles.modes.get("code") or profiles.default
    return profiles.get(usual) if usual else profiles.profiles[0]


def missing_models(profiles: Profiles, at_hand: Profile) -> Mapping[str, str]:
    """Return the suggested models that no saved profile at *at_hand*'s gateway has, by mode, bound or not."""
    wanted = suggested_models(at_hand.preset)
    return {mode: model for mode, model in wanted.items() if _of_model(model, at_hand, profiles) is None}


def suggested_models(preset: str | None) -> Mapping[str, str]:
    """Return the model that *preset* suggests for each mode.

    Its guide leaves Orchestrator out (guides.md 3.6); it hands work to Code, and gets Code's model.
    """
    entry = load().get(preset or "")
    suggested = dict(entry.suggested_modes) if entry else {}
    return {"orchestrator": suggested["code"], **suggested} if "code" in suggested else suggested


def name_for_model(model: str, taken: Collection[str]) -> str:
    """Return a free profile name that tells *model*: the client shows the name alone where a mode is bound."""
    return propose_name(model.rpartition("/")[2], "", taken)


def is_proven(profile: Profile) -> bool:
    """Whether the latest check of *profile* accepted it."""
    return profile.last_verdict in _PROVEN


def fallback(profiles: Profiles, at_hand: Profile) -> Profile | None:
    """Return the profile to turn to when *at_hand* fails, if one is kept and it is another."""
    return next((one for one in _fallbacks(profiles) if not same_name(one.name, at_hand.name)), None)


def is_used_by_all(rows: Collection[ModeRow], profile: Profile) -> bool:
    """Whether every mode uses *profile* already, so that it is a fallback from itself."""
    return bool(rows) and all(same_name(row.profile.name, profile.name) for row in rows)


def refuse_no_fallback(profiles: Profiles) -> None:
    """Raise `UsageError` where the fallback that is kept is the profile that every mode uses."""
    kept, usual = profiles.find(profiles.fallback or ""), at_hand(profiles)
    if kept and usual and is_used_by_all(all_modes(profiles, usual), kept):
        raise UsageError(f"every mode uses {kept.name!r} already, so that it is no fallback", NO_FALLBACK_HINT)


def bindings(wanted: Mapping[str, str], like: Profile, profiles: Profiles) -> dict[str, str]:
    """Return the profiles for a map of modes to models at *like*'s gateway; modes that are bound already stay so."""
    found = {mode: _of_model(model, like, profiles) for mode, model in wanted.items() if mode not in profiles.modes}
    return {mode: profile.name for mode, profile in found.items() if profile}


def _row(mode: str, label: str, kept: Profile | None, suggested: Profile | None, rest: Profile, wanted: str) -> ModeRow:
    if kept is not None:
        return ModeRow(mode, label, kept, Bound.KEPT)
    if suggested is not None:
        return ModeRow(mode, label, suggested, Bound.SUGGESTED)
    return ModeRow(mode, label, rest, Bound.REST, wanted)


def _of_model(model: str, like: Profile, profiles: Profiles) -> Profile | None:
    """The profile of *model* that reaches the same gateway for the same client; *like* itself before all others."""
    where = (like.base_url, like.dialect, like.client)
    fits = [
        profile
        for profile in (like, *profiles.profiles)
        if profile.model == model and (profile.base_url, profile.dialect, profile.client) == where
    ]
    return next(iter(fits), None)


def _fallbacks(profiles: Profiles) -> tuple[Profile, ...]:
    return (profiles.get(profiles.fallback),) if profiles.fallback else ()
