"""Rules for the framing of an answer (probe.md 5.3): is it a stream, is it whole, did it end."""

from itertools import pairwise

from roo_wizard.core.exchange import Ending
from roo_wizard.core.finding import Severity
from roo_wizard.probe.rules.rule import Evidence, Seen, shows
from roo_wizard.probe.wire.walk import Form, Wire
from roo_wizard.roo.native.reading import NO_CHOICES

_BUFFER_DELTAS = 20
_BUFFER_CHARACTERS = 240
_BUFFER_WAIT_MS = 250.0
_BUFFER_SPAN_MS = 50.0
_LATE_SHARE = 0.9
_SENTENCE_ENDS = tuple(".!?:)]}>`\"'…。！？」*")


@shows("S01")
def json_instead_of_stream(seen: Seen) -> Evidence | str | None:
    """A whole JSON answer although a stream was asked for; a wrong content type on real events is harmless."""
    if not (seen.answered and seen.streamed):
        return None
    if seen.wire.form is Form.JSON and not seen.wire.errors and _has_message(seen):
        return f"stream: true was answered with one JSON body ({seen.exchange.header('content-type') or 'no type'})"
    content_type = seen.exchange.header("content-type")
    if seen.wire.form is Form.EVENTS and content_type and "event-stream" not in content_type:
        return Evidence(f"a good event stream labelled {content_type}", Severity.INFO)
    return None


@shows("N09")
def error_in_success(seen: Seen) -> str | None:
    """An error object, or a body that is no answer (broken JSON, plain text), under status 200."""
    if not seen.answered or seen.exchange.ending is not Ending.COMPLETE:
        return None
    if seen.wire.form is Form.TEXT or (seen.wire.form is Form.JSON and (seen.wire.errors or not _has_message(seen))):
        return f"status {seen.exchange.status} with {seen.exchange.excerpt(160)}"
    return None


@shows("N10")
def nothing_at_all(seen: Seen) -> str | None:
    """Status 200 and no event."""
    if not seen.answered or seen.exchange.ending in {Ending.IDLE, Ending.LIMIT, Ending.CANCELLED}:
        return None
    if seen.wire.form is Form.EMPTY or (seen.wire.form is Form.EVENTS and seen.wire.events == 0):
        return f"status {seen.exchange.status}, {len(seen.exchange.body)} bytes, no event"
    return None


@shows("S08")
def unreadable_data_line(seen: Seen) -> Evidence | None:
    """A ``data:`` line that is no JSON stops the client's SDK; the library of Moonshot's entry passes over it."""
    if seen.answered and seen.wire.form is Form.EVENTS and seen.wire.bad_data:
        severity = Severity.WARN if seen.needs_whole_calls else None
        return Evidence(f"data line that is no JSON: {seen.wire.bad_data[0] or '(empty)'}", severity)
    return None


@shows("S09")
def error_in_stream(seen: Seen) -> Evidence | None:
    """An error event after the stream began; Moonshot's entry goes on with the calls that it has by then."""
    if seen.answered and seen.wire.form is Form.EVENTS and seen.wire.errors:
        event, error = seen.wire.errors[0]
        severity = Severity.WARN if seen.needs_whole_calls and seen.runs else None
        return Evidence(f"{event or 'data'} event in the stream: {error}", severity)
    return None


@shows("S05")
def cut_answer(seen: Seen) -> Evidence | str | None:
    """The connection ended inside the answer; what Roo parsed so far is carried out."""
    if not seen.answered or seen.wire.errors:
        return None
    ended = seen.exchange.ending
    if ended is Ending.BROKEN and not seen.wire.finish_reasons:
        return f"the connection broke after {len(seen.exchange.body):,} bytes, inside the answer"
    quiet = ended is Ending.COMPLETE and seen.wire.form is Form.EVENTS
    if not quiet or seen.wire.finish_reasons or seen.wire.done:
        return None
    if _has_cut_call(seen.wire):
        return f"the stream closed inside the arguments of {seen.wire.calls[-1].name or 'a call'}"
    text = seen.wire.content.rstrip()
    if text and not seen.wire.calls and not text.endswith(_SENTENCE_ENDS):
        return f"the stream closed inside the text: …{text[-60:]}"
    return None


