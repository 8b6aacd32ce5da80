"""Where the key of a command comes from: standard input, an environment variable, a placeholder, the keyring."""

import os
import re
import sys
from argparse import Namespace
from dataclasses import dataclass

from roo_wizard.cli.output import narrate
from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.core.errors import KeyringProblem, UsageError
from roo_wizard.core.key_text import MAX_KEY_LENGTH, clean_key
from roo_wizard.core.secret import ApiKey
from roo_wizard.presets.loader import preset
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import ENV_PREFIX, KEYRING, NO_KEY, SESSION, Profile, Profiles
from roo_wizard.profiles.vault import Vault

PLACEHOLDER = "dummy"
"""What a keyless gateway gets: Roo Code's Save stays grey without a key (guides.md)."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WAYS = "give --key-stdin, --key-env NAME or --no-key"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key and its place, written as `Profile.key_place` is ("keyring", "env:NAME", "session", "none")."""

    key: ApiKey
    place: str


def given_key(arguments: Namespace, host: str) -> FoundKey | None:
    """Return the key that the words of the command give, or None when the keyring is to be asked.

    Called before the event loop runs, so that a prompt hears ctrl+c; *host* is named in the prompt.
    """
    if arguments.no_key:
        return FoundKey(ApiKey(PLACEHOLDER), NO_KEY)
    if arguments.key_env is not None:
        return key_of_variable(arguments.key_env)
    if arguments.key_stdin:
        return FoundKey(_cleaned(_read_key(host), "standard input"), SESSION)
    return None


def key_of_variable(name: str) -> FoundKey:
    """Return the key in the environment variable *name*; raises `UsageError`."""
    check_variable(name)
    value = os.environ.get(name)
    if not value:
        raise UsageError(f"the environment variable {name!r} is not set or empty", f"export it, or {_WAYS}")
    return FoundKey(_cleaned(value, f"the variable {name}"), ENV_PREFIX + name)


def check_variable(name: str) -> None:
    """Raise `UsageError` unless *name* can be the name of an environment variable; it may be the key itself."""
    if looks_like_key(name):
        raise UsageError("what stands in the place of the variable's name looks like a key", _WAYS)
    if not _VARIABLE.fullmatch(name):
        raise UsageError("an environment variable's name has letters, digits and “_” only", _WAYS)


async def key_of_profile(profile: Profile, vault: Vault) -> FoundKey:
    """Return the key of *profile* from its own place; raises `UsageError` or `KeyringProblem`."""
    if profile.key_variable is not None:
        return key_of_variable(profile.key_variable)
    if profile.key_kind == NO_KEY:
        return FoundKey(ApiKey(placeholder_text(profile.preset)), NO_KEY)
    if profile.key_kind == SESSION:
        raise UsageError(f"the key of {profile.name!r} was never stored", "give --key-stdin or --key-env NAME")
    key = await vault.read(profile.key_address, profile.endpoint.origin, _announce_prompt)
    if key is None:
        raise UsageError(f"the keyring holds no key for {profile.name!r}", "give --key-stdin or --key-env NAME")
    return FoundKey(key, KEYRING)


def placeholder_for(preset_id: str | None) -> FoundKey | None:
    """Return what a gateway that works without a key gets in the key field; None where a key is needed."""
    if preset_id is None or not preset(preset_id).key_optional:
        return None
    return FoundKey(ApiKey(placeholder_text(preset_id)), NO_KEY)


def placeholder_text(preset_id: str | None) -> str:
    """Return the public text that a keyless gateway wants in the key field."""
    return (preset(preset_id).placeholder if preset_id else "") or PLACEHOLDER


async def key_of_origin(origin: str, profiles: Profiles, vault: Vault, otherwise: FoundKey | None = None) -> FoundKey:
    """Return the key kept for *origin*: ``<origin>#default``, else that of the only profile there, else *otherwise*.

    Raises `UsageError` that names the choices.
    """
    problem = ""
    try:
        key = await vault.read(KeyAddress(origin, "default"), origin, _announce_prompt)
        if key is not None:
            return FoundKey(key, KEYRING)
    except KeyringProblem as error:
        problem = f" ({error.message})"
    names = profiles.names_for_origin(origin)
    if len(names) == 1:
        return await key_of_profile(profiles.get(names[0]), vault)
    if names:
        raise UsageError(f"several profiles have a key for {origin}", f"name one of: {', '.join(names)}")
    if otherwise is not None:
        return otherwise
    raise UsageError(f"no key is kept for {origin}{problem}", _WAYS)


def _announce_prompt() -> None:
    narrate("your system may be asking you to unlock the keyring: look for its window")


def _read_key(host: str) -> str:
    if sys.stdin is None:
        raise UsageError("there is no standard input to read the key from", "give --key-env NAME")
    if not sys.stdin.isatty():
        return sys.stdin.read(MAX_KEY_LENGTH * 2)
    from getpass import getpass

    return getpass(f"Key for {host} (it is not shown): ", sys.stderr)


def _cleaned(text: str, source: str) -> ApiKey:
    cleaned = clean_key(text)
    if cleaned.key is None:
        raise UsageError(f"the key from {source} cannot be used: {cleaned.problem}")
    if cleaned.removed:
        narrate(f"key from {source}: removed {', '.join(cleaned.removed)}")
    return cleaned.key
