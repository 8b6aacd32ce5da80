"""TLS, proxies and the road, on real sockets."""

import asyncio
import base64
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import certifi
import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Exchange, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.proxies import UNREADABLE, proxy_for
from roo_wizard.gateway.road import measure
from roo_wizard.gateway.tls import trust
from tests.gateway.servers import (
    Authority,
    Loopback,
    Seen,
    always,
    listening,
    make_certificate,
    read_request,
    reply,
    serving,
    until_peer_leaves,
)

KEY = ApiKey("sk-ab12cd34ef56gh78")
QUICK = Limits(connect=10, first_byte=10, idle_end=10, answer=20)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


async def asked(endpoint: Endpoint, key: ApiKey | None = KEY) -> Exchange:
    async with GatewayClient(endpoint, key, limits=QUICK) as client:
        return await client.send(Request("models", "GET", endpoint.url("/models")))


async def test_an_authority_of_ssl_cert_file_is_trusted(authority: Authority, tmp_path: Path) -> None:
    async with serving(always(reply(b'{"a":1}')), make_certificate(tmp_path, issuer=authority)) as server:
        exchange = await asked(server.endpoint)
        road = await measure(server.endpoint, QUICK)
    assert exchange.json == {"a": 1}
    assert exchange.phases["tls"] > 0
    assert road.failure is None
    assert list(road.phases) == ["dns", "tcp", "tls"]


@pytest.mark.parametrize(
    ("host", "days", "signed", "cause"),
    [
        ("127.0.0.1", -1, True, "expired"),
        ("127.0.0.1", 30, False, "self-signed"),
        ("gateway.example", 30, True, "wrong-host"),
        ("10.1.2.3", 30, True, "wrong-host"),
    ],
)
async def test_certificate_faults_are_told_apart(
    authority: Authority, tmp_path: Path, host: str, days: int, signed: bool, cause: str
) -> None:
    context = make_certificate(tmp_path, host, days, authority if signed else None)
    async with serving(always(reply()), context) as server:
        exchange = await asked(server.endpoint)
        road = await measure(server.endpoint, QUICK)
    for failure in (exchange.failure, road.failure):
        assert failure is not None
        assert (failure.phase, failure.cause) == (Phase.TLS, cause)
    assert server.seen == []


async def test_an_unknown_issuer_is_not_called_self_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority.make(tmp_path / "a").path))
    stranger = Authority.make(tmp_path / "b")
    async with serving(always(reply()), make_certificate(tmp_path, issuer=stranger)) as server:
        exchange = await asked(server.endpoint)
    assert exchange.failure is not None
    assert exchange.failure.cause == "unknown-issuer"


async def test_https_to_an_http_server_is_a_protocol_failure() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(reply(b"", "400 Bad Request"))
        writer.close()

    async with listening(plain) as port:
        endpoint = read_base_url(f"https://127.0.0.1:{port}/v1").required()
        exchange = await asked(endpoint)
        road = await measure(endpoint, QUICK)
    for failure in (exchange.failure, road.failure):
        assert failure is not None
        assert failure.phase is Phase.TLS
        assert failure.cause in {"protocol", "disconnected"}


async def test_the_road_sends_no_byte_of_http(tmp_path: Path, authority: Authority) -> None:
    async with serving(always(reply())) as server:
        road = await measure(server.endpoint, QUICK)
        await server.left.wait()
    assert server.seen == []
    assert road.failure is None
    assert list(road.phases) == ["dns", "tcp"]


async def test_the_road_names_a_closed_port_and_an_unknown_name() -> None:
    async with serving(always(reply())) as server:
        pass
    closed = await measure(server.endpoint, QUICK)
    unknown = await measure(read_base_url("https://no-such-host.invalid/v1").required(), QUICK)
    assert closed.failure is not None
    assert (closed.failure.phase, closed.failure.cause) == (Phase.TCP, "refused")
    assert unknown.failure is not None
    assert (unknown.failure.phase, unknown.failure.cause) == (Phase.DNS, "unknown-host")


async def test_a_handshake_that_never_answers_is_a_tls_timeout() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        endpoint = read_base_url(f"https://127.0.0.1:{port}/v1").required()
        limits = replace(QUICK, connect=0.1)
        road = await measure(endpoint, limits)
        async with GatewayClient(endpoint, KEY, limits=limits) as client:
            exchange = await client.send(Request("models", "GET", endpoint.url("/models")))
    for failure in (road.failure, exchange.failure):
        assert failure is not None
        assert (failure.phase, failure.cause) == (Phase.TLS, "timeout")


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy")


