"""The two proofs of a rotation, side by side, and what came of it: as JSON and for people."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.cli.changes import model_lines
from roo_wizard.cli.elsewhere import Place
from roo_wizard.cli.report_json import report_object
from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.report import SCHEMA as CHECK_SCHEMA
from roo_wizard.core.report import Report
from roo_wizard.core.text import safe
from roo_wizard.profiles.evidence import evidence_of


@dataclass(frozen=True, slots=True)
class Proof:
    """One key's proof. ``models`` are the ids that it sees, None when it got no list."""

    report: Report
    exchanges: tuple[Exchange, ...]

    @property
    def models(self) -> tuple[str, ...] | None:
        """The sorted ids of the model list that was given to this key."""
        return evidence_of(self.exchanges).models

    @property
    def is_ready(self) -> bool:
        """Whether a coding agent works with this key."""
        return self.report.verdict.exit_code == 0


@dataclass(frozen=True, slots=True)
class Rotation:
    """The outcome: ``stored`` says where the new key is, "" when nothing was changed.

    ``old`` is None where no old key could be read; ``old_problem`` then says why.
    """

    profile: str
    new: Proof
    old: Proof | None = None
    old_problem: str = ""
    stored: str = ""
    elsewhere: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Return the fields of ``roo-wizard.rotate/1`` for a rotation."""
        gained, lost = self._difference() or (None, None)
        return {
            "action": "rotate",
            "profile": self.profile,
            "rotated": bool(self.stored),
            "stored": self.stored or None,
            "new": as_report(self.new.report),
            "old": as_report(self.old.report) if self.old else None,
            "old_problem": self.old_problem or None,
            "models": {"gained": gained, "lost": lost},
            "elsewhere": [
                {"kind": place.kind, "name": place.name, "sure": place.sure, "steps": list(place.steps)}
                for place in self.elsewhere
            ],
            "undo": f"roo-wizard undo {shlex.quote(self.profile)}" if self.stored else None,
        }

    def lines(self) -> Iterator[str]:
        """Yield the outcome for people."""
        name = safe(self.profile)
        if self.stored:
            yield f"ROTATED: the new key of {name} is proven and is now {self.stored}."
        else:
            yield f"NOT ROTATED: the new key is not proven. Nothing was changed; {name} keeps its key."
        yield f"  new key: {_verdict(self.new.report)}"
        yield f"  old key: {_verdict(self.old.report) if self.old else f'not proven, {self.old_problem}'}"
        yield from (f"  {line}" for line in self._model_lines())
        if not self.stored:
            cause = self.new.report.cause
            yield f"  → {safe(cause.action)}" if cause else "  → try again"
            return
        yield "\nThe old key still stands elsewhere:"
        for place in self.elsewhere:
            yield f"  {_place(place)}"
            yield from (f"    {number}. {step}" for number, step in enumerate(place.steps, 1))
        word = safe(shlex.quote(self.profile))
        yield f"\nTake it back:               roo-wizard undo {word}"
        yield f"After revoking the old key: roo-wizard rotate {word} --revoked"

    def _difference(self) -> tuple[list[str], list[str]] | None:
        new, old = self.new.models, self.old.models if self.old else None
        if new is None or old is None:
            return None
        return sorted(set(new) - set(old)), sorted(set(old) - set(new))

    def _model_lines(self) -> tuple[str, ...]:
        new, old = self.new.models, self.old.models if self.old else None
        if new is None or old is None:
            return ("models: not compared, since only one of the keys got a list",) if new or old else ()
        return model_lines(old, new) or (f"models: both keys see the same {len(new):,}",)


def as_report(report: Report) -> dict[str, Json]:
    """Return *report* as a whole ``roo-wizard.check/1`` object inside another one."""
    return {"schema": CHECK_SCHEMA, **report_object(report)}


def _verdict(report: Report) -> str:
    cause = f", {report.cause.id}: {report.cause.title}" if report.cause else ""
    return safe(f"{report.verdict.value.replace('-', ' ')}{cause}")


def _place(place: Place) -> str:
    kinds = {"client": "{}, its own settings", "profile": "the profile {}", "environment": "the variable {}"}
    unsure = "" if place.sure else " (its key could not be compared)"
    return f"{kinds[place.kind].format(place.name)}{unsure}:"
