"""The runbook and the rollback card as Markdown (guides.md 1.9): what is known is filled in, the rest is left blank.

Neither is ever a reason to ask a person: a blank can stay one.
"""

import shlex
from collections.abc import Iterable, Iterator

from roo_wizard.core.text import safe
from roo_wizard.handoff.before import Before, shown_before, values_now
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.markdown import BLANK, listed, plain
from roo_wizard.handoff.runbook_rows import Part, fact_parts, runbook_rows
from roo_wizard.roo import labels

_SHOWN_CHECKS = 10
_LONGEST = 2000
_CODE = ("tool_calls", "roo-wizard undo ")
"""What begins like this is shown as code."""
_COMMAND = "; delete it: "
"""What stands before the command that deletes a stored key."""


def runbook(fields: Fields) -> str:
    """Return the living record of a connection."""
    rows = ((row.title, _cell(row.parts)) for row in runbook_rows(fields))
    blocks = [f"# Runbook: {_title(fields)}", listed(rows, "what", "record"), *_checks(fields)]
    return "\n\n".join([*blocks, "The key itself never stands in this file."]) + "\n"


def rollback(fields: Fields) -> str:
    """Return the way back: the values of now beside those before the last change, and before the wizard came."""
    befores = shown_before(fields)
    columns = befores or (Before("before", {}),)
    rows = [
        (
            name,
            *(_told(value) or BLANK for value in (now, *(before.values.get(name, "") for before in columns))),
        )
        for name, now in values_now(fields).items()
    ]
    steps = [*_first_steps(fields), *labels.steps(fields.client)]
    steps += [f"Paste the values of the column “{columns[0].heading}”, then press {labels.word('save')}."]
    steps += [f"Prove it: {_command('check', fields.profile)}."]
    blocks = (
        f"# Rollback: {_title(fields)}",
        listed(rows, "field", "now", *(before.heading for before in columns)),
        "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)),
        listed(((part.label, _value(part)) for part in fact_parts("rollback", fields)), "what", "record"),
    )
    return "\n\n".join(blocks) + "\n"


def _first_steps(fields: Fields) -> Iterator[str]:
    if fields.previous is not None:
        yield f"Run {_command('undo', fields.profile)}: it puts back the wizard's own values and key."
    elif fields.record.client_before is None:
        yield "No earlier values are on record: write them down before changing anything."


def _cell(parts: Iterable[Part]) -> str:
    return "; ".join(f"{_word(part.label)}: {_value(part)}" if part.label else _value(part) for part in parts)


def _value(part: Part) -> str:
    return _word(part.text) if part.text else BLANK


def _word(text: str) -> str:
    return f"`{text}`" if text.startswith(_CODE) else _told(text)


def _told(text: str) -> str:
    """Return *text* with the command at its end, if there is one, letter by letter: it is copied as it stands."""
    said, mark, command = text.partition(_COMMAND)
    if not mark or any(sign in command for sign in "`|"):
        return plain(text, _LONGEST)
    return f"{plain(said, _LONGEST)}{mark}`{safe(command, _LONGEST)}`"


def _command(name: str, profile: str) -> str:
    words = f"roo-wizard {name} {shlex.quote(profile)}".removesuffix(" ''")
    return f"`{words}`"


def _title(fields: Fields) -> str:
    practice = "PRACTICE, " if fields.practice else ""
    return f"{practice}{plain(fields.profile or fields.endpoint.netloc)}"


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


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f} ms"


def _count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
