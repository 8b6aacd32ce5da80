"""The runbook and the rollback card as Markdown (guides.md 1.9): what is known is filled in, the rest is left blank.

Neither is ever a reason to ask a person: a blank can stay one.
"""

import shlex
from collections.abc import Iterator

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.markdown import BLANK, listed, plain
from roo_wizard.profiles.history import Entry
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo import labels
from roo_wizard.roo.settings import describe

_SHOWN_CHECKS = 10
_FAMILIES = {
    Dialect.OPENAI: "OpenAI-compatible, POST /chat/completions",
    Dialect.ANTHROPIC: "Anthropic, POST /v1/messages",
}


def runbook(fields: Fields) -> str:
    """Return the living record of a connection."""
    rows = (
        (f"{fields.client.name} scope", f"local install, team image, archived profile or migration test: {BLANK}"),
        ("Key", _key(fields)),
        ("Base URL", f"{_base(fields.provider, fields.endpoint.base_url)}; verified: {_proven(fields)}"),
        ("Model alias", _alias(fields)),
        ("Smoke test", _smoke_test(fields)),
        ("Usage review", _usage(fields)),
        ("Rollback", _rollback(fields)),
    )
    blocks = [f"# Runbook: {_title(fields)}", listed(rows, "what", "record"), *_checks(fields)]
    return "\n\n".join([*blocks, "The key itself never stands in this file."]) + "\n"


def rollback(fields: Fields) -> str:
    """Return the way back: the values of now beside those before the last change."""
    before = fields.previous
    now = dict(_values(fields))
    then = dict(_values_of(before)) if before else {}
    rows = [(name, value, then.get(name, BLANK)) for name, value in now.items()]
    undo = f"Run roo-wizard undo {plain(shlex.quote(fields.profile))}: it puts back the wizard's own values and key."
    steps = [
        undo if before else "No earlier values are on record: write them down before changing anything.",
        *labels.steps(fields.client),
        f"Paste the values of the last column, then press {labels.word('save')}.",
        "Prove it: `roo-wizard check`.",
    ]
    todo = (("who can restore it", BLANK), ("changed on, and why", BLANK), ("decided by", BLANK))
    return (
        "\n\n".join(
            [
                f"# Rollback: {_title(fields)}",
                listed(rows, "field", "now", "before"),
                "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)),
                listed(todo, "who", "record"),
            ]
        )
        + "\n"
    )


def _title(fields: Fields) -> str:
    practice = "PRACTICE, " if fields.practice else ""
    return f"{practice}{plain(fields.profile or fields.endpoint.netloc)}"


def _key(fields: Fields) -> str:
    page = f"; made at {plain(fields.preset.key_page)}" if fields.preset and fields.preset.key_page else ""
    where = plain(fields.key_where) if fields.placeholder is None else "none is needed"
    return f"{where}{page}; owner: {BLANK}; environment: {BLANK}; rotated on: {BLANK}; may revoke it: {BLANK}"


def _proven(fields: Fields) -> str:
    return f"{plain(fields.proven_at)}, {plain(fields.verdict)}" if fields.proven_at else BLANK


def _alias(fields: Fields) -> str:
    asked, granted = fields.model, fields.expected_model
    answered = (
        f"the gateway answers as {plain(granted)}" if granted != asked else "the gateway answers under the same name"
    )
    latest = _latest(fields)
    tools = "native tool calls: " + (_calls(latest) if latest else BLANK)
    seen = answered if fields.proven_at else f"the gateway's alias: {BLANK}"
    return f"asked for {plain(asked, 2000)}; {seen}; {_family(fields)}; {tools}"


def _family(fields: Fields) -> str:
    """The protocol, and the client's entry whose requests the proof sent."""
    return f"{_FAMILIES[fields.endpoint.dialect]}, entry {plain(labels.provider_name(fields.provider))}"


def _base(provider: str, url: str) -> str:
    """The base URL, and what to choose where the page offers addresses instead of a field."""
    field = labels.holder(provider, "base")
    choice = field.choice(url)
    return plain(url, 2000) + (f" ({plain(field.label)}: {plain(choice.label)})" if choice else "")


def _smoke_test(fields: Fields) -> str:
    latest = _latest(fields)
    if latest is None:
        return f"HTTP status: {BLANK}; finish reason: {BLANK}; usage: {BLANK}; `tool_calls`: {BLANK}"
    status = f"HTTP {latest.http_status}" if latest.http_status else "no answer"
    reason = plain(latest.finish_reason) if latest.finish_reason else "none"
    tokens = f"{latest.prompt_tokens:,} + {latest.completion_tokens:,} tokens in {latest.requests} requests"
    return f"{status}; finish reason: {reason}; usage: {tokens}; `tool_calls`: {_calls(latest)}"


def _calls(entry: Entry) -> str:
    if entry.tool_calls is None:
        return "not seen, since nothing answered"
    return f"yes, {entry.tool_calls} in the first turn" if entry.tool_calls else "no"


def _usage(fields: Fields) -> str:
    page = plain(fields.preset.usage_page) if fields.preset and fields.preset.usage_page else BLANK
    return f"volume, cost and unexpected models at {page}; time window: {BLANK}; reviewed by: {BLANK}"


def _rollback(fields: Fields) -> str:
    if fields.previous is None:
        return f"previous values: {BLANK}; can restore them: {BLANK}"
    values = "; ".join(f"{name}: {value}" for name, value in _values_of(fields.previous))
    return f"{values}; restored with `roo-wizard undo`; can restore them: {BLANK}"


def _checks(fields: Fields) -> Iterator[str]:
    """The latest checks, newest first."""
    entries = fields.history.entries if fields.history else ()
    if not entries:
        return
    rows = [
        (plain(entry.at), plain(entry.verdict), plain(entry.cause or "-"), _ms(entry.ttft_ms), _count(entry.models))
        for entry in reversed(entries[-_SHOWN_CHECKS:])
    ]
    yield "## Checks"
    yield listed(rows, "when", "verdict", "cause", "first token", "models listed")


def _values(fields: Fields) -> Iterator[tuple[str, str]]:
    yield "profile", plain(fields.profile)
    yield labels.word("provider"), plain(labels.provider_name(fields.provider))
    yield "Base URL", _base(fields.provider, fields.endpoint.base_url)
    yield "model", plain(fields.model, 2000)
    yield "settings", plain(describe(fields.proven_settings)) or "the client's defaults"
    yield "key", plain(fields.key_where) if fields.placeholder is None else "none is needed"
    yield "last proof", _proven(fields)


def _values_of(profile: Profile) -> Iterator[tuple[str, str]]:
    """The same values of a saved profile; its key's place in a few words."""
    yield "profile", plain(profile.name)
    yield labels.word("provider"), plain(labels.provider_name(profile.provider))
    yield "Base URL", _base(profile.provider, profile.base_url)
    yield "model", plain(profile.model, 2000)
    yield "settings", plain(describe(profile.client_settings())) or "the client's defaults"
    variable = profile.key_variable
    kinds = {"keyring": "in your keyring", "session": "not stored", "none": "none is needed"}
    yield "key", f"in the environment variable {plain(variable)}" if variable else kinds[profile.key_kind]
    checked = profile.checked_at and profile.last_verdict
    yield "last proof", f"{plain(profile.checked_at)}, {plain(profile.last_verdict)}" if checked else "never checked"


def _latest(fields: Fields) -> Entry | None:
    return fields.history.last if fields.history else None


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f} ms"


def _count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
