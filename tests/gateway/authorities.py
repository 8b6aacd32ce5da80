"""Certificate authorities made on the spot with trustme, and servers' contexts with certificates of theirs."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme


def authority(organisation: str = "Example Test Authority") -> trustme.CA:
    """An authority whose name is *organisation*."""
    return trustme.CA(organization_name=organisation, organization_unit_name="test")


def trusted(made: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Have ``SSL_CERT_FILE`` name *made* and nobody else."""
    path = folder / "trusted.pem"
    made.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return made


def context(made: trustme.CA, *hosts: str, begins: int = -10, ends: int = 30) -> ssl.SSLContext:
    """A server's context with a certificate of *made* for *hosts*, valid from *begins* to *ends* days from now."""
    now = datetime.now(UTC)
    certificate = made.issue_cert(
        *(hosts or ("127.0.0.1",)), not_before=now + timedelta(days=begins), not_after=now + timedelta(days=ends)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(server)
    return server
