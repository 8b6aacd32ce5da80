"""The paste card: the fields in the client's own labels and order, and what to do before and after.

It never holds the key. Everything in it may be shown, printed and copied.
"""

from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import HeaderValue
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.handoff.advice import after, verdict_line, where
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.providers import IMPORT_ONLY, PROVIDERS, SETTING_NOTES, Provider, Slot
from roo_wizard.roo.settings import ClientSettings, describe, setting

_NOTE_LIMIT = 250


@dataclass(frozen=True, slots=True)
class CardRow:
    """One field. ``value`` is what goes into it; of a secret row it is a hint what to paste.

    ``kind`` is how it is entered: choice, text, key, box, number, header or import. ``name`` is the
    import-file name of the field, ``command`` prints the value to paste.
    """

    label: str
    value: str
    kind: str
    note: str = ""
    secret: bool = False
    name: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a person carries into the editor.

    ``where`` are the steps to the settings page, ``after`` at most six lines for after pasting.
    ``verdict`` is one line; ``proven_at`` is an ISO time, None when nothing was ever proven.
    """

    title: str
    practice: bool
    client: str
    provider: str
    rows: tuple[CardRow, ...]
    where: tuple[str, ...]
    after: tuple[str, ...]
    verdict: str
    proven_at: str | None


def build_card(fields: Fields) -> Card:
    """Return the card of *fields*, with the smallest proven settings."""
    provider = PROVIDERS[fields.endpoint.dialect]
    settings = _shown_settings(fields)
    slots = tuple(row for slot in provider.slots for row in _slot_rows(slot, fields, settings))
    named = f"{fields.client.name} · {fields.preset.name if fields.preset else fields.endpoint.netloc}"
    return Card(
        title=safe(f"PRACTICE · {named}" if fields.practice else named),
        practice=fields.practice,
        client=fields.client.id,
        provider=provider.label,
        rows=(_provider_row(provider), *slots, *_other_rows(provider, settings)),
        where=where(fields),
        after=after(fields),
        verdict=verdict_line(fields),
        proven_at=fields.proven_at,
    )


def _shown_settings(fields: Fields) -> ClientSettings:
    """The proven settings, and the context window that the gateway published (roo-code.md 6, row 19)."""
    settings = fields.proven_settings
    if fields.context_window and fields.endpoint.dialect is Dialect.OPENAI and "contextWindow" not in set(settings):
        return settings.with_({"contextWindow": fields.context_window})
    return settings


def _provider_row(provider: Provider) -> CardRow:
    note = "not “OpenAI”, which speaks another protocol" if provider.id == "openai" else ""
    return CardRow("API Provider", provider.label, "choice", note, name="apiProvider")


def _slot_rows(slot: Slot, fields: Fields, settings: ClientSettings) -> tuple[CardRow, ...]:
    if slot.holds == "setting":
        return _setting_rows(slot.name, settings)
    if slot.holds == "key":
        return (_key_row(slot, fields),)
    value = safe(fields.endpoint.base_url, 2000) if slot.holds == "base_url" else safe(fields.model, 2000)
    return (CardRow(slot.label, value, "text", slot.note, name=slot.name),)


def _key_row(slot: Slot, fields: Fields) -> CardRow:
    if fields.placeholder is not None:
        note = "this gateway needs no key, but Save stays grey while the field is empty"
        return CardRow(slot.label, safe(fields.placeholder, 60), "text", note, name=slot.name)
    return CardRow(
        slot.label,
        "paste your key",
        "key",
        safe(fields.key_where, _NOTE_LIMIT),
        secret=True,
        name=slot.name,
        command=safe(fields.key_command, 500),
    )


def _other_rows(provider: Provider, settings: ClientSettings) -> tuple[CardRow, ...]:
    placed = {slot.name for slot in provider.slots}
    return tuple(row for name in settings if name not in placed for row in _setting_rows(name, settings))


def _setting_rows(name: str, settings: ClientSettings) -> tuple[CardRow, ...]:
    if name not in set(settings):
        return ()
    if name == "openAiHeaders":
        return tuple(_header_row(header, value) for header, value in settings.headers.items())
    row = setting(name)
    words = describe({name: settings[name]}).removeprefix(f"{row.label}: ")
    if row.import_only:
        return (CardRow(row.label, words, "import", IMPORT_ONLY, name=name),)
    kind = {"bool": "box", "choice": "choice", "text": "text"}.get(row.kind, "number")
    return (CardRow(row.label, words, kind, SETTING_NOTES.get(name, ""), name=name),)


def _header_row(name: str, value: HeaderValue) -> CardRow:
    secret = isinstance(value, ApiKey)
    shown = "paste its value" if secret else safe(value)
    return CardRow(
        setting("openAiHeaders").label,
        f"{safe(name, 100)}: {shown}",
        "header",
        SETTING_NOTES["openAiHeaders"],
        secret=secret,
        name=f"openAiHeaders.{safe(name, 100)}",
    )
