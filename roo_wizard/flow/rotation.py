"""Rotating a key in the wizard: what the screen is told, and the desk that does the work.

``cli.wizard.rotation`` implements the desk with the same core as the command ``rotate``; tests have a fake.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.events import Event
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.views import GatewayChoice


class Side(StrEnum):
    """Which of the two keys."""

    NEW = "new"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Proving:
    """What happens in the proof of one key; the new one is always proven first."""

    side: Side
    event: Event


@dataclass(frozen=True, slots=True)
class Exchanging:
    """It is judged, and the keyring is about to be changed: from here on nothing is cancelled any more."""


@dataclass(frozen=True, slots=True)
class RotationStart:
    """A connection whose key may be replaced. ``variable`` names the one that holds the key, "" for the keyring.

    ``kept`` is the place of the new key in words; ``previous`` says that the other key of the last rotation is still
    kept: the older one, or, ``taken_back``, the newer one after an undo.
    """

    profile: str
    choice: GatewayChoice
    endpoint: Endpoint
    kept: str
    variable: str = ""
    previous: bool = False
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place where the old key still stands, and how it is replaced there, step by step."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RotationOutcome:
    """What came of a rotation. ``stored`` says where the new key is now, "" when nothing was changed.

    ``compared`` are the models and limits of both keys in words; ``notes`` say what could not be kept.
    """

    profile: str
    new: Report
    old: Report | None = None
    old_problem: str = ""
    stored: str = ""
    compared: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    notes: tuple[str, ...] = ()

    def then(self, asked: "Revocation") -> "RotationOutcome":
        """Return this outcome with the latest proof of the key that was *asked* about."""
        return replace(self, new=asked.report) if asked.side is Side.NEW else replace(self, old=asked.report)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Whether the key kept for undo is refused now; None when that was not found out.

    ``text`` says it with what to do, behind a word and a colon; ``report`` is that key's latest proof. It is the OLD
    key of the last rotation, or the NEW one after an undo.
    """

    refused: bool | None
    text: str
    report: Report
    side: Side = Side.OLD


class RotationDesk(Protocol):
    """Everything raises `RooWizardError` for trouble that a person can end; nothing is changed then."""

    async def open(self, profile: str) -> RotationStart:
        """Return what is about to be rotated, once its keyring was tested. Sends nothing."""
        ...

    def rotate(
        self, profile: str, key: ApiKey, variable: str = ""
    ) -> AsyncIterator[Proving | Exchanging | RotationOutcome]:
        """Prove *key* (that of *variable*, if one is named) beside the old one; the last step is the outcome.

        Closing the iterator before `Exchanging` cancels at once and changes nothing.
        """
        ...

    async def undo(self, profile: str) -> str:
        """Put the key and the values of before back, or forth again; return in words which key is in use now."""
        ...

    def prove_revoked(self, profile: str) -> AsyncIterator[Proving | Exchanging | Revocation]:
        """Prove that the key kept for undo is refused, and only then delete it; the last step is the outcome."""
        ...
