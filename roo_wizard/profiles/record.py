"""The runbook's facts that only people know (guides.md 1.9), and what stood in the client before.

`FACTS` is the one table of them: what a file may hold, what is asked and what the runbook shows are made of it. A
record belongs to a profile's name, not to its values: checks, rotations and `undo` leave it as it is, but for the
day of the last rotation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.presets.keys import looks_like_key

LONGEST = 200
"""Characters of one fact: a name, a place, a sentence."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to write down. ``row`` is the row of the runbook, ``label`` what stands before it there.

    One with ``choices`` is one of them; one that ``is_date`` is written as 2026-11-20.
    """

    name: str
    row: str
    label: str
    question: str
    choices: tuple[str, ...] = ()
    is_date: bool = False


ROTATED_ON = "key_rotated_on"
"""The one fact that a rotation and its `undo` write themselves."""

SCOPES = ("existing local install", "team image", "archived profile", "migration test only")

FACTS: tuple[Fact, ...] = (
    Fact("scope", "scope", "", "What is the client used for here?", SCOPES),
    Fact("key_owner", "key", "owner", "Whose key is it?"),
    Fact("key_environment", "key", "environment", "For which environment was it made?"),
    Fact(ROTATED_ON, "key", "rotated on", "When was it last rotated?", is_date=True),
    Fact("key_revoked_by", "key", "may revoke it", "Who may revoke it?"),
    Fact("usage_place", "usage", "reviewed at", "Where are volume and cost looked at?"),
    Fact("usage_window", "usage", "time window", "Which time is looked at?"),
    Fact("usage_reviewer", "usage", "reviewed by", "Who looks?"),
    Fact("restored_by", "rollback", "can restore them", "Who can put the previous values back?"),
    Fact("changed_on", "rollback", "changed on", "When was the connection changed?", is_date=True),
    Fact("changed_why", "rollback", "changed because", "Why was it changed?"),
    Fact("decided_by", "rollback", "decided by", "Who decided it?"),
)
"""In the order in which they are asked and shown."""

_BY_NAME = {fact.name: fact for fact in FACTS}


@dataclass(frozen=True, slots=True)
class ClientBefore:
    """What the client's own current profile was, as an export of ``exported_on`` (a date) told; never a key.

    ``provider`` and the names in ``settings`` are those of import files; every value is as it may be shown.
    """

    exported_on: str
    profile: str
    provider: str
    base_url: str = ""
    model: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record beside a profile: facts by their names, and the client's values before."""

    facts: Mapping[str, str] = field(default_factory=dict)
    client_before: ClientBefore | None = None

    def __bool__(self) -> bool:
        return bool(self.facts) or self.client_before is not None

    def with_facts(self, answers: Mapping[str, str]) -> "Record":
        """Return this record with *answers* in the order of the table; an empty answer takes a fact back.

        Raises `UsageError` for the first answer that cannot be kept.
        """
        merged = {**self.facts, **{name: checked(name, text) for name, text in answers.items()}}
        return replace(self, facts={name: merged[name] for name in _BY_NAME if merged.get(name)})


def checked(name: str, text: str) -> str:
    """Return *text* as the fact *name* may be kept, "" for none; raises `UsageError` without repeating the text."""
    if name not in _BY_NAME:
        raise UnknownName("fact", "•••" if looks_like_key(name) else name, list(_BY_NAME))
    fact, line = _BY_NAME[name], text.strip()
    if not line:
        return ""
    if looks_like_key(line):
        raise UsageError(f"{name} looks like a key: a record never holds one", "write who has it, or where it is")
    if not is_clean(line, LONGEST):
        raise UsageError(f"{name} takes one line of at most {LONGEST} plain characters")
    if fact.choices and line not in fact.choices:
        raise UsageError(f"{name} has no such value", f"it is one of: {', '.join(fact.choices)}")
    if fact.is_date and not _is_date(line):
        raise UsageError(f"{name} is no date", "write it as 2026-11-20")
    return line


def read_facts(assignments: list[str]) -> dict[str, str]:
    """Read ``NAME=TEXT`` from the command line; raises `UsageError`. A name given twice has its last text."""
    answers = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise UsageError("a fact is written NAME=TEXT", f"names: {', '.join(_BY_NAME)}")
        answers[name.strip()] = checked(name.strip(), text)
    return answers


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
