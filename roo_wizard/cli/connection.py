"""From the words of a command to the connection it means: a saved profile, a described one, or practice."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from roo_wizard.cli.described import described, is_described, refuse_leftovers
from roo_wizard.cli.keys import FoundKey, given_key, key_of_origin, key_of_profile, placeholder_for
from roo_wizard.cli.output import narrate
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import PlainHttpRefused, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.probe.target import Target
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import ENV_PREFIX, NO_KEY, SESSION, Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import parse_setting


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection with its key. ``key_place`` is written as in `Profile`; ``http_allowed`` is the person's word."""

    target: Target
    key_place: str
    http_allowed: bool = False
    profile: Profile | None = None
    practice: bool = False


Work = Callable[[Connection], Awaitable[int]]


def with_connection(arguments: Namespace, work: Work, *, needs_model: bool = True, needs_key: bool = True) -> int:
    """Run *work* with the connection that *arguments* mean and return its exit code.

    Everything that may ask a person or stop for wrong words happens before the event loop starts. Without
    *needs_key* the key is neither asked for nor read: ``target.key`` is then None.
    """
    if arguments.practice is not None:
        return asyncio.run(_practice(arguments, work))
    draft, profiles = _draft(arguments, needs_model=needs_model)
    _announce(draft.target)
    key = given_key(arguments, draft.target.endpoint.netloc) if needs_key else None
    if not needs_key:
        return asyncio.run(_run(work, _without_key(draft, arguments)))
    return asyncio.run(_keyed(draft, key, profiles, work))


def _draft(arguments: Namespace, *, needs_model: bool) -> tuple[Connection, Profiles]:
    """Return the connection still without its key, and the saved ones."""
    profiles = ProfileStore(Places.of_user()).load()
    if profiles.problem is not None:
        narrate(f"{profiles.problem.message}; {profiles.problem.hint}")
    if is_described(arguments):
        return Connection(described(arguments, needs_model=needs_model), "", arguments.allow_http), profiles
    refuse_leftovers(arguments)
    if profiles.problem is not None and not profiles.profiles:
        raise profiles.problem
    profile = profiles.choose(arguments.profile)
    return draft_of(profile, client_id=arguments.client, allow_http=arguments.allow_http), profiles


async def _run(work: Work, connection: Connection) -> int:
    return await work(connection)


def _without_key(draft: Connection, arguments: Namespace) -> Connection:
    """Return *draft* with the place of the key by name only; secret headers keep their names and lose their values."""
    if draft.profile is not None:
        unread = {name: ApiKey("") for name in draft.profile.secret_headers}
        target = replace(draft.target, settings=draft.profile.client_settings(unread))
        return replace(draft, target=target, key_place=draft.profile.key_place)
    given = arguments.key_env or arguments.key_stdin
    if arguments.no_key or (not given and placeholder_for(draft.target.preset)):
        return replace(draft, key_place=NO_KEY)
    return replace(draft, key_place=f"{ENV_PREFIX}{arguments.key_env}" if arguments.key_env else SESSION)


def draft_of(profile: Profile, *, client_id: str | None = None, allow_http: bool = False) -> Connection:
    """Return the saved connection *profile* still without its key and the values of its secret headers."""
    target = Target(
        url=replace(read_base_url(profile.base_url, profile.dialect), typed=profile.typed_url or profile.base_url),
        key=None,
        model=profile.model,
        client=client(client_id or profile.client),
        settings=profile.client_settings(),
        preset=profile.preset,
        profile=profile.name,
        preset_base=False,
        allow_http=profile.allow_http or allow_http,
    )
    return Connection(target, "", allow_http, profile)


async def _keyed(draft: Connection, key: FoundKey | None, profiles: Profiles, work: Work) -> int:
    return await work(await keyed(draft, key, profiles, Vault()))


async def keyed(draft: Connection, key: FoundKey | None, profiles: Profiles, vault: Vault) -> Connection:
    """Return *draft* with *key*, or with the one from its own place, and with its secret headers.

    Raises `PlainHttpRefused` before the keyring is asked, `UsageError` or `KeyringProblem`.
    """
    profile, target = draft.profile, draft.target
    _refuse_plain_http(draft, key)
    if key is None and profile is not None:
        key = await key_of_profile(profile, vault)
    elif key is None:
        key = await key_of_origin(target.endpoint.origin, profiles, vault, placeholder_for(target.preset))
    if profile is not None and profile.secret_headers:
        target = replace(target, settings=profile.client_settings(await secret_headers(profile, vault)))
    # The placeholder of a keyless gateway is no secret: http is then a warning, not a refusal.
    harmless = key.place == NO_KEY and not any(isinstance(value, ApiKey) for value in target.settings.headers.values())
    target = replace(target, key=key.key, allow_http=target.allow_http or harmless)
    return replace(draft, target=target, key_place=key.place, http_allowed=draft.target.allow_http)


def _refuse_plain_http(draft: Connection, key: FoundKey | None) -> None:
    """Refuse a key over plain http before the keyring is even asked for it."""
    endpoint = draft.target.endpoint
    keyless = key is not None and key.place == NO_KEY
    if endpoint.is_plain_http_elsewhere and not draft.target.allow_http and not keyless:
        message = f"{endpoint.origin} is plain http: everybody on the way could read the key"
        raise PlainHttpRefused(message, "use https, or allow it for this origin with --allow-http")


async def secret_headers(profile: Profile, vault: Vault) -> dict[str, ApiKey]:
    """Return the values of the profile's secret headers; raises `UsageError` or `KeyringProblem`."""
    origin = profile.endpoint.origin
    values = {name: await vault.read(KeyAddress(origin, profile.name, name), origin) for name in profile.secret_headers}
    missing = [name for name, value in values.items() if value is None]
    if missing:
        raise UsageError(
            f"the keyring holds no value for the header {missing[0]}", "check with --header-env and --save"
        )
    return {name: value for name, value in values.items() if value is not None}


def _announce(target: Target) -> None:
    """Narrate what was made of the typed URL, and the proxy before any key goes through it."""
    from roo_wizard.gateway.proxies import proxy_for

    endpoint = target.endpoint
    for correction in target.url.corrections:
        narrate(f"base URL: {correction.why}")
    if target.url.corrections:
        narrate(f"base URL used: {endpoint.base_url}")
    for remark in () if target.preset_base or target.native else target.url.remarks:
        narrate(f"note: {remark}")
    proxy = proxy_for(endpoint)
    if proxy:
        narrate(f"requests go through the proxy {proxy}")


async def _practice(arguments: Namespace, work: Work) -> int:
    async with practice_target(arguments) as target:
        return await work(Connection(target, NO_KEY, practice=True))


@asynccontextmanager
async def practice_target(arguments: Namespace) -> AsyncIterator[Target]:
    """Start the practice gateway and yield the target for it; it stops with the block."""
    from roo_wizard.practice.models import CLAUDE, MODEL
    from roo_wizard.practice.server import PracticeGateway

    if arguments.profile or is_described(arguments):
        raise UsageError("--practice brings its own gateway", "leave PROFILE, --preset and --base-url out")
    async with PracticeGateway(port=0, faults=arguments.practice) as gateway:
        anthropic = arguments.dialect == "anthropic"
        base = gateway.anthropic_base_url if anthropic else gateway.base_url
        base = gateway.litellm_url() if ("apiProvider", "litellm") in map(parse_setting, arguments.setting) else base
        usual = CLAUDE if anthropic else MODEL
        given = Namespace(**{**vars(arguments), "base_url": base, "model": arguments.model or usual})
        yield replace(described(given), key=ApiKey(gateway.key))
