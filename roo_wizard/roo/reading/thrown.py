"""The texts of the client's errors: what its SDK throws and what a person then reads (roo-code.md 4.5, 4.6)."""

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.roo.js import NotJson, parse_json, stringify, text_of, truthy
from roo_wizard.roo.reading.outcome import Reading

NO_ANSWER = "Unexpected API Response: The language model did not provide any assistant messages."
NO_TOOL = "Model Response Incomplete: The model failed to use any tools in its response."
MISTAKES = (
    "after 3 requests: This may indicate a failure in the model's thought process or inability to use a tool properly"
)
NO_ID = "Invalid tool call: missing tool_use.id."
TERMINATED = "terminated"
"""What the runtime's fetch says of a connection that breaks inside an answer."""

_MID_STREAM = "Provider ended the request: "
_BEFORE = "OpenAI completion error: "


def error_message(error: Json, message: str | None = None, status: int | None = None) -> str:
    """Return the SDK's message for an *error* value: its own message, else all of it, else *message*."""
    own = error.get("message") if isinstance(error, dict) else None
    if truthy(own):
        text: str | None = own if isinstance(own, str) else stringify(own)
    else:
        text = stringify(error) if truthy(error) else message
    if status is None:
        return text or "(no status code or body)"
    return f"{status} {text}" if text else f"{status} status code (no body)"


def refusal(exchange: Exchange, prefix: str = _BEFORE) -> str:
    """Return what a provider of the OpenAI dialect shows for an answer that is no 2xx, or for none at all.

    *prefix* is OpenAI Compatible's unless another entry's is given.
    """
    if exchange.failure is not None or exchange.status is None:
        return prefix + connection_error(exchange)
    body, text = _read(exchange)
    error = body.get("error") if isinstance(body, dict) else None
    metadata = error.get("metadata") if isinstance(error, dict) else None
    raw = metadata.get("raw") if isinstance(metadata, dict) else None
    return prefix + (text_of(raw) if truthy(raw) else error_message(error, text, exchange.status))


def anthropic_refusal(exchange: Exchange) -> str:
    """Return what the Anthropic provider shows: no prefix, and the whole body where it has no message of its own."""
    if exchange.failure is not None or exchange.status is None:
        return connection_error(exchange)
    body, text = _read(exchange)
    return error_message(body, text, exchange.status)


def before_answer(message: str) -> str:
    """Return *message* as it reads when the request failed before anything could be used."""
    return _BEFORE + message


def in_stream(message: str, *, begun: bool) -> str:
    """Return *message* as it reads when it comes inside a stream; a first chunk that fails has no prefix."""
    return _MID_STREAM + message if begun else message


def connection_error(exchange: Exchange) -> str:
    """Return the SDK's text for a request without a response; DNS, TLS and a closed port read alike."""
    timed_out = exchange.failure is not None and exchange.failure.cause == "timeout"
    return "Request timed out." if timed_out else "Connection error."


def complaint(reading: Reading) -> str:
    """Return what a person sees of an answer that came without an error but is of no use, else ""."""
    if not reading.calls:
        return NO_TOOL if reading.text else NO_ANSWER
    return MISTAKES if all(call.problem for call in reading.calls) else ""


def _read(exchange: Exchange) -> tuple[Json, str | None]:
    """The body as JSON and, when that is nothing, as text."""
    try:
        body = parse_json(exchange.text)
    except NotJson:
        body = None
    return body, None if truthy(body) else exchange.text
