"""Why a gateway cannot be reached: the cause, its evidence and the next step, over real TLS servers and proxies."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.events import Done
from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.finding import Finding, Owner
from roo_wizard.core.limits import Limits
from roo_wizard.core.report import Verdict
from roo_wizard.core.text import is_clean, safe
from roo_wizard.gateway import certificate
from roo_wizard.gateway.failures import _DETAILS
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.ground import road
from roo_wizard.probe.road_advice import _table, advice_key, road_advice
from roo_wizard.probe.target import Options
from tests.gateway.authorities import authority, context, trusted
from tests.gateway.forwarding import forwarding
from tests.gateway.servers import Loopback, always, make_certificate, reply, serving
from tests.probe.runs import LIMITS, target

QUICK = Limits(connect=10)
MADE = authority()


@dataclass(frozen=True)
class Row:
    """A server's certificate and what is said about it. *issuer* None: the authority that is trusted."""

    cause: str
    says: str
    issuer: str | None = None
    host: str = "127.0.0.1"
    begins: int = -10
    ends: int = 30


ROWS = [
    Row("expired", "renew the certificate", begins=-90, ends=-5),
    Row("not-yet-valid", "clock", begins=5),
    Row("wrong-host", "host name that the certificate is for", host="other.example"),
    Row("unknown-issuer", "NODE_EXTRA_CA_CERTS", issuer="Acme Company CA"),
    Row("intercepted", "Zscaler", issuer="Zscaler Inc."),
    Row("intercepted", "different trust stores", issuer="mitmproxy"),
    Row("incomplete-chain", "whole chain", issuer="DigiCert Inc"),
]


@asynccontextmanager
async def showing(row: Row, made: trustme.CA) -> AsyncIterator[Loopback]:
    issuer = made if row.issuer is None else authority(row.issuer)
    async with serving(always(reply()), context(issuer, row.host, begins=row.begins, ends=row.ends)) as server:
        yield server


async def stopped(url: str, limits: Limits = QUICK) -> Finding:
    _, finding = await road(read_base_url(url).required(), limits)
    assert finding is not None
    return finding


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.cause}-{row.issuer}")
async def test_a_refused_certificate_is_named_with_its_issuer_and_what_to_do(
    row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trusted(authority(), tmp_path, monkeypatch)
    async with showing(row, made) as server:
        finding = await stopped(server.endpoint.base_url)
    assert finding.id == "N01"
    assert finding.evidence.startswith(f"tls: {row.cause} (")
    assert f"issuer “{row.issuer or 'Example Test Authority'}" in finding.evidence
    assert "valid 20" in finding.evidence
    assert ("asked SSL_CERT_FILE" in finding.evidence) is (row.cause not in {"expired", "not-yet-valid", "wrong-host"})
    assert row.host in finding.evidence
    assert row.says in finding.action
    assert "VS Code: " in finding.action
    assert finding.owner is (Owner.NETWORK if row.cause in {"unknown-issuer", "intercepted"} else Owner.GATEWAY)
    assert (server.connections, server.seen) == (0, []), "two tries and one reading, and no byte of HTTP"


async def test_a_self_signed_certificate_is_not_blamed_on_an_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted(authority(), tmp_path, monkeypatch)
    async with serving(always(reply()), make_certificate(tmp_path)) as server:
        finding = await stopped(server.endpoint.base_url)
    assert finding.evidence.startswith("tls: self-signed (")


async def test_a_company_issuer_in_front_of_a_public_vendor_is_an_intercepting_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted(authority(), tmp_path, monkeypatch)
    row = Row("intercepted", "", issuer="Acme Company CA", host="openrouter.ai")
    async with showing(row, authority()) as server, forwarding({"openrouter.ai": server.port}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url())
        finding = await stopped("https://openrouter.ai/api/v1")
    assert finding.evidence.startswith("tls: intercepted (")
    assert "Ask whoever runs your network for the CA of Acme Company CA" in finding.action
    assert [seen.method for seen in proxy.seen] == ["CONNECT"] * 3


async def test_without_a_parser_the_cause_is_still_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted(authority(), tmp_path, monkeypatch)
    monkeypatch.setattr(certificate, "parse_certificate", lambda der: None)
    async with showing(Row("unknown-issuer", "", issuer="Zscaler Inc."), authority()) as server:
        finding = await stopped(server.endpoint.base_url)
    assert finding.evidence.startswith("tls: unknown-issuer (")
    assert "the issuer" in finding.action


async def test_a_trust_store_that_is_not_there_is_named_instead_of_the_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    async with showing(Row("", ""), authority()) as server:
        finding = await stopped(server.endpoint.base_url)
    assert finding.evidence.startswith("tls: no-authorities (")
    assert "SSL_CERT_FILE" in finding.evidence
    assert "correct or unset it" in finding.action


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x82\xff\xff" + b"A" * 99, b"-----BEGIN CERTIFICATE-----"])
def test_what_is_no_certificate_is_read_as_none(der: bytes) -> None:
    assert certificate.parse_certificate(der) is None


@given(st.data())
def test_a_damaged_certificate_is_read_or_none_and_never_an_exception(data: st.DataObject) -> None:
    whole = ssl.PEM_cert_to_DER_cert(MADE.cert_pem.bytes().decode())
    place = data.draw(st.integers(0, len(whole) - 1))
    read = certificate.parse_certificate(whole[:place] + data.draw(st.binary(max_size=4)) + whole[place + 1 :])
    assert read is None or is_clean(read.words)


async def test_names_in_a_certificate_cannot_reach_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted(authority(), tmp_path, monkeypatch)
    hostile = "Evil\x1b]52;c;AAAA\x07\u202e" + "x" * 40
    async with showing(Row("unknown-issuer", "", issuer=hostile), authority()) as server:
        finding = await stopped(server.endpoint.base_url)
    assert is_clean(finding.evidence)
    assert is_clean(finding.action)


async def test_an_interception_that_this_machine_trusts_is_told_although_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trusted(authority("Netskope Inc."), tmp_path, monkeypatch)
    async with serving(always(reply()), context(made)) as server:
        reached, finding = await road(server.endpoint, QUICK)
    assert finding is None
    assert reached.opened_by == "Netskope"


@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        ("http://127.0.0.1:{port}", "Nothing listens at the proxy http://127.0.0.1"),
        ("socks5://127.0.0.1:{port}", "socks5:// addresses"),
        ("http://no-such-proxy.invalid:1", "The name of the proxy"),
    ],
)
async def test_a_proxy_that_cannot_be_used_has_its_own_advice(
    proxy: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(always(reply())) as closed:
        pass
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=closed.port))
    finding = await stopped("https://gateway.example/v1")
    assert finding.evidence.startswith("proxy: ")
    assert words in finding.action


