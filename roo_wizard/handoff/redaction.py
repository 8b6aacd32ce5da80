"""What must not be read in public, taken out of texts: private hosts and paths, people, keys and accounts.

The evidence of a finding quotes a gateway's answer. Keys were masked when it was recorded; here everything goes
that tells who and where somebody is, even at the price of a word too much.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.handoff.fields import Fields
from roo_wizard.presets.keys import looks_like_key

HIDDEN_HOST = "your-gateway.example"
_AZURE = {"openai.azure.com", "services.ai.azure.com", "cognitiveservices.azure.com"}
_HIDDEN_SEGMENT = "hidden"
_PUBLIC_SEGMENT = re.compile(
    r"v\d+(?:beta|alpha)?\d*|api|openai|anthropic|compat|compatible-mode|inference|coding|paas"
)
_URL = re.compile(
    r"\b(?P<scheme>[a-z][a-z0-9+.-]{1,10})://(?P<host>[^\s/?#\"'<>)]+)(?P<path>[^\s?#\"'<>)]*)[^\s\"'<>)]*", re.I
)
_TOKEN = re.compile(r"[A-Za-z0-9_\-.+/=]{12,}")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern and what takes its place."""

    pattern: re.Pattern[str]
    mask: str


_RULES = (
    _Rule(re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "(mail)"),
    _Rule(
        re.compile(r"(?i)\b(bearer|basic|token|api[-_ ]?key|authorization)([\"' :=]+)(?=\S*\d)[^\s\"',}]{6,}"),
        r"\1\2(key)",
    ),
    _Rule(re.compile(r"\b(?:sk|pk|rk)-[\w*.…•-]+"), "(key)"),
    _Rule(re.compile(r"\b(org|user|proj|acct|account|team|workspace)([-_])(?=\w*\d)[A-Za-z0-9]{6,}"), r"\1\2(id)"),
    _Rule(re.compile(r"\b(?!127\.0\.0\.1\b)\d{1,3}(?:\.\d{1,3}){3}\b"), "(address)"),
    _Rule(re.compile(r"(?i)(/home/|/users/|\\users\\)[^/\\\s\"']+"), r"\1(user)"),
    _Rule(re.compile(r"(?i)\b(?:[a-z0-9-]+\.)+(?:corp|local|internal|intranet|lan|home|private)\b(?::\d+)?"), "(host)"),
)


def is_public(fields: Fields) -> bool:
    """Whether the base URL is one that everybody may know: a preset's own as it stands, or this very machine."""
    bases = fields.preset.bases if fields.preset else ()
    known = any(base.ready and base.url.rstrip("/") == fields.endpoint.base_url for base in bases)
    return known or (fields.endpoint.is_loopback and fields.endpoint.base_path in {"", "/v1"})


def public_fields(fields: Fields) -> Fields:
    """Return *fields* with a made-up host where its own is private, and with no custom header's value."""
    settings = fields.settings.with_({"openAiHeaders": dict.fromkeys(fields.settings.headers, ApiKey(""))})
    endpoint = fields.endpoint if is_public(fields) else _hidden(fields.endpoint)
    model = "hidden" if looks_like_key(fields.model) else fields.model
    return replace(fields, endpoint=endpoint, model=model, settings=settings, profile="", key_variable="API_KEY")


def public_text(fields: Fields) -> Callable[[object], str]:
    """Return the function that makes one public line of a foreign text about *fields*."""
    private = sorted(_private(fields), key=len, reverse=True)
    own_host = fields.endpoint.netloc if is_public(fields) else ""

    def public(text: object) -> str:
        line = _URL.sub(lambda found: _public_url(found, own_host), safe(text, 1000))
        for word in private:
            line = line.replace(word, "(hidden)")
        for rule in _RULES:
            line = rule.pattern.sub(rule.mask, line)
        line = _TOKEN.sub(lambda found: "(key)" if looks_like_key(found[0]) else found[0], line)
        return line.replace("@", "(at)")

    return public


def _private(fields: Fields) -> Iterator[str]:
    """Words of this connection that must go wherever they stand."""
    endpoint = fields.endpoint
    if not is_public(fields):
        yield from (endpoint.base_url, endpoint.netloc, endpoint.host)
        yield from (part for part in endpoint.base_path.split("/") if len(part) > 3 and not _is_usual(part))
    yield from (value for value in fields.settings.headers.values() if isinstance(value, str) and len(value) > 3)


def _public_url(found: re.Match[str], own_host: str) -> str:
    """An URL without its query and, unless it is the gateway's public one, without host and unusual path."""
    if found["host"] == own_host:
        return f"{found['scheme']}://{own_host}{found['path']}"
    return f"{found['scheme']}://(host)"


def _hidden(endpoint: Endpoint) -> Endpoint:
    parts = (part if not part or _is_usual(part) else _HIDDEN_SEGMENT for part in endpoint.base_path.split("/"))
    return replace(endpoint, host=_hidden_host(endpoint.host), port=None, base_path="/".join(parts))


def _hidden_host(host: str) -> str:
    """A made-up host; an Azure host keeps its public part, by which the client chooses the form of its requests."""
    _, _, suffix = host.partition(".")
    return f"your-gateway.{suffix}" if suffix in _AZURE else HIDDEN_HOST


def _is_usual(part: str) -> bool:
    return _PUBLIC_SEGMENT.fullmatch(part) is not None
