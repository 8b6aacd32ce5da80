from dataclasses import dataclass, field

import pytest

from roo_wizard.core.exchange import Exchange, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.gateway.retry import send_with_retries
from tests.gateway.made import answer, no_answer, refusal

REQUEST = Request("T1", "POST", "https://gateway.example/v1/chat/completions", (("X-Stainless-Retry-Count", "0"),), {})
GOOD = answer({"choices": []})


@dataclass
class Script:
    """Gives the answers one after the other and notes what was asked and slept."""

    answers: list[Exchange]
    asked: list[Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    async def send(self, request: Request) -> Exchange:
        self.asked.append(request)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def busy(status: int = 503, **headers: str) -> Exchange:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return answer({"error": {"message": "overloaded"}}, status, headers=pairs)


async def run(*answers: Exchange) -> tuple[Exchange, Script]:
    script = Script(list(answers))
    return await send_with_retries(script, REQUEST, Limits(), sleep=script.sleep), script


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 503, 529])
async def test_these_statuses_are_tried_three_times(status: int) -> None:
    exchange, script = await run(busy(status))
    assert exchange.attempts == 3
    assert [earlier.status for earlier in exchange.earlier] == [status, status]
    assert script.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422, 301])
async def test_these_statuses_are_tried_once(status: int) -> None:
    exchange, script = await run(busy(status))
    assert (exchange.attempts, script.slept) == (1, [])


async def test_a_good_answer_ends_the_retries_and_keeps_the_refused_ones() -> None:
    exchange, _ = await run(busy(500), GOOD)
    assert exchange.ok
    assert [earlier.status for earlier in exchange.earlier] == [500]


async def test_no_money_is_not_tried_again() -> None:
    broke = refusal("You exceeded your current quota", 429, code="insufficient_quota")
    exchange, _ = await run(broke)
    assert exchange.attempts == 1


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"retry_after": "3"}, [3.0, 3.0]),
        ({"retry_after": "0"}, [0.0, 0.0]),
        ({"retry_after_ms": "250", "retry_after": "3"}, [0.25, 0.25]),
        ({"retry_after": "20"}, [20.0, 20.0]),
        ({"retry_after": "21"}, []),
        ({"retry_after": "Fri, 20 Nov 2026 10:00:07 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, [7.0, 7.0]),
        ({"retry_after": "Fri, 20 Nov 2026 10:00:07 GMT"}, [0.5, 1.0]),
        ({"retry_after": "soon"}, [0.5, 1.0]),
        ({"retry_after": "-5"}, [0.5, 1.0]),
        ({"retry_after": "nan"}, [0.5, 1.0]),
        ({"retry_after": "inf"}, [0.5, 1.0]),
        ({"x_should_retry": "false"}, []),
    ],
)
async def test_what_the_answer_asks_for_is_honoured_within_bounds(headers: dict[str, str], slept: list[float]) -> None:
    _, script = await run(busy(429, **headers))
    assert script.slept == slept


async def test_a_refusal_that_asks_to_be_retried_is() -> None:
    exchange, _ = await run(busy(400, x_should_retry="true"), GOOD)
    assert exchange.attempts == 2


@pytest.mark.parametrize(
    ("cause", "phase", "attempts"),
    [
        ("refused", Phase.TCP, 3),
        ("unreachable", Phase.TCP, 3),
        ("disconnected", Phase.FIRST_BYTE, 3),
        ("unknown-host", Phase.DNS, 1),
        ("expired", Phase.TLS, 1),
        ("disconnected", Phase.TLS, 1),
        ("timeout", Phase.FIRST_BYTE, 1),
        ("protocol", Phase.FIRST_BYTE, 1),
        ("proxy-auth", Phase.PROXY, 1),
    ],
)
async def test_only_failures_that_may_pass_are_tried_again(cause: str, phase: Phase, attempts: int) -> None:
    exchange, _ = await run(no_answer(cause, phase))
    assert exchange.attempts == attempts


async def test_the_caller_can_stop_the_spending() -> None:
    script = Script([busy(500)])
    exchange = await send_with_retries(script, REQUEST, Limits(), may_retry=lambda _: False, sleep=script.sleep)
    assert (exchange.attempts, script.slept) == (1, [])


async def test_the_counter_of_retries_is_sent_as_the_sdk_sends_it() -> None:
    _, script = await run(busy(500))
    assert [dict(request.headers)["X-Stainless-Retry-Count"] for request in script.asked] == ["0", "1", "2"]
