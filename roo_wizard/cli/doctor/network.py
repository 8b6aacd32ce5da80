"""What `doctor` says about the way to a gateway: proxies and certificates, here and in the editor."""

import os
from pathlib import Path

from roo_wizard.cli.doctor.line import MachineCheck
from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.report import Status
from roo_wizard.core.text import safe

_EDITOR_NEEDS = "VS Code has its own setting: put the same proxy into http.proxy, or set http.proxySupport to override"
_SOCKS = "this program does not speak SOCKS: name the proxy's http port in HTTPS_PROXY, or the gateway in NO_PROXY"
_LENIENT = {
    ("http.proxyStrictSSL", False): "set http.proxyStrictSSL to true: without it anybody on the way can read the key",
    (
        "http.systemCertificates",
        False,
    ): "set http.systemCertificates to true, or VS Code does not know your company's CA",
    ("http.proxySupport", "off"): "set http.proxySupport to override where a proxy is needed",
}
"""Values in the editor's settings that are worth a warning, and what to do."""

_NOT_READ_HERE = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_TRUSTS_ANYBODY = "NODE_TLS_REJECT_UNAUTHORIZED"


async def proxy() -> MachineCheck:
    """Through which proxy a request to an ordinary https host would go."""
    from roo_wizard.gateway.proxies import proxy_for

    title, found = "Proxy", proxy_for(Endpoint("https", "gateway.example", None, "/v1"))
    if found is None:
        return MachineCheck("proxy", title, Status.PASS, "none; this machine itself is always reached directly")
    excepted = safe(os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or "", 100)
    words = f"requests to https hosts go through {found}" + (f", except {excepted}" if excepted else "")
    return MachineCheck("proxy", title, Status.WARN, words, _SOCKS if found.startswith("socks") else _EDITOR_NEEDS)


async def editor_proxy() -> MachineCheck:
    """What the editors' own settings say about proxies and certificates."""
    from roo_wizard.gateway.proxies import proxy_for, without_credentials
    from roo_wizard.roo.editor.settings import editor_networks

    title, here = "Editor's network", proxy_for(Endpoint("https", "gateway.example", None, "/v1"))
    networks = editor_networks(Path.home(), os.environ)
    said, advice, proxies = [], [], set()
    for network in networks:
        for name, value in network.values.items():
            shown = without_credentials(str(value)) if name == "http.proxy" and value else safe(value, 60)
            said.append(f"{network.editor}: {name} = {shown}")
            advice += [text for known, text in _LENIENT.items() if known == (name, value)]
            proxies |= {shown} if name == "http.proxy" and value else set()
    if here is not None and here not in proxies:
        advice.append(f"put {here} into http.proxy, if VS Code does not find it by itself")
    if here is None and proxies:
        advice.append(
            "this program uses no proxy: set HTTPS_PROXY to the editor's, or a check takes another way than Roo"
        )
    summary = "; ".join(said) or "no proxy or certificate setting in the editors' user settings"
    status = Status.WARN if advice else Status.PASS
    return MachineCheck("editor-proxy", title, status, safe(summary, 600), safe("; ".join(dict.fromkeys(advice)), 600))


async def certificates() -> MachineCheck:
    """Which authorities are trusted here, and whether the editor is told of the same ones."""
    title, named = "Certificates", {name: os.environ[name] for name in _CHOSEN if os.environ.get(name)}
    for name, value in named.items():
        if not Path(value).exists():
            words = f"{name} names {safe(value, 150)}, which is not there"
            return MachineCheck("certificates", title, Status.FAIL, words, f"correct or unset {name}")
    if os.environ.get(_TRUSTS_ANYBODY) == "0":
        words = f"{_TRUSTS_ANYBODY}=0: programs on Node, VS Code's extensions among them, trust anybody"
        return MachineCheck(
            "certificates", title, Status.WARN, words, f"unset {_TRUSTS_ANYBODY}; use NODE_EXTRA_CA_CERTS"
        )
    ours = [f"{name}: {safe(value, 150)}" for name, value in named.items() if name not in _NOT_READ_HERE]
    theirs = [name for name in _NOT_READ_HERE if os.environ.get(name)]
    words = "; ".join(ours) or "the system's own trust store"
    words += f"; set for other programs: {', '.join(theirs)}" if theirs else ""
    if ours and "NODE_EXTRA_CA_CERTS" not in theirs:
        hint = "VS Code does not read it: start it with NODE_EXTRA_CA_CERTS naming the same authority"
        return MachineCheck("certificates", title, Status.WARN, words, hint)
    if "NODE_EXTRA_CA_CERTS" in theirs and not ours:
        hint = "this program does not read NODE_EXTRA_CA_CERTS: set SSL_CERT_FILE, or add the authority to the system"
        return MachineCheck("certificates", title, Status.WARN, words, hint)
    return MachineCheck("certificates", title, Status.PASS, words)


_CHOSEN = ("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS")
