"""A next step that names the thing itself: the base that answers, the model id that was probably meant."""

from dataclasses import replace
from difflib import get_close_matches

from roo_wizard.core.finding import Finding
from roo_wizard.gateway.listing.catalog import list_url
from roo_wizard.probe.ground import Get, Ground, answering_base
from roo_wizard.probe.target import Target
from roo_wizard.roo.request import models_url

_WRONG_PATH = frozenset({"N03", "N13", "refused"})
_COMPARED = 5_000
"""Model ids that are compared by similarity; beyond this only the first ones are."""


async def advised(finding: Finding, ground: Ground, target: Target, get: Get) -> Finding:
    """Return *finding* with its action made exact, where the model list or another base on the origin tells more."""
    if ground.has_own_list and not (finding.id == "N03" and _lists_elsewhere(target)):
        unknown = finding.id == "N13" and not ground.lists(target.model)
        near = nearest_models(target.model, ground) if unknown else []
        return replace(finding, action=f"{finding.action} Nearest in the list: {', '.join(near)}.") if near else finding
    if finding.id not in _WRONG_PATH:
        return finding
    base = await answering_base(get, target)
    return replace(finding, action=use_instead(base)) if base else finding


def use_instead(base_url: str) -> str:
    """Return the next step after another base on the same origin has answered."""
    return f"Use {base_url} as Base URL: its model list answers."


def _lists_elsewhere(target: Target) -> bool:
    """Whether the list is asked for beside the base, as some of the client's own entries do: it proves no base then."""
    return models_url(target.endpoint, target.settings, target.client) != list_url(target.endpoint)


def nearest_models(model: str, ground: Ground) -> list[str]:
    """Return up to three listed ids that resemble *model*."""
    listed = [entry.id for entry in ground.catalog.models[:_COMPARED]] if ground.catalog else []
    return get_close_matches(model, listed, n=3, cutoff=0.5)