async def test_a_password_for_the_proxy_is_asked_for_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with forwarding({}, "me:pa55word") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url("me:wr0ngword"))
        finding = await stopped("https://gateway.example/v1")
    assert finding.evidence.startswith("proxy: proxy-auth")
    assert "http.proxy" in finding.action
    assert "wr0ngword" not in repr(finding)


async def test_a_whole_check_goes_through_a_forwarding_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with PracticeGateway() as gateway:
        port = read_base_url(gateway.base_url).required().port or 0
        async with forwarding({"gateway.example": port}, "me:pa55word") as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url("me:pa55word"))
            aim = replace(target("http://gateway.example/v1"), allow_http=True)
            *_, done = [event async for event in check(aim, Options(limits=LIMITS))]
    assert isinstance(done, Done)
    assert done.report.verdict is Verdict.READY
    assert len(gateway.received) == len(proxy.seen) == len(done.report.requests)
    (connected,) = [result for result in done.report.checks if result.id == "C02"]
    assert connected.summary.endswith(f"through the proxy {proxy.url()}")
    assert "pa55word" not in repr(done.report)


async def test_a_proxy_that_wants_a_password_blocks_the_check_before_any_key_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with forwarding({}, "me:pa55word") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url())
        *_, done = [event async for event in check(target("https://gateway.example/v1"), Options(limits=LIMITS))]
    assert isinstance(done, Done)
    assert done.report.verdict is Verdict.BLOCKED
    assert done.report.cause is not None
    assert done.report.cause.id == "N01"
    assert "HTTPS_PROXY=http://name:password@host:port" in done.report.cause.action
    assert (done.report.requests, done.report.usage.requests) == ((), 0)


async def test_a_closed_port_says_what_localhost_means_in_a_remote_window() -> None:
    async with serving(always(reply())) as server:
        pass
    finding = await stopped(server.endpoint.base_url)
    assert "Nothing listens" in finding.action
    assert "remote window" in finding.action


@pytest.mark.parametrize("phase", [Phase.TLS, Phase.TCP, Phase.PROXY])
@pytest.mark.parametrize("cause", _DETAILS)
def test_every_cause_has_advice_for_both_programs_that_fits_a_line(cause: str, phase: Phase) -> None:
    advice = road_advice(Failure(phase, cause, safe("")), "Issuer " * 9, "http://proxy.company.example:3128")
    assert advice.here
    assert advice.vscode
    assert "{" not in advice.words
    assert not advice.words.endswith("…")


def test_no_advice_is_out_of_reach() -> None:
    reached = {advice_key(Failure(phase, cause, safe(""))) for cause in _DETAILS for phase in (Phase.TLS, Phase.PROXY)}
    assert set(_table()) <= reached
