"""What is done with a keyring backend inside one daemon-thread call: nothing here imports keyring.

Each function leaves the keyring as it was when it fails or when nobody waits for its result any more.
"""

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.profiles.key_address import SERVICE, KeyAddress
from roo_wizard.profiles.keyring_facts import CHAIN, TRUSTED, UNKNOWN, BackendFacts, Trouble, backend_facts, trouble

CANARY_SERVICE = f"{SERVICE}-canary"
"""The canary's own service: Windows rewrites other entries of the service that is written to."""


class Backend(Protocol):
    """The three calls of a keyring backend that are used."""

    def get_password(self, service: str, username: str) -> object:
        """Return the password, or None; what is neither is a mistake of the backend."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the password."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete the password; some backends raise when there is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A backend that may be used, and what is known about it."""

    backend: Backend
    facts: BackendFacts


class Unusable(Exception):
    """A backend that must not or cannot be used; ``trouble`` says why."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.kind)
        self.trouble = why


def opened(load: Callable[[], Backend]) -> Opened:
    """Return the backend that *load* gives, or the first usable one behind a chain; raises `Unusable`."""
    try:
        backend = load()
    except Exception as error:
        raise Unusable(trouble("misconfigured", type(error).__name__)) from None
    facts = backend_facts(type(backend).__module__)
    if facts.standing == CHAIN:
        return _behind_chain(backend)
    if facts.standing not in {TRUSTED, UNKNOWN}:
        raise Unusable(trouble(facts.standing, facts.name))
    return Opened(backend, facts)


def canary(opened_backend: Opened, abandoned: threading.Event) -> bool:
    """Write, read back and delete a value that means nothing; False when another value came back."""
    backend = opened_backend.backend
    username, value = f"canary-{secrets.token_hex(8)}", secrets.token_hex(16)
    try:
        backend.set_password(CANARY_SERVICE, username, value)
        return not abandoned.is_set() and backend.get_password(CANARY_SERVICE, username) == value
    finally:
        with suppress(Exception):
            backend.delete_password(CANARY_SERVICE, username)


def store(opened_backend: Opened, address: KeyAddress, key: ApiKey, abandoned: threading.Event) -> None:
    """Write *key*, read it back and compare; raises `Unusable` after putting back what was there before."""
    backend, facts, value = opened_backend.backend, opened_backend.facts, key.reveal()
    if facts.max_utf16_units is not None and len(value.encode("utf-16-le")) // 2 > facts.max_utf16_units:
        raise Unusable(trouble("too-long", f"{len(value):,} characters"))
    before = fetch(opened_backend, address)
    if abandoned.is_set():
        raise Unusable(trouble("frozen"))
    try:
        backend.set_password(SERVICE, address.username, value)
        kept = backend.get_password(SERVICE, address.username) == value
    except Exception:
        _put_back(backend, address, before)
        raise
    if not kept or abandoned.is_set():
        _put_back(backend, address, before)
        raise Unusable(trouble("lost"))


def fetch(opened_backend: Opened, address: KeyAddress) -> str | None:
    """Return the payload at *address*, or None; raises `Unusable` for an answer that is no text."""
    payload = opened_backend.backend.get_password(SERVICE, address.username)
    if payload is None or isinstance(payload, str):
        return payload
    raise Unusable(trouble("other", f"an answer of the type {safe(type(payload).__name__, 40)}"))


def remove(opened_backend: Opened, address: KeyAddress) -> bool:
    """Delete the entry at *address* and prove that it is gone; False when there was none."""
    if fetch(opened_backend, address) is None:
        return False
    opened_backend.backend.delete_password(SERVICE, address.username)
    if fetch(opened_backend, address) is not None:
        raise Unusable(trouble("other", "an entry that cannot be deleted"))
    return True


def _behind_chain(chain: Backend) -> Opened:
    """A chain hides what is behind it (textual.md 4.1): use its first trusted member, never the chain itself."""
    members = [(backend, backend_facts(type(backend).__module__)) for backend in getattr(chain, "backends", ())]
    for standing in (TRUSTED, UNKNOWN):
        for backend, facts in members:
            if facts.standing == standing:
                return Opened(backend, facts)
    refused = next((facts for _, facts in members), None)
    raise Unusable(trouble(refused.standing, refused.name) if refused else trouble("absent"))


def _put_back(backend: Backend, address: KeyAddress, before: str | None) -> None:
    with suppress(Exception):
        if before is None:
            backend.delete_password(SERVICE, address.username)
        else:
            backend.set_password(SERVICE, address.username, before)
