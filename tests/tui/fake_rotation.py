"""A rotation desk made of literals: what it is told to find out, step by step as the real one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.events import Received
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.rotation import (
    Elsewhere,
    Exchanging,
    Proving,
    Revocation,
    RotationOutcome,
    RotationStart,
    Side,
)
from roo_wizard.flow.views import Base, GatewayChoice
from tests.tui.reports import proof_events, refused, report

FLATKEY = GatewayChoice(
    "flatkey", "Flatkey", bases=(Base("https://router.flatkey.ai/v1"),), key_page="https://flatkey.ai/console/keys"
)
START = RotationStart("flatkey", FLATKEY, read_base_url(FLATKEY.bases[0].url).required(), "in the Secret Service")
ELSEWHERE = (
    Elsewhere(
        "Roo Code, its own settings",
        (
            "Open Roo Code, then Settings (gear), then Providers.",
            "Choose flatkey under Configuration Profile (or the one with the base URL https://router.flatkey.ai/v1).",
            "Replace the text of API Key by the new key, press Save.",
            "Do not import a file without a key over it: that would wipe the key.",
        ),
    ),
    Elsewhere("the profile flatkey-small", ("roo-wizard rotate flatkey-small",)),
    Elsewhere("the variable FLATKEY_API_KEY", ("set it to the new key where it is defined",)),
)
COMPARED = (
    "models: both keys see the same 6",
    "limits: requests 500 → 1,000, tokens 200,000 → 400,000",
)
GONE = "the previous key is refused; it is deleted."


@dataclass
class FakeRotation:
    """``problems`` are raised by the method of that name; ``hold_at`` is the key whose second turn never ends."""

    start: RotationStart = START
    new: Report = field(default_factory=report)
    old: Report | None = field(default_factory=report)
    revocation: Revocation = field(default_factory=lambda: Revocation(True, f"REVOKED: {GONE}", refused()))
    problems: dict[str, RooWizardError] = field(default_factory=dict)
    hold_at: Side | None = None
    hold_exchange: asyncio.Event | None = None
    given: list[tuple[ApiKey, str]] = field(default_factory=list)
    undone: int = 0
    cancelled: int = 0

    async def open(self, profile: str) -> RotationStart:
        self._raise("open")
        return replace(self.start, profile=profile)

    async def rotate(
        self, profile: str, key: ApiKey, variable: str = ""
    ) -> AsyncIterator[Proving | Exchanging | RotationOutcome]:
        self.given.append((key, variable))
        self._raise("rotate")
        async for step in self._proofs({Side.NEW: self.new, Side.OLD: self.old}):
            yield step
        ready = self.new.verdict.exit_code == 0
        if ready:
            yield Exchanging()
            if self.hold_exchange is not None:
                await self.hold_exchange.wait()
        outcome = RotationOutcome(profile, self.new, self.old, compared=COMPARED)
        yield replace(outcome, stored="in the Secret Service", elsewhere=ELSEWHERE) if ready else outcome

    async def undo(self, profile: str) -> str:
        self._raise("undo")
        self.undone += 1
        which = "older" if self.undone % 2 else "newer"
        return f"{profile} is what it was before: the {which} key is in use again"

    async def prove_revoked(self, profile: str) -> AsyncIterator[Proving | Exchanging | Revocation]:
        self._raise("prove_revoked")
        taken_back = self.start.taken_back != bool(self.undone % 2)
        side, proven = (Side.NEW, self.new) if taken_back else (Side.OLD, self.old)
        async for step in self._proofs({side: proven}):
            yield step
        yield replace(self.revocation, side=side)

    async def _proofs(self, reports: dict[Side, Report | None]) -> AsyncIterator[Proving]:
        try:
            for side, outcome in reports.items():
                for event in proof_events(outcome) if outcome else ():
                    yield Proving(side, event)
                    if side is self.hold_at and isinstance(event, Received) and event.purpose == "T2":
                        await asyncio.Event().wait()
        except BaseException:
            self.cancelled += 1
            raise

    def _raise(self, method: str) -> None:
        if method in self.problems:
            raise self.problems[method]
