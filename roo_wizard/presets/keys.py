"""What a key's beginning tells: whose it is, and whether a text in another field is one.

Prefixes change and gateways pass other vendors' keys on, so that everything here is a warning, never a refusal.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from roo_wizard.core.secret import ApiKey
from roo_wizard.presets.entry import Preset

_KEY_TAIL = r"[A-Za-z0-9_\-]{16,}"
_GENERIC_PREFIX = re.compile(rf"(?<![A-Za-z0-9])(?:sk|pk|rk)-{_KEY_TAIL}")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")
_RUN = re.compile(r"[A-Za-z0-9]{28,}")
_FEWEST_DIFFERENT = 12
_FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class KeyVendor:
    """A vendor whose keys begin with ``prefix``; ``presets`` and ``hosts`` are where they belong."""

    prefix: str
    vendor: str
    presets: tuple[str, ...]
    hosts: tuple[str, ...]


@cache
def key_vendors() -> tuple[KeyVendor, ...]:
    """Return the distinctive prefixes, longest first, so that the first that fits is the right one."""
    table = tomllib.loads(files(__package__).joinpath("key_prefixes.toml").read_text("utf-8"))
    vendors = (_vendor(prefix, entry) for prefix, entry in table.items())
    return tuple(sorted(vendors, key=lambda vendor: -len(vendor.prefix)))


def vendor_of_key(key: ApiKey) -> KeyVendor | None:
    """Return whose key this is by its beginning, or None when that tells nothing."""
    return next((vendor for vendor in key_vendors() if key.starts_with(vendor.prefix)), None)


def foreign_key_warning(preset: Preset | None, key: ApiKey, origin: str = "") -> str | None:
    """Return a sentence when *key* belongs to another vendor than the gateway, else None.

    *origin* is where the key is about to go; a vendor's own host is never warned of, whatever the preset.
    Gateways that take the keys of other vendors (``upstream_key``) are never warned of either.
    """
    vendor = vendor_of_key(key)
    if vendor is None or _belongs(vendor, urlsplit(origin).hostname or ""):
        return None
    if preset and (preset.upstream_key or preset.id in vendor.presets or _is_own(preset, key)):
        return None
    place = preset.name if preset and preset.kind != "custom" else urlsplit(origin).netloc or "this gateway"
    return (
        f"This looks like a key of {vendor.vendor}, but it would be sent to {place}. "
        "A gateway wants its own key; another vendor's key is refused there and becomes known to it."
    )


def looks_like_key(text: str) -> bool:
    """Whether *text*, typed where no key belongs (a model, an address), seems to hold one.

    Known prefixes with a long tail, and long runs of mixed letters and digits; model names with dates,
    sizes and versions are none, because their runs are short.
    """
    return begins_like_key(text) or any(_is_random(run) for run in _RUN.findall(text))


def begins_like_key(text: str) -> bool:
    """Whether *text* holds something with the beginning of a key; digests and account numbers in paths are none."""
    patterns = (_GENERIC_PREFIX, _JWT, _distinctive())
    return any(pattern.search(text) for pattern in patterns)


@cache
def _distinctive() -> re.Pattern[str]:
    prefixes = "|".join(re.escape(vendor.prefix) for vendor in key_vendors())
    return re.compile(rf"(?<![A-Za-z0-9])(?:{prefixes}){_KEY_TAIL}")


def _is_random(run: str) -> bool:
    """Whether a run of letters and digits looks drawn by chance: both kinds, many different characters."""
    digits = sum(map(str.isdigit, run))
    return digits >= _FEWEST_DIGITS and digits < len(run) and len(set(run)) >= _FEWEST_DIFFERENT


def _is_own(preset: Preset, key: ApiKey) -> bool:
    return any(key.starts_with(prefix) for prefix in preset.key_prefixes)


def _belongs(vendor: KeyVendor, host: str) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in vendor.hosts)


def _vendor(prefix: str, entry: Mapping[str, object]) -> KeyVendor:
    def texts(name: str) -> tuple[str, ...]:
        value = entry.get(name, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    return KeyVendor(prefix, str(entry["vendor"]), texts("presets"), texts("hosts"))
