"""The error inside an answer, whatever its status says."""

import re

from roo_wizard.core.exchange import Exchange
from roo_wizard.core.sse import read_events
from roo_wizard.core.text import SafeText, safe
from roo_wizard.gateway.error_shapes import MESSAGE_LIMIT, ErrorBody, error_in, parsed

__all__ = ["ErrorBody", "error_in", "read_error"]

_MAX_EVENTS = 50_000


def read_error(exchange: Exchange) -> ErrorBody | None:
    """Return the error inside the answer, or None when there is none.

    A refusal (any status but 2xx) always has one. A 2xx has one when its JSON body, or an event of its
    stream, is an error (fault N09 and S09): the status is not believed.
    """
    if not exchange.reached:
        return None
    if exchange.ok:
        return _error_inside_success(exchange)
    if exchange.looks_like_html:
        return ErrorBody(_title(exchange.text) or exchange.excerpt(), shape="html")
    value = exchange.json
    found = None if value is None else error_in(value, refused=True)
    return found or ErrorBody(exchange.excerpt(MESSAGE_LIMIT), shape="text")


def _error_inside_success(exchange: Exchange) -> ErrorBody | None:
    if exchange.json is not None:
        return error_in(exchange.json)
    if b"error" not in exchange.body:
        return None
    for number, event in enumerate(read_events(exchange.chunks)):
        if number >= _MAX_EVENTS:
            break
        if "error" in event.data or event.event == "error":
            found = error_in(parsed(event.data), refused=event.event == "error")
            if found is not None:
                return found
    return None


def _title(page: str) -> SafeText:
    found = re.search(r"<title[^>]*>([^<]{1,200})", page[:20_000], re.IGNORECASE)
    return safe(found[1].strip()) if found else safe("")
