"""The mode map as ``modes`` prints it: as JSON and for people."""

from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.cli.check_words import check_command
from roo_wizard.cli.output import table
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.profiles.modes import (
    Bound,
    ModeRow,
    all_modes,
    is_proven,
    is_used_by_all,
    missing_models,
    name_for_model,
)
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.roo import labels

_NO_FALLBACK = "no fallback: name a stronger model or another gateway with --fallback PROFILE"
_SWITCH, _SAME = "switch to it by hand when the others fail", "NO FALLBACK: every mode uses it already"
_WHY = {Bound.KEPT: "bound", Bound.SUGGESTED: "suggested by the gateway's guide", Bound.REST: "nothing of its own"}
"""In the words of the screen."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A suggested model that no saved profile has, its modes, and the command that proves and saves it."""

    model: str
    modes: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class ModesReport:
    """The map of *saved*, with what the preset of *at_hand* suggests."""

    saved: Profiles
    at_hand: Profile

    def as_json(self) -> dict[str, Json]:
        """Return the fields of ``roo-wizard.modes/1``."""
        return {
            "profile": self.at_hand.name,
            "modes": [
                {
                    "mode": row.mode,
                    "label": row.label,
                    **_facts(row.profile),
                    "why": row.bound.value,
                    "suggested": row.wanted or None,
                }
                for row in self._rows
            ],
            "fallback": _facts(self._fallback) if self._fallback else None,
            "missing": [
                {"model": one.model, "modes": list(one.modes), "command": one.command} for one in self._missing()
            ],
        }

    def lines(self) -> Iterator[str]:
        """Yield the table, and below it the command for each model that is still to be proven."""
        rows = [self._line(row.label, row.profile, _why(row)) for row in self._rows]
        if self._fallback is not None:
            why = _SAME if is_used_by_all(self._rows, self._fallback) else _SWITCH
            rows.append(self._line("Fallback", self._fallback, why))
        yield table([("MODE", "PROFILE", "MODEL", "LAST VERDICT", "WHY"), *rows])
        if self._fallback is None:
            yield _NO_FALLBACK
        for one in self._missing():
            names = ", ".join(labels.modes()[mode] for mode in one.modes)
            yield f"\n{safe(one.model)}, suggested for {names}, has no profile. This proves it and saves it:"
            yield f"  {one.command}"

    @property
    def _rows(self) -> tuple[ModeRow, ...]:
        return all_modes(self.saved, self.at_hand)

    @property
    def _fallback(self) -> Profile | None:
        return self.saved.get(self.saved.fallback) if self.saved.fallback else None

    def _missing(self) -> Iterator[Missing]:
        wanted: dict[str, list[str]] = {}
        for mode, model in missing_models(self.saved, self.at_hand).items():
            wanted.setdefault(model, []).append(mode)
        taken = list(self.saved.names)
        for model, modes in wanted.items():
            taken.append(name_for_model(model, taken))
            yield Missing(model, tuple(modes), check_command(self.at_hand, model, taken[-1]))

    def _line(self, label: str, profile: Profile, why: str) -> tuple[str, ...]:
        elsewhere = "" if profile.base_url == self.at_hand.base_url else f" at {profile.endpoint.netloc}"
        client = "" if profile.client == self.at_hand.client else f" for {profile.client}"
        last = profile.last_verdict or "never checked"
        verdict = last if is_proven(profile) else f"NOT PROVEN ({last})"
        return tuple(map(safe, (label, profile.name, f"{profile.model}{elsewhere}{client}", verdict, why)))


def _facts(profile: Profile) -> dict[str, Json]:
    return {
        "profile": profile.name,
        "model": profile.model,
        "base_url": profile.base_url,
        "client": profile.client,
        "last_verdict": profile.last_verdict,
        "proven": is_proven(profile),
    }


def _why(row: ModeRow) -> str:
    why = _WHY[row.bound]
    return f"{why}; suggested: {row.wanted}" if row.wanted else why
