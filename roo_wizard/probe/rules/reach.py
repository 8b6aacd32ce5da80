"""Rules for answers that are no 2xx, by their text first and their status last (probe.md 5.1, gateways.md 4b)."""

from roo_wizard.core.exchange import AuthForm, Exchange
from roo_wizard.core.finding import Severity
from roo_wizard.gateway.situations import Situation, names_model
from roo_wizard.probe.road_advice import road_advice
from roo_wizard.probe.rules.rule import Evidence, Seen, shows
from roo_wizard.roo.native.choice import native_of


def said(exchange: Exchange) -> str:
    """Return the status and what the body says, raw: the client often hides it."""
    return f"HTTP {exchange.status}: {exchange.excerpt(220) or '(no body)'}"


_KNOWN_IDS = {
    "litellm": "one that /v1/model/info lists",
    "zai": "an id that {client} knows for Z.ai (such as glm-4.7)",
}
_HANDED_OVER = "the client's Anthropic provider would follow it and hand your key to that address, which no check does"
"""Its SDK keeps ``x-api-key`` on every redirect, unlike the runtime's ``fetch`` (run with two servers)."""

_KNOWN_TO_ANTHROPIC = "an id that {client} knows for Anthropic (such as claude-sonnet-4-5)"


def choose_known_id(seen: Seen) -> str:
    """Return what to do where the client has replaced the model id."""
    known = _KNOWN_IDS.get(str(seen.context.settings["apiProvider"]), _KNOWN_TO_ANTHROPIC)
    known = known.format(client=seen.context.client.name)
    return f"Use OpenAI Compatible as API Provider, where the id goes out as it is typed, or choose {known}."


def replacing(seen: Seen) -> str:
    """Return in words which id the client sent in place of the person's, "" when it sent that one."""
    if seen.replaced_id is None:
        return ""
    client = seen.context.client
    native = native_of(seen.context.settings, client)
    entry = f"{native.name} entry" if native else "Anthropic provider"
    return f"{client.name}'s {entry} does not know {seen.context.model} and sends {seen.replaced_id} in its place"


def _about_model(seen: Seen) -> Evidence | str:
    """The refusal of a model, which the person may never have asked for."""
    if seen.replaced_id is None:
        return said(seen.exchange)
    return Evidence(f"{replacing(seen)}. {said(seen.exchange)}", action=choose_known_id(seen))


def _in_situation(seen: Seen, *situations: Situation) -> bool:
    return seen.exchange.reached and not seen.answered and seen.situation in situations


@shows("N01")
def unreachable(seen: Seen) -> Evidence | None:
    """No response at all; the phase names the cause, and the cause what to do."""
    failure = seen.exchange.failure
    if failure is None:
        return None
    return Evidence(f"{failure.phase.value}: {failure.cause} ({failure.detail})", action=road_advice(failure).words)


@shows("N02")
def redirected(seen: Seen) -> Evidence | str | None:
    """A redirect: followed once on the same origin as Roo does (307, 308), a block everywhere else."""
    status = seen.exchange.status or 0
    if seen.exchange.redirected_from:
        return Evidence(f"{seen.exchange.redirected_from} answers from {seen.exchange.request.url}", Severity.WARN)
    if not 300 <= status < 400 or status == 304:
        return None
    where = f"HTTP {status} to {seen.exchange.header('location') or 'nowhere'}"
    follows = seen.exchange.request.auth is AuthForm.X_API_KEY and status in (307, 308)
    return f"{where}; {_HANDED_OVER}" if follows else where


@shows("N03")
def not_the_api(seen: Seen) -> str | None:
    """A web page, or a path that does not exist there."""
    if seen.answered and seen.exchange.looks_like_html:
        return f"HTTP {seen.exchange.status} with a web page: {seen.exchange.excerpt(100)}"
    if _in_situation(seen, Situation.WRONG_PATH):
        return said(seen.exchange)
    return None


@shows("N07")
def key_refused(seen: Seen) -> str | None:
    """The key is wrong, rotated, of another environment, or missing."""
    refused = _in_situation(seen, Situation.WRONG_KEY, Situation.NO_KEY)
    upstream_guess = _in_situation(seen, Situation.UPSTREAM_CREDENTIAL) and seen.context.list_accepted is False
    return said(seen.exchange) if refused or upstream_guess else None


@shows("N17")
def no_credit(seen: Seen) -> str | None:
    """Balance, quota, budget or plan is used up."""
    return said(seen.exchange) if _in_situation(seen, Situation.NO_CREDIT) else None


@shows("N15")
def model_not_allowed(seen: Seen) -> Evidence | str | None:
    """The key is good, but not for this model, group or route."""
    return _about_model(seen) if _in_situation(seen, Situation.KEY_NOT_ALLOWED) else None


@shows("N16")
def upstream_credential(seen: Seen) -> str | None:
    """The gateway's own credential at its upstream is refused: the person's key is not to blame."""
    if _in_situation(seen, Situation.UPSTREAM_CREDENTIAL) and seen.context.list_accepted is not False:
        return said(seen.exchange)
    return None


@shows("N18")
def nothing_behind(seen: Seen) -> str | None:
    """Nothing behind an alias that the gateway lists."""
    return said(seen.exchange) if _in_situation(seen, Situation.UNKNOWN_MODEL) and seen.context.listed else None


@shows("N13")
def model_not_found(seen: Seen) -> Evidence | str | None:
    """The model text is no alias of this key."""
    if _in_situation(seen, Situation.UNKNOWN_MODEL) and not seen.context.listed:
        return _about_model(seen)
    if _in_situation(seen, Situation.WRONG_PATH) and _names_the_model(seen):
        return _about_model(seen)
    return None


def _names_the_model(seen: Seen) -> bool:
    return any(names_model(seen.exchange.text, name) for name in (seen.context.model, seen.replaced_id) if name)


@shows("N08")
def rate_limited(seen: Seen) -> str | None:
    """Too many requests just now."""
    return said(seen.exchange) if _in_situation(seen, Situation.RATE_LIMIT) else None


@shows("N11")
def overloaded(seen: Seen) -> Evidence | str | None:
    """The server side failed for now; a very late first byte is only a warning."""
    if _in_situation(seen, Situation.OVERLOADED):
        return said(seen.exchange)
    late = seen.exchange.header_ms or 0.0
    if seen.answered and late > seen.context.limits.first_byte_warn * 1000:
        return Evidence(f"first byte after {late / 1000:.0f} s; many proxies cut at 100–125 s", Severity.WARN)
    return None


@shows("N14")
def too_large(seen: Seen) -> str | None:
    """The request does not fit: body limit or context window."""
    if seen.exchange.status == 413 or _in_situation(seen, Situation.CONTEXT_TOO_SMALL):
        return f"{len(seen.exchange.request.content):,} bytes refused. {said(seen.exchange)}"
    return None
