"""A connection described by options: ``--preset``, ``--base-url``, ``--model``, settings and headers."""

from argparse import Namespace
from dataclasses import replace

from roo_wizard.cli.headers import custom_headers
from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.core.base_url import BaseUrl, read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.presets.entry import Preset
from roo_wizard.presets.loader import for_origin, preset
from roo_wizard.probe.target import Target
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import GENERAL_PROVIDERS, ClientSettings, parse_setting

_ONLY_DESCRIBED = ("model", "dialect", "setting", "header", "header_env")


def is_described(arguments: Namespace) -> bool:
    """Whether *arguments* describe a connection instead of naming a saved one."""
    return arguments.preset is not None or arguments.base_url is not None


def refuse_leftovers(arguments: Namespace) -> None:
    """Refuse options that only mean something together with ``--base-url`` or ``--preset``."""
    for name in _ONLY_DESCRIBED:
        if getattr(arguments, name):
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} needs --base-url or --preset", "a saved profile brings its own")


def described(arguments: Namespace, *, needs_model: bool = True) -> Target:
    """Return the target that the options describe, still without a key; raises `UsageError`."""
    if arguments.profile:
        raise UsageError("a profile and --base-url or --preset exclude each other", "leave one of them out")
    url, preset, preset_base = _place(arguments)
    endpoint = url.required()
    refuse_other_dialect(arguments.setting, endpoint.dialect)
    return Target(
        url=url,
        key=None,
        model=_model(arguments.model, needs_model),
        client=client(arguments.client or "roo"),
        settings=_settings(arguments),
        preset=preset,
        preset_base=preset_base,
        allow_http=arguments.allow_http and endpoint.is_plain_http_elsewhere,
    )


def refuse_other_dialect(assignments: list[str], dialect: Dialect) -> None:
    """Refuse a general entry of the client (``apiProvider=openai``) that does not speak *dialect*."""
    given = dict(map(parse_setting, assignments)).get("apiProvider")
    if given in GENERAL_PROVIDERS and given != dialect.value:
        raise UsageError(f"the provider {given} does not speak the dialect {dialect}", f"use --dialect {given}")


def _place(arguments: Namespace) -> tuple[BaseUrl, str | None, bool]:
    """Return the URL, the preset's id if one is known for it, and whether the base is the preset's own."""
    chosen = preset(arguments.preset) if arguments.preset is not None else None
    dialect = Dialect(arguments.dialect or (chosen.dialect if chosen else Dialect.OPENAI))
    if arguments.base_url is None and chosen is not None:
        own = chosen.base_for(dialect)
        if own is None:
            raise UsageError(f"{chosen.name} has no address of its own", _address_hint(chosen, dialect))
        return replace(read_base_url(own, dialect), candidates=(), remarks=()), chosen.id, True
    url = read_base_url(arguments.base_url, dialect)
    known = chosen or (for_origin(url.endpoint.origin) if url.endpoint else None)
    return url, known.id if known else None, False


def _address_hint(chosen: Preset, dialect: Dialect) -> str:
    """Return how to give the base URL, with the preset's own pattern if it has one."""
    pattern = next((base.url for base in chosen.bases_of(dialect) if base.url), "")
    return f"add --base-url, in the form {pattern}" if pattern else "add --base-url URL"


def _model(model: str | None, needed: bool) -> str:
    if not model:
        if needed:
            raise UsageError("--model ID is needed", "roo-wizard models lists what the gateway has")
        return ""
    if looks_like_key(model):
        raise UsageError("the model id looks like a key", "a key is given with --key-stdin or --key-env NAME")
    if not is_clean(model):
        raise UsageError("the model id holds blanks around it, line breaks or invisible characters")
    return model


def _settings(arguments: Namespace) -> ClientSettings:
    given = dict(map(parse_setting, arguments.setting))
    settings = ClientSettings({name: value for name, value in given.items() if value not in GENERAL_PROVIDERS})
    headers = custom_headers(arguments.header, arguments.header_env)
    return settings.with_({"openAiHeaders": headers}) if headers else settings
