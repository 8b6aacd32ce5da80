"""What kind of place a host is, from its text alone: decimal, hex and mapped forms of addresses included.

An address in an odd spelling reaches the same machine as the plain one, so that it is read the way the
system's resolver would read it before it is judged.
"""

import ipaddress
import socket
from enum import StrEnum

_METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
)
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.goog", "instance-data"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_INTERNAL_ENDS = (".local", ".internal", ".intranet", ".lan", ".corp", ".home", ".home.arpa", ".private")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Place(StrEnum):
    """Where a host or an address is."""

    NAME = "name"
    INTERNAL_NAME = "internal-name"
    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    METADATA = "metadata"
    NOWHERE = "nowhere"
    """An address to which no gateway can answer: unspecified, multicast, reserved."""


def address_of(host: str) -> Address | None:
    """Return the address that *host* writes, also as one number, in hex or octal; None for a name."""
    try:
        return plain(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_odd_spelling(host: str) -> bool:
    """Whether *host* is an address that is not written as addresses usually are."""
    address = address_of(host)
    if address is None:
        return False
    try:
        return plain(written := ipaddress.ip_address(host)) != written
    except ValueError:
        return True


def place_of(host: str) -> Place:
    """Return what kind of place *host* (punycode, lower case) names; a name is not resolved here."""
    address = address_of(host)
    if address is not None:
        return place_of_address(address)
    if host == "localhost" or host.endswith(".localhost"):
        return Place.LOOPBACK
    if host in _METADATA_NAMES:
        return Place.METADATA
    if "." not in host or host.endswith(_INTERNAL_ENDS):
        return Place.INTERNAL_NAME
    return Place.NAME


def place_of_address(address: Address) -> Place:
    """Return what kind of place *address* is; an IPv4 address inside an IPv6 one counts as itself."""
    address = plain(address)
    if address in _METADATA or address.is_link_local:
        return Place.METADATA
    if address.is_loopback:
        return Place.LOOPBACK
    if address.is_unspecified or address.is_multicast or (address.version == 4 and address.is_reserved):
        return Place.NOWHERE
    return Place.PUBLIC if address.is_global else Place.PRIVATE


def plain(address: Address) -> Address:
    """Return the IPv4 address inside a mapped, 6to4, Teredo or NAT64 one, else *address* itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
