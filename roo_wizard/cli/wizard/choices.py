"""What the wizard's screens are told about gateways: the presets as rows, and what to say about a key or a model."""

import re
from dataclasses import replace

from roo_wizard.cli.described import refuse_unreachable
from roo_wizard.core.base_url import BaseUrl, Correction, read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.views import Base, GatewayChoice, Route
from roo_wizard.presets import Base as Template
from roo_wizard.presets import Preset, foreign_key_warning, load, model_form_remark
from roo_wizard.presets import Route as KnownRoute
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo.settings import ClientSettings

PRACTICE = "practice"
CUSTOM = "custom"


def gateway_choices() -> tuple[GatewayChoice, ...]:
    """Return every preset as a row, in the order of the preset file."""
    return tuple(map(_choice, load().values()))


def practice_choice(base_url: str = "") -> GatewayChoice:
    """Return the row of the practice gateway; its address is known once it listens."""
    from roo_wizard.practice.visit import KEY

    return GatewayChoice(
        id=PRACTICE,
        name="Practice gateway",
        note="built in; no key, no network, nothing is stored",
        bases=(Base(base_url),),
        placeholder_key=KEY,
        keywords=("learn", "try", "demo"),
        practice=True,
    )


def choice_of_profile(profile: Profile) -> GatewayChoice:
    """Return the row that a saved connection belongs to: its preset's, else the custom one, with its own base."""
    known = load().get(profile.preset or CUSTOM) or load()[CUSTOM]
    return replace(
        _choice(known),
        bases=(Base(profile.base_url),),
        dialect=profile.dialect,
        provider=profile.client_settings()["apiProvider"],
        key_page=known.page_at(known.key_page, profile.base_url),
    )


def read_url(typed: str, choice: GatewayChoice) -> BaseUrl:
    """Read *typed* for *choice*; a gateway's own base is not second-guessed.

    Where the preset asks for the gateway's address or a name alone, its base is made of the answer.
    """
    url = read_base_url(typed, choice.dialect)
    whole = _completed(typed, url, choice)
    if whole:
        made = read_base_url(whole, choice.dialect)
        note = Correction("N05", f"{choice.name} writes its base as {choice.url_template}")
        return replace(made, typed=typed, corrections=(*made.corrections, note))
    if url.endpoint is None:
        return url
    try:
        refuse_unreachable(url.endpoint, ClientSettings({"apiProvider": choice.provider}))
    except UsageError as error:
        return replace(url, endpoint=None, problem=f"{error.message}; {error.hint}")
    if all(base.url != url.endpoint.base_url for base in choice.bases):
        return url
    return replace(url, candidates=(), remarks=tuple(remark for remark in url.remarks if "/v1" not in remark))


def _completed(typed: str, url: BaseUrl, choice: GatewayChoice) -> str:
    """Return the whole base where *typed* answers only what the preset's template leaves open, else ""."""
    template = Template(choice.url_template, choice.dialect, "")
    if len(template.placeholders) != 1:
        return ""
    value = ""
    if not template.url.startswith("{"):
        value = typed.strip() if re.fullmatch(r"\s*[A-Za-z0-9-]+\s*", typed) else ""
    elif url.endpoint is not None and not url.endpoint.base_path:
        value = url.endpoint.origin
    whole = template.filled({template.placeholders[0]: value})
    return whole if value and whole != value else ""


def key_warning(choice: GatewayChoice, key: ApiKey) -> str:
    """Return a sentence when *key* belongs to another vendor than *choice*, else ""."""
    base = choice.bases[0].url if choice.bases else ""
    endpoint = read_base_url(base, choice.dialect).endpoint
    return foreign_key_warning(load().get(choice.id), key, endpoint.origin if endpoint else "") or ""


def model_remarks(state: WizardState, model_id: str) -> tuple[str, ...]:
    """Return what is special about *model_id* for this client and this gateway."""
    from roo_wizard.roo.model_ids import warnings

    dialect = state.endpoint.dialect if state.endpoint else Dialect.OPENAI
    preset = load().get(state.gateway.id) if state.gateway else None
    remark = model_form_remark(preset, model_id) if preset else None
    return (*warnings(model_id, dialect, state.client, settings=state.settings), *((remark,) if remark else ()))


def _choice(preset: Preset) -> GatewayChoice:
    """The gateway on its recommended route."""
    routes = tuple(_route(route) for route in preset.routes if route.known)
    choice = GatewayChoice(
        id=preset.id,
        name=preset.name,
        routes=routes,
        placeholder_key=preset.placeholder if preset.key_optional else "",
        key_page=preset.key_page,
        key_hint=preset.key_hint,
        model_hint=" ".join(preset.model_rules),
        keywords=(*preset.aliases, *preset.hosts, preset.family),
        remarks=tuple(quirk.text for quirk in preset.quirks),
    )
    return choice.on(routes[0])


def _route(known: KnownRoute) -> Route:
    ready = tuple(Base(base.url, base.label) for base in known.bases if base.ready and base.url)
    asks = next((question for base in known.bases for question in base.asks.values()), "")
    return Route(
        label=known.label,
        provider="" if known.provider == known.dialect.value else known.provider,
        dialect=known.dialect,
        bases=ready,
        url_template="" if ready else next((base.url for base in known.bases), ""),
        note="" if ready else asks,
        why=known.why,
    )
