"""Where a secret is kept: an address in the keyring that binds it to one origin (design, section 4)."""

from dataclasses import dataclass

from roo_wizard.core.errors import UsageError

SERVICE = "roo-wizard"
PREVIOUS = "previous"
"""The item under which `undo` finds the key that a rotation replaced; no secret header may have this name."""
UNDOING = "previous/undo"
"""The item that holds the newer key while `undo` exchanges the two: no header name has a stroke in it."""


@dataclass(frozen=True, slots=True)
class KeyAddress:
    """``<origin>#<profile>`` for the key, ``<origin>#<profile>#<Header>`` for a secret header value,
    ``<origin>#<profile>#previous`` for the key kept for `undo` (``…#previous/undo`` while that runs). The service
    is always `SERVICE`.

    >>> KeyAddress("https://router.flatkey.ai", "work").username
    'https://router.flatkey.ai#work'
    """

    origin: str
    profile: str
    item: str = ""

    def __post_init__(self) -> None:
        if not self.origin or not self.profile or "#" in self.origin + self.profile + self.item:
            raise UsageError("a keyring entry needs an origin and a profile name without “#”")

    @property
    def username(self) -> str:
        """The user name of the keyring entry; administrators may rely on it."""
        parts = (self.origin, self.profile, self.item)
        return "#".join(part for part in parts if part)

    @property
    def is_key(self) -> bool:
        """Whether the payload is an API key; else it is a header's value, kept as it is."""
        return self.item in {"", PREVIOUS, UNDOING}
