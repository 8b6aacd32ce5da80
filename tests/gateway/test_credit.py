import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Chunk, Exchange, Json, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.credit import Balance, CreditQuestion, fetch_balance, read_balance
from tests.gateway.servers import Seen, always, reply, serving

KEY = ApiKey("sk-ab12cd34ef56gh78")
QUICK = Limits(connect=10, first_byte=10, idle_end=10, answer=20)
OPENROUTER = (
    CreditQuestion("/api/v1/key", "data.limit_remaining", "data.limit", "data.usage", "data.expires_at"),
    CreditQuestion("/api/v1/credits", limit="data.total_credits", spent="data.total_usage"),
)
DEEPSEEK = CreditQuestion("/user/balance", "infos.0.total_balance", currency="infos.0.currency")
XAI = CreditQuestion("/v1/api-key", blocked=("team_blocked", "api_key_blocked"))


def answer(body: Json, status: int = 200) -> Exchange:
    request = Request("credit", "GET", "https://gw.example/x")
    return Exchange(request, status, chunks=(Chunk(1.0, json.dumps(body).encode()),))


@pytest.mark.parametrize(
    ("question", "body", "expected"),
    [
        (
            OPENROUTER[0],
            {"data": {"limit": 50, "limit_remaining": 12.5, "usage": 37.5, "expires_at": "2027-01-01T00:00:00Z"}},
            (12.5, 50.0, 37.5, "USD", "2027-01-01T00:00:00Z"),
        ),
        (OPENROUTER[1], {"data": {"total_credits": 20, "total_usage": 21.5}}, (-1.5, 20.0, 21.5, "USD", "")),
        (DEEPSEEK, {"infos": [{"currency": "CNY", "total_balance": "110.00"}]}, (110.0, None, None, "CNY", "")),
        (DEEPSEEK, {"infos": [{"total_balance": 0}]}, (0.0, None, None, "USD", "")),
    ],
)
def test_an_answer_is_read_where_the_preset_says(
    question: CreditQuestion, body: Json, expected: tuple[float | None, float | None, float | None, str, str]
) -> None:
    read = read_balance(answer(body), question)
    assert (read.remaining, read.limit, read.spent, read.currency, read.expires) == expected
    assert read.known
    assert not read.problem


def test_a_blocked_key_is_named() -> None:
    read = read_balance(answer({"team_blocked": True, "api_key_blocked": False}), XAI)
    assert read.blocked == ("team_blocked",)


@pytest.mark.parametrize("value", [None, True, "a lot", "nan", "inf", 1e300, "1e300", [], {}, "9" * 5000])
def test_an_amount_that_is_none_is_left_out(value: Json) -> None:
    read = read_balance(answer({"infos": [{"total_balance": value}]}), DEEPSEEK)
    assert read.remaining is None
    assert not read.known
    assert read.problem


@pytest.mark.parametrize(
    ("status", "body"), [(401, {"error": "no"}), (500, "text"), (200, []), (200, "<html>"), (200, {})]
)
def test_an_answer_that_says_nothing_is_a_problem_and_no_zero(status: int, body: Json) -> None:
    read = read_balance(answer(body, status), DEEPSEEK)
    assert not read.known
    assert "/user/balance" in read.problem


foreign = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["data", "limit", "usage", "expires_at"]), inner),
)


@given(foreign)
def test_whatever_is_answered_is_read_without_an_exception_and_can_be_shown(body: Json) -> None:
    for question in (*OPENROUTER, DEEPSEEK, XAI):
        read = read_balance(answer(body), question)
        assert is_clean(read.expires)
        assert is_clean(read.currency)


def get(url: str) -> Request:
    return Request("credit", "GET", url)


async def test_the_first_address_that_says_what_is_left_is_the_last_one_asked() -> None:
    async with (
        serving(always(reply(b'{"data":{"limit_remaining":3}}'))) as server,
        GatewayClient(server.endpoint, KEY, limits=QUICK) as client,
    ):
        balance = await fetch_balance(client, OPENROUTER, get)
    assert balance == Balance(remaining=3.0)
    assert [seen.target for seen in server.seen] == ["/api/v1/key"]
    assert server.seen[0].header("Authorization") == f"Bearer {KEY.reveal()}"


async def test_an_unlimited_key_is_followed_by_the_next_address() -> None:
    bodies = {"/api/v1/key": b'{"data":{"limit":null,"usage":4,"expires_at":"2027-01-01"}}'}

    async def talk(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await always(reply(bodies.get(seen.target, b'{"data":{"total_credits":10,"total_usage":6}}')))(seen, writer)

    async with serving(talk) as server, GatewayClient(server.endpoint, KEY, limits=QUICK) as client:
        balance = await fetch_balance(client, OPENROUTER, get)
    assert (balance.remaining, balance.limit, balance.spent, balance.expires) == (4.0, 10.0, 6.0, "2027-01-01")


async def test_another_origin_is_never_asked() -> None:
    async with (
        serving(always(reply())) as server,
        serving(always(reply())) as other,
        GatewayClient(server.endpoint, KEY, limits=QUICK) as client,
    ):
        balance = await fetch_balance(client, OPENROUTER, lambda _: get(f"{other.origin}/api/v1/key"))
    assert not balance.known
    assert balance.problem
    assert (server.seen, other.seen) == ([], [])


async def test_a_gateway_that_does_not_answer_is_no_crash() -> None:
    async with serving(always(reply())) as server:
        pass
    async with GatewayClient(server.endpoint, KEY, limits=QUICK) as client:
        balance = await fetch_balance(client, OPENROUTER, get)
    assert balance.problem == "no answer at /api/v1/credits"