@pytest.mark.parametrize("name", PROXIES)
async def test_loopback_is_contacted_directly_whatever_the_environment_says(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply(b'{"from":"proxy"}'))) as proxy, serving(always(reply(b'{"a":1}'))) as server:
        monkeypatch.setenv(name, proxy.origin)
        exchange = await asked(server.endpoint)
    assert exchange.json == {"a": 1}
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        (
            {"HTTPS_PROXY": "http://user:pa55word@proxy.example:3128/x"},
            "https://a.example/v1",
            "http://proxy.example:3128",
        ),
        ({"https_proxy": "proxy.example:3128"}, "https://a.example/v1", "http://proxy.example:3128"),
        ({"ALL_PROXY": "http://proxy.example:1"}, "https://a.example/v1", "http://proxy.example:1"),
        ({"HTTP_PROXY": "http://proxy.example:1"}, "https://a.example/v1", None),
        ({"HTTPS_PROXY": "http://proxy.example:1", "NO_PROXY": "a.example"}, "https://a.example/v1", None),
        ({"HTTPS_PROXY": "http://proxy.example:1", "NO_PROXY": ".example"}, "https://a.example/v1", None),
        ({"HTTPS_PROXY": "http://proxy.example:1", "NO_PROXY": "*"}, "https://a.example/v1", None),
        ({"HTTPS_PROXY": "http://proxy.example:1"}, "https://localhost:8443/v1", None),
        ({"HTTPS_PROXY": "http://proxy.example:1"}, "https://[::1]:8443/v1", None),
        ({"HTTPS_PROXY": "://hunter2pw"}, "https://a.example/v1", UNREADABLE),
        ({"HTTPS_PROXY": "http://user:hunter2pw"}, "https://a.example/v1", UNREADABLE),
        ({"HTTPS_PROXY": "http://proxy.example?hunter2pw"}, "https://a.example/v1", UNREADABLE),
        ({"HTTPS_PROXY": "http://[::1]:8080"}, "https://a.example/v1", "http://[::1]:8080"),
        ({}, "https://a.example/v1", None),
    ],
)
def test_the_proxy_is_named_without_its_credentials(
    environment: dict[str, str], url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(read_base_url(url).required()) == expected


@asynccontextmanager
async def tunnelling_proxy(target: Loopback) -> AsyncIterator[Loopback]:
    """A proxy that takes any CONNECT and pipes to *target*."""

    proxy = Loopback()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = await read_request(reader)
        assert seen is not None
        proxy.seen.append(seen)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target.port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(pump(far_reader, writer))
                pumps.create_task(pump(reader, far_writer))
        finally:
            far_writer.transport.abort()

    async with listening(talk) as port:
        proxy.port = port
        yield proxy


async def test_https_goes_through_a_tunnel_and_the_proxy_never_sees_the_key(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_certificate(tmp_path, "gateway.example", issuer=authority)
    async with serving(always(reply(b'{"a":1}')), context) as server, tunnelling_proxy(server) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:pa55word@127.0.0.1:{proxy.port}")
        endpoint = read_base_url("https://gateway.example/v1").required()
        async with GatewayClient(endpoint, KEY, limits=QUICK) as client:
            named = client.proxy
            request = Request("models", "GET", endpoint.url("/models"))
            exchanges = [await client.send(request), await client.send(request)]
        road = await measure(endpoint, QUICK)
    assert [exchange.json for exchange in exchanges] == [{"a": 1}, {"a": 1}]
    assert exchanges[0].phases["tls"] > 0
    assert named == f"http://127.0.0.1:{proxy.port}"
    assert [seen.method for seen in proxy.seen] == ["CONNECT", "CONNECT"]
    assert proxy.seen[0].header("Proxy-Authorization") == f"Basic {base64.b64encode(b'me:pa55word').decode()}"
    assert KEY.reveal() not in repr(proxy.seen)
    assert (road.proxy, dict(road.phases), road.failure) == (named, {}, None)


@pytest.mark.parametrize(
    ("status", "cause"), [("407 Proxy Authentication Required", "proxy-auth"), ("502 Bad Gateway", "other")]
)
async def test_a_proxy_that_refuses_the_tunnel_is_named(
    status: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply(b"", status))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:pa55word@127.0.0.1:{proxy.port}")
        exchange = await asked(read_base_url("https://gateway.example/v1").required())
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.PROXY, cause)
    assert "pa55word" not in repr(exchange)
    assert f"127.0.0.1:{proxy.port}" in exchange.failure.detail


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}", "gopher://127.0.0.1:{port}"])
async def test_a_proxy_that_cannot_be_used_is_a_failure_of_the_proxy_phase(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply())) as server:
        pass
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=server.port))
    exchange = await asked(read_base_url("https://gateway.example/v1").required())
    assert exchange.failure is not None
    assert exchange.failure.phase is Phase.PROXY


async def test_a_tunnel_that_is_never_built_ends_after_the_connect_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(seen: Seen, _writer: asyncio.StreamWriter) -> None:
        await until_peer_leaves(seen)

    async with serving(answer) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        endpoint = read_base_url("https://gateway.example/v1").required()
        async with GatewayClient(endpoint, KEY, limits=replace(QUICK, connect=0.2, first_byte=600)) as client:
            exchange = await client.send(Request("models", "GET", endpoint.url("/models")))
    assert exchange.failure is not None
    assert (exchange.failure.phase, exchange.failure.cause) == (Phase.PROXY, "timeout")


async def test_a_system_without_certificates_gets_the_bundled_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Authority.make(tmp_path)
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    monkeypatch.setattr(certifi, "where", lambda: str(made.path))
    async with serving(always(reply(b'{"a":1}')), make_certificate(tmp_path, issuer=made)) as server:
        exchange = await asked(server.endpoint)
        road = await measure(server.endpoint, QUICK)
    assert exchange.json == {"a": 1}
    assert road.failure is None


async def test_the_systems_own_verifier_is_asked_where_openssl_cannot_read_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    context = make_certificate(tmp_path, issuer=Authority.make(tmp_path))
    async with serving(always(reply()), context) as server:
        exchange = await asked(server.endpoint)
    assert type(trust()).__module__.startswith("truststore")
    assert exchange.failure is not None
    assert exchange.failure.cause == "unknown-issuer"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert type(trust()) is ssl.SSLContext


async def test_a_name_that_cannot_be_encoded_is_an_unknown_host() -> None:
    road = await measure(Endpoint("https", "a" * 70 + ".example", None, "/v1"), QUICK)
    assert road.failure is not None
    assert (road.failure.phase, road.failure.cause) == (Phase.DNS, "unknown-host")
