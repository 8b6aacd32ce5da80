"""One HTTP request as the practice gateway sees it, and refusals in both dialects' forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.practice.ask import Ask
from roo_wizard.practice.reply import json_text
from roo_wizard.practice.wire import Answer, Frame, Pacing

KEY, SECOND_KEY = "practice-key", "practice-key-2"
"""The keys that the practice gateway accepts unless it was given others. They are public: they open nothing."""

KEYS = frozenset({KEY, SECOND_KEY})

JSON_TYPE = "application/json"

INFO_PATH = "/v1/model/info"
"""LiteLLM's list with what it knows of each model."""

LIST_PATHS = frozenset({"/v1/models", INFO_PATH})

_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A request: ``path`` begins behind the fault prefix ("/v1/chat/completions"), ``query`` is dropped.

    ``number`` is the count of POSTs of this plan since start, from 0; ``in_flight`` the number of others that
    are being answered. ``origin`` is the gateway's own, ``keys`` are those it accepts now. ``ask`` is None for
    everything but a chat request.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    json: Json = None
    ask: Ask | None = None
    plan_text: str = ""
    number: int = 0
    in_flight: int = 0
    origin: str = ""
    pacing: Pacing = field(default_factory=Pacing)
    keys: frozenset[str] = KEYS

    @property
    def dialect(self) -> Dialect:
        """The dialect by the path, or by the header that only Anthropic's SDK sends."""
        if "/messages" in self.path or "anthropic-version" in self.headers:
            return Dialect.ANTHROPIC
        return Dialect.OPENAI

    def with_ask(self, ask: Ask) -> "Visit":
        """Return the visit as a chat request."""
        return replace(self, ask=ask)

    @property
    def is_list(self) -> bool:
        """Whether the model list is asked for."""
        return self.method == "GET" and self.path in LIST_PATHS

    @property
    def key(self) -> str:
        """The key that was sent, as Bearer or ``x-api-key``; "" for none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else self.headers.get("x-api-key", "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer instead of a reply: a status and a text, written in the dialect's error form.

    ``body`` replaces that form (a page, nothing); ``kind`` is the OpenAI ``type``.
    """

    status: int
    message: str = ""
    kind: str | None = "invalid_request_error"
    code: str | int | None = None
    param: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    content_type: str = JSON_TYPE

    def answer(self, visit: Visit) -> Answer:
        """Return the HTTP answer to *visit*."""
        body = self.body if self.body is not None else json_text(self._form(visit.dialect)).encode("utf-8", "replace")
        return json_answer(self.status, body, visit.pacing, self.headers, self.content_type)

    def _form(self, dialect: Dialect) -> dict[str, Json]:
        if dialect is Dialect.ANTHROPIC:
            kind = _ANTHROPIC_TYPES.get(self.status, "api_error")
            return {"type": "error", "error": {"type": kind, "message": self.message}, "request_id": "req_practice"}
        error = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return {"error": error}


def json_answer(
    status: int,
    body: bytes,
    pacing: Pacing,
    headers: tuple[tuple[str, str], ...] = (),
    content_type: str = JSON_TYPE,
) -> Answer:
    """Return an answer of known length that is sent in one piece."""
    framing = (("content-type", content_type), ("content-length", str(len(body))))
    return Answer(status, (*framing, *headers), (Frame(body, pacing.first),))
