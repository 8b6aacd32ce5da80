"""Faults of reach, access and HTTP (N ids, and M10): an answer instead of a reply.

Texts are short paraphrases of the answers in gateways.md 4b, since reading them is part of the diagnosis.
"""

from dataclasses import replace

from roo_wizard.practice.faults.switch import Gate, Switch, table
from roo_wizard.practice.models import CODERS
from roo_wizard.practice.visit import Refusal, Visit
from roo_wizard.practice.wire import Frame

BODY_LIMIT = 20_000
"""Bytes above which N14 refuses and M08 loses its way: between the small twin and Roo's real size."""

_PAGE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Practice Gateway Console</title></head>
<body><div id="app"></div><script src="/assets/app.js"></script></body></html>
"""
_SMALL_REQUEST = 1_000
"""Prompt tokens up to which M10 takes its time, so that two at once do meet."""


def _redirect(visit: Visit) -> Refusal:
    """A 301 to the same address without this fault: the final URL that the evidence should name."""
    left = "+".join(part for part in visit.plan_text.split("+") if part.partition("~")[0].upper() != "N02")
    target = f"{visit.origin}/f/{left}{visit.path}"
    return Refusal(301, headers=(("location", target),), body=b"Moved Permanently.\n", content_type="text/plain")


def _page(_: Visit) -> Refusal:
    return Refusal(200, body=_PAGE, content_type="text/html; charset=utf-8")


def _header_gate(visit: Visit) -> Refusal | None:
    if not visit.headers.get("user-agent", "").startswith("RooCode/"):
        return None
    return Refusal(403, body=b"error code: 1010", content_type="text/plain; charset=UTF-8")


def _every_key(_: Visit) -> Refusal:
    return wrong_key()


def wrong_key() -> Refusal:
    """Return what a refused key gets."""
    return Refusal(401, "Incorrect API key provided. Check the key in your account settings.", code="invalid_api_key")


def _chat(refuse: Gate) -> Gate:
    """Let *refuse* see chat requests only: the model list works."""
    return lambda visit: refuse(visit) if visit.ask is not None else None


def _model(visit: Visit) -> str:
    return visit.ask.model if visit.ask else ""


def _no_credit(_: Visit) -> Refusal:
    return Refusal(402, "Insufficient credits. Add credits to your account to continue.", "billing_error", 402)


def _no_access(visit: Visit) -> Refusal:
    text = f"This token has no access to model {_model(visit)} (request id: practice)"
    return Refusal(403, text, "new_api_error", "model_access_denied")


def _upstream_key(_: Visit) -> Refusal:
    text = (
        "litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided: "
        "sk-up****42. Received Model Group=practice"
    )
    return Refusal(401, text, None, "401")


def _no_route(visit: Visit) -> Refusal:
    text = f"No available channel for model {_model(visit)} under group default (request id: practice)"
    return Refusal(503, text, "new_api_error", "model_not_found")


def _too_many(_: Visit) -> Refusal:
    text = "Rate limit reached for requests per minute. Please try again in 1s."
    return Refusal(429, text, "requests", "rate_limit_exceeded", headers=(("retry-after", "1"),))


def _overloaded(_: Visit) -> Refusal:
    return Refusal(503, "The server is overloaded or not ready yet. Please try again later.", "server_error")


def unknown_model(visit: Visit) -> Refusal:
    """Return what an id that is not in the model list gets (N13)."""
    text = f"The model `{_model(visit)}` does not exist or you do not have access to it."
    return Refusal(404, text, code="model_not_found", param="model")


def _not_listed(visit: Visit) -> Refusal | None:
    return unknown_model(visit) if _model(visit) in CODERS else None


def _too_large(visit: Visit) -> Refusal | None:
    if len(visit.body) <= BODY_LIMIT:
        return None
    return Refusal(413, f"Request body too large: {len(visit.body)} bytes, the limit is {BODY_LIMIT} bytes.")


def _error_in_200(_: Visit) -> Refusal:
    return Refusal(200, "The provider returned an error for this request.", "api_error", 500)


def _nothing(visit: Visit) -> Refusal:
    streamed = visit.ask is not None and visit.ask.streamed
    return Refusal(200, body=b"", content_type="text/event-stream" if streamed else "application/json")


def _no_list(visit: Visit) -> Refusal | None:
    return Refusal(404, "Not Found", "not_found") if visit.is_list else None


def _one_at_a_time(visit: Visit) -> Refusal | None:
    if not visit.in_flight:
        return None
    text = "Concurrency limit reached: 1 request at a time. Please try again in 1s."
    return Refusal(429, text, "requests", "rate_limit_exceeded", headers=(("retry-after", "1"),))


def _take_time(frames: tuple[Frame, ...], visit: Visit) -> tuple[Frame, ...]:
    if visit.ask is None or visit.ask.prompt_tokens > _SMALL_REQUEST or not frames:
        return frames
    return (replace(frames[0], wait=frames[0].wait + visit.pacing.hold), *frames[1:])


SWITCHES = table(
    Switch("N02", gate=_redirect),
    Switch("N03", gate=_page),
    Switch("N06", gate=_header_gate),
    Switch("N07", gate=_every_key),
    Switch("N17", gate=_chat(_no_credit)),
    Switch("N15", gate=_chat(_no_access)),
    Switch("N16", gate=_chat(_upstream_key)),
    Switch("N18", gate=_chat(_no_route)),
    Switch("N08", gate=_chat(_too_many)),
    Switch("N11", gate=_chat(_overloaded)),
    Switch("N13", gate=_chat(_not_listed), listed=lambda models: tuple(name for name in models if name not in CODERS)),
    Switch("N14", gate=_chat(_too_large)),
    Switch("N09", gate=_chat(_error_in_200)),
    Switch("N10", gate=_chat(_nothing)),
    Switch("N12", gate=_no_list),
    Switch("M10", gate=_chat(_one_at_a_time), pace=_take_time),
)
"""The N ids that a path can show, and M10 (probe.md 5.8)."""
