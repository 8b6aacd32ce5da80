"""Recorded exchanges: the format of the captures, and of the ledger that is a superset of it (design, section 5).

A capture holds ``case, request{method, path, headers, body}, response{status, reason, headers, json|sse|text},
error, elapsed_s``. A ledger record adds the origin, the purpose, the ending, the times, and
``chunks: [[ms, text]]``, or ``[ms, {"base64": …}]`` where the bytes are no text. A key is never in one: its
place is taken by ``<key>``.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import AuthForm, Chunk, Ending, Exchange, Failure, Json, Phase, Request
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe

KEY_MARK = "<key>"
SECRET_MARK = "<secret>"
_MAX_EARLIER = 10
RECORD_ORIGIN = "https://recorded.invalid"
"""The origin of captures, which do not say where they come from."""

_KEY_LINES = {
    AuthForm.BEARER: ("Authorization", f"Bearer {KEY_MARK}"),
    AuthForm.X_API_KEY: ("x-api-key", KEY_MARK),
    AuthForm.API_KEY: ("api-key", KEY_MARK),
}
_FORM_OF_HEADER = {name.lower(): form for form, (name, _) in _KEY_LINES.items()}

_INDENTS = range(1, 9)
"""How far a recorded body may be indented."""


def from_capture(record: Json) -> Exchange:
    """Return the exchange of one capture or ledger record; raises `UsageError` when it is none.

    The record is foreign: fields of a wrong type are refused, unknown ones are ignored.
    """
    return _exchange(record, with_earlier=True)


def _exchange(record: Json, *, with_earlier: bool) -> Exchange:
    table = _table(record, "a record")
    request = _request(table)
    response = table.get("response")
    total_ms = _number(table.get("total_ms")) or (_number(table.get("elapsed_s")) or 0.0) * 1000
    attempts = _list(table.get("earlier"))[:_MAX_EARLIER] if with_earlier else []
    earlier = tuple(_exchange(item, with_earlier=False) for item in attempts)
    redirected = table.get("redirected_from")
    if response is None:
        reason = _failure(table)
        return Exchange(request, None, ending=Ending.FAILED, failure=reason, total_ms=total_ms, earlier=earlier)
    answer = _table(response, "response")
    return Exchange(
        request,
        _status(answer),
        headers=_headers(answer.get("headers")),
        chunks=_chunks(table, answer, total_ms),
        ending=_ending(table.get("ending")),
        header_ms=_number(table.get("header_ms")),
        phases={str(name): _number(ms) or 0.0 for name, ms in _optional(table.get("phases"), "phases").items()},
        redirected_from=redirected if isinstance(redirected, str) else None,
        total_ms=total_ms,
        earlier=earlier,
    )


def to_record(exchange: Exchange) -> dict[str, Json]:
    """Return *exchange* as a ledger record: plain JSON values, no secret among them."""
    request = exchange.request
    parts = urlsplit(request.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    record: dict[str, Json] = {
        "case": request.purpose,
        "origin": f"{parts.scheme}://{parts.netloc}",
        "request": {
            "method": request.method,
            "path": path,
            "headers": _request_headers(request),
            "body": None if request.body is None else dict(request.body),
            "indent": request.indent,
        },
    }
    if exchange.status is None:
        record["error"] = exchange.failure.detail if exchange.failure else "no answer"
        record["failure"] = _failure_record(exchange.failure)
    else:
        record["response"] = _response(exchange)
        record["chunks"] = [[round(chunk.ms, 3), _piece(chunk.data)] for chunk in exchange.chunks]
    record |= {
        "ending": exchange.ending.value,
        "header_ms": exchange.header_ms,
        "total_ms": exchange.total_ms,
        "phases": dict(exchange.phases),
        "redirected_from": exchange.redirected_from,
        "earlier": [to_record(earlier) for earlier in exchange.earlier],
        "elapsed_s": round(exchange.total_ms / 1000, 3),
    }
    return record


def _request(table: Mapping[str, Json]) -> Request:
    """The request; where it was not recorded, a POST of which nothing is known but that it had a key."""
    recorded = _optional(table.get("request"), "request")
    headers = _optional(recorded.get("headers"), "headers")
    forms = [_FORM_OF_HEADER[name.lower()] for name in headers if name.lower() in _FORM_OF_HEADER]
    kept = tuple((name, str(value)) for name, value in headers.items() if name.lower() not in _FORM_OF_HEADER)
    body, indent = recorded.get("body"), recorded.get("indent")
    origin = table.get("origin")
    return Request(
        purpose=safe(table.get("case") or "recorded", 80),
        method=str(recorded.get("method") or "POST"),
        url=(origin if isinstance(origin, str) else RECORD_ORIGIN) + str(recorded.get("path") or "/"),
        headers=kept,
        body=body if isinstance(body, dict) else None,
        auth=forms[0] if forms else AuthForm.NONE if recorded else AuthForm.BEARER,
        indent=indent if type(indent) is int and indent in _INDENTS else None,
    )


def _request_headers(request: Request) -> dict[str, str]:
    headers = {
        name: KEY_MARK if name.lower() in _FORM_OF_HEADER else SECRET_MARK if isinstance(value, ApiKey) else value
        for name, value in request.headers
    }
    if request.auth in _KEY_LINES and not {name.lower() for name in headers} & _FORM_OF_HEADER.keys():
        name, mark = _KEY_LINES[request.auth]
        headers[name] = mark
    return headers


def _response(exchange: Exchange) -> dict[str, Json]:
    status = exchange.status or 0
    known = {item.value: item.phrase for item in HTTPStatus}
    if exchange.json is not None:
        body: dict[str, Json] = {"json": exchange.json}
    else:
        streamed = "text/event-stream" in exchange.header("content-type")
        body = {"sse" if streamed else "text": exchange.text}
    return {"status": status, "reason": known.get(status, ""), "headers": dict(exchange.headers), **body}


def _chunks(table: Mapping[str, Json], answer: Mapping[str, Json], total_ms: float) -> tuple[Chunk, ...]:
    if "chunks" in table:
        return tuple(_chunk(item) for item in _list(table["chunks"]))
    if "json" in answer:
        data = json.dumps(answer["json"], ensure_ascii=False).encode("utf-8", "replace")
    else:
        text = answer.get("sse", answer.get("text", ""))
        data = text.encode("utf-8", "replace") if isinstance(text, str) else b""
    return (Chunk(total_ms, data),) if data else ()


def _chunk(item: Json) -> Chunk:
    try:
        ms, data = item
        if isinstance(data, str):
            return Chunk(float(ms), data.encode("utf-8", "replace"))
        return Chunk(float(ms), base64.b64decode(data["base64"], validate=True))
    except (TypeError, ValueError, KeyError, OverflowError, binascii.Error) as error:
        raise UsageError("a chunk of the record is not [ms, text]") from error


def _piece(data: bytes) -> Json:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _failure(table: Mapping[str, Json]) -> Failure:
    recorded = table.get("failure")
    if isinstance(recorded, dict):
        try:
            return Failure(Phase(str(recorded.get("phase"))), str(recorded.get("cause")), safe(recorded.get("detail")))
        except ValueError:
            raise UsageError("the failure of the record has an unknown phase") from None
    text = safe(table.get("error") or "no answer")
    gone = "closed" in text.lower() or "reset" in text.lower()
    return Failure(Phase.FIRST_BYTE, "disconnected" if gone else "other", text)


def _failure_record(failure: Failure | None) -> Json:
    if failure is None:
        return None
    return {"phase": failure.phase.value, "cause": failure.cause, "detail": failure.detail}


def _ending(value: Json) -> Ending:
    try:
        return Ending(value) if value is not None else Ending.COMPLETE
    except ValueError:
        raise UsageError(f"the record has an unknown ending {safe(value, 40)!r}") from None


def _status(answer: Mapping[str, Json]) -> int:
    status = answer.get("status")
    if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 999:
        raise UsageError("the record has no usable response status")
    return status


def _headers(value: Json) -> tuple[tuple[str, str], ...]:
    return tuple((str(name).lower(), str(text)) for name, text in _optional(value, "headers").items())


def _table(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise UsageError(f"{what} of the recording is not an object", "a record has the keys request and response")
    return value


def _optional(value: Json, what: str) -> Mapping[str, Json]:
    return {} if value is None else _table(value, what)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        return None
    return float(value)
