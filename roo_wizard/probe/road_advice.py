"""What an unreachable gateway's cause means for a person: what to do here, and what VS Code needs (``roads.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.finding import Owner
from roo_wizard.core.text import SafeText, safe

_PROXY_CAUSES = frozenset({"refused", "unknown-host", "timeout", "socks", "other"})


@dataclass(frozen=True, slots=True)
class RoadAdvice:
    """The next step: ``here`` for this program, ``vscode`` for the editor, whose network settings are its own.

    ``owner`` can fix it.
    """

    here: str
    vscode: str
    owner: Owner = Owner.NETWORK

    @property
    def words(self) -> SafeText:
        """Both parts in one line."""
        return safe(f"{self.here} VS Code: {self.vscode}")


def road_advice(reason: Failure, issuer: str = "", proxy: str = "") -> RoadAdvice:
    """Return what to do about *reason*; *issuer* and *proxy* are named where they are known (safe text)."""
    known = _table()
    entry = known.get(advice_key(reason)) or known["proxy-other" if reason.phase is Phase.PROXY else "other"]
    names = {"{issuer}": safe(issuer, 60) or "the issuer", "{proxy}": safe(proxy, 60)}
    here = entry["here"]
    for mark, name in names.items():
        here = here.replace(mark, name)
    return RoadAdvice(" ".join(here.split()), entry["vscode"], Owner(entry.get("owner", Owner.NETWORK)))


def advice_key(reason: Failure) -> str:
    """Return the name of the entry for *reason*: causes of the proxy itself are told apart from the gateway's."""
    at_proxy = reason.phase is Phase.PROXY and reason.cause in _PROXY_CAUSES
    return f"proxy-{reason.cause}" if at_proxy else reason.cause


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("roads.toml").read_text("utf-8"))
