"""Team files for the wizard: opening one, pinning it once its host is confirmed, and what was saved from it."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from roo_wizard.cli.team_opening import known_profile, look_up
from roo_wizard.core.errors import ProfileError
from roo_wizard.core.paths import Places
from roo_wizard.flow.team import TeamJourney
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.modes import keep_modes
from roo_wizard.profiles.team.pins import TeamPins
from roo_wizard.profiles.team.raw import TeamBytes, TeamFileError
from roo_wizard.profiles.team.text import from_toml, read_team_file
from roo_wizard.profiles.team.trust import receiver


class TeamDesk:
    """The team files that were opened in this run, by their SHA-256: what was shown is what is pinned."""

    def __init__(self) -> None:
        self._opened: dict[str, tuple[TeamBytes, TeamFile]] = {}

    async def open(self, path: str) -> TeamJourney:
        """Return the journey of the file at *path* without sending anything; raises `TeamFileError`."""
        journey, opened = await asyncio.to_thread(_journey, path)
        self._opened[journey.sha256] = (opened, journey.team)
        return journey

    async def look_up(self, journey: TeamJourney) -> TeamJourney:
        """Return *journey* with what its host's name hides: asked when the host is about to be confirmed."""
        refused, inner = await look_up(journey.receiver.endpoint)
        return replace(journey, refused=refused, inner=inner)

    def kept(self, sha256: str) -> TeamJourney | None:
        """Return the journey of the pinned file with this digest: its host was confirmed; None when it is gone."""
        places = Places.of_user()
        opened = TeamPins(places).opened(sha256)
        try:
            team = from_toml(opened.data) if opened else None
        except TeamFileError:
            return None
        if opened is None or team is None:
            return None
        self._opened[sha256] = (opened, team)
        return TeamJourney(team, receiver(team), TeamPins(places).history(opened, team), sha256)

    def keep(self, sha256: str, profile: str = "") -> str:
        """Pin the file whose host was confirmed, with what was saved from it, and bind its modes to that.

        Returns what went wrong, or "".
        """
        if sha256 not in self._opened:
            return ""
        opened, team = self._opened[sha256]
        try:
            TeamPins(Places.of_user()).keep(opened, team, profile)
            if profile:
                keep_modes(ProfileStore(Places.of_user()), team, profile)
        except ProfileError as error:
            return error.message
        return ""


def _journey(path: str) -> tuple[TeamJourney, TeamBytes]:
    # Unlike Path.expanduser this leaves a "~nobody" as it is.
    team, opened = read_team_file(Path(os.path.expanduser(path.strip())))
    places = Places.of_user()
    history = TeamPins(places).history(opened, team)
    known = known_profile(history, ProfileStore(places).load(), team, None)
    saved_as = known.name if known else ""
    return TeamJourney(team, receiver(team), history, opened.sha256, saved_as=saved_as), opened
