"""Team files made of literals, by their path."""

from dataclasses import dataclass, field, replace

from roo_wizard.flow.team import TeamJourney
from roo_wizard.profiles.team.raw import TeamFileError


@dataclass
class FakeTeams:
    """Implements `flow.team.TeamDesk`. ``inner`` is what a look at the host's name finds; ``kept`` are digests."""

    files: dict[str, TeamJourney] = field(default_factory=dict)
    inner: str = ""
    paths: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    async def open(self, path: str) -> TeamJourney:
        self.paths.append(path)
        if path not in self.files:
            raise TeamFileError(f"{path} cannot be read: No such file or directory", "look at the path")
        return self.files[path]

    async def look_up(self, journey: TeamJourney) -> TeamJourney:
        return replace(journey, inner=self.inner)

    def keep(self, sha256: str, profile: str = "") -> str:
        self.kept.append(sha256)
        return ""
