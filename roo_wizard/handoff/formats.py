"""The formats of ``roo-wizard fields``: a table from name to renderer. A further format is one more entry."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.agents.cline import cline
from roo_wizard.handoff.agents.environment import environment
from roo_wizard.handoff.agents.opencode import kilo, opencode
from roo_wizard.handoff.bundle import bundle
from roo_wizard.handoff.card import CardRow, build_card
from roo_wizard.handoff.card_text import card_text
from roo_wizard.handoff.curl import curl
from roo_wizard.handoff.editor import editor
from roo_wizard.handoff.editor import told as told_of_editor
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.import_file import import_file
from roo_wizard.handoff.import_file import told as told_of_import
from roo_wizard.handoff.moving import moving_page
from roo_wizard.handoff.runbook import rollback, runbook
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile

FIELDS_SCHEMA = "roo-wizard.fields/1"


def _nothing(_fields: Fields, _with_key: bool) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """An output. ``render`` gets the key, or None; ``holds_key`` says whether it has a place for it at all.

    ``title`` and ``purpose`` name it for a person in two and in ten words; ``file_name`` is what its file would be
    called. With ``key_in_file_only`` the key goes into a private file and never to a terminal. ``told`` are lines for
    the person who hands it over, beside the output: where it goes, and its traps; it is told whether the key is in it.
    ``of_machine`` outputs want `Fields.machine`; ``page`` is set where the output is the same for every connection.
    """

    name: str
    title: str
    purpose: str
    file_name: str
    render: Callable[[Fields, ApiKey | None], str]
    holds_key: bool = False
    key_in_file_only: bool = False
    told: Callable[[Fields, bool], Iterable[str]] = _nothing
    of_machine: bool = False
    page: Callable[[], str] | None = None


def fields_json(fields: Fields, key: ApiKey | None = None) -> dict[str, Json]:
    """Return the card as the object of ``roo-wizard.fields/1``; a secret's value is null unless *key* is given."""
    card = build_card(fields)
    return {
        "schema": FIELDS_SCHEMA,
        "practice": card.practice,
        "client": {"id": fields.client.id, "name": fields.client.name, "version": fields.client.version},
        "profile": fields.profile or None,
        "provider": card.provider,
        "base_url": fields.endpoint.base_url,
        "dialect": fields.endpoint.dialect.value,
        "model": fields.model,
        "verdict": fields.verdict,
        "verdict_text": card.verdict,
        "proven_at": card.proven_at,
        "settings": {name: fields.proven_settings[name] for name in fields.proven_settings if name != "openAiHeaders"},
        "rows": [_row(row, key) for row in card.rows],
        "where": list(card.where),
        "after": list(card.after),
        "routes": [
            {"provider": route.provider, "name": route.name, "why": route.why, "recommended": route.recommended}
            | {"proven": False}
            for route in card.routes
        ],
    }


def _row(row: CardRow, key: ApiKey | None) -> dict[str, Json]:
    value: str | None = None if row.secret else row.value
    if row.kind == "key" and key is not None:
        value = key.reveal()
    return {
        "name": row.name,
        "label": row.label,
        "value": value,
        "kind": row.kind,
        "secret": row.secret,
        "note": row.note,
        "command": row.command or None,
    }


def _told_of_json(_fields: Fields, with_key: bool) -> Iterable[str]:
    """The key in clear text is the one trap."""
    return ("it holds your key in clear text: delete it once it was read, and commit it nowhere",) if with_key else ()


def _imported_by(client: ClientProfile) -> Format:
    return Format(
        f"{client.id}-import",
        f"Import file, {client.name}",
        f"for Import in {client.name}: the whole profile, all five modes bound",
        client.import_file_name,
        import_file,
        holds_key=True,
        key_in_file_only=True,
        told=lambda fields, with_key: told_of_import(fields, client, with_key=with_key),
    )


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format(
            "card",
            "Card",
            "the fields to paste, in the client's own labels and order",
            "card.txt",
            lambda fields, _key: card_text(build_card(fields)),
        ),
        _imported_by(ROO),
        _imported_by(ZOO),
        Format(
            "editor",
            "Editor",
            "where the client is installed, lines for settings.json, the gateway's tools",
            "editor.txt",
            lambda fields, _key: editor(fields),
            told=lambda fields, _with_key: told_of_editor(fields),
            of_machine=True,
        ),
        Format(
            "cline",
            "Cline",
            "the fields of Cline in VS Code, and the command for its command line",
            "cline.sh",
            lambda fields, _key: cline(fields),
        ),
        Format("kilo", "Kilo", "the configuration file of Kilo Code", "kilo.jsonc", lambda fields, _key: kilo(fields)),
        Format(
            "opencode",
            "opencode",
            "the configuration file of opencode",
            "opencode.json",
            lambda fields, _key: opencode(fields),
        ),
        Format(
            "env",
            "Shell variables",
            "for libraries, llm, aider, Qwen Code, Claude Code",
            "gateway.env",
            lambda fields, _key: environment(fields),
        ),
        Format(
            "runbook",
            "Runbook",
            "the team's record of this connection, as Markdown",
            "runbook.md",
            lambda fields, _key: runbook(fields),
        ),
        Format(
            "rollback",
            "Rollback card",
            "the way back: the values of now beside those of before",
            "rollback.md",
            lambda fields, _key: rollback(fields),
        ),
        Format(
            "curl",
            "curl",
            "one request that the gateway's operator can repeat",
            "preflight.sh",
            lambda fields, _key: curl(fields),
        ),
        Format(
            "curl-full",
            "curl, true size",
            "the same request to the byte, for limits on size",
            "preflight-full.sh",
            lambda fields, _key: curl(fields, whole=True),
        ),
        Format(
            "bundle",
            "Support bundle",
            "for a ticket: redacted, may be pasted in public",
            "support.md",
            lambda fields, _key: bundle(fields),
        ),
        Format(
            "json",
            "JSON",
            "the card for programs",
            "fields.json",
            lambda fields, key: json.dumps(fields_json(fields, key), indent=2) + "\n",
            holds_key=True,
            told=_told_of_json,
        ),
        Format(
            "moving",
            "Keep or move",
            "keep Roo Code, move to Zoo Code, or to another agent",
            "keep-or-move.txt",
            lambda _fields, _key: moving_page(),
            page=moving_page,
        ),
    )
}
"""Every output, in the order in which a person is shown them."""


def output_format(name: str) -> Format:
    """Return the format called *name*; raises `UsageError` naming what exists."""
    if name not in FORMATS:
        raise UnknownName("format", name, list(FORMATS))
    return FORMATS[name]


def render(name: str, fields: Fields, key: ApiKey | None = None) -> str:
    """Return *fields* in the format called *name*; *key* is shown only where the format has a field for it."""
    chosen = output_format(name)
    return chosen.render(fields, key if chosen.holds_key else None)
