"""A connection as what is handed over: the card and its other formats."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from roo_wizard.cli.keys import placeholder_text
from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.gateway.recorded import from_capture
from roo_wizard.handoff.fields import KEY_VARIABLE, Fields, Machine
from roo_wizard.presets.loader import load
from roo_wizard.probe.target import Target
from roo_wizard.profiles.history_store import HistoryStore
from roo_wizard.profiles.key_address import SERVICE, KeyAddress
from roo_wizard.profiles.keyring_facts import usual_commands
from roo_wizard.profiles.ledger import Ledger
from roo_wizard.profiles.profile import ENV_PREFIX, KEYRING, NO_KEY, Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.native.models import Listed, read_list


def handed_over(
    target: Target,
    *,
    name: str,
    key_place: str,
    report: Report | None = None,
    profile: Profile | None = None,
    context_window: int | None = None,
    practice: bool = False,
) -> Fields:
    """Return what the card is made of; *name* is the proposed name of the profile in the client."""
    return Fields(
        endpoint=target.endpoint,
        model=target.model,
        client=target.client,
        settings=target.settings,
        profile=name,
        preset=load().get(target.preset) if target.preset else None,
        key_where=key_words(target, key_place, profile.name if profile else name),
        key_command=_read_command(target, key_place, profile.name if profile else name),
        placeholder=_placeholder(target, practice=practice) if key_place == NO_KEY else None,
        key_variable=key_place.removeprefix(ENV_PREFIX) if key_place.startswith(ENV_PREFIX) else KEY_VARIABLE,
        context_window=context_window or (profile.context_window if profile else None),
        report=report,
        served_model=profile.served_model if profile else None,
        last_verdict=profile.last_verdict if profile else None,
        checked_at=profile.checked_at if profile else None,
        practice=practice,
    )


def with_record(fields: Fields, profile: str) -> Fields:
    """Return *fields* with what is kept of the saved *profile*: checks, last run, record, what it was before."""
    places = Places.of_user()
    saved = ProfileStore(places).load()
    before, record = saved.before(profile), saved.record(profile)
    values = (fields.endpoint.base_url, fields.endpoint.dialect.value, fields.model)
    found = Ledger(places).last_run(lambda told: tuple(map(told.get, ("base_url", "dialect", "model"))) == values)
    run = found or {}
    history = HistoryStore(places).load(profile)
    previous = before.profile if before else None
    return replace(
        fields,
        history=history,
        previous=previous,
        record=record,
        last_run=run.get("report"),
        listed=_listed(run, fields),
    )


def _listed(run: Mapping[str, Json], fields: Fields) -> Listed | None:
    """The model list of a kept run as the client's own entry reads it; a run may have been edited by hand."""
    entry, exchanges = native_of(fields.settings, fields.client), run.get("exchanges")
    if entry is None or not entry.asks_for_list(fields.endpoint) or not isinstance(exchanges, list):
        return None
    for record in exchanges:
        with suppress(UsageError):
            exchange = from_capture(record)
            if exchange.request.purpose == "models" and exchange.ok:
                return read_list(entry, exchange.json)
    return None


def with_machine(fields: Fields) -> Fields:
    """Return *fields* with the clients that are installed here and the proxy on the way; nothing is sent."""
    from roo_wizard.gateway.proxies import proxy_for
    from roo_wizard.roo.editor.installs import find_folders
    from roo_wizard.roo.editor.settings import settings_files

    home = Path.home()
    settings = {editor: _shown(path, home) for editor, path in settings_files(home, os.environ).items()}
    installs = find_folders(home, os.environ)
    return replace(fields, machine=Machine(installs, settings, proxy_for(fields.endpoint) or ""))


def _shown(path: Path, home: Path) -> str:
    """*path* as a person writes it, with ``~`` for *home*."""
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)


def key_words(target: Target, key_place: str, name: str) -> str:
    """Return in a few words where the key is, so that a person finds it when the field asks for it."""
    if key_place == KEYRING and name:
        address = KeyAddress(target.endpoint.origin, name)
        _, delete = usual_commands(address)
        return f"in your keyring: service {SERVICE}, user name {address.username}; delete it: {delete}"
    if key_place.startswith(ENV_PREFIX):
        return f"in the environment variable {key_place.removeprefix(ENV_PREFIX)}"
    return "not stored; you have it from the gateway's key page"


def _read_command(target: Target, key_place: str, name: str) -> str:
    """Return the system's own command that prints the key; the keyring itself is not asked."""
    if key_place != KEYRING or not name:
        return ""
    return usual_commands(KeyAddress(target.endpoint.origin, name))[0]


def _placeholder(target: Target, *, practice: bool) -> str:
    """Return the public text for the key field of a gateway that needs no key of a person."""
    if practice:
        from roo_wizard.practice.visit import KEY

        return KEY
    return placeholder_text(target.preset)
