from dataclasses import replace

import pytest

from roo_wizard.cli.commands.check import proven
from roo_wizard.cli.connection import Connection
from roo_wizard.cli.credit import balance_lines, balance_of, credit_lines
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.report import Report, RequestRecord
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.gateway.credit import Balance
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.presets import preset
from roo_wizard.probe.target import Options, Target
from tests.gateway.servers import always, reply, serving
from tests.probe.runs import run

KEY = ApiKey("sk-ab12cd34ef56gh78")
ACCEPTED = RequestRecord("T1", "POST", "https://gw.example/v1/chat/completions", 200, 1, 1)
BODY = b'{"info":{"spend":2.5,"max_budget":10,"expires":"2027-01-01T00:00:00Z","blocked":null}}'


async def report_with(*records: RequestRecord) -> Report:
    return replace((await run()).report, requests=records)


def target(url: str, chosen: str | None = None) -> Target:
    return Target(read_base_url(url), KEY, "m", preset=chosen)


async def test_after_an_accepted_request_the_documented_address_is_asked_once_with_the_key() -> None:
    async with serving(always(reply(BODY))) as server:
        lines = await credit_lines(target(f"{server.origin}/v1", "litellm"), await report_with(ACCEPTED))
    assert lines == (
        "credit: 7.50 USD left, limit 10.00 USD, 2.50 USD spent, expires 2027-01-01T00:00:00Z"
        " (said by the gateway, not part of the verdict)",
    )
    assert [(seen.method, seen.target) for seen in server.seen] == [("GET", "/key/info")]
    assert server.seen[0].header("Authorization") == f"Bearer {KEY.reveal()}"


@pytest.mark.parametrize("record", [replace(ACCEPTED, status=401), replace(ACCEPTED, method="GET")])
async def test_a_key_that_was_not_proven_is_not_sent_there(record: RequestRecord) -> None:
    async with serving(always(reply(BODY))) as server:
        lines = await credit_lines(target(f"{server.origin}/v1", "litellm"), await report_with(record))
    assert (lines, server.seen) == ((), [])


async def test_a_preset_with_its_own_address_is_not_asked_about_at_another() -> None:
    async with serving(always(reply(BODY))) as server:
        lines = await credit_lines(target(f"{server.origin}/v1", "openrouter"), await report_with(ACCEPTED))
    assert (lines, server.seen) == ((), [])


async def test_where_nothing_is_documented_there_is_a_link() -> None:
    lines = await credit_lines(target("https://router.requesty.ai/v1"), await report_with(ACCEPTED))
    assert lines == (f"credit and usage: {preset('requesty').usage_page}",)


async def test_an_unknown_gateway_has_no_line() -> None:
    assert await credit_lines(target("https://gw.example/v1"), await report_with(ACCEPTED)) == ()


async def test_a_gateway_without_its_database_says_so_and_no_more() -> None:
    async with serving(always(reply(b"Internal Server Error", "500 Internal Server Error"))) as server:
        balance = await balance_of(target(f"{server.origin}/v1"), preset("litellm"))
    assert balance_lines(balance) == ("credit: not known (HTTP 500 at /key/info)",)


def test_a_blocked_key_and_a_debt_are_said() -> None:
    (line,) = balance_lines(Balance(remaining=-1.0, blocked=(safe("team_blocked"),)))
    assert "-1.00 USD left, the gateway says: team_blocked" in line


@pytest.mark.parametrize("as_json", [False, True])
async def test_check_says_it_after_the_verdict_and_never_in_json(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async with PracticeGateway() as gateway:
        aim = Target(read_base_url(gateway.base_url), ApiKey("practice-key"), "practice-coder", preset="litellm")
        code = await proven(Connection(aim, "session"), Options(), save=None, as_json=as_json)
        asked = [seen.path for seen in gateway.received if seen.path.endswith("/key/info")]
    out = capsys.readouterr().out
    assert code == 0
    assert ("credit: not known (HTTP 404 at /key/info)" in out) is not as_json
    assert len(asked) == (0 if as_json else 1)
