"""Requests and the road through a real forwarding proxy."""

from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.errors import PlainHttpRefused
from roo_wizard.core.exchange import Exchange, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.road import measure
from tests.gateway.authorities import authority, context, trusted
from tests.gateway.forwarding import forwarding
from tests.gateway.servers import always, reply, serving

KEY = ApiKey("sk-ab12cd34ef56gh78")
QUICK = Limits(connect=10, first_byte=10, idle_end=10, answer=20)
ENCRYPTED = read_base_url("https://gateway.example/v1").required()
PLAIN = read_base_url("http://gateway.example/v1").required()


async def asked(endpoint: Endpoint, *, allow_http: bool = False) -> Exchange:
    async with GatewayClient(endpoint, KEY, limits=QUICK, allow_http=allow_http) as client:
        return await client.send(Request("models", "GET", endpoint.url("/models")))


@pytest.mark.parametrize("credentials", ["", "me:pa55word"])
async def test_the_key_goes_through_a_tunnel_unseen(
    credentials: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trusted(authority(), tmp_path, monkeypatch)
    async with (
        serving(always(reply(b'{"a":1}')), context(made, "gateway.example")) as server,
        forwarding({"gateway.example": server.port}, credentials) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url(credentials))
        road = await measure(ENCRYPTED, QUICK)
        exchange = await asked(ENCRYPTED)
    assert (road.failure, road.proxy, dict(road.phases)) == (None, proxy.url(), {})
    assert exchange.json == {"a": 1}
    assert [(seen.method, seen.target) for seen in proxy.seen] == [("CONNECT", "gateway.example:443")] * 2
    assert KEY.reveal() not in repr(proxy.seen) + proxy.overheard.decode("latin-1")
    assert [seen.header("Authorization") for seen in server.seen] == [f"Bearer {KEY.reveal()}"]


async def test_the_way_to_the_proxy_itself_may_be_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = trusted(authority(), tmp_path, monkeypatch)
    async with (
        serving(always(reply(b'{"a":1}')), context(made, "gateway.example")) as server,
        forwarding({"gateway.example": server.port}, "me:pa55word", context(made)) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url("me:pa55word"))
        road, exchange = await measure(ENCRYPTED, QUICK), await asked(ENCRYPTED)
    assert road.failure is None
    assert exchange.json == {"a": 1}
    assert [seen.method for seen in proxy.seen] == ["CONNECT"] * 2


@pytest.mark.parametrize("credentials", ["", "me:wrong"])
async def test_a_proxy_that_wants_a_password_is_named_before_the_key_is_sent(
    credentials: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply())) as server, forwarding({"gateway.example": server.port}, "me:pa55word") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url(credentials))
        road = await measure(ENCRYPTED, QUICK)
    assert road.failure is not None
    assert (road.failure.phase, road.failure.cause) == (Phase.PROXY, "proxy-auth")
    assert "wrong" not in road.failure.detail
    assert server.connections == 0


async def test_a_proxy_that_does_not_let_the_host_through_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with forwarding({}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url())
        road = await measure(ENCRYPTED, QUICK)
    assert road.failure is not None
    assert (road.failure.phase, road.failure.cause) == (Phase.PROXY, "other")
    assert proxy.url() in road.failure.detail


@pytest.mark.parametrize(
    ("proxy", "cause"),
    [
        ("http://127.0.0.1:{port}", "refused"),
        ("http://no-such-proxy.invalid:3128", "unknown-host"),
        ("socks5://127.0.0.1:{port}", "socks"),
        ("gopher://127.0.0.1:{port}", "other"),
        ("http://127.0.0.1:notaport", "other"),
    ],
)
async def test_a_proxy_that_cannot_be_used_is_told_apart(
    proxy: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply())) as closed:
        pass
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=closed.port))
    road = await measure(ENCRYPTED, QUICK)
    assert road.failure is not None
    assert (road.failure.phase, road.failure.cause) == (Phase.PROXY, cause)


async def test_a_silent_proxy_is_a_timeout_of_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(always(b"")) as silent:
        monkeypatch.setenv("HTTPS_PROXY", silent.origin)
        road = await measure(ENCRYPTED, replace(QUICK, connect=0.1))
    assert road.failure is not None
    assert (road.failure.phase, road.failure.cause) == (Phase.PROXY, "timeout")


async def test_http_through_a_proxy_counts_as_http(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(always(reply(b'{"a":1}'))) as server, forwarding({"gateway.example": server.port}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        with pytest.raises(PlainHttpRefused):
            await asked(PLAIN)
        assert proxy.seen == []
        exchange = await asked(PLAIN, allow_http=True)
    assert exchange.json == {"a": 1}
    assert [(seen.method, seen.target) for seen in proxy.seen] == [("GET", "http://gateway.example/v1/models")]
    assert KEY.reveal().encode() in proxy.overheard, "the proxy reads what is not encrypted: hence the refusal"


async def test_a_password_that_an_http_proxy_wants_is_no_refusal_of_the_gateway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(always(reply())) as server, forwarding({"gateway.example": server.port}, "me:pa55word") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url("me:wrong"))
        refused = await asked(PLAIN, allow_http=True)
        monkeypatch.setenv("HTTP_PROXY", proxy.url("me:pa55word"))
        admitted = await asked(PLAIN, allow_http=True)
    assert refused.failure is not None
    assert (refused.failure.phase, refused.failure.cause) == (Phase.PROXY, "proxy-auth")
    assert proxy.url() in refused.failure.detail
    assert admitted.ok


async def test_loopback_never_reaches_a_proxy_that_would_serve_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(always(reply(b'{"a":1}'))) as server, forwarding({"127.0.0.1": server.port}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        monkeypatch.setenv("ALL_PROXY", proxy.url())
        exchange, road = await asked(server.endpoint), await measure(server.endpoint, QUICK)
    assert exchange.json == {"a": 1}
    assert (road.failure, road.proxy, proxy.seen) == (None, None, [])
