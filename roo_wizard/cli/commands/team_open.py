"""``team open``: join a team. The host is confirmed first, only then is the key read; then proof, profile, card."""

import asyncio
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.commands.check import proven
from roo_wizard.cli.connection import Connection
from roo_wizard.cli.keys import given_key
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.cli.team_opening import (
    known_profile,
    refuse_inner_addresses,
    refuse_taken_name,
    refuse_unless_confirmed,
    target_of,
)
from roo_wizard.cli.team_words import SCHEMA, content_text, receiver_text, team_object
from roo_wizard.core.errors import ProfileError, RooWizardError, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.gateway.proxies import proxy_for
from roo_wizard.probe.target import Options
from roo_wizard.profiles.names import clean_name
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.modes import keep_modes
from roo_wizard.profiles.team.pins import History, TeamPins
from roo_wizard.profiles.team.raw import TeamBytes
from roo_wizard.profiles.team.text import read_team_file
from roo_wizard.profiles.team.trust import Receiver, receiver, refuse_foreign_key


def run(arguments: Namespace) -> int:
    """Open the file; the exit code is that of the proof, or 2 until the host is confirmed."""
    team, opened = read_team_file(Path(arguments.file))
    pins, profiles = TeamPins(Places.of_user()), ProfileStore(Places.of_user()).load()
    if profiles.problem is not None and not profiles.profiles:
        raise profiles.problem
    told, history = receiver(team), pins.history(opened, team)
    name = None if arguments.save is None else clean_name(arguments.save)
    known = known_profile(history, profiles, team, name)
    if known is not None:
        return _nothing_new(known, told, history, team, opened, as_json=arguments.json)
    narrate(receiver_text(told, history))
    refuse_unless_confirmed(arguments, told, history)
    if name is not None:
        refuse_taken_name(name, history, profiles)
    connection = _connection(arguments, team, opened, told, pins)
    code = asyncio.run(proven(connection, Options(), save=name, as_json=arguments.json))
    if code == exits.READY and name is not None:
        _pin(pins, opened, team, name)
    _next(team, name if code == exits.READY else None)
    return code


def _connection(arguments: Namespace, team: TeamFile, opened: TeamBytes, told: Receiver, pins: TeamPins) -> Connection:
    """Return the confirmed connection with its key, which is read last of all; the file is pinned on the way."""
    refuse_inner_addresses(told.endpoint, internal=arguments.internal)
    proxy = proxy_for(told.endpoint)
    if proxy:
        narrate(f"requests go through the proxy {proxy}")
    pins.keep(opened, team)
    target = target_of(team, arguments)
    if team.key_rules:
        narrate(f"key: {safe(team.key_rules)}")
    found = given_key(Namespace(**vars(arguments), no_key=False), told.endpoint.netloc)
    if found is None:
        raise UsageError("a key is needed", "add --key-stdin, or --key-env NAME")
    refuse_foreign_key(found.key, told.endpoint)
    return Connection(replace(target, key=found.key), found.place, http_allowed=target.allow_http)


def _pin(pins: TeamPins, opened: TeamBytes, team: TeamFile, name: str) -> None:
    """Remember what was saved from the file; trouble is only told, since the one result is already printed."""
    try:
        pins.keep(opened, team, name)
    except ProfileError as error:
        narrate(f"the file was not remembered: {error.message}")
    _bind(team, name)


def _bind(team: TeamFile, name: str) -> None:
    """Bind the file's modes as far as there are profiles for them, and say which model still has none.

    Trouble is only told, since the one result is already printed.
    """
    try:
        told = keep_modes(ProfileStore(Places.of_user()), team, name)
    except RooWizardError as error:
        narrate(f"the modes were not bound: {error.message}")
        return
    for line in told:
        narrate(line)


def _nothing_new(
    profile: Profile, told: Receiver, history: History, team: TeamFile, opened: TeamBytes, *, as_json: bool
) -> int:
    """Say that this very file is already a saved connection; nothing is asked or sent.

    Modes whose model has got a profile since then are bound now; others stay as they are.
    """
    if as_json:
        print_json(SCHEMA, team_object(told, history, team, opened.sha256))
    name = safe(profile.name, 60)
    words = f"nothing new: this file is already the connection {name}.\nProve it again with: roo-wizard check {name}"
    (narrate if as_json else print)(words)
    _bind(team, profile.name)
    return exits.READY


def _next(team: TeamFile, name: str | None) -> None:
    """Narrate what the file says for afterwards: models for modes, pages, whom to ask."""
    narrate(content_text(replace(team, headers={}, asked_headers=(), settings={}, expects={})))
    if name is not None:
        narrate(f"the fields to paste: roo-wizard fields {safe(name, 60)}")
