"""The interrupted wizard as answers that may be written down, and back.

The key is never among them, and neither is the leave to send it over http: both are asked for again.
"""

from collections.abc import Mapping
from dataclasses import replace

from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.cli.wizard.choices import CUSTOM, gateway_choices, read_url
from roo_wizard.cli.wizard.team import TeamDesk
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.team import Confirmation, confirm
from roo_wizard.flow.views import GatewayChoice, KeyPlace, PlaceKind
from roo_wizard.profiles.resume import Progress
from roo_wizard.profiles.schema import checked_settings, fits_dialect
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import ClientSettings

_HEADERS = "openAiHeaders"
"""No answer: they come from a team file or a saved connection, see `resumed`."""


def progress_of(state: WizardState) -> Progress:
    """Return the answers of *state* that are no secret."""
    answers: dict[str, Json] = {
        "gateway": state.gateway.id if state.gateway else None,
        "region": state.region,
        "url": state.url.typed if state.url else None,
        "dialect": state.endpoint.dialect.value if state.endpoint else None,
        "key_place": str(state.key_place),
        "keyless": state.key_is_placeholder,
        "model": None if looks_like_key(state.model) else state.model or None,
        "client": state.client.id,
        "profile": state.profile,
        "team": state.team or None,
        "settings": {name: state.settings[name] for name in state.settings if name != _HEADERS} or None,
    }
    return Progress(state.step.value, answers)


def resumed(progress: Progress, teams: TeamDesk) -> WizardState | None:
    """Return the state that *progress* describes; None when it is of no use.

    Headers are not among the answers: they come from the pinned team file, or the saved connection, that they
    belong to. Without that, or where it has secret ones, going on would quietly lose them.
    """
    team, profile = (progress.answers.get(name) for name in ("team", "profile"))
    if isinstance(team, str):
        journey = teams.kept(team)
        if journey is None or journey.confirmation is Confirmation.NEVER:
            return None
        return state_of(progress, confirm(journey, journey.receiver.confirm))
    saved = ProfileStore(Places.of_user()).load().find(profile) if isinstance(profile, str) else None
    if saved is None:
        return state_of(progress)
    if saved.secret_headers:
        return None
    return state_of(progress, WizardState(settings=ClientSettings({_HEADERS: dict(saved.headers)})))


def state_of(progress: Progress, base: WizardState | None = None) -> WizardState | None:
    """Return *base* with the answers of *progress*, at the key step at the latest; None when they do not fit.

    The file may have been edited by hand: what does not fit is left out, never believed. What a team file
    answered (in *base*) belongs to its own origin alone.
    """
    text = {name: value for name, value in progress.answers.items() if isinstance(value, str)}
    base = base or WizardState()
    try:
        base = replace(base, client=client(text.get("client", "roo")), settings=_settings(progress.answers, base))
    except (RooWizardError, ValueError):
        return None
    choice = _choice(text, base)
    if choice is None or "url" not in text or not fits_dialect(dict(base.settings), choice.dialect):
        return None
    url = base.url if base.url and base.url.typed == text["url"] else read_url(text["url"], choice)
    if url.endpoint is None or (base.endpoint and base.endpoint.origin != url.endpoint.origin):
        return None
    keyless = choice.keyless and progress.answers.get("keyless") is True
    step = min(_step(progress.step), Step.MODEL if keyless else Step.KEY, key=lambda one: one.number)
    return replace(
        base,
        step=step,
        gateway=choice,
        region=_region(progress.answers.get("region"), choice),
        url=url,
        key=ApiKey(choice.placeholder_key) if keyless else None,
        key_place=_place(text.get("key_place", "")),
        model=text.get("model", base.model),
        profile=text.get("profile"),
    )


def _choice(text: Mapping[str, str], base: WizardState) -> GatewayChoice | None:
    """The answered gateway, on the route by which it was answered."""
    named = text.get("gateway", CUSTOM)
    known = (*((base.gateway,) if base.gateway else ()), *gateway_choices())
    choice: GatewayChoice | None = next((entry for entry in known if entry.id == named), None)
    provider, dialect = str(base.settings["apiProvider"]), text.get("dialect")
    if choice is None or dialect not in set(Dialect):
        return choice
    if choice.routes:
        choice = choice.on(choice.routes[choice.route_by(provider, Dialect(dialect))])
    return replace(choice, dialect=Dialect(dialect), provider=provider)


def _settings(answers: Json, base: WizardState) -> ClientSettings:
    kept = answers.get("settings")
    if not isinstance(kept, dict):
        return base.settings
    return base.settings.with_(checked_settings({name: value for name, value in kept.items() if name != _HEADERS}))


def _step(name: str) -> Step:
    return Step(name) if name in set(Step) else Step.GATEWAY


def _region(value: Json, choice: GatewayChoice) -> int:
    return value if isinstance(value, int) and 0 <= value < max(1, len(choice.bases)) else 0


def _place(text: str) -> KeyPlace:
    kind, _, variable = text.partition(":")
    return KeyPlace(PlaceKind(kind), variable) if kind in set(PlaceKind) else KeyPlace()
