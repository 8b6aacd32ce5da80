"""The headers of a request, in the order in which the client's SDK puts them on the wire (roo-code.md 4.2)."""

import platform
from collections.abc import Iterable, Mapping

from roo_wizard.core.exchange import HeaderValue
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo.clients import ClientProfile

Headers = tuple[tuple[str, HeaderValue], ...]

OPENAI_SDK = "5.12.2"
NODE = "v22.22.1"
"""The Node version of the editor that hosts the extension; only its form matters to a gateway."""

FETCH: Headers = (("Accept-Language", "*"), ("Sec-Fetch-Mode", "cors"))
"""What the runtime's own ``fetch`` adds to a request."""

CREDENTIALS = frozenset({"authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"})
"""Header names that carry a credential, whatever their value (lower case)."""

_REFERER = "https://github.com/RooVetGit/Roo-Cline"
_SYSTEMS = {"darwin": "MacOS", "windows": "Windows", "linux": "Linux", "freebsd": "FreeBSD", "openbsd": "OpenBSD"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "arm"}


def identity(client: ClientProfile) -> Headers:
    """Return the three headers by which the client names itself."""
    return (("HTTP-Referer", _REFERER), ("X-Title", client.title_header), ("User-Agent", client.user_agent))


def platform_headers(package: str) -> Headers:
    """Return what the SDK says about itself and this machine, in its own spelling."""
    system, machine = platform.system().lower(), platform.machine().lower()
    return (
        ("X-Stainless-Lang", "js"),
        ("X-Stainless-Package-Version", package),
        ("X-Stainless-OS", _SYSTEMS.get(system, f"Other:{system}" if system else "Unknown")),
        ("X-Stainless-Arch", _MACHINES.get(machine, f"other:{machine}" if machine else "unknown")),
        ("X-Stainless-Runtime", "node"),
        ("X-Stainless-Runtime-Version", NODE),
    )


def chat_headers(client: ClientProfile, custom: Mapping[str, HeaderValue]) -> Headers:
    """Return the headers of a chat request, the key's aside.

    A custom header replaces every default of its name, however it is spelt, except Content-Type, which the SDK
    writes last but for those of the runtime's fetch.
    """
    return merged(
        (("Accept", "application/json"), ("X-Stainless-Retry-Count", "0")),
        platform_headers(OPENAI_SDK),
        identity(client),
        custom.items(),
        (("Content-Type", "application/json"), *FETCH),
    )


def list_headers(client: ClientProfile, custom: Mapping[str, HeaderValue], *, secrets: bool) -> Headers:
    """Return the headers of a model-list request; the key's own takes the place of a custom Authorization.

    Without *secrets* nothing is sent that could prove who is asking.
    """
    kept = {
        name: value
        for name, value in custom.items()
        if name.lower() != "authorization"
        and (secrets or not (name.lower() in CREDENTIALS or isinstance(value, ApiKey)))
    }
    return merged((("Accept", "application/json, text/plain, */*"),), identity(client), kept.items())


def carries(custom: Mapping[str, HeaderValue], name: str) -> bool:
    """Whether the custom headers hold *name* (lower case), in any spelling."""
    return any(key.lower() == name for key in custom)


def merged(*groups: Iterable[tuple[str, HeaderValue]]) -> Headers:
    """Return the headers of all groups; a later one takes the place of an earlier one of the same name, at the end."""
    headers: dict[str, tuple[str, HeaderValue]] = {}
    for group in groups:
        for name, value in group:
            headers.pop(name.lower(), None)
            headers[name.lower()] = (name, value)
    return tuple(headers.values())
