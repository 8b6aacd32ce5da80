"""The parts of a report that are facts about the target and its price."""

from roo_wizard.core.model import Catalog
from roo_wizard.core.report import TargetFacts
from roo_wizard.core.text import safe
from roo_wizard.probe.target import Target
from roo_wizard.probe.trials import Settled


def target_facts(target: Target, shown: Settled | None) -> TargetFacts:
    """Return what was checked; the served model is the one that the accepted first turn names."""
    endpoint = target.endpoint
    served = shown.shown.seen.wire.served_model if shown and shown.shown.seen.answered else None
    return TargetFacts(
        typed_url=target.url.typed_shown,
        base_url=endpoint.base_url,
        origin=endpoint.origin,
        dialect=endpoint.dialect.value,
        model=target.model,
        served_model=safe(served or "") or None,
        preset=target.preset,
        profile=target.profile,
    )


def cost_usd(catalog: Catalog | None, model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Return the price of that many tokens by the model list, None where it gives none."""
    models = catalog.models if catalog else ()
    entry = next((listed for listed in models if listed.id == model), None)
    if entry is None or entry.input_price is None or entry.output_price is None:
        return None
    return round((prompt_tokens * entry.input_price + completion_tokens * entry.output_price) / 1e6, 6)
