from dataclasses import replace
from typing import Any

from roo_wizard.cli.changes import change_lines
from roo_wizard.profiles.history import Entry, History, digest

MODELS = ("a", "b", "c")
FIRST = Entry("2026-11-20T10:00:00Z", "ready", None, "a-1", 300, 900, len(MODELS), digest(MODELS))
BEFORE = History((FIRST,), MODELS)


def after(models: tuple[str, ...] | None = MODELS, **changes: Any) -> History:
    entry = replace(FIRST, models=len(models) if models else None, models_digest=digest(models) if models else None)
    return BEFORE.with_(replace(entry, at="2026-11-21T10:00:00Z", **changes), models)


def test_the_first_check_has_nothing_to_compare_with() -> None:
    assert change_lines(History(), BEFORE) == ("since last time: this is the first check on record",)


def test_nothing_changed_is_said_with_the_date_and_the_latency() -> None:
    assert change_lines(BEFORE, after(total_ms=1234.4)) == (
        "since last time (2026-11-20 10:00 UTC):",
        "  nothing changed",
        "  latency: first token 300 ms → 300 ms, first answer 900 ms → 1,234 ms",
    )


def test_verdict_models_and_served_model_are_named() -> None:
    lines = change_lines(BEFORE, after(("b", "c", "d", "e"), verdict="risky", cause="T02", served_model="a-2"))
    assert lines[1:5] == (
        "  verdict: ready → risky (T02)",
        "  2 models gained: d, e",
        "  1 model lost: a",
        "  served model: a-1 → a-2",
    )


def test_a_check_without_a_list_says_nothing_about_models() -> None:
    told = "\n".join(change_lines(BEFORE, after(None, verdict="blocked", cause="N07", served_model=None)))
    assert "verdict: ready → blocked (N07)" in told
    assert "model" not in told


def test_the_list_is_compared_with_the_latest_one_there_was() -> None:
    blind = after(None, verdict="blocked", cause="N01", total_ms=None, ttft_ms=None)
    entry = replace(FIRST, models=2, models_digest=digest(("a", "b")))
    lines = change_lines(blind, blind.with_(entry, ("a", "b")))
    assert "  1 model lost: c" in lines
    assert "  latency: first token 300 ms → 300 ms, first answer 900 ms → 900 ms" in lines


def test_many_models_are_counted_and_lists_that_are_not_kept_whole_are_not_named() -> None:
    many = tuple(f"m{number:02}" for number in range(20))
    assert any(line.endswith("m07 and 12 more") for line in change_lines(BEFORE, after(many)))
    cut = replace(FIRST, models=99_999, models_digest="x")
    lines = change_lines(BEFORE, BEFORE.with_(cut, MODELS))
    assert "  model list: 3 → 99,999 models, too many to name the others" in lines


def test_names_from_a_gateway_cannot_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(change_lines(BEFORE, after(("a", "b", "\x1b]52;c;eA==\x07"), verdict="\x1b[2J")))


def test_limits_of_the_key_are_compared_with_the_latest_that_were_stated() -> None:
    had = BEFORE.with_(replace(FIRST, limits={"requests": 500, "tokens": 9, "budget in USD": 2.5}), MODELS)
    blind = had.with_(FIRST, MODELS)
    new = replace(FIRST, limits={"requests": 1_000, "tokens": 9, "input tokens": 7})
    told = "  limits: requests 500 → 1,000, input tokens not stated → 7, budget in USD 2.50 → not stated"
    assert change_lines(blind, blind.with_(new, MODELS))[1] == told
    assert "limit" not in "\n".join(change_lines(had, blind) + change_lines(BEFORE, had))
