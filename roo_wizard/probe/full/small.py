"""The small requests of the full set: error shape (C26), identity (C27), image (C28), optional fields (C29), C30."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.faults.catalog import found
from roo_wizard.gateway.bodies import read_error
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.full.requests import small_turn
from roo_wizard.probe.full.stage import Outcome, Stage, left_out, passed, shown, unjudged, warned
from roo_wizard.probe.rules.reach import said
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.wire.walk import Form, read_wire
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import tool

Body = dict[str, Json]

_LONG_NAME = "t" * 200
"""A tool name that every API with a rule about names refuses (64 characters are common)."""

_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
"""A PNG of one pixel."""

_ENDING = "attempt_completion"


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a gateway need not know: what the request looks like with it, and without it.

    ``wanted`` gives the reason why it is not tried with these settings, or "".
    """

    check: str
    fault: str
    purpose: str
    with_it: Callable[[Body, bool], Body]
    without: Callable[[Body, bool], Body]
    unwanted: Callable[[ClientSettings, ClientProfile, bool], str]


def _as_is(body: Body, anthropic: bool) -> Body:
    return body


def _with_image(body: Body, anthropic: bool) -> Body:
    url = f"data:image/png;base64,{_PIXEL}"
    source = {"type": "base64", "media_type": "image/png", "data": _PIXEL}
    part: Json = {"type": "image", "source": source} if anthropic else {"type": "image_url", "image_url": {"url": url}}
    last = body["messages"][-1]
    texts = last["content"] if isinstance(last["content"], list) else [{"type": "text", "text": last["content"]}]
    return {**body, "messages": [*body["messages"][:-1], {**last, "content": [*texts, part]}]}


def _with_tool(body: Body, anthropic: bool) -> Body:
    function = tool(_ENDING, short=True)["function"]
    if not anthropic:
        return {**body, "tools": [{"type": "function", "function": function}], "tool_choice": "auto"}
    offered = {"name": _ENDING, "description": function["description"], "input_schema": function["parameters"]}
    return {**body, "tools": [offered], "tool_choice": {"type": "auto"}}


def _with_forced_tool(body: Body, anthropic: bool) -> Body:
    named: Json = (
        {"type": "tool", "name": _ENDING} if anthropic else {"type": "function", "function": {"name": _ENDING}}
    )
    return {**_with_tool(body, anthropic), "tool_choice": named}


def _with_limit(body: Body, anthropic: bool) -> Body:
    return {**body, "max_completion_tokens": 64}


def _unwanted_limit(settings: ClientSettings, client: ClientProfile, anthropic: bool) -> str:
    """Why ``max_completion_tokens`` need not be tried, or ""."""
    native = native_of(settings, client)
    if anthropic:
        return "a limit is part of every request of this protocol"
    if native is not None and native.limit != "max_completion_tokens":
        return f"the client's {native.name} entry sends max_tokens"
    return "the first turn carried it" if native is not None or settings["includeMaxTokens"] else ""


FEATURES: tuple[Feature, ...] = (
    Feature(
        "C28",
        "R16",
        "image",
        _with_image,
        _as_is,
        lambda settings, *_: "" if settings["supportsImages"] else "Image Support is off in these settings",
    ),
    Feature(
        "C29",
        "R08",
        "max_completion_tokens",
        _with_limit,
        _as_is,
        _unwanted_limit,
    ),
    Feature("C29", "R07", "forced tool", _with_forced_tool, _with_tool, lambda *_: ""),
)
"""What is tried besides the turns; a new one is a row here."""


async def image(stage: Stage) -> Outcome:
    """C28: a picture of one pixel, if the profile is to show pictures."""
    return await _features(stage, "C28")


async def optional_fields(stage: Stage) -> Outcome:
    """C29: fields that a profile may switch on, and the forced tool of many curl examples, which Roo never sends."""
    return await _features(stage, "C29")


async def _features(stage: Stage, check: str) -> Outcome:
    findings: list[Finding] = []
    words: list[str] = []
    for feature in (row for row in FEATURES if row.check == check):
        unwanted = feature.unwanted(stage.settings, stage.target.client, stage.is_anthropic)
        if unwanted:
            words.append(f"{feature.purpose}: {unwanted}")
            continue
        finding, word = await _feature(stage, feature)
        findings += [finding] if finding else []
        words.append(f"{feature.purpose}: {word}")
    if check == "C29" and stage.settings["reasoningEffort"]:
        words.append("reasoning_effort: the first turn carried it")
    if findings:
        return shown(check, findings, "")
    open_ended = [word for word in words if word.partition(": ")[2].startswith("not judged")]
    text = "; ".join(words)
    return left_out(check, text) if open_ended and len(open_ended) == len(words) else passed(check, text)


