"""Judging recorded exchanges again, offline: the same rules and the same findings as when they were live."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.core.finding import Finding
from roo_wizard.core.text import SafeText, safe
from roo_wizard.faults.catalog import found
from roo_wizard.gateway.recorded import from_capture
from roo_wizard.gateway.situations import Situation, situation
from roo_wizard.probe.kept import context_of
from roo_wizard.probe.rules.rule import Seen, judge
from roo_wizard.probe.trials import judged
from roo_wizard.roo.reading.minimums import is_known_tool

RUN_SCHEMA = "roo-wizard.run/1"
_MOST_EXCHANGES = 1_000

_CHAT_PATHS = ("/chat/completions", "/messages")
_OF_A_LIST = frozenset({"N01", "N02", "N07", "N08", "N11", "N15", "N16", "N17"})
"""What an answer to anything but a chat request can show; the rules for chat answers say nothing about it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One recorded exchange and what it shows. ``status`` is None when nothing answered."""

    case: SafeText
    method: SafeText
    path: SafeText
    status: int | None
    situation: Situation
    findings: tuple[Finding, ...]


def replay(value: Json) -> tuple[Replayed, ...]:
    """Judge one record, or every exchange of a ledger run; raises `UsageError` for anything else."""
    try:
        return tuple(_replayed(record) for record in _records(value))
    except RecursionError:
        raise UsageError("the recording nests too deeply to be read") from None


def _records(value: Json) -> Iterator[Json]:
    if not isinstance(value, dict):
        raise UsageError(
            "this is no recording: it is not one JSON object", "a record has the keys request and response"
        )
    if "exchanges" not in value:
        if not {"response", "error", "failure"} & value.keys():
            raise UsageError("this is no recording: it holds neither an answer nor an error")
        yield value
        return
    exchanges = value["exchanges"]
    if not isinstance(exchanges, list) or len(exchanges) > _MOST_EXCHANGES:
        raise UsageError(f"the run's exchanges are not a list of at most {_MOST_EXCHANGES:,} records")
    yield from exchanges


def _replayed(record: Json) -> Replayed:
    exchange = _as_asked(from_capture(record), record)
    return Replayed(
        case=safe(exchange.request.purpose, 80),
        method=safe(exchange.request.method, 20),
        path=safe(_path(exchange), 200),
        status=exchange.status,
        situation=situation(exchange),
        findings=findings_of(exchange, record.get("context")),
    )


def findings_of(exchange: Exchange, recorded_context: Json = None) -> tuple[Finding, ...]:
    """Return what *exchange* shows: all of it for a chat request, reach and key alone for any other."""
    context = context_of(exchange, recorded_context)
    if _is_chat(exchange):
        trial = judged(exchange, context)
        return tuple(finding for finding in trial.findings if not _is_about_foreign_tools(finding, trial.seen))
    context = replace(context, turn="models")
    if exchange.reached and situation(exchange) in {Situation.WRONG_PATH, Situation.NOT_A_CHAT}:
        missing = "N12" if _path(exchange).endswith("/models") else "N03"
        return (found(missing, f"HTTP {exchange.status}: {exchange.excerpt(160)}", turn="models"),)
    return tuple(finding for finding in judge(Seen(exchange, context)) if finding.id in _OF_A_LIST)


def _is_about_foreign_tools(finding: Finding, seen: Seen) -> bool:
    """Whether *finding* says only that the client does not know tools which are not its own.

    Recordings of other programs offer other tools, and some do not tell which.
    """
    if finding.id not in {"unusable", "T16"} or not seen.wire.calls:
        return False
    known = seen.exchange.request.body is not None and seen.offers_tools
    return not known or (finding.id == "unusable" and not all(map(is_known_tool, seen.offered_names)))


def _is_chat(exchange: Exchange) -> bool:
    """Whether a chat answer was asked for; a request that was not recorded (path "/") counts as one."""
    path = _path(exchange)
    return exchange.request.method == "POST" and (path == "/" or path.partition("?")[0].endswith(_CHAT_PATHS))


def _path(exchange: Exchange) -> str:
    return "/" + exchange.request.url.partition("://")[2].partition("/")[2]


def _as_asked(exchange: Exchange, record: Json) -> Exchange:
    """Return *exchange*; where the request was not recorded, an event stream counts as asked for."""
    if record.get("request") is None and isinstance((record.get("response") or {}).get("sse"), str):
        return replace(exchange, request=replace(exchange.request, body={"stream": True}))
    return exchange
