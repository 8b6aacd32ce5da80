"""Which certificates are trusted: those of the system, or those of ``SSL_CERT_FILE`` / ``SSL_CERT_DIR``."""

import os
import ssl


def trust() -> ssl.SSLContext:
    """Return the context for https: the system's store, and the bundled one where the system has none.

    The JavaScript runtime of the client brings Mozilla's list along, so a machine without certificates of its
    own is no fault of the gateway. OpenSSL reads the two environment variables itself.
    """
    context = ssl.create_default_context()
    chosen = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    if not chosen and not context.cert_store_stats()["x509_ca"]:
        import certifi

        context.load_verify_locations(certifi.where())
    return context
