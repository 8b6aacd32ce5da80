"""An endpoint: origin, base path and dialect, always normalised.

Roo Code joins its paths by plain concatenation, so that one slash decides whether its model list works
(roo-code.md 4.1). Everything else in the program speaks of an `Endpoint`, never of typed text.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum


class Dialect(StrEnum):
    """The protocol spoken at a base URL."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A normalised base URL: ``scheme://host[:port]`` plus a path without a trailing slash.

    Made by `core.base_url.read_base_url` from typed text; ``base_path`` is "" or starts with "/".
    """

    scheme: str
    host: str
    port: int | None
    base_path: str
    dialect: Dialect = Dialect.OPENAI

    @property
    def origin(self) -> str:
        """``https://host[:port]``: what a key is bound to. The default port is never written."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """Host and port as an URL writes them (IPv6 in brackets)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What a person pastes as Base URL."""
        return self.origin + self.base_path

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this very machine, by name or literal address."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return (mapped or address).is_loopback

    @property
    def is_plain_http_elsewhere(self) -> bool:
        """Whether a key sent here would travel unencrypted over a network."""
        return self.scheme == "http" and not self.is_loopback

    def url(self, path: str) -> str:
        """Return the address of *path* (which starts with "/") below the base."""
        return self.base_url + path

    def __str__(self) -> str:
        return self.base_url
