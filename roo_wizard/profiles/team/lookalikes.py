"""Hosts and names that look like a known gateway's: homoglyphs, one letter off, or a borrowed name.

A table of the letters that are mistaken for one another, and the names and domains of the presets and of the
vendors in the key-prefix table. Pure: nothing here asks a network.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from roo_wizard.presets.keys import key_vendors
from roo_wizard.presets.loader import load

_SHORTEST_BRAND = 4
_SHORTEST_FOR_A_SLIP = 5
_ALIKE = str.maketrans(
    "аеорсухіјѕԁԛԝкмнтвгпһӏɡıοανρκτυιεηχγօոսհցɑłøđ0135i|",
    "aeopcyxljsdqwkmhtbrnhlgloavpktulenxyonuhgalodolesll",
)
"""Cyrillic, Greek, Armenian and Latin letters and digits, each with the letter for which it is taken."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "ac", "gov", "edu"})
_ANYBODYS_WORDS = frozenset({"custom", "local", "models", "model", "gateway", "router", "ai", "api", "inference"})


@dataclass(frozen=True, slots=True)
class Known:
    """A vendor whose name is reserved: ``domains`` are its own, ``words`` what its name and domains consist of."""

    name: str
    domains: tuple[str, ...]
    words: frozenset[str]

    def owns(self, host: str) -> bool:
        """Whether *host* (punycode, lower case) is one of its domains or stands below one."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)


def unicode_host(host: str) -> str:
    """Return *host* with its punycode labels decoded; a label that is none stays as it is."""
    return ".".join(map(_decoded, host.split(".")))


def skeleton(text: str) -> str:
    """Return *text* as the eye reads it: marks dropped, look-alike letters and digits made one.

    >>> skeleton("0реnаi.com") == skeleton("openai.com")
    True
    """
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    read = plain.casefold().translate(_ALIKE)
    for pair, letter in _PAIRS:
        read = read.replace(pair, letter)
    return re.sub(r"[^\w.]|_", "", read)


def look_alike(host: str) -> Known | None:
    """Return the vendor for whose domain *host* (punycode) can be mistaken, None when it is nobody's or its own."""
    if owner(host) is not None:
        return None
    domain = registrable(unicode_host(host))
    for known in reserved():
        for own in known.domains:
            if skeleton(domain) == skeleton(own) or _one_slip(domain, own):
                return known
    return None


def borrowed_name(text: str, host: str) -> Known | None:
    """Return the vendor whose name stands in *text* (a name, or a host itself) although *host* is not its own."""
    words = {skeleton(word) for word in re.split(r"[^\w]+|_", text.casefold()) if len(word) >= _SHORTEST_BRAND}
    words.add(skeleton(re.sub(r"[\s_.-]+", "", text)))
    candidates = (known for known in reserved() if words & known.words)
    return next((known for known in candidates if not known.owns(host)), None)


def owner(host: str) -> Known | None:
    """Return the vendor to whose domain *host* (punycode) belongs."""
    return next((known for known in reserved() if known.owns(host)), None)


def registrable(host: str) -> str:
    """Return the part of *host* that somebody has registered: the last two labels, three below ``co.uk`` and such."""
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if short else -2 :])


@cache
def reserved() -> tuple[Known, ...]:
    """Return every vendor with a domain of its own; programs that people run themselves reserve no name."""
    domains: dict[str, set[str]] = {}
    run_by_anybody: set[str] = set()
    for preset in load().values():
        hosts = {urlsplit(base.url).hostname or "" for base in preset.bases if base.ready}
        own = {registrable(host) for host in hosts if "." in host}
        if own:
            domains.setdefault(preset.name, set()).update(own)
        elif not preset.bases or preset.kind == "local":
            run_by_anybody.add(skeleton(preset.name))
    for vendor in key_vendors():
        if vendor.hosts:
            domains.setdefault(vendor.vendor, set()).update(map(registrable, vendor.hosts))
    return tuple(Known(name, tuple(sorted(own)), _words(name, own) - run_by_anybody) for name, own in domains.items())


def _words(name: str, domains: set[str]) -> frozenset[str]:
    spoken = name.partition("(")[0].strip().casefold()
    words = {re.sub(r"[\s.]+", "", spoken), *(domain.partition(".")[0] for domain in domains)}
    telling = {word for word in words if len(word) >= _SHORTEST_BRAND and word not in _ANYBODYS_WORDS}
    return frozenset(map(skeleton, telling))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _one_slip(typed: str, own: str) -> bool:
    """Whether one inserted, dropped, changed or swapped letter makes *own* of *typed*."""
    if len(own.partition(".")[0]) < _SHORTEST_FOR_A_SLIP or typed == own or abs(len(typed) - len(own)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(typed, own, strict=False)) if pair[0] != pair[1]), -1)
    if start < 0:
        return True
    rest, wanted = typed[start:], own[start:]
    swapped = rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
