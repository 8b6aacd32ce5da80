"""Latency of one answer, by the definitions of probe.md 8; ms, None where not measured."""

from collections.abc import Mapping

from roo_wizard.probe.rules.meaning import reported
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.rules.stream import buffered, longest_gap_ms

_MIN_TOKENS = 60
"""Below this, tokens per second say nothing."""


def timing(
    seen: Seen | None, phases: Mapping[str, float], *, second: Seen | None = None, retries: int = 0
) -> dict[str, float | str | bool | None]:
    """Return the measures of *seen* (None: nothing was answered) and of the connection's *phases*.

    ``ttfb_cold`` is the first byte with name, connection and TLS counted in, as the client pays it at its start;
    ``ttfb_warm`` is that of the *second* turn on the open connection. ``retries`` counts further attempts.
    """
    measures: dict[str, float | str | bool | None] = {
        name: _rounded(phases.get(name)) for name in ("dns", "tcp", "tls")
    }
    names = (
        "ttfb",
        "ttfe",
        "ttft",
        "ttft_kind",
        "ttfa",
        "call_complete",
        "tokens_per_second",
        "max_gap",
        "buffering",
        "total",
        "ttfb_cold",
        "ttfb_warm",
    )
    measures |= dict.fromkeys(names) | {"retries": retries}
    if seen is None or not seen.answered:
        return measures
    wire = seen.wire
    first_name = min((d.ms for call in wire.calls for d in call.deltas if d.name), default=None)
    measures |= {
        "ttfb": _rounded(seen.exchange.header_ms),
        "ttfe": _rounded(wire.first_event_ms),
        "ttft": _rounded(wire.first_token[0] if wire.first_token else None),
        "ttft_kind": wire.first_token[1] if wire.first_token else None,
        "ttfa": _rounded(first_name),
        "call_complete": _rounded(max((call.last_ms for call in wire.calls), default=None)),
        "tokens_per_second": _speed(seen),
        "max_gap": _rounded(longest_gap_ms(seen)),
        "buffering": buffered(seen) is not None,
        "total": _rounded(seen.exchange.total_ms),
        "ttfb_cold": _rounded(_cold(seen, phases)),
        "ttfb_warm": _rounded(second.exchange.header_ms if second and second.answered else None),
    }
    return measures


def _cold(seen: Seen, phases: Mapping[str, float]) -> float | None:
    """The first byte on a new connection; an answer that came on an open one is charged for *phases*."""
    header = seen.exchange.header_ms
    opening = 0.0 if seen.exchange.phases else sum(phases.values())
    return None if header is None else header + opening


def _speed(seen: Seen) -> float | None:
    tokens = reported(seen.wire.last_usage, "completion_tokens") or 0
    arrivals = seen.wire.arrivals
    span = arrivals[-1][0] - arrivals[0][0] if arrivals else 0.0
    return round(tokens / span * 1000, 1) if tokens >= _MIN_TOKENS and span > 0 else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
