"""What an answer is an example of, in the words of the recordings (captures/INDEX.md).

Status codes do not mean what they say (gateways.md 0.5): a wrong key is 401, 400 or 403, no money is 402,
403, 412 or 429, an unknown model is anything from 200 to 503. So the text is read first, in the order of
`situation_words`, and the status only where no text speaks.
"""

import re
from enum import StrEnum

from roo_wizard.core.exchange import AuthForm, Ending, Exchange, Phase, Request
from roo_wizard.gateway.answers import hear, is_usable, offered_tools
from roo_wizard.gateway.bodies import ErrorBody, read_error
from roo_wizard.gateway.listing.shapes import read_listing
from roo_wizard.gateway.refusals import named_by_parameter, refused_parameter
from roo_wizard.gateway.situation_words import WORDS


class Situation(StrEnum):
    """A statement about one answer, request included; the labels of ``situations.toml``."""

    OK_LIST = "ok-list"
    OK_CHAT = "ok-chat"
    OK_CALL = "ok-call"
    NO_CALL = "no-call"
    BAD_CALL = "bad-call"
    NOT_A_CHAT = "not-a-chat"
    WRONG_KEY = "wrong-key"
    NO_KEY = "no-key"
    KEY_NOT_ALLOWED = "key-not-allowed"
    UPSTREAM_CREDENTIAL = "upstream-credential"
    NO_CREDIT = "no-credit"
    RATE_LIMIT = "rate-limit"
    UNKNOWN_MODEL = "unknown-model"
    NO_TOOLS = "no-tools"
    REFUSED_PARAMETER = "refused-parameter"
    CONTEXT_TOO_SMALL = "context-too-small"
    WRONG_PATH = "wrong-path"
    OVERLOADED = "overloaded"
    CUT = "cut"
    OTHER = "other"


_BY_STATUS = {
    401: Situation.WRONG_KEY,
    402: Situation.NO_CREDIT,
    403: Situation.KEY_NOT_ALLOWED,
    404: Situation.WRONG_PATH,
    405: Situation.WRONG_PATH,
    408: Situation.OVERLOADED,
    409: Situation.OVERLOADED,
    412: Situation.NO_CREDIT,
    413: Situation.CONTEXT_TOO_SMALL,
    425: Situation.OVERLOADED,
    429: Situation.RATE_LIMIT,
    501: Situation.OTHER,
}
"""Where no text speaks. 403 alone is not called a wrong key: most gateways mean a good key without the right."""

_KEY_HEADERS = frozenset({"authorization", "x-api-key", "api-key"})
_PATTERNS = tuple((Situation(label), re.compile(words, re.IGNORECASE)) for label, words in WORDS)
_CREDENTIAL = {Situation.WRONG_KEY, Situation.KEY_NOT_ALLOWED}
_TOOL_PARTS = frozenset({None, "tools", "tool_choice", "tools.count"})
_NOT_REFUSED = frozenset({None, "messages", "model"})


def situation(exchange: Exchange) -> Situation:
    """Return what *exchange* is an example of. Pure; never raises, whatever the answer holds."""
    failure = exchange.failure
    if failure is not None or not exchange.reached:
        gone = failure is not None and failure.cause == "disconnected" and failure.phase is not Phase.TLS
        return Situation.CUT if gone else Situation.OTHER
    error = read_error(exchange)
    if error is not None:
        return _refused(exchange, error)
    if exchange.ending in {Ending.BROKEN, Ending.IDLE}:
        return Situation.CUT
    return _listed(exchange) if exchange.request.method == "GET" else _answered(exchange)


def names_model(text: str, model: str) -> bool:
    """Whether *text* names *model*, by its whole id or by the part behind the last slash."""
    short = model.rpartition("/")[2]
    names = [name for name in (model, short) if len(name) >= 3]
    return any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) for name in names)


def sends_key(request: Request) -> bool:
    """Whether *request* carried any credential."""
    return request.auth is not AuthForm.NONE or any(name.lower() in _KEY_HEADERS for name, _ in request.headers)


def _refused(exchange: Exchange, error: ErrorBody) -> Situation:
    spoken = _spoken(exchange, error)
    status = exchange.status or 0
    if not sends_key(exchange.request) and _asks_for_a_key(status, error, spoken):
        return Situation.NO_KEY
    if error.upstream and (spoken in _CREDENTIAL or (spoken is None and status in {401, 403})):
        return Situation.UPSTREAM_CREDENTIAL
    if spoken is not None:
        return spoken
    if error.shape == "html":
        return _by_page(status)
    if status not in _BY_STATUS and status < 500 and refused_parameter(error) not in _NOT_REFUSED:
        return Situation.REFUSED_PARAMETER
    return _BY_STATUS.get(status, Situation.OVERLOADED if status >= 500 else Situation.OTHER)


def _spoken(exchange: Exchange, error: ErrorBody) -> Situation | None:
    """What the text says, or None when it says nothing that is known."""
    words = error.words
    for label, pattern in _PATTERNS:
        if not pattern.search(words):
            continue
        return Situation.REFUSED_PARAMETER if _is_about_a_part(exchange, error, label) else label
    model = (exchange.request.body or {}).get("model")
    if exchange.status == 404 and isinstance(model, str) and names_model(words, model):
        return Situation.UNKNOWN_MODEL
    return None


def _is_about_a_part(exchange: Exchange, error: ErrorBody, label: Situation) -> bool:
    """Whether a 400 with the words of *label* really names a part of the request ("… not allowed for this model")."""
    if label is Situation.NO_TOOLS:
        return refused_parameter(error) not in _TOOL_PARTS
    if exchange.status not in {400, 422} or label is Situation.CONTEXT_TOO_SMALL:
        return False
    if named_by_parameter(error) not in _NOT_REFUSED:
        return True
    return label is Situation.KEY_NOT_ALLOWED and refused_parameter(error) not in _NOT_REFUSED


def _asks_for_a_key(status: int, error: ErrorBody, spoken: Situation | None) -> bool:
    """A refusal of a request without a key; LiteLLM without its database package answers 500 and no reason."""
    if status in {401, 403} or spoken in _CREDENTIAL:
        return True
    return status >= 500 and error.shape == "text"


def _by_page(status: int) -> Situation:
    """A page instead of an answer: a proxy, a login or a firewall speaks; only 401 says anything of the key."""
    if status in {401, 404, 405}:
        return _BY_STATUS[status]
    return Situation.OVERLOADED if status >= 500 else Situation.OTHER


def _listed(exchange: Exchange) -> Situation:
    if exchange.json is None:
        return Situation.NOT_A_CHAT
    listing = read_listing(exchange.json)
    return Situation.OK_LIST if listing is not None and listing.models else Situation.OTHER


def _answered(exchange: Exchange) -> Situation:
    request = exchange.request
    heard = hear(exchange)
    tools = offered_tools(request.body)
    if not heard.is_chat:
        nothing = not exchange.body.strip() and bool(tools)
        other = exchange.json is not None and not request.streams
        return Situation.NO_CALL if nothing else Situation.OTHER if other else Situation.NOT_A_CHAT
    if request.streams and exchange.json is not None:
        return Situation.NOT_A_CHAT
    if not heard.calls:
        return Situation.NO_CALL if tools else Situation.OK_CHAT
    usable = all(is_usable(call, tools) for call in heard.calls.values())
    return Situation.OK_CALL if usable else Situation.BAD_CALL
