"""Which certificates are trusted: those of the system, or those of ``SSL_CERT_FILE`` / ``SSL_CERT_DIR``.

Python and VS Code use different trust stores: that is why a check can pass where the editor fails, and the
reverse. The system's own store, with what a company put there, is the nearest to what the editor reads.
"""

import os
import ssl
import sys

CHOSEN_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""The variables that replace the system's store, here and in every program that uses OpenSSL."""

_OWN_VERIFIER = frozenset({"darwin", "win32"})
"""Platforms whose store OpenSSL cannot read; there the system itself verifies, through truststore."""


def trust() -> ssl.SSLContext:
    """Return the context for https.

    Elsewhere than on macOS and Windows OpenSSL reads the system's store itself, once; truststore would read it
    again inside every measured handshake (20 ms), so it only steps in where OpenSSL's own places are empty.
    The JavaScript runtime of the client brings Mozilla's list along, so a machine without any certificates is
    no fault of the gateway: then the bundled ones are trusted too.
    """
    chosen = any(os.environ.get(name) for name in CHOSEN_BY)
    if chosen or sys.platform not in _OWN_VERIFIER:
        context = ssl.create_default_context()
        if chosen or context.cert_store_stats()["x509_ca"]:
            return context
    import truststore

    system: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform not in _OWN_VERIFIER:
        import certifi

        system.load_verify_locations(certifi.where())
    return system


def trusted_by() -> str:
    """Return what decides here whom to trust, in words: another program may ask another store."""
    chosen = [name for name in CHOSEN_BY if os.environ.get(name)]
    return " and ".join(chosen) or "the system's trust store"


def missing_store() -> str:
    """Return the name of a variable that names a store which is not there, "" when none does.

    OpenSSL says nothing of it and then trusts nobody.
    """
    named = ((name, os.environ.get(name)) for name in CHOSEN_BY)
    return next((name for name, path in named if path and not os.path.exists(path)), "")


def open_eyed() -> ssl.SSLContext:
    """Return a context that accepts any certificate: for reading one that was refused, never for sending."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
