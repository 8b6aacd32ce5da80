"""Reading the certificate that was refused, so that its issuer can be named.

One further handshake without verification: no byte of HTTP, no key, closed at once. The parser is an optional
package (it comes along with the keyring on Linux); without it the cause is named less exactly.
"""

import asyncio
import ssl
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.limits import Limits
from roo_wizard.core.text import SafeText, safe
from roo_wizard.gateway.failures import failure
from roo_wizard.gateway.tls import missing_store, open_eyed
from roo_wizard.gateway.tunnel import TunnelRefused, connected

READABLE = frozenset({"expired", "not-yet-valid", "wrong-host", "unknown-issuer", "self-signed"})
"""The causes for which reading the certificate tells more."""

_UNTRUSTED = frozenset({"unknown-issuer", "self-signed"})
_NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says about itself; every text is foreign and went through `safe`.

    ``hosts`` are the names it is for; ``begins`` and ``ends`` are its validity in UTC.
    """

    subject: SafeText
    issuer: SafeText
    hosts: tuple[SafeText, ...]
    begins: datetime
    ends: datetime

    @property
    def words(self) -> SafeText:
        """One line of evidence: hosts, issuer, validity, subject; the end may be cut."""
        days = f"{self.begins:%Y-%m-%d} to {self.ends:%Y-%m-%d}"
        hosts = ", ".join(self.hosts) or "no host"
        return safe(f"it is for {hosts}; issuer “{self.issuer}”, valid {days}, subject “{self.subject}”", 240)


async def read_certificate(endpoint: Endpoint, limits: Limits) -> Certificate | None:
    """Return what the server (or whoever answers for it) shows; None when it cannot be read."""
    with suppress(OSError, TimeoutError, ssl.SSLError, TunnelRefused, asyncio.IncompleteReadError, ValueError):
        async with asyncio.timeout(limits.connect):
            return parse_certificate(await _shown(endpoint))
    return None


async def _shown(endpoint: Endpoint) -> bytes:
    writer = await connected(endpoint)
    try:
        await writer.start_tls(open_eyed(), server_hostname=endpoint.host)
        shown: ssl.SSLObject | None = writer.get_extra_info("ssl_object")
        return (shown.getpeercert(binary_form=True) if shown else None) or b""
    finally:
        writer.transport.abort()


def parse_certificate(der: bytes) -> Certificate | None:
    """Return what *der* says; None for no certificate, and where the parser is not installed or too old."""
    try:
        from cryptography import x509

        made = x509.load_der_x509_certificate(der)
        names: list[str] = []
        with suppress(x509.ExtensionNotFound):
            extension = made.extensions.get_extension_for_class(x509.SubjectAlternativeName)
            names = [str(name.value) for name in list(extension.value)[:2]]
        return Certificate(
            safe(_plain(made.subject), _NAME_LIMIT),
            safe(_plain(made.issuer), _NAME_LIMIT),
            tuple(safe(name, 40) for name in names),
            made.not_valid_before_utc,
            made.not_valid_after_utc,
        )
    except Exception:
        # The parser has a dozen exceptions of its own, and the bytes are foreign: whatever it says, there is no name.
        return None


def _plain(name: Any) -> str:
    """Common name and organisation as people say them."""
    wanted = ("2.5.4.3", "2.5.4.10", "2.5.4.11")
    found = {part.oid.dotted_string: str(part.value) for part in name}
    return ", ".join(dict.fromkeys(found[oid] for oid in wanted if oid in found)) or "(no name)"


def product_in(issuer: str) -> str:
    """Return the product that opens TLS under this *issuer* name, or ""."""
    named = issuer.lower()
    products: Mapping[str, list[str]] = _issuers()["products"]
    return next((product for product, marks in products.items() if any(mark in named for mark in marks)), "")


def is_public(issuer: str) -> bool:
    """Whether *issuer* bears the name of an authority that every usual store knows."""
    named = issuer.lower()
    return any(mark in named for mark in _issuers()["public"]["names"])


def refined(reason: Failure, certificate: Certificate | None, address: str, *, hosted: bool) -> Failure:
    """Return *reason* with the cause that *certificate* makes exact.

    *hosted* says that the address is a vendor's public one, whose certificate a public authority signs: any
    other issuer then sits in between.
    """
    if reason.cause in _UNTRUSTED and missing_store():
        return failure(Phase.TLS, "no-authorities", address, missing_store())
    if certificate is None or reason.phase is not Phase.TLS:
        return reason
    if reason.cause == "expired" and datetime.now(UTC) < certificate.begins:
        return failure(Phase.TLS, "not-yet-valid", address)
    return _who_signed(reason, certificate, address, hosted) if reason.cause in _UNTRUSTED else reason


def _who_signed(reason: Failure, certificate: Certificate, address: str, hosted: bool) -> Failure:
    product = product_in(certificate.issuer)
    if product:
        return failure(Phase.TLS, "intercepted", address, f"named like {product}")
    if is_public(certificate.issuer):
        return failure(Phase.TLS, "incomplete-chain", address)
    if hosted:
        return failure(Phase.TLS, "intercepted", address, "its issuer is no public authority")
    return reason


@cache
def _issuers() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("issuers.toml").read_text("utf-8"))
