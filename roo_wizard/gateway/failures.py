"""What an operating-system or TLS error means, in the words of `core.exchange.Failure`.

No exception text is ever shown: httpx prints a refused header value, key included (textual.md 0), so every
detail is a sentence of ours, filled with the address and, for TLS, with OpenSSL's own reason.
"""

import errno
import socket
import ssl
from collections.abc import Iterator

from roo_wizard.core.exchange import Failure, Phase
from roo_wizard.core.text import safe

_ERRNO_CAUSES = {
    errno.ECONNREFUSED: "refused",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EHOSTDOWN: "unreachable",
    errno.ENETDOWN: "unreachable",
    errno.ETIMEDOUT: "timeout",
    errno.ECONNRESET: "disconnected",
    errno.EPIPE: "disconnected",
    errno.ECONNABORTED: "disconnected",
}

_CERTIFICATE_CAUSES = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "unknown-issuer",
    62: "wrong-host",
    64: "wrong-host",
    -67818: "expired",
    -67819: "not-yet-valid",
    -67602: "wrong-host",
    0x800B0101: "expired",
    0x800B010F: "wrong-host",
}
"""OpenSSL's X509_V_ERR codes (19 is an unknown root, which is what interception looks like), then those with which
macOS (errSec…) and Windows (CERT_E_…) verify themselves; any other code is an unknown issuer."""

_DETAILS = {
    "refused": "nothing listens on {address}",
    "timeout": "{address} did not answer in time",
    "unknown-host": "the name {address} cannot be resolved",
    "unreachable": "there is no way to {address} from this machine",
    "disconnected": "{address} closed the connection without an answer",
    "protocol": "{address} does not speak the expected protocol",
    "proxy-auth": "the proxy {address} wants a user name and password",
    "socks": "the proxy {address} speaks SOCKS, which this program does not",
    "expired": "the certificate of {address} is outside its validity dates",
    "not-yet-valid": "the certificate of {address} is not valid yet by this machine's clock",
    "wrong-host": "the certificate of {address} is for another host name",
    "self-signed": "{address} shows a self-signed certificate",
    "unknown-issuer": "the certificate of {address} comes from an issuer that this machine does not trust",
    "intercepted": "the certificate shown for {address} was made on the way, by something that opens TLS",
    "incomplete-chain": "{address} leaves out the certificate between its own and its public authority",
    "no-authorities": "{address} cannot be verified: what the environment names as trust store is not there",
    "other": "the connection to {address} failed",
}


def failure(phase: Phase, cause: str, address: str, reason: str = "") -> Failure:
    """Return a failure with a plain sentence about *address* (host and port); *reason* is added in brackets."""
    text = _DETAILS[cause].format(address=address)
    return Failure(phase, cause, safe(f"{text} ({reason})" if reason else text))


def system_failure(error: BaseException, phase: Phase, address: str) -> Failure | None:
    """Return what the TLS or socket error inside *error* means, or None when there is none.

    Looks through causes, contexts and exception groups, because HTTP libraries wrap these errors several times.
    """
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            continue
        if isinstance(inner, ssl.SSLError):
            return _tls_failure(inner, phase, address)
        if isinstance(inner, socket.gaierror):
            reason = "no name server answered" if inner.errno == socket.EAI_AGAIN else ""
            return failure(Phase.PROXY if phase is Phase.PROXY else Phase.DNS, "unknown-host", address, reason)
        if isinstance(inner, OSError) and inner.errno in _ERRNO_CAUSES:
            return failure(phase, _ERRNO_CAUSES[inner.errno], address)
    return None


def _tls_failure(error: ssl.SSLError, phase: Phase, address: str) -> Failure:
    if isinstance(error, ssl.SSLCertVerificationError):
        cause = _CERTIFICATE_CAUSES.get(error.verify_code, "unknown-issuer")
        return failure(Phase.TLS, cause, address, str(error.verify_message))
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return failure(phase, "disconnected", address)
    return failure(Phase.TLS, "protocol", address, (error.reason or "").replace("_", " ").lower())


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
