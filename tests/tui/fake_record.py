"""The runbook of a connection made of literals."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.flow.record import RecordField, RecordRow
from roo_wizard.handoff.client_export import ClientExport
from roo_wizard.handoff.compare import Comparison, compare
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.record import FACTS

KNOWN = {
    "scope": ("Roo Code scope", ""),
    "key": ("Key", "in your keyring: service roo-wizard, user name https://router.flatkey.ai#flatkey"),
    "base_url": ("Base URL", "https://router.flatkey.ai/v1; verified: 2026-11-20T10:05:00Z, ready"),
    "alias": ("Model alias", "asked for: gpt-5.4-mini; the gateway answers as: the same name; native tool calls: yes"),
    "smoke_test": ("Smoke test", "HTTP status: 200; finish reason: tool_calls; usage: 17,123 + 456 tokens"),
    "usage": ("Usage review", "volume, cost and unexpected models at: https://flatkey.ai/console/usage"),
    "rollback": ("Rollback", ""),
}


@dataclass
class FakeRecords:
    """``facts`` are on record, ``exports`` are found by their paths; ``kept`` is what was kept of them."""

    facts: dict[str, str] = field(default_factory=dict)
    exports: dict[str, ClientExport] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    gone: bool = False

    async def open(self, profile: str) -> tuple[RecordRow, ...]:
        if self.gone:
            raise UnknownName("profile", profile, ["other"])
        asked = {row: [one for one in FACTS if one.row == row] for row in KNOWN}
        return tuple(
            RecordRow(title, known, tuple(RecordField(one, self.facts.get(one.name, "")) for one in asked[row]))
            for row, (title, known) in KNOWN.items()
        )

    async def keep(self, profile: str, answers: Mapping[str, str]) -> None:
        merged = {**self.facts, **answers}
        self.facts = {name: text for name, text in merged.items() if text}

    async def compare(self, profile: str, path: str) -> Comparison:
        if path not in self.exports:
            raise UsageError(f"{path} does not exist", "give the file that Export in the client's settings writes")
        endpoint = read_base_url("https://router.flatkey.ai/v1").required()
        return compare(self.exports[path], Fields(endpoint, "gpt-5.4-mini", profile=profile))

    async def keep_before(self, profile: str, comparison: Comparison) -> str:
        self.kept.append(comparison.current.before)
        return f"on record as the client's values before: {comparison.current.before}"
