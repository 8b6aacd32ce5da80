"""Who would receive the key: everything about a team file's host that a person should see before saying yes.

Pure. The file says *where*, only the person holding the key says *yes, send it there* (experience.md 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import SafeText, safe
from roo_wizard.presets.keys import vendor_of_key
from roo_wizard.presets.loader import for_origin
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.host_facts import Place, is_odd_spelling, place_of
from roo_wizard.profiles.team.lookalikes import borrowed_name, look_alike, owner, unicode_host


class Weight(StrEnum):
    """What a remark does."""

    REFUSE = "refuse"
    """The key is never sent there."""
    INTERNAL = "internal"
    """Only after the person said that it is their own internal gateway."""
    DANGER = "danger"
    """Shown before the host is confirmed."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about the receiver; ``id`` is stable, ``text`` one safe sentence."""

    id: str
    weight: Weight
    text: SafeText


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives the key. ``confirm`` is what a person types to say yes: host, and port if one is written.

    ``unicode`` is how the host would be shown elsewhere; it differs from ``confirm`` only for international names.
    ``known`` is the name of the gateway preset that stands at this origin, "" when none does.
    """

    endpoint: Endpoint
    confirm: SafeText
    unicode: SafeText
    known: str
    title: SafeText
    remarks: tuple[Remark, ...]

    def having(self, weight: Weight) -> tuple[Remark, ...]:
        """Return the remarks of one *weight*."""
        return tuple(remark for remark in self.remarks if remark.weight is weight)

    def is_confirmed_by(self, typed: str) -> bool:
        """Whether *typed* names exactly this host (and port), in its plain letters, or this whole origin."""
        return typed.strip().rstrip("/").casefold() in {self.endpoint.netloc, self.endpoint.origin}


def receiver(team: TeamFile) -> Receiver:
    """Return who receives the key of a person that opens *team*."""
    endpoint = read_base_url(team.base_url, team.dialect).required()
    preset = for_origin(endpoint.origin)
    remarks = tuple(
        Remark(name, weight, safe(text))
        for part in (_address(endpoint), _way(endpoint), _names(team, endpoint), _pages(team, endpoint))
        for name, weight, text in part
    )
    stranger = any(remark.id == "borrowed-name" for remark in remarks)
    title = safe(team.name, 100)
    return Receiver(
        endpoint,
        confirm=safe(endpoint.netloc, 253),
        unicode=safe(unicode_host(endpoint.host), 253),
        known=preset.name if preset else "",
        title=safe(f"“{title}” (not the official host)", 150) if stranger else title,
        remarks=remarks,
    )


def refuse_foreign_key(key: ApiKey, endpoint: Endpoint) -> None:
    """Raise `UsageError` when *key* begins like an official vendor's and would go to a host that is not theirs.

    Gateways known to take the keys of other vendors are let through.
    """
    vendor, preset = vendor_of_key(key), for_origin(endpoint.origin)
    if vendor is None or any(endpoint.host == own or endpoint.host.endswith(f".{own}") for own in vendor.hosts):
        return
    if preset is not None and (preset.upstream_key or preset.id in vendor.presets or _is_own(key, preset.key_prefixes)):
        return
    message = f"this looks like a key of {vendor.vendor}, and it would go to {endpoint.netloc}; nothing was sent"
    raise UsageError(message, "give the key that this gateway made for you")


def _is_own(key: ApiKey, prefixes: tuple[str, ...]) -> bool:
    return any(key.starts_with(prefix) for prefix in prefixes)


_Found = Iterator[tuple[str, Weight, str]]

_PLACES = {
    Place.METADATA: ("metadata", Weight.REFUSE, "{host} is where cloud machines keep their own credentials"),
    Place.NOWHERE: ("no-host", Weight.REFUSE, "{host} is no address of a gateway"),
    Place.PRIVATE: ("private", Weight.INTERNAL, "{host} is a private address: only your own network knows who answers"),
    Place.LOOPBACK: ("loopback", Weight.NOTE, "{host} is this very machine: whatever runs here receives the key"),
    Place.INTERNAL_NAME: ("internal-name", Weight.INTERNAL, "{host} is a name that only your own network knows"),
    Place.PUBLIC: ("address", Weight.DANGER, "{host} is an address, not a name: nobody can tell whose it is"),
}


def _address(endpoint: Endpoint) -> _Found:
    host = endpoint.host
    if is_odd_spelling(host):
        yield "odd-address", Weight.REFUSE, f"{host} is an address written so that it is not recognised"
    if place_of(host) in _PLACES:
        name, weight, text = _PLACES[place_of(host)]
        yield name, weight, text.format(host=host)


def _way(endpoint: Endpoint) -> _Found:
    if endpoint.port is not None and not endpoint.is_loopback:
        yield "port", Weight.DANGER, f"port {endpoint.port} is not the usual one: another program than the web server"
    if endpoint.is_plain_http_elsewhere:
        yield "plain-http", Weight.DANGER, "plain http: everybody on the way can read the key"


def _names(team: TeamFile, endpoint: Endpoint) -> _Found:
    host, shown, preset = endpoint.host, unicode_host(endpoint.host), for_origin(endpoint.origin)
    if shown != host:
        yield "international", Weight.DANGER, f"the host is written with foreign letters: {shown} is really {host}"
    alike = look_alike(host)
    borrowed = borrowed_name(shown, host)
    if alike is not None:
        own = ", ".join(alike.domains[:3])
        yield "look-alike", Weight.DANGER, f"{host} looks like {alike.name} and is not: its own domains are {own}"
    elif borrowed is not None and preset is None and owner(host) is None:
        yield "borrowed-host", Weight.DANGER, f"{host} has the name of {borrowed.name} in it and is not its host"
    named = borrowed_name(team.name, host)
    if named is not None and (preset is None or borrowed_name(preset.name, host) != named):
        yield "borrowed-name", Weight.DANGER, f"the file calls itself “{safe(team.name, 60)}”: not the official host"


def _pages(team: TeamFile, endpoint: Endpoint) -> _Found:
    for what, page in team.pages:
        netloc = urlsplit(page).netloc.lower()
        if netloc != endpoint.netloc:
            yield (
                f"{what}-elsewhere",
                Weight.NOTE,
                f"{what} is on another host, {netloc}: a text to read, no key goes there",
            )
