"""The facts of one answer as values, and the notebook that a walk over its events fills.

Both dialects are walked into the same `Wire`, in the words of the OpenAI dialect, so that one set of rules
judges both: ``done`` is ``[DONE]`` or ``message_stop``, a finish reason is "stop", "tool_calls" or "length".
"""

from dataclasses import dataclass, field
from enum import StrEnum

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.probe.wire.calls import CallDelta, WireCall, assemble


class Form(StrEnum):
    """What kind of body came back."""

    EVENTS = "events"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Wire:
    """The facts of one answer; times in ms since sending.

    ``bad_data`` are ``data:`` payloads that are no JSON; ``errors`` are in-band error objects with the event
    name; ``usage`` holds every usage object with True when it came after ``[DONE]``. ``arrivals`` are the
    (ms, characters) of content, reasoning and argument deltas.
    """

    form: Form
    events: int = 0
    done: bool = False
    bad_data: tuple[str, ...] = ()
    errors: tuple[tuple[str, Json], ...] = ()
    finish_reasons: tuple[str, ...] = ()
    content: str = ""
    reasoning: str = ""
    reasoning_fields: frozenset[str] = frozenset()
    legacy_call: bool = False
    calls: tuple[WireCall, ...] = ()
    usage: tuple[tuple[Json, bool], ...] = ()
    served_models: tuple[str, ...] = ()
    empty_choices: bool = False
    first_event_ms: float | None = None
    first_token: tuple[float, str] | None = None
    arrivals: tuple[tuple[float, int], ...] = ()

    @property
    def last_usage(self) -> Json:
        """The usage object that counts: the last one before ``[DONE]``, else None."""
        return next((usage for usage, late in reversed(self.usage) if not late), None)

    @property
    def served_model(self) -> str | None:
        """The model that the answer names, if any."""
        return self.served_models[0] if self.served_models else None


@dataclass(slots=True)
class Notes:
    """The mutable counterpart of `Wire` while the events are walked."""

    events: int = 0
    done: bool = False
    bad_data: list[str] = field(default_factory=list)
    errors: list[tuple[str, Json]] = field(default_factory=list)
    finish_reasons: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    reasoning_fields: set[str] = field(default_factory=set)
    legacy_call: bool = False
    deltas: list[CallDelta] = field(default_factory=list)
    usage: list[tuple[Json, bool]] = field(default_factory=list)
    served_models: dict[str, None] = field(default_factory=dict)
    empty_choices: bool = False
    first_event_ms: float | None = None
    first_token: tuple[float, str] | None = None
    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def token(self, ms: float, kind: str, text: str) -> None:
        """Note that *text* of *kind* arrived."""
        if text:
            self.first_token = self.first_token or (ms, kind)
            self.arrivals.append((ms, len(text)))

    def wire(self, form: Form) -> Wire:
        """Return what was noted."""
        return Wire(
            form=form,
            events=self.events,
            done=self.done,
            bad_data=tuple(self.bad_data),
            errors=tuple(self.errors),
            finish_reasons=tuple(self.finish_reasons),
            content="".join(self.content),
            reasoning="".join(self.reasoning),
            reasoning_fields=frozenset(self.reasoning_fields),
            legacy_call=self.legacy_call,
            calls=assemble(self.deltas),
            usage=tuple(self.usage),
            served_models=tuple(self.served_models),
            empty_choices=self.empty_choices,
            first_event_ms=self.first_event_ms,
            first_token=self.first_token,
            arrivals=tuple(self.arrivals),
        )


def form_of(exchange: Exchange) -> Form:
    """Return what kind of body came back, by its first characters first and its content type last."""
    start = exchange.text[:4096].lstrip()
    if not start:
        return Form.EMPTY if not exchange.text.strip() else Form.TEXT
    if exchange.looks_like_html:
        return Form.HTML
    if start.startswith(("data:", "event:", "id:", "retry:", ":")):
        return Form.EVENTS
    if start[0] in "{[" and exchange.json is not None:
        return Form.JSON
    return Form.EVENTS if "text/event-stream" in exchange.header("content-type") else Form.TEXT