async def _feature(stage: Stage, feature: Feature) -> tuple[Finding | None, str]:
    """Send a small request with *feature*; a refusal is only its fault when the request without it is accepted."""
    tried = await stage.sender.post(_small(stage, feature.purpose, feature.with_it), f"is {feature.purpose} accepted")
    if tried.ok:
        return None, "accepted"
    why = unjudged(tried)
    if why:
        return None, f"not judged, {why}"
    plain = _small(stage, f"without {feature.purpose}", feature.without)
    if not (await stage.sender.post(plain, f"the same without {feature.purpose}")).ok:
        return None, f"not judged, the same is refused without it. {said(tried)}"
    return found(feature.fault, said(tried), turn=feature.purpose), "refused"


async def error_shape(stage: Stage) -> Outcome:
    """C26: a model that does not exist and an over-long name are refused in words that a client can show."""
    made_up = f"{stage.target.model}-{stage.seed % 10_000:04}-does-not-exist"
    unknown = _small(stage, "wrong model id", lambda body, _: {**body, "model": made_up})
    answers = {
        "a made-up model id": await stage.sender.post(unknown, "how errors look"),
        "an over-long name": await stage.sender.post(_small(stage, "over-long field", _over_long), "how errors look"),
    }
    if all(unjudged(answer) for answer in answers.values()):
        return left_out("C26", unjudged(answers["a made-up model id"]))
    ignored = _ignored_name(answers["a made-up model id"], made_up)
    problems = [f"{what}: {problem}" for what, answer in answers.items() if (problem := _shape_problem(answer))]
    if ignored:
        return warned("C26", f"ignores the model name: {ignored.evidence}", (ignored,))
    if problems:
        return warned("C26", "; ".join(problems))
    return passed("C26", "; ".join(f"{what}: {_how(answer)}" for what, answer in answers.items()))


def served_identity(stage: Stage) -> Outcome:
    """C27: what the first answer says about who gave it; recorded, never a verdict."""
    if stage.first is None:
        return left_out("C27", "there is no first answer")
    seen = stage.first.shown.seen
    marks = [f"model {seen.wire.served_model or '(not named)'}", *_fingerprints(seen)]
    return passed("C27", ", ".join(marks))


async def two_at_once(stage: Stage) -> Outcome:
    """C30: two tiny requests at the same moment; one refused for that is only worth knowing (M10)."""
    pair = tuple(_small(stage, f"two at once, {place}", _as_is) for place in ("first", "second"))
    answers = await stage.sender.post_together(pair, "two requests at the same moment")
    refused = [answer for answer in answers if not answer.ok and situation(answer) is Situation.RATE_LIMIT]
    if len(refused) == 1 and any(answer.ok for answer in answers):
        return shown("C30", (found("M10", said(refused[0]), turn="two at once"),), "")
    why = next((unjudged(answer) or said(answer) for answer in answers if not answer.ok), "")
    if why:
        return left_out("C30", why)
    slowest = max(answer.total_ms for answer in answers)
    return passed("C30", "both answered", slowest)


def _small(stage: Stage, purpose: str, change: Callable[[Body, bool], Body]) -> Request:
    request = stage.request(small_turn(purpose))
    return replace(request, body=change(json.loads(json.dumps(request.body)), stage.is_anthropic))


def _over_long(body: Body, anthropic: bool) -> Body:
    changed = _with_tool(body, anthropic)
    entry = changed["tools"][0]
    named = (
        {**entry, "name": _LONG_NAME} if anthropic else {**entry, "function": {**entry["function"], "name": _LONG_NAME}}
    )
    return {**changed, "tools": [named]}


def _ignored_name(answer: Exchange, made_up: str) -> Finding | None:
    wire = read_wire(answer) if answer.ok else None
    if wire is None or wire.errors or wire.form not in {Form.EVENTS, Form.JSON} or not wire.arrivals:
        return None
    served = wire.served_model or "no name"
    evidence = f"the made-up id {made_up} is answered too, by {served}"
    return found("M01", evidence, severity=Severity.INFO, turn=answer.request.purpose)


def _shape_problem(answer: Exchange) -> str:
    """Why a client cannot show what is wrong, or "". What is simply accepted is no error to judge."""
    status = answer.status or 0
    if unjudged(answer):
        return ""
    if answer.ok:
        return "an error under HTTP 200" if read_wire(answer).errors else ""
    error = read_error(answer)
    if not 400 <= status < 500:
        return f"HTTP {status} for a mistake of the request"
    return "" if error is not None and error.message else f"HTTP {status} without a message: {answer.excerpt(80)}"


def _how(answer: Exchange) -> str:
    error = read_error(answer)
    return "accepted" if answer.ok else f"HTTP {answer.status}, {(error.message if error else '')[:80]}"


def _fingerprints(seen: Seen) -> list[str]:
    """The fields of the first object of the answer that name a deployment."""
    for text in seen.exchange.text.splitlines()[:20]:
        try:
            value = json.loads(text.removeprefix("data:").strip())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            names = ("id", "provider", "system_fingerprint", "service_tier")
            return [f"{name} {str(value[name])[:40]}" for name in names if value.get(name)]
    return []
