"""Joining a team in the wizard: from an opened team file to a state in which only the key is missing. Pure.

Two answers: confirm the host, give the key. The model comes from the file, so that the proof follows at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import safe
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import Base, GatewayChoice
from roo_wizard.presets.loader import for_origin
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import History, Standing
from roo_wizard.profiles.team.trust import Receiver, Weight
from roo_wizard.roo.clients import ROO, ClientProfile


class Confirmation(StrEnum):
    """How the host is confirmed."""

    ENTER = "enter"
    TYPE = "type"
    """Something about the host should make one think: it has to be typed."""
    NEVER = "never"
    """No key goes there."""


@dataclass(frozen=True, slots=True)
class TeamJourney:
    """An opened team file that waits for its host to be confirmed.

    ``sha256`` names the very bytes that were shown. ``inner`` says what the host's name hid when it was looked up
    (an address in the own network), ``refused`` why no key may go there although the file itself allows it.
    ``saved_as`` is the connection that was already made of exactly this file.
    """

    team: TeamFile
    receiver: Receiver
    history: History
    sha256: str
    inner: str = ""
    refused: str = ""
    saved_as: str = ""

    @property
    def problem(self) -> str:
        """Why this file cannot be joined here, "" when it can."""
        for remark in self.receiver.having(Weight.REFUSE):
            return f"No key is sent there: {remark.text}."
        if self.refused:
            return f"No key is sent there: {safe(self.refused)}."
        if self.team.asked_headers:
            names = safe(", ".join(self.team.asked_headers), 100)
            return f"It asks for headers of your own ({names}): use roo-wizard team open with --header-env."
        return ""

    @property
    def confirmation(self) -> Confirmation:
        """How the host is confirmed: typed when it is odd, or when a known file now names another address."""
        if self.problem:
            return Confirmation.NEVER
        odd = self.receiver.having(Weight.DANGER) or self.receiver.having(Weight.INTERNAL) or self.inner
        moved = any(change.field == "base_url" for change in self.history.changes)
        return Confirmation.TYPE if odd or moved else Confirmation.ENTER

    @property
    def warnings(self) -> Sequence[str]:
        """What has to be seen before the host is confirmed: what changed in the file, then the gravest first."""
        told: list[str] = []
        if self.history.standing is Standing.CHANGED:
            told.append("This file has changed since it was opened here:")
            told += (f"{one.field}: {one.old or '–'} → {one.new or '–'}" for one in self.history.changes)
        if self.inner:
            told.append(safe(self.inner))
        order = tuple(Weight)
        remarks = sorted(self.receiver.remarks, key=lambda remark: order.index(remark.weight))
        return [*told, *(remark.text for remark in remarks)]


def confirm(journey: TeamJourney, typed: str = "", client: ClientProfile = ROO) -> WizardState:
    """Return the state at the key with the gateway, the settings and the model of the file answered.

    Raises `UsageError` while the host is not confirmed; no state that could send anything exists before.
    """
    if journey.confirmation is Confirmation.NEVER:
        raise UsageError(journey.problem)
    if journey.confirmation is Confirmation.TYPE and not journey.receiver.is_confirmed_by(typed):
        raise UsageError("That is not the host.", f"type exactly: {journey.receiver.confirm}")
    team = journey.team
    return WizardState(
        step=Step.KEY,
        client=client,
        settings=team.client_settings(),
        gateway=_choice(journey),
        url=read_base_url(team.base_url, team.dialect),
        model=team.model,
        team=journey.sha256,
    )


def _choice(journey: TeamJourney) -> GatewayChoice:
    """The file's gateway as a row of the list: the preset's that stands at this origin, else a custom one."""
    team, preset = journey.team, for_origin(journey.receiver.endpoint.origin)
    return GatewayChoice(
        id=preset.id if preset else "custom",
        name=journey.receiver.title,
        bases=(Base(team.base_url),),
        dialect=team.dialect,
        provider=team.client_settings()["apiProvider"],
        key_page=safe(team.key_page, 300),
        key_hint=safe(team.key_rules),
        remarks=(safe(f"Ask: {team.contact}"),) if team.contact else (),
    )


class TeamDesk(Protocol):
    """The team files that are opened in a run of the wizard; ``cli.wizard.team`` implements it, tests have a fake."""

    async def open(self, path: str) -> TeamJourney:
        """Return the team file at *path* with who would receive the key; raises `TeamFileError`. Sends nothing."""
        ...

    async def look_up(self, journey: TeamJourney) -> TeamJourney:
        """Return *journey* with what its host's name hides; asked when the host is about to be confirmed."""
        ...

    def keep(self, sha256: str, profile: str = "") -> str:
        """Pin the file whose host was confirmed, with what was saved from it; returns what went wrong, or ""."""
        ...
