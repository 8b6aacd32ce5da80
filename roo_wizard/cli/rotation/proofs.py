"""The two proofs of a rotation, side by side, and what came of it: as JSON and for people."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roo_wizard.cli.changes import limit_lines, limit_text, model_lines
from roo_wizard.cli.proving import Proof
from roo_wizard.cli.report_json import report_object
from roo_wizard.cli.rotation.elsewhere import Place
from roo_wizard.core.exchange import Json
from roo_wizard.core.report import SCHEMA as CHECK_SCHEMA
from roo_wizard.core.report import Report
from roo_wizard.core.text import safe


@dataclass(frozen=True, slots=True)
class Rotation:
    """The outcome: ``stored`` says where the new key is, "" when nothing was changed.

    ``old`` is None where no old key could be read; ``old_problem`` then says why.
    ``notes`` say what could not be kept of it.
    """

    profile: str
    new: Proof
    old: Proof | None = None
    old_problem: str = ""
    stored: str = ""
    elsewhere: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()

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
            "limits": {"new": _stated(self.new), "old": _stated(self.old)},
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
        yield from (f"  {line}" for line in self.compared())
        if not self.stored:
            cause = self.new.report.cause
            yield f"  → {safe(cause.action)}" if cause else "  → try again"
            return
        yield "\nThe old key still stands elsewhere:"
        for place in self.elsewhere:
            yield f"  {place_title(place)}:"
            yield from (f"    {number}. {step}" for number, step in enumerate(place.steps, 1))
        word = safe(shlex.quote(self.profile))
        yield f"\nTake it back:               roo-wizard undo {word}"
        yield f"After revoking the old key: roo-wizard rotate {word} --revoked"

    def compared(self) -> tuple[str, ...]:
        """Return what each key sees and may use, side by side, for people."""
        return (*self._model_lines(), *self._limit_lines())

    def _difference(self) -> tuple[list[str], list[str]] | None:
        new, old = self._models()
        if new is None or old is None:
            return None
        return sorted(set(new) - set(old)), sorted(set(old) - set(new))

    def _models(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        return self.new.evidence.models, self.old.evidence.models if self.old else None

    def _model_lines(self) -> tuple[str, ...]:
        new, old = self._models()
        if new is None or old is None:
            return ("models: not compared, since only one of the keys got a list",) if new or old else ()
        return model_lines(old, new) or (f"models: both keys see the same {len(new):,}",)

    def _limit_lines(self) -> tuple[str, ...]:
        new, old = self.new.evidence.limits, self.old.evidence.limits if self.old else {}
        if not (new and old):
            stated = [f"limits of the {name} key alone: {_limits(limits)}" for name, limits in _named(new, old)]
            return tuple(stated) or ("limits: the gateway states none",)
        return limit_lines(old, new) or (f"limits: the same for both keys: {_limits(new)}",)


def as_report(report: Report) -> dict[str, Json]:
    """Return *report* as a whole ``roo-wizard.check/1`` object inside another one."""
    return {"schema": CHECK_SCHEMA, **report_object(report)}


def _stated(proof: Proof | None) -> dict[str, Json] | None:
    return dict(proof.evidence.limits) or None if proof else None


def _named(new: Mapping[str, float], old: Mapping[str, float]) -> Iterator[tuple[str, Mapping[str, float]]]:
    yield from ((name, limits) for name, limits in (("new", new), ("old", old)) if limits)


def _limits(limits: Mapping[str, float]) -> str:
    return ", ".join(f"{label} {limit_text(value)}" for label, value in limits.items())


def _verdict(report: Report) -> str:
    cause = f", {report.cause.id}: {report.cause.title}" if report.cause else ""
    return safe(f"{report.verdict.value.replace('-', ' ')}{cause}")


def place_title(place: Place) -> str:
    """Return what *place* is, for people."""
    kinds = {"client": "{}, its own settings", "profile": "the profile {}", "environment": "the variable {}"}
    unsure = "" if place.sure else " (its key could not be compared)"
    return f"{kinds[place.kind].format(place.name)}{unsure}"
