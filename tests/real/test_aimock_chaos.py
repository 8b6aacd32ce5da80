"""aimock's chaos switches: broken JSON, connections that drop, rate limits; each by certainty and by chance."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.events import Done, Event
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.probe.engine import check
from roo_wizard.probe.target import Options, Target
from tests.real.conftest import AIMOCK_KEY

pytestmark = pytest.mark.aimock

LIMITS = replace(Limits().lowered_to(20), retry_waits=(0.0, 0.0), retry_after_max=0.0)


@contextmanager
def chaos(aimock: str, **rates: float) -> Iterator[None]:
    """Set aimock's *rates* while the block runs."""
    address, key = f"{aimock}/__aimock/chaos", {"authorization": f"Bearer {AIMOCK_KEY}"}
    with httpx.Client(trust_env=False, headers=key) as client:
        client.post(address, json=rates).raise_for_status()
        try:
            yield
        finally:
            client.delete(address).raise_for_status()


async def checked(aimock: str, dialect: Dialect = Dialect.OPENAI, model: str = "tool-model") -> Report:
    base = aimock if dialect is Dialect.ANTHROPIC else f"{aimock}/v1"
    target = Target(read_base_url(base, dialect), ApiKey(AIMOCK_KEY), model)
    stream: AsyncIterator[Event] = check(target, Options(limits=LIMITS))
    events = [event async for event in stream]
    done = events[-1]
    assert isinstance(done, Done)
    return done.report


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize(
    ("switch", "cause", "verdict"),
    [
        ("malformedRate", "N09", Verdict.BLOCKED),
        ("disconnectRate", "N01", Verdict.BLOCKED),
        ("rateLimitRate", "N08", Verdict.INCONCLUSIVE),
    ],
)
async def test_what_always_happens_is_named(
    aimock: str, dialect: Dialect, switch: str, cause: str, verdict: Verdict
) -> None:
    with chaos(aimock, **{switch: 1.0}):
        report = await checked(aimock, dialect)
    assert report.cause is not None
    assert (report.cause.id, report.verdict) == (cause, verdict)


async def test_without_chaos_the_same_server_is_ready_again(aimock: str) -> None:
    with chaos(aimock, malformedRate=1.0):
        await checked(aimock)
    assert (await checked(aimock)).verdict is Verdict.READY


async def test_a_slow_server_is_no_fault(aimock: str) -> None:
    with chaos(aimock, latencyMs=300):
        assert (await checked(aimock)).verdict is Verdict.READY


async def test_a_rate_limit_says_that_waiting_helps(aimock: str) -> None:
    with chaos(aimock, rateLimitRate=1.0):
        report = await checked(aimock)
    assert report.cause is not None
    assert report.cause.retryable
