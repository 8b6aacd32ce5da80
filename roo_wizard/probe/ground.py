"""The free part of a check: URL and key hygiene, the road, the model list, and whether the key is really asked for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import Exchange, Failure, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog
from roo_wizard.faults.catalog import found
from roo_wizard.gateway.certificate import READABLE, Certificate, read_certificate, refined
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.listing.catalog import Fetched, RequestFor, fetch_catalog, list_url, parse_models
from roo_wizard.gateway.road import Road, measure
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.gateway.tls import trusted_by
from roo_wizard.presets import load
from roo_wizard.probe.native_ground import base_findings, unreadable_list
from roo_wizard.probe.road_advice import road_advice
from roo_wizard.probe.target import Target
from roo_wizard.roo.request import models_request, models_url

_UNTRUSTED = frozenset({"unknown-issuer", "self-signed", "intercepted", "incomplete-chain"})
_KEY_SITUATIONS = frozenset({Situation.WRONG_KEY, Situation.NO_KEY})


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known before anything is billed.

    ``listed`` and ``list_accepted`` are None when there is no list to say so; ``catalog`` may be empty.
    ``proxy`` and ``opened_by`` are as in `Road`.
    """

    findings: tuple[Finding, ...] = ()
    phases: Mapping[str, float] = field(default_factory=dict)
    fetched: Fetched | None = None
    proxy: str | None = None
    opened_by: str = ""

    @property
    def reachable(self) -> bool:
        """Whether there is anything to send a billed request to."""
        return not any(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def catalog(self) -> Catalog | None:
        """The model list, if any was given."""
        return self.fetched.catalog if self.fetched and self.fetched.catalog.models else None

    def lists(self, model: str) -> bool | None:
        """Whether *model* is in the list; None without a list."""
        return None if self.catalog is None else any(entry.id == model for entry in self.catalog.models)

    @property
    def has_own_list(self) -> bool:
        """Whether the list was given where the client itself asks for it, so that the base cannot be all wrong."""
        fetched = self.fetched
        return bool(self.catalog and fetched and fetched.catalog.source_url == fetched.listed.request.url)

    @property
    def list_accepted(self) -> bool | None:
        """Whether the list was given with the key; None when the list says nothing about the key."""
        if self.fetched is None or not self.fetched.listed.reached:
            return None
        if self.fetched.listed.ok:
            return True
        return False if situation(self.fetched.listed) in _KEY_SITUATIONS else None


def url_findings(target: Target) -> tuple[Finding, ...]:
    """C01: what was corrected in the typed URL, a key that no header can carry, and plain http."""
    findings = [found(correction.fault, correction.why, turn="url") for correction in target.url.corrections]
    if target.key is not None and not all("!" <= character <= "~" for character in target.key.reveal()):
        findings.append(found("N07", "the key holds characters that no HTTP header can carry", turn="url"))
    if target.endpoint.is_plain_http_elsewhere:
        findings.append(found("plain-http", f"{target.endpoint.origin} is not encrypted", turn="url"))
    return (*findings, *base_findings(target))


async def road(endpoint: Endpoint, limits: Limits) -> tuple[Road, Finding | None]:
    """C02: connect, twice when the first time fails; return the phases and what stopped it.

    A refused certificate is read once more, without verification, so that its issuer can be named.
    """
    first = await measure(endpoint, limits)
    if first.failure is None:
        return first, None
    again = await measure(endpoint, limits)
    if again.failure is None:
        return again, None
    certificate = await read_certificate(endpoint, limits) if again.failure.cause in READABLE else None
    reason = refined(again.failure, certificate, endpoint.netloc, hosted=_is_hosted(endpoint))
    return again, _unreachable(reason, certificate, again.proxy or "")


def _unreachable(reason: Failure, certificate: Certificate | None, proxy: str) -> Finding:
    asked = f", asked {trusted_by()}" if reason.cause in _UNTRUSTED else ""
    evidence = f"{reason.phase.value}: {reason.cause} ({reason.detail}{asked})"
    advice = road_advice(reason, certificate.issuer if certificate else "", proxy)
    shown = f"{evidence}; {certificate.words}" if certificate else evidence
    finding = found("N01", shown, action=advice.words, turn="connect")
    return replace(finding, owner=advice.owner, seen=2, trials=2)


def _is_hosted(endpoint: Endpoint) -> bool:
    """Whether a preset names this very origin as a vendor's public one."""
    bases = (base for preset in load().values() for base in preset.bases)
    return not endpoint.is_loopback and any(base.ready and base.matches(endpoint.origin) for base in bases)


def list_findings(fetched: Fetched, target: Target, *, billed: bool) -> tuple[Finding, ...]:
    """C03, C04: a redirected or missing list is a warning, since a typed id works without a list.

    Without a billed request (*billed* False) the list is all there is: then a refused key counts.
    """
    listed = fetched.listed
    status = listed.status or 0
    if 300 <= status < 400:
        evidence = f"GET {listed.request.url}: HTTP {status} to {listed.header('location') or 'nowhere'}"
        return (found("N02", evidence, severity=Severity.WARN, turn="models"),)
    if not billed and situation(listed) in _KEY_SITUATIONS and not listed.ok:
        return (found("N07", f"HTTP {status}: {listed.excerpt(200)}", turn="models"),)
    stopped = unreadable_list(fetched, target)
    if stopped is not None:
        return (stopped,)
    if fetched.catalog.source_url != listed.request.url or not fetched.catalog.models:
        return (_no_list(_missing_list(fetched), target),)
    if not any(model.id == target.model for model in fetched.catalog.models):
        why = f"{target.model} is not among {len(fetched.catalog.models)} listed models"
        return (_no_list(why + _replaced(target), target),)
    return ()


def _no_list(why: str, target: Target) -> Finding:
    """A warning, except where the client never asks for a list: then it is only worth knowing."""
    native, endpoint = target.native, target.endpoint
    if native.asks_for_list(endpoint) if native else endpoint.dialect is Dialect.OPENAI:
        return found("N12", why, turn="models")
    provider = f"{native.name} entry" if native else "Anthropic provider"
    action = f"Nothing to do: the client's {provider} asks this gateway for no list; the model name is typed by hand."
    return found("N12", why, severity=Severity.INFO, action=action, turn="models")


def _replaced(target: Target) -> str:
    native = target.native
    if native is None or not (native.list_path and native.default_model):
        return ""
    return f"; the client's {native.name} entry sends {native.default_model} in its place"


def _missing_list(fetched: Fetched) -> str:
    """Why the client's own dropdown stays empty, and where a list was found instead."""
    listed = fetched.listed
    why = fetched.catalog.problem or f"HTTP {listed.status} at {listed.request.url}"
    return f"{why}; found at {fetched.catalog.source_url}" if fetched.catalog.models else why


async def fetch_list(client: GatewayClient, target: Target, limits: Limits) -> Fetched:
    """GET the model list as Roo does, and once without the key."""
    url = models_url(target.endpoint, target.settings, target.client)
    return await fetch_catalog(client, target.endpoint, request_for(target), limits=limits, url=url)


def request_for(target: Target) -> RequestFor:
    """Return the maker of model-list requests for *target*."""

    def request(url: str, with_key: bool) -> Request:
        return models_request(target.endpoint, target.settings, target.client, with_key=with_key, url=url)

    return request


Get = Callable[[Request], Awaitable[Exchange]]
"""Sends a free request and notes it for the report."""


async def answering_base(get: Get, target: Target) -> str | None:
    """Return the first guessed base on the same origin whose model list answers; a free request each.

    A preset's own base is never second-guessed (design, section 4).
    """
    if target.preset_base:
        return None
    for candidate in target.url.candidates:
        request = models_request(candidate, target.settings, target.client, url=list_url(candidate))
        exchange = await get(request)
        if exchange.ok and parse_models(exchange.json):
            return candidate.base_url
    return None
