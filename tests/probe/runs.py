"""A whole check against the practice gateway, in one process and with shrunk waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.events import Done, Event
from roo_wizard.core.exchange import Json
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.practice.models import CLAUDE
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.settings import ClientSettings

LIMITS = Limits(
    connect=5,
    idle_warn=0.5,
    idle_end=1.2,
    complete_warn=0.5,
    complete_end=1.0,
    retry_waits=(0.0, 0.0),
    retry_after_max=0.0,
)
PACING = replace(Pacing.instant(), hold=0.7)
FULL = Options(full=True, limits=LIMITS)
O3_MODEL = "practice-o3-coder"


@dataclass(frozen=True)
class Run:
    """What a check said and what the gateway saw of it."""

    report: Report
    events: tuple[Event, ...]
    bodies: tuple[bytes, ...]


def target(
    url: str, *, key: str = "practice-key", model: str = "practice-coder", dialect: Dialect = Dialect.OPENAI
) -> Target:
    """A target for the gateway at *url*."""
    return Target(read_base_url(url, dialect), ApiKey(key), model)


async def run(
    faults: str = "",
    *,
    options: Options | None = None,
    suffix: str = "",
    key: str = "practice-key",
    model: str = "",
    settings: Mapping[str, Json] | None = None,
    pacing: Pacing = PACING,
) -> Run:
    """Check the practice gateway with *faults*; *suffix* is typed behind its base URL."""
    async with PracticeGateway(pacing=pacing) as gateway:
        default = O3_MODEL if "R09" in faults.split("+") else "practice-coder"
        aim = target(gateway.url(faults) + suffix, key=key, model=model or default)
        aim = replace(aim, settings=ClientSettings(settings))
        events = [event async for event in check(aim, options or Options(limits=LIMITS))]
        posts = tuple(seen.body for seen in gateway.received if seen.method == "POST")
    done = events[-1]
    assert isinstance(done, Done)
    return Run(done.report, tuple(events), posts)


async def run_anthropic(
    faults: str = "", *, model: str = CLAUDE, client: ClientProfile = ROO, suffix: str = "", limits: Limits = LIMITS
) -> Run:
    """Check the Anthropic route of the practice gateway with *faults*."""
    async with PracticeGateway(pacing=PACING) as gateway:
        aim = target(gateway.anthropic_url(faults) + suffix, model=model, dialect=Dialect.ANTHROPIC)
        events = [event async for event in check(replace(aim, client=client), Options(limits=limits))]
        posts = tuple(seen.body for seen in gateway.received if seen.method == "POST")
    done = events[-1]
    assert isinstance(done, Done)
    return Run(done.report, tuple(events), posts)


async def run_native(
    provider: str,
    faults: str = "",
    *,
    model: str = "practice-coder",
    options: Options | None = None,
    suffix: str = "",
    key: str = "practice-key",
) -> Run:
    """Check the practice gateway with *faults* through the client's own entry *provider*."""
    async with PracticeGateway(pacing=PACING) as gateway:
        base = gateway.litellm_url(faults) if provider == "litellm" else gateway.url(faults)
        aim = replace(target(base + suffix, model=model, key=key), settings=ClientSettings({"apiProvider": provider}))
        events = [event async for event in check(aim, options or Options(limits=LIMITS))]
        posts = tuple(seen.body for seen in gateway.received if seen.method == "POST")
    done = events[-1]
    assert isinstance(done, Done)
    return Run(done.report, tuple(events), posts)
