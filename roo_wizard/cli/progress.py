"""The interrupted wizard as answers that may be written down, and back.

The key is never among them, and neither is the leave to send it over http: both are asked for again.
"""

from dataclasses import replace

from roo_wizard.cli.choices import CUSTOM, gateway_choices, read_url
from roo_wizard.cli.secrets_in_text import looks_like_key
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.exchange import Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import GatewayChoice, KeyPlace, PlaceKind
from roo_wizard.profiles.resume import Progress
from roo_wizard.roo.clients import client
from roo_wizard.roo.settings import ClientSettings


def progress_of(state: WizardState) -> Progress:
    """Return the answers of *state* that are no secret."""
    answers: dict[str, Json] = {
        "gateway": state.gateway.id if state.gateway else None,
        "region": state.region,
        "url": state.url.typed if state.url else None,
        "key_place": str(state.key_place),
        "model": None if looks_like_key(state.model) else state.model or None,
        "client": state.client.id,
        "profile": state.profile,
        "settings": {name: state.settings[name] for name in state.settings if name != "openAiHeaders"} or None,
    }
    return Progress(state.step.value, answers)


def state_of(progress: Progress) -> WizardState | None:
    """Return the state that *progress* describes, at the key step at the latest; None when it is of no use.

    The file may have been edited by hand: what does not fit is left out, never believed.
    """
    text = {name: value for name, value in progress.answers.items() if isinstance(value, str)}
    choice = next((entry for entry in gateway_choices() if entry.id == text.get("gateway", CUSTOM)), None)
    if choice is None or "url" not in text:
        return None
    url = read_url(text["url"], choice)
    if url.endpoint is None:
        return None
    try:
        state = WizardState(client=client(text.get("client", "roo")), settings=_settings(progress.answers))
    except RooWizardError:
        return None
    reached = Step.KEY if not choice.keyless else Step.MODEL
    step = min(_step(progress.step), reached, key=lambda one: one.number)
    return replace(
        state,
        step=step,
        gateway=choice,
        region=_region(progress.answers.get("region"), choice),
        url=url,
        key=ApiKey(choice.placeholder_key) if choice.keyless else None,
        key_place=_place(text.get("key_place", "")),
        model=text.get("model", ""),
        profile=text.get("profile"),
    )


def _settings(answers: Json) -> ClientSettings:
    kept = answers.get("settings")
    return ClientSettings(kept if isinstance(kept, dict) else None)


def _step(name: str) -> Step:
    return Step(name) if name in set(Step) else Step.GATEWAY


def _region(value: Json, choice: GatewayChoice) -> int:
    return value if isinstance(value, int) and 0 <= value < max(1, len(choice.bases)) else 0


def _place(text: str) -> KeyPlace:
    kind, _, variable = text.partition(":")
    return KeyPlace(PlaceKind(kind), variable) if kind in set(PlaceKind) else KeyPlace()
