"""A connection described by options: ``--preset``, ``--base-url``, ``--model``, settings and headers."""

from argparse import Namespace
from dataclasses import replace

from roo_wizard.cli.headers import custom_headers
from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.core.base_url import BaseUrl, read_base_url
from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.presets.base import Base
from roo_wizard.presets.entry import Preset
from roo_wizard.presets.loader import for_origin, preset
from roo_wizard.probe.target import Target
from roo_wizard.roo import labels
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import GENERAL_PROVIDERS, ClientSettings, parse_setting, provider_id

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
    settings = _settings(arguments)
    url, preset, preset_base = _place(arguments, settings["apiProvider"])
    endpoint = url.required()
    refuse_unreachable(endpoint, settings)
    refuse_other_dialect(arguments.setting, endpoint.dialect)
    return Target(
        url=url,
        key=None,
        model=_model(arguments.model, needs_model),
        client=client(arguments.client or "roo"),
        settings=settings,
        preset=preset,
        preset_base=preset_base,
        allow_http=arguments.allow_http and endpoint.is_plain_http_elsewhere,
    )


def refuse_unreachable(endpoint: Endpoint, settings: ClientSettings) -> None:
    """Refuse what the chosen entry of the client cannot be set up for, before anything is spent on it.

    A gateway on this machine may stand in for another one, as the practice gateway does.
    """
    provider = provider_id(endpoint.dialect, settings)
    if settings["apiProvider"] and endpoint.dialect is Dialect.ANTHROPIC:
        raise UsageError(f"{labels.provider_name(provider)} speaks no --dialect anthropic", "leave one of them out")
    if labels.holder(provider, "base").choices and not endpoint.is_loopback:
        labels.required_choice(provider, endpoint.base_url)


def refuse_other_dialect(assignments: list[str], dialect: Dialect) -> None:
    """Refuse a general entry of the client (``apiProvider=openai``) that does not speak *dialect*."""
    given = dict(map(parse_setting, assignments)).get("apiProvider")
    if given in GENERAL_PROVIDERS and given != dialect.value:
        raise UsageError(f"the provider {given} does not speak the dialect {dialect}", f"use --dialect {given}")


def _place(arguments: Namespace, provider: str) -> tuple[BaseUrl, str | None, bool]:
    """Return the URL, the preset's id if one is known for it, and whether the base is the preset's own.

    *provider* is the client's own entry for the vendor, "" for a general one; it may want another base.
    """
    chosen = preset(arguments.preset) if arguments.preset is not None else None
    dialect = Dialect(arguments.dialect or (chosen.dialect if chosen and not provider else Dialect.OPENAI))
    if arguments.base_url is None and chosen is not None:
        bases = _bases(chosen, provider or dialect.value)
        own = next((base.url for base in bases if base.ready), None)
        if own is None:
            raise UsageError(f"{chosen.name} has no address of its own", _address_hint(bases))
        return replace(read_base_url(own, dialect), candidates=(), remarks=()), chosen.id, True
    url = read_base_url(arguments.base_url, dialect)
    known = chosen or (for_origin(url.endpoint.origin) if url.endpoint else None)
    return url, known.id if known else None, False


def _bases(chosen: Preset, provider: str) -> tuple[Base, ...]:
    """Return the bases that the client's entry *provider* takes for this gateway."""
    route = chosen.route(provider)
    if route is None and provider not in set(Dialect):
        able = ", ".join(route.provider for route in chosen.routes if route.known)
        raise UsageError(f"{provider} is no entry for {chosen.name}", f"its entries are: {able}")
    return route.bases if route else ()


def _address_hint(bases: tuple[Base, ...]) -> str:
    """Return how to give the base URL, with the preset's own pattern if it has one."""
    pattern = next((base.url for base in bases if base.url), "")
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
