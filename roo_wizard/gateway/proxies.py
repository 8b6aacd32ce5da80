"""Which proxy a request goes through: the environment's, never for this machine itself."""

import re
from urllib.parse import urlsplit

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import SafeText, safe

UNREADABLE = "(a proxy address that cannot be read)"
_SHOWABLE = re.compile(r"[a-z][a-z0-9+.-]*://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


def proxy_url(endpoint: Endpoint) -> str | None:
    """Return the proxy for *endpoint* as the environment names it (may hold a password), or None.

    ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` are read, in lower case first, and the
    system settings where the platform has them. Loopback is always direct (design, section 4).
    """
    if endpoint.is_loopback:
        return None
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(endpoint.netloc):
        return None
    proxies = getproxies()
    url = proxies.get(endpoint.scheme) or proxies.get("all")
    if not url:
        return None
    return url if "://" in url else f"http://{url}"


def proxy_for(endpoint: Endpoint) -> SafeText | None:
    """Return the proxy for *endpoint* without its credentials, to be named before a key is sent through it."""
    url = proxy_url(endpoint)
    return None if url is None else without_credentials(url)


def without_credentials(url: str) -> SafeText:
    """Return a proxy's address as it may be shown: scheme, host and port, whatever else it holds.

    Of what is no such address nothing is repeated: any part of it may be a password.
    """
    scheme, mark, rest = url.partition("://") if "://" in url else ("http", "://", url)
    shown = f"{scheme}{mark}{rest.rpartition('@')[2].split('/', 1)[0]}"
    return safe(shown if _SHOWABLE.fullmatch(shown) else UNREADABLE, 100)


def proxy_secret(url: str | None) -> ApiKey | None:
    """Return the password inside a proxy address, so that it can be masked."""
    try:
        password = urlsplit(url or "").password
    except ValueError:
        return None
    return ApiKey(password) if password else None
