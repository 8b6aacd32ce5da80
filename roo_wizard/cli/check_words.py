"""The command that proves another model with what is known of a saved connection, and saves it as a profile."""

import shlex
from collections.abc import Iterator

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.presets.loader import load
from roo_wizard.profiles.profile import NO_KEY, Profile


def check_command(like: Profile, model: str, name: str) -> str:
    """Return ``roo-wizard check …`` for *model* at *like*'s gateway with its settings, saved as *name*.

    A key that no variable holds has to be given once more: a command finds the keyring's only where one profile
    alone stands at its origin. No value of a secret header is named, only a variable for it.
    """
    words = ("roo-wizard", "check", *_place(like), "--model", model, *_settings(like), *_key(like), "--save", name)
    line = " ".join(map(shlex.quote, words))
    return safe(line, len(line))  # never cut: half a quoted word would swallow what is typed next


def _place(like: Profile) -> Iterator[str]:
    preset = load().get(like.preset or "")
    if preset is not None:
        yield from ("--preset", preset.id)
    route = preset.route(like.provider) if preset else None
    if route is None or route.ready_base != like.base_url:
        yield from ("--base-url", like.base_url)
    if like.dialect != (preset.dialect if preset else "openai"):
        yield from ("--dialect", like.dialect.value)
    if like.client != "roo":
        yield from ("--client", like.client)
    if like.allow_http:
        yield "--allow-http"


def _settings(like: Profile) -> Iterator[str]:
    for name, value in like.settings.items():
        yield from ("--setting", f"{name}={_written(value)}")
    for name, text in like.headers.items():
        yield from ("--header", f"{name}: {text}")
    for name in like.secret_headers:
        yield from ("--header-env", f"{name}={''.join(one if one.isalnum() else '_' for one in name).upper()}")


def _key(like: Profile) -> tuple[str, ...]:
    if like.key_variable is not None:
        return ("--key-env", like.key_variable)
    return ("--no-key",) if like.key_kind == NO_KEY else ("--key-stdin",)


def _written(value: Json) -> str:
    """One value as ``--setting`` reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
