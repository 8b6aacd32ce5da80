"""Names of profiles: what a person may call a connection, and what is proposed."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean, safe

MAX_NAME_LENGTH = 60
_COMMON_LABELS = frozenset({"api", "app", "gateway", "llm", "router", "www", "ai", "open", "platform", "inference"})


def clean_name(typed: str) -> str:
    """Return *typed* as a profile name (trimmed, NFC); raises `UsageError` when it cannot be one.

    A name is part of a keyring address, so that "#" is out, and an argument of commands, so that it does not
    begin with "-".
    """
    name = unicodedata.normalize("NFC", typed).strip()
    problem = _problem(name)
    if problem:
        raise UsageError(f"{safe(typed, 40)!r} cannot be a profile name: {problem}", "example: work")
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two names would be the same profile: Roo Code's own names ignore case (roo-code.md 2.1)."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """Return the form under which names are compared."""
    return unicodedata.normalize("NFC", name).casefold()


def propose_name(preset: str | None, base_url: str, taken: Collection[str]) -> str:
    """Return a free name: the preset's id, else the telling part of the host, numbered when *taken*."""
    stem = preset or _host_stem(base_url)
    stem = re.sub(r"[^a-z0-9.-]+", "-", stem.casefold()).strip("-.")[: MAX_NAME_LENGTH - 8] or "gateway"
    used = {folded(name) for name in taken}
    name, number = stem, 1
    while name in used:
        number += 1
        name = f"{stem}-{number}"
    return name


def _problem(name: str) -> str | None:
    if not name:
        return "it is empty"
    if len(name) > MAX_NAME_LENGTH:
        return f"it is longer than {MAX_NAME_LENGTH} characters"
    if not is_clean(name):
        return "it holds control or invisible characters, or double blanks"
    if "#" in name:
        return "“#” separates the parts of a keyring entry"
    return "it begins with “-”, like an option" if name.startswith("-") else None


def _host_stem(base_url: str) -> str:
    """``router.flatkey.ai`` → ``flatkey``; ``127.0.0.1:4000`` → ``local-4000``; other addresses as they are."""
    endpoint = read_base_url(base_url).endpoint
    if endpoint is None:
        return "gateway"
    if endpoint.is_loopback:
        return f"local-{endpoint.port}" if endpoint.port else "local"
    try:
        ipaddress.ip_address(endpoint.host)
    except ValueError:
        labels = endpoint.host.split(".")[:-1] or [endpoint.host]
        return next((label for label in labels if label not in _COMMON_LABELS), labels[0])
    return endpoint.host.replace(":", "-")
