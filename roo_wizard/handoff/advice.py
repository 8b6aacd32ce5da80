"""The words around the fields: how to get there, what the proof said, what to do after pasting (guides.md 6.2)."""

from roo_wizard.core.text import SafeText, safe
from roo_wizard.handoff.fields import Fields
from roo_wizard.roo import labels
from roo_wizard.roo.settings import describe

MAX_AFTER = 6

_VERDICTS = {
    "ready": "ready: proven by what {client} itself would send",
    "ready-with-settings": "ready with settings: proven with {settings}",
    "risky": "RISKY: {cause}",
    "blocked": "NOT PROVEN, blocked: {cause}",
    "inconclusive": "NOT PROVEN, inconclusive: {cause}",
}
_UNCHECKED = "NOT PROVEN: this connection was never checked"


def where(fields: Fields) -> tuple[SafeText, ...]:
    """Return the steps from the editor to the settings page (roo-code.md 2, 2.1)."""
    word = labels.word
    name = f"name it “{fields.profile}”" if fields.profile else "give it a name"
    steps = (
        *labels.steps(fields.client),
        f"Press + ({word('add_profile')}) beside {word('profile')}, {name}, press {word('create_profile')}.",
        f"Fill in these fields from top to bottom, then press {word('save')}.",
    )
    return tuple(safe(step) for step in steps)


def after(fields: Fields) -> tuple[SafeText, ...]:
    """Return what to do after pasting, at most six lines."""
    word = labels.word
    lines = (
        f"{word('save')} stays grey until {_needed(fields)} are set.",
        f"Ask {fields.client.name} which model it is using; expected: {_expected(fields)}.",
        "Give it one safe prompt in a throw-away workspace before a real repository.",
        _practice_line() if fields.practice else _usage_line(fields),
        f"Before longer runs set a budget at the gateway and, in the tab {word('auto_approve_tab')}, "
        f"{word('max_count')} and {word('max_cost')}.",
        "Keep the key out of repositories, issues, screenshots and prompts.",
    )
    return tuple(safe(line) for line in lines)


def verdict_line(fields: Fields) -> SafeText:
    """Return the verdict in one line; what was not proven never sounds like it was."""
    words = _VERDICTS.get(fields.verdict or "", _UNCHECKED)
    cause = fields.report.cause if fields.report else None
    told = f"{cause.title} ({cause.id})" if cause else "see roo-wizard check"
    settings = describe(fields.proven_settings) or "the settings below"
    return safe(words.format(client=fields.client.name, settings=settings, cause=told))


def _needed(fields: Fields) -> str:
    """What the page cannot be saved without; the client's own entries for vendors know their base URL."""
    base = labels.holder(fields.provider, "base")
    return "key and model" if base.default or base.choices else "URL, key and model"


def _expected(fields: Fields) -> str:
    served = fields.expected_model
    return fields.model if served == fields.model else f"{fields.model} (the gateway answers as {served})"


def _usage_line(fields: Fields) -> str:
    """Where the proof can be found again, so that the person knows how the own prompt will look there."""
    page = fields.page("usage_page") or "the gateway's usage page"
    if fields.report is None or not fields.report.usage.requests:
        return f"Look for it in {page}: time, key, model, tokens, status and cost."
    usage = fields.report.usage
    about = "about " if usage.estimated else ""
    tokens = f"{about}{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens"
    when = _clock(fields.report.started_at)
    return f"Look for it in {page}, beside the proof{when} ({usage.requests} requests, {tokens})."


def _practice_line() -> str:
    return "PRACTICE: these fields work only while the practice gateway runs; set up your own gateway next."


def _clock(started_at: str) -> str:
    """``2026-11-20T10:00:00Z`` → `` of 2026-11-20 10:00 UTC``."""
    day, _, time = started_at.partition("T")
    return f" of {day} {time[:5]} UTC" if time else ""
