"""The keyring: the only module that imports keyring, and only inside a daemon thread.

``get_keyring()`` succeeding proves nothing (textual.md 0): only writing, reading back and comparing does.
A key is bound to the origin in its address, and is read for no other.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.key_text import clean_key
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import SafeText, is_clean, safe
from roo_wizard.profiles import keyring_work
from roo_wizard.profiles.deadline import in_daemon_thread
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.keyring_facts import BackendFacts, Trouble, trouble, trouble_of
from roo_wizard.profiles.keyring_work import Backend, Opened, Unusable

T = TypeVar("T")
Waiting = Callable[[], None]
"""Called once when the system may be asking the person to unlock; the call then goes on (`Limits.keyring_prompt`)."""


@dataclass(frozen=True, slots=True)
class KeyringState:
    """What the canary found out. ``usable`` is True exactly when ``trouble`` is None."""

    usable: bool
    backend_name: SafeText
    trouble: Trouble | None = None
    backend: BackendFacts | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """The key is in the keyring: it was read back and compared. ``read`` and ``delete`` are shell commands."""

    backend_name: SafeText
    address: KeyAddress
    read: str
    delete: str


@dataclass(frozen=True, slots=True)
class NotStored:
    """The key is not in the keyring; ``trouble`` names why, the fix, and the other places."""

    trouble: Trouble


class Vault:
    """Keeps keys and secret header values in the system's keyring.

    Every method is bounded by ``limits.keyring`` (3 s). With *waiting* a method calls it at that moment and
    goes on until ``limits.keyring_prompt`` (60 s), so that a person can answer the system's question.
    Cancelling a method works at once, whatever the backend does.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    async def probe(self, waiting: Waiting | None = None) -> KeyringState:
        """Find out by a canary whether keys can be kept; never raises."""

        def work(abandoned: threading.Event) -> tuple[BackendFacts, bool]:
            opened = keyring_work.opened(_load)
            return opened.facts, keyring_work.canary(opened, abandoned)

        outcome = await self._run(work, waiting)
        if isinstance(outcome, Trouble):
            return KeyringState(False, outcome.detail, outcome)
        facts, kept = outcome
        return KeyringState(kept, facts.name, None if kept else trouble("lost", facts.name), facts)

    async def save(self, address: KeyAddress, key: ApiKey, waiting: Waiting | None = None) -> Stored | NotStored:
        """Keep *key* at *address*; on any trouble the keyring holds what it held before."""

        def work(abandoned: threading.Event) -> BackendFacts:
            opened = keyring_work.opened(_load)
            keyring_work.store(opened, address, key, abandoned)
            return opened.facts

        outcome = await self._run(work, waiting)
        if isinstance(outcome, Trouble):
            return NotStored(outcome)
        return Stored(outcome.name, address, *outcome.commands(address))

    async def read(self, address: KeyAddress, origin: str, waiting: Waiting | None = None) -> ApiKey | None:
        """Return what is kept at *address* for calling *origin*, or None.

        Raises `KeyringProblem` when *origin* is not the address's own, or when the keyring cannot be read.
        """
        if address.origin != origin:
            message = f"the key is kept for {safe(address.origin, 100)} and is not sent to {safe(origin, 100)}"
            raise KeyringProblem(message, "give the key for this address")
        payload = await self._run_or_raise(lambda opened: keyring_work.fetch(opened, address), waiting)
        return None if payload is None else _secret(payload, address)

    async def delete(self, address: KeyAddress, waiting: Waiting | None = None) -> bool:
        """Delete the entry and prove it; False when there was none. Raises `KeyringProblem`."""
        return await self._run_or_raise(lambda opened: keyring_work.remove(opened, address), waiting)

    async def _run_or_raise(self, use: Callable[[Opened], T], waiting: Waiting | None) -> T:
        outcome = await self._run(lambda _abandoned: (use(keyring_work.opened(_load)),), waiting)
        if isinstance(outcome, Trouble):
            raise outcome.as_error
        return outcome[0]

    async def _run(self, work: Callable[[threading.Event], T], waiting: Waiting | None) -> T | Trouble:
        try:
            return await in_daemon_thread(
                work, self._limits.keyring, patience_s=self._limits.keyring_prompt, waiting=waiting
            )
        except Unusable as unusable:
            return unusable.trouble
        except Exception as error:
            return trouble_of(error)


def _secret(payload: str, address: KeyAddress) -> ApiKey:
    """A payload as a secret: an administrator may have stored it with a line break (``echo … | secret-tool``)."""
    if address.is_key:
        cleaned = clean_key(payload)
        if cleaned.key is None:
            raise KeyringProblem(f"the keyring's entry {address.username} holds no key: {cleaned.problem}")
        return cleaned.key
    value = payload.strip("\r\n")
    if not value or not is_clean(value, len(value)):
        raise KeyringProblem(f"the keyring's entry {address.username} holds no header value")
    return ApiKey(value)


def _load() -> Backend:
    """Import keyring and return its backend; its loggers are silenced, since they would print over the screen."""
    for name in ("keyring", "secretstorage", "jeepney"):
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    import keyring

    return keyring.get_keyring()
