"""What a finished check leaves for the record besides its report: models, limits, and how the first turn ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Exchange
from roo_wizard.core.redaction import is_masked
from roo_wizard.core.text import safe
from roo_wizard.gateway.key_limits import stated_limits
from roo_wizard.gateway.listing.catalog import parse_models
from roo_wizard.probe.wire.walk import read_wire


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts of the exchanges of one check; None where nothing answered.

    ``models`` are the ids of the list as the client itself fetches it, sorted. ``http_status``,
    ``finish_reason`` and ``tool_calls`` (a count) are those of the first turn that was accepted, else refused.
    ``limits`` are those that the gateway states for the key, in that turn or else with the list.
    """

    models: tuple[str, ...] | None = None
    http_status: int | None = None
    finish_reason: str | None = None
    tool_calls: int | None = None
    limits: Mapping[str, float] = field(default_factory=dict)


def evidence_of(exchanges: Sequence[Exchange]) -> Evidence:
    """Return the facts of a check's *exchanges*, as the engine hands them to its ``keep``."""
    posts = [exchange for exchange in exchanges if exchange.request.method == "POST" and exchange.reached]
    models = next((ids for exchange in exchanges if (ids := _listed(exchange)) is not None), None)
    first = next((exchange for exchange in posts if exchange.ok), posts[0] if posts else None)
    accepted = [exchange for exchange in exchanges if exchange.ok and exchange.request.purpose == "models"]
    limits = stated_limits([first, *accepted] if first is not None and first.ok else accepted)
    if first is None:
        return Evidence(models, limits=limits)
    wire = read_wire(first)
    reason = safe(wire.finish_reasons[-1], 60) if wire.finish_reasons else None
    known = reason if reason and not is_masked(reason) else None
    return Evidence(models, first.status, known, len(wire.calls), limits)


def _listed(exchange: Exchange) -> tuple[str, ...] | None:
    """The ids of a list that was given to the key; an empty list says no more than none."""
    if exchange.request.purpose != "models" or not exchange.ok:
        return None
    models = parse_models(exchange.json)
    return tuple(sorted(model.id for model in models)) if models else None
