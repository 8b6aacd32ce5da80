"""A base URL of a gateway, which may ask for a part of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from roo_wizard.core.endpoint import Dialect

EVIDENCE: Mapping[str, str] = {
    "guide": "the gateway's own setup guide",
    "vendor": "the vendor's documentation or repository",
    "third-party": "a third party or an issue thread",
    "run": "run against the real program",
    "common": "common knowledge, not checked again",
    "assumed": "an assumption: check it in the gateway's console",
}
"""Where a base URL is from, weakest last; the words are shown to people."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LOOPBACK = ("127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Base:
    """One base URL. ``label`` is its region or plan ("" when there is no choice), ``when`` says whom it suits.

    ``url`` may hold placeholders such as ``{gateway}/openai``; ``asks`` has the question for each of them.
    ``evidence`` is a key of `EVIDENCE`.
    """

    url: str
    dialect: Dialect
    evidence: str
    label: str = ""
    when: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that a person has to fill in, in their order."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.url)))

    @property
    def ready(self) -> bool:
        """Whether it can be used as it is."""
        return not self.placeholders

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the URL with *values* in its placeholders, as text for `read_base_url`.

        A value that already ends in what follows its placeholder is not doubled: people paste the whole base
        where only the gateway's address is asked for. A missing value raises KeyError.
        """
        url = self.url
        for name in self.placeholders:
            value = values[name].strip().rstrip("/")
            head, _, tail = url.partition(f"{{{name}}}")
            url = f"{head}{value}" if tail and value.endswith(tail) else f"{head}{value}{tail}"
        return url

    def values_in(self, base_url: str) -> Mapping[str, str] | None:
        """Return what stands in this base's placeholders when it was filled to *base_url*; None: it was not."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(self.url))
        found = re.fullmatch(pattern, base_url)
        return found.groupdict() if found else None

    def matches(self, origin: str) -> bool:
        """Whether *origin* (``https://host[:port]``) is this base's origin; a placeholder stands for one label."""
        pattern = re.escape(urlsplit(self.url)._replace(path="").geturl())
        pattern = re.sub(r"\\\{\w+\\\}", r"[^./:]+", pattern)
        return bool(urlsplit(self.url).scheme) and re.fullmatch(pattern, _named_loopback(origin)) is not None


def _named_loopback(origin: str) -> str:
    for address in _LOOPBACK:
        origin = origin.replace(f"//{address}", "//localhost")
    return origin
