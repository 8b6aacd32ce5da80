"""What is free to know about a connection through one of the client's own entries: its base, and the list it reads.

For LiteLLM's entry the list is a part of every task: where it cannot be read, no chat request is ever sent.
"""

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import found
from roo_wizard.gateway.listing.catalog import Fetched
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.target import Target
from roo_wizard.roo.js import NotJson, parse_json
from roo_wizard.roo.native.models import Listed, read_list

_LIST_WAIT_MS = 5_000
"""How long LiteLLM's entry waits for its list."""

_OTHER_CAUSES = {
    Situation.WRONG_KEY: "N07",
    Situation.NO_KEY: "N07",
    Situation.RATE_LIMIT: "N08",
    Situation.OVERLOADED: "N11",
}


def base_findings(target: Target) -> tuple[Finding, ...]:
    """Return a block where the client cannot send to this base through the entry; on this machine only a remark."""
    native, base = target.native, target.endpoint.base_url
    if native is None or native.reaches(base):
        return ()
    others = ", ".join(native.bases.values())
    severity = Severity.INFO if target.endpoint.is_loopback else None
    return (found("fixed-base", f"{base} is none of {native.name}'s: {others}", severity=severity, turn="url"),)


def unreadable_list(fetched: Fetched, target: Target) -> Finding | None:
    """Return what stops LiteLLM's entry before every chat request, None where its list can be read."""
    native, listed = target.native, fetched.listed
    if native is None or not native.needs_list or 300 <= (listed.status or 0) < 400:
        return None
    shown = _shown(listed)
    if not shown:
        return None
    said = f"HTTP {listed.status or '-'} {listed.excerpt(160)}"
    evidence = f"GET {listed.request.url}: {said}. The client shows “{shown}”"
    other = _OTHER_CAUSES.get(situation(listed)) if listed.reached and not listed.ok else None
    if other is not None:
        return found(other, evidence, turn="models")
    return found("model-info", evidence, action=_without_version(target.endpoint), turn="models")


def listed_models(fetched: Fetched, target: Target) -> Listed | None:
    """Return what the entry reads of its own list, None where it asks for none or gets none."""
    native, answer = target.native, fetched.listed
    return read_list(native, answer.json) if native and native.asks_for_list(target.endpoint) and answer.ok else None


def _shown(listed: Exchange) -> str:
    """The client's own words for a list that it cannot use, "" for one that it can."""
    start = "Failed to fetch LiteLLM models: "
    if not listed.reached or listed.total_ms > _LIST_WAIT_MS:
        return f"{start}No response from server. Check LiteLLM server status and base URL."
    if not listed.ok:
        return f"{start}{listed.status} … Check base URL and API key."
    try:
        body = parse_json(listed.text)
    except NotJson:
        body = None
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return f"{start}{start}Unexpected response format."  # thrown, caught and named once more
    return f"{start}Cannot read properties of null (reading 'model_name')" if None in data else ""


def _without_version(endpoint: Endpoint) -> str | None:
    """The next step for a base that ends in ``/v1``, which LiteLLM's entry adds by itself."""
    base = endpoint.base_url
    if not base.endswith("/v1"):
        return None
    return f"Use {base.removesuffix('/v1')} as LiteLLM Base URL: this entry adds /v1 to its list's address by itself."
