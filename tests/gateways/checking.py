"""From a preset to a verdict: the whole way, with the stand-in's origin in the place of the gateway's."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.events import Done
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.presets import Base, preset
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.settings import ClientSettings
from tests.gateways.stand_in import Asked, Row, StandIn
from tests.probe.runs import LIMITS


@dataclass(frozen=True)
class Proof:
    """What the check said, on what, and what the gateway saw."""

    report: Report
    target: Target
    asked: list[Asked]

    @property
    def cause(self) -> str | None:
        return self.report.cause.id if self.report.cause else None


def base_at(base: Base, origin: str) -> str:
    """The base as a person gets it, at the stand-in's *origin*; an asked-for address is the stand-in's."""
    whole = {"gateway": origin, "base_url": f"{origin}/gateway/v1"}
    url = base.filled({name: whole.get(name, "acme") for name in base.placeholders})
    return origin + urlsplit(url).path


def target_for(
    row: Row,
    origin: str,
    *,
    key: str | None = None,
    model: str = "",
    dialect: Dialect = Dialect.OPENAI,
    settings: ClientSettings | None = None,
    base: Base | None = None,
) -> Target:
    """The target that the wizard makes of the preset, a key and a model."""
    entry = preset(row.preset)
    url = read_base_url(base_at(base or entry.bases_of(dialect)[0], origin), dialect)
    return Target(
        replace(url, candidates=(), remarks=()),
        ApiKey(row.key if key is None else key),
        model or row.model,
        settings=settings or ClientSettings(),
        preset=entry.id,
        preset_base=True,
    )


async def prove(
    row: Row,
    *,
    key: str | None = None,
    model: str = "",
    dialect: Dialect = Dialect.OPENAI,
    settings: ClientSettings | None = None,
    base: Base | None = None,
) -> Proof:
    """Check the stand-in of *row* as the wizard would."""
    async with StandIn(row) as gateway:
        target = target_for(row, gateway.origin, key=key, model=model, dialect=dialect, settings=settings, base=base)
        events = [event async for event in check(target, Options(limits=LIMITS))]
    done = events[-1]
    assert isinstance(done, Done)
    return Proof(done.report, target, gateway.asked)