@shows("S04")
def left_open(seen: Seen) -> Evidence | str | None:
    """A complete answer whose connection stays open."""
    if seen.answered and seen.exchange.ending is Ending.LEFT_OPEN:
        return "the answer was complete, but the connection stayed open"
    if seen.answered and seen.streamed and seen.exchange.ending is Ending.COMPLETE and seen.exchange.chunks:
        silence = seen.exchange.total_ms - seen.exchange.chunks[-1].ms
        if silence > seen.context.limits.complete_warn * 1000 and seen.wire.finish_reasons and not seen.wire.done:
            return Evidence(f"{silence / 1000:.0f} s of silence before the connection closed", Severity.WARN)
    return None


@shows("S06")
def stalled(seen: Seen) -> Evidence | str | None:
    """Silence inside the answer: without end a block, with an end only slow."""
    if not seen.answered:
        return None
    if seen.exchange.ending is Ending.IDLE:
        last = seen.exchange.chunks[-1].ms if seen.exchange.chunks else 0.0
        return f"no byte after {last / 1000:.1f} s, connection still open"
    gap, limit = longest_gap_ms(seen), seen.context.limits.idle_warn * 1000
    return Evidence(f"a silence of {gap / 1000:.0f} s inside the answer", Severity.WARN) if gap > limit else None


@shows("S02")
def buffered(seen: Seen) -> str | None:
    """Everything at once at the end. Arguments sent in one piece are not buffering (probe.md 8)."""
    arrivals = seen.wire.arrivals
    if not (seen.answered and seen.streamed) or len(arrivals) < _BUFFER_DELTAS:
        return None
    characters = sum(size for _, size in arrivals)
    if characters < _BUFFER_CHARACTERS:
        return None
    first, last = arrivals[0][0], arrivals[-1][0]
    if first >= _BUFFER_WAIT_MS and last - first <= _BUFFER_SPAN_MS:
        return f"{len(arrivals)} pieces within {last - first:.0f} ms after {first / 1000:.1f} s of waiting"
    late = sum(size for ms, size in arrivals if ms >= last * _LATE_SHARE)
    if last - first > _BUFFER_SPAN_MS and first < last * _LATE_SHARE and late >= characters * _LATE_SHARE:
        return f"{late * 100 // characters} % of the answer came in the last tenth of the time"
    return None


@shows("S03")
def no_terminator(seen: Seen) -> str | None:
    """No ``[DONE]`` on a stream that closed by itself: fine."""
    if _whole_stream(seen) and not seen.wire.done and seen.wire.finish_reasons:
        return f"the stream closed without {'message_stop' if seen.anthropic else '[DONE]'}"
    return None


@shows("S17")
def no_finish_reason(seen: Seen) -> str | None:
    """No finish reason although every call is complete: fine."""
    if _whole_stream(seen) and not seen.wire.finish_reasons and seen.wire.calls and not _has_cut_call(seen.wire):
        return "no finish reason, every call complete"
    return None


@shows("S10")
def empty_choices(seen: Seen) -> str | None:
    """A chunk without choices or a choice without a delta: harmless here, not to other clients."""
    if seen.answered and seen.wire.form is Form.EVENTS and seen.wire.empty_choices:
        return "a chunk with empty choices that carries no usage"
    return None


@shows("no-choices")
def event_without_choices(seen: Seen) -> str | None:
    """An event that an entry of the client's own stumbles over, and OpenAI Compatible skips."""
    if seen.answered and NO_CHOICES in (seen.reading.error or ""):
        return f"an event without choices: the client stops with “{NO_CHOICES}”"
    return None


@shows("S15")
def two_finish_reasons(seen: Seen) -> str | None:
    """More than one finish reason in one answer."""
    if seen.answered and len(seen.wire.finish_reasons) > 1:
        return f"finish reasons: {', '.join(seen.wire.finish_reasons[:4])}"
    return None


def longest_gap_ms(seen: Seen) -> float:
    """Return the longest silence after the first byte, in ms."""
    times = [chunk.ms for chunk in seen.exchange.chunks]
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)


def _has_message(seen: Seen) -> bool:
    """Whether a whole answer is what the dialect calls one: choices, or a message's content."""
    body = seen.exchange.json
    if seen.anthropic:
        return isinstance(body, dict) and isinstance(body.get("content"), list)
    return isinstance(body, dict) and isinstance(body.get("choices"), list) and bool(body["choices"])


def _has_cut_call(wire: Wire) -> bool:
    return any(not call.has_object_arguments and call.parsed is None for call in wire.calls)


def _whole_stream(seen: Seen) -> bool:
    return seen.answered and seen.wire.form is Form.EVENTS and seen.exchange.ending is Ending.COMPLETE
