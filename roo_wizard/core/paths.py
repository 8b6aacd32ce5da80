"""Where the program keeps its files; ``XDG_*`` is honoured on every platform that uses it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one user: ``config`` holds profiles.toml, ``state`` holds resume.toml, runs/ and lock."""

    config: Path
    state: Path

    @classmethod
    def of_user(cls) -> "Places":
        """Return the current user's places (folders are made by whoever writes, with mode 0700)."""
        from platformdirs import user_config_path, user_state_path

        return cls(config=user_config_path("roo-wizard"), state=user_state_path("roo-wizard"))

    @property
    def profiles_file(self) -> Path:
        """The one readable file of saved connections; it holds no secret."""
        return self.config / "profiles.toml"
