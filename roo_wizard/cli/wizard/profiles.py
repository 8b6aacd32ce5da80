"""Saved connections for the wizard: Home's rows, opening one, and keeping what was proven."""

from dataclasses import replace

from roo_wizard.cli.connection import secret_headers
from roo_wizard.cli.keys import key_of_profile
from roo_wizard.cli.saving import save
from roo_wizard.cli.wizard.choices import choice_of_profile
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import KeyringProblem, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow import steps
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import KeyPlace, PlaceKind, ProfileView, Stored
from roo_wizard.profiles.names import propose_name
from roo_wizard.profiles.profile import KEYRING, NO_KEY, SESSION, Profile
from roo_wizard.profiles.rotation import KeyTaken
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault
from roo_wizard.roo.clients import client


def profile_views() -> tuple[ProfileView, ...]:
    """Return the rows of Home, the default connection first; raises `ProfileError` for a damaged file."""
    loaded = ProfileStore(Places.of_user()).load()
    if loaded.problem is not None and not loaded.profiles:
        raise loaded.problem
    ordered = sorted(loaded.profiles, key=lambda profile: profile.name != loaded.default)
    return tuple(map(profile_view, ordered))


async def open_profile(name: str) -> WizardState:
    """Return the state of the connection *name*: at the proof, or at the key when that could not be read."""
    profile = ProfileStore(Places.of_user()).load().get(name)
    url = replace(read_base_url(profile.base_url, profile.dialect), typed=profile.typed_url or profile.base_url)
    state = WizardState(
        client=client(profile.client),
        settings=profile.client_settings(),
        gateway=choice_of_profile(profile),
        url=url,
        http_allowed_for=url.required().origin if profile.allow_http else "",
        key_place=_place(profile),
        model=profile.model,
        profile=profile.name,
    )
    vault = Vault()
    try:
        found = await key_of_profile(profile, vault)
        headers = await secret_headers(profile, vault)
    except (KeyringProblem, UsageError):
        return state.at(Step.KEY)
    return replace(state, step=Step.PROOF, key=found.key, settings=profile.client_settings(headers))


def is_as_saved(state: WizardState) -> bool:
    """Whether *state* is only a saved connection as it is kept, so that there is no answer to lose."""
    profile = ProfileStore(Places.of_user()).load().find(state.profile) if state.profile else None
    if profile is None or state.endpoint is None:
        return False
    saved = (profile.base_url, profile.dialect, profile.model, profile.client, profile.key_place)
    return saved == (
        state.endpoint.base_url,
        state.endpoint.dialect,
        state.model,
        state.client.id,
        key_place(state),
    )


async def store(state: WizardState, report: Report) -> Stored:
    """Keep profile and key; the key only if a billed request was accepted with it. Practice keeps nothing."""
    if state.practice:
        return Stored(("Practice: nothing is stored.",))
    accepted = any(request.method == "POST" and request.status == 200 for request in report.requests)
    place = key_place(state)
    if place == KEYRING and not accepted:
        place = SESSION
    name = profile_name(state)
    if place != KEYRING or not await _has_another_key(state, name):
        try:
            return await _saved(state, report, name, place)
        except KeyTaken:  # by another terminal, just now
            pass
    taken = ProfileStore(Places.of_user()).load().names
    return await _saved(state, report, propose_name(name, steps.target(state).endpoint.base_url, taken), place)


async def _saved(state: WizardState, report: Report, name: str, place: str) -> Stored:
    """Save *state* as the profile *name*; a new connection takes no other key's place."""
    saved = await save(
        steps.target(state),
        report,
        name,
        place,
        http_allowed=state.allow_http,
        context_window=context_window(state),
        expected=None if state.profile else state.key,
    )
    return Stored(tuple(map(safe, saved.words)), saved.name)


async def _has_another_key(state: WizardState, name: str) -> bool:
    """Whether a new connection would take the key away from the saved one that is called *name*.

    One gateway may give a person several keys, such as one for each team (guides.md 2.4); replacing a key is what
    rotating is for.
    """
    saved = None if state.profile else ProfileStore(Places.of_user()).load().find(name)
    if saved is None:
        return False
    try:
        kept = await Vault().read(saved.key_address, saved.key_address.origin)
    except KeyringProblem:
        return False
    return kept is not None and kept != state.key


def context_window(state: WizardState) -> int | None:
    """Return what the gateway published for the chosen model."""
    models = state.catalog.models if state.catalog else ()
    return next((model.context_window for model in models if model.id == state.model), None)


def key_place(state: WizardState) -> str:
    """Return where the key goes, written as in `Profile.key_place`."""
    choice = state.gateway
    keyless = choice is not None and choice.keyless and state.key == ApiKey(choice.placeholder_key)
    return NO_KEY if keyless else str(state.key_place)


def profile_name(state: WizardState) -> str:
    """Return the name under which *state* is saved: its own, that of the same connection with
    its key in the same place, or a free one.
    """
    if state.profile:
        return state.profile
    loaded = ProfileStore(Places.of_user()).load()
    target = steps.target(state)
    wanted = (target.endpoint.base_url, target.endpoint.dialect, target.model, target.client.id)
    for profile in loaded.profiles:
        same = (profile.base_url, profile.dialect, profile.model, profile.client) == wanted
        # A connection whose key is kept elsewhere stays as it is: somebody's cron job may live on it.
        if same and profile.key_place == key_place(state):
            return profile.name
    preset = None if state.practice or target.preset == "custom" else target.preset
    return propose_name("practice" if state.practice else preset, target.endpoint.base_url, loaded.names)


def profile_view(profile: Profile) -> ProfileView:
    """Return *profile* as the screens show it."""
    return ProfileView(
        name=safe(profile.name),
        base_url=safe(profile.base_url),
        model=safe(profile.model),
        client=profile.client,
        key=profile.key_kind,
        last_verdict=profile.last_verdict or "",
        checked_at=profile.checked_at or "",
    )


def _place(profile: Profile) -> KeyPlace:
    if profile.key_variable is not None:
        return KeyPlace(PlaceKind.ENV, profile.key_variable)
    return KeyPlace(PlaceKind.SESSION if profile.key_kind == SESSION else PlaceKind.KEYRING)
