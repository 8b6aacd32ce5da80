"""The runbook for the wizard: the same rows, facts and comparison as ``fields`` on the command line."""

import asyncio
from collections.abc import Iterable, Mapping

from roo_wizard.cli.comparing import compared, kept_words
from roo_wizard.cli.mode_cards import as_kept, fields_of
from roo_wizard.cli.recording import keep_facts
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.flow.record import RecordField, RecordRow
from roo_wizard.handoff.compare import Comparison
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.runbook_rows import Part, Row, runbook_rows
from roo_wizard.profiles.record import FACTS
from roo_wizard.profiles.store import ProfileStore


class RecordDesk:
    """Implements `flow.record.RecordDesk`; files are read and written in a thread, since a disk may be slow."""

    async def open(self, profile: str) -> tuple[RecordRow, ...]:
        """Return every row of the runbook of *profile*."""
        fields = await asyncio.to_thread(_fields, profile)
        return tuple(map(_row, runbook_rows(fields)))

    async def keep(self, profile: str, answers: Mapping[str, str]) -> None:
        """Keep *answers*."""
        await asyncio.to_thread(keep_facts, profile, answers)

    async def compare(self, profile: str, path: str) -> Comparison:
        """Compare the export at *path* with what importing *profile* would make of it."""
        return await asyncio.to_thread(lambda: compared(path, _fields(profile)))

    async def keep_before(self, profile: str, comparison: Comparison) -> str:
        """Keep the client's values for the way back."""
        return await asyncio.to_thread(kept_words, comparison, profile)


def _fields(name: str) -> Fields:
    saved = ProfileStore(Places.of_user()).load()
    profile = saved.get(name)
    return as_kept(fields_of(profile, profile.client), profile, saved)


def _row(row: Row) -> RecordRow:
    by_fact = {part.fact: part.text for part in row.parts}
    known = [part for part in row.parts if not part.fact]
    fields = (RecordField(fact, by_fact[fact.name]) for fact in FACTS if fact.name in by_fact)
    return RecordRow(row.title, _known(known), tuple(fields))


def _known(parts: Iterable[Part]) -> str:
    told = [f"{part.label}: {part.text}" if part.label else part.text for part in parts if part.text]
    return safe("; ".join(told)) if told or not parts else "not known yet"
