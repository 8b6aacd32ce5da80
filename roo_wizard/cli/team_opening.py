"""What stands between a team file and the first request with a key, in the order in which it is asked."""

import asyncio
import ipaddress
import socket
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.cli.headers import custom_headers
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import PlainHttpRefused, UsageError
from roo_wizard.core.exchange import HeaderValue
from roo_wizard.core.text import safe
from roo_wizard.gateway.proxies import proxy_for
from roo_wizard.presets.loader import for_origin
from roo_wizard.probe.target import Target
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.host_facts import Place, place_of, place_of_address
from roo_wizard.profiles.team.pins import History, Standing
from roo_wizard.profiles.team.trust import Receiver, Weight
from roo_wizard.roo.clients import client

_WORDS = "(--key-stdin | --key-env NAME) --save NAME"
_LOOKUP_S = 10.0


def refuse_unless_confirmed(arguments: Namespace, receiver: Receiver, history: History) -> None:
    """Raise `UsageError` until the person said that this very host may have the key; nothing is read or sent before."""
    for remark in receiver.having(Weight.REFUSE):
        raise UsageError(f"no key is sent there: {remark.text}", "ask the sender for another team file")
    host = receiver.confirm
    if arguments.confirm_host is None:
        changed = history.standing is Standing.CHANGED
        what = "the file has changed; is this still where your key may go?" if changed else "may your key go there?"
        raise UsageError(f"{host}: {what}", f"if so, add: --confirm-host {host} {_WORDS}")
    if not receiver.is_confirmed_by(arguments.confirm_host):
        message = f"the file would send your key to {host}, not to {safe(arguments.confirm_host, 100)}"
        raise UsageError(message, "nothing was read or sent; ask the sender if the file is right")
    if receiver.having(Weight.INTERNAL) and not arguments.internal:
        raise UsageError(receiver.having(Weight.INTERNAL)[0].text, "if it is your own gateway, add: --internal")
    if receiver.endpoint.is_plain_http_elsewhere and not arguments.allow_http:
        message = f"{receiver.endpoint.origin} is plain http, and a team file cannot allow that"
        raise PlainHttpRefused(message, "ask for an https address, or add --allow-http yourself")
    if not arguments.key_stdin and arguments.key_env is None:
        raise UsageError(f"your key for {host} is needed", "add --key-stdin, or --key-env NAME")


def refuse_inner_addresses(endpoint: Endpoint, *, internal: bool) -> None:
    """Raise `UsageError` for what the host's name hid, unless the person said that it is their own *internal* one."""
    refused, inner = asyncio.run(look_up(endpoint))
    if refused:
        raise UsageError(refused, "nothing was read or sent")
    if inner and not internal:
        raise UsageError(inner, "if it is your own gateway, add: --internal")


async def look_up(endpoint: Endpoint) -> tuple[str, str]:
    """Return why no key may go where *endpoint*'s name leads, and what to know of it; both "" for a public address.

    A proxy looks names up by itself, so that nothing is to be seen here then. A name that cannot be resolved is
    the proof's to report.
    """
    if proxy_for(endpoint) or place_of(endpoint.host) not in {Place.NAME, Place.INTERNAL_NAME}:
        return "", ""
    inner = ""
    for address in await _addresses(endpoint):
        place = place_of_address(ipaddress.ip_address(address))
        if place in {Place.METADATA, Place.NOWHERE}:
            return f"{endpoint.host} leads to {address}, where no gateway is", ""
        if place in {Place.PRIVATE, Place.LOOPBACK}:
            inner = f"{endpoint.host} leads to {address} in your own network"
    return "", inner


async def _addresses(endpoint: Endpoint) -> list[str]:
    try:
        async with asyncio.timeout(_LOOKUP_S):
            found = await asyncio.get_running_loop().getaddrinfo(endpoint.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        return []
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def known_profile(history: History, profiles: Profiles, team: TeamFile, save: str | None) -> Profile | None:
    """Return the connection that was already saved from exactly this file, so that there is nothing to do."""
    if history.standing is not Standing.SAME or history.pin is None or not history.pin.profile:
        return None
    profile = profiles.find(history.pin.profile)
    fits = profile is not None and (profile.base_url, profile.dialect) == (team.base_url, team.dialect)
    return profile if fits and (save is None or profiles.find(save) is profile) else None


def refuse_taken_name(name: str, history: History, profiles: Profiles) -> None:
    """Raise `UsageError` when *name* is a connection that did not come from this file: it would be lost."""
    taken = profiles.find(name)
    own = history.pin.profile if history.pin else ""
    if taken is not None and (not own or profiles.find(own) is not taken):
        raise UsageError(f"there is a connection {safe(taken.name, 60)!r} already", "choose another name for --save")


def target_of(team: TeamFile, arguments: Namespace) -> Target:
    """Return what is proven: the file's connection with the person's own headers, still without a key."""
    url = read_base_url(team.base_url, team.dialect)
    preset = for_origin(url.required().origin)
    own = bool(preset and any(base.url == team.base_url for base in preset.bases))
    settings = team.client_settings()
    asked = _asked_headers(team, arguments)
    return Target(
        url=replace(url, candidates=(), remarks=()) if own else url,
        key=None,
        model=team.model,
        client=client(arguments.client or (team.verdict.client if team.verdict else "roo")),
        settings=settings.with_({"openAiHeaders": asked}) if asked else settings,
        preset=preset.id if preset else None,
        preset_base=own,
        allow_http=arguments.allow_http and url.required().is_plain_http_elsewhere,
    )


def _asked_headers(team: TeamFile, arguments: Namespace) -> Mapping[str, HeaderValue]:
    given = custom_headers([], arguments.header_env)
    for name in team.asked_headers:
        if name not in given:
            raise UsageError(f"the file asks for your own header {name}", f"add: --header-env {name}=VARIABLE")
    for name in given:
        if name not in team.asked_headers:
            raise UsageError(f"the file does not ask for the header {name}", "leave it out")
    return given
