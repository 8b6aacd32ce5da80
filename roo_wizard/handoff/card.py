"""The paste card: the fields in the client's own labels and order, and what to do before and after.

It never holds the key. Everything in it may be shown, printed and copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import HeaderValue
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.handoff.advice import after, verdict_line, where
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.mode_lines import ModeLine, bind_steps, mode_lines
from roo_wizard.handoff.other_routes import OtherRoute, other_routes
from roo_wizard.handoff.reasons import reason
from roo_wizard.roo import labels
from roo_wizard.roo.settings import ClientSettings, describe, setting

_NOTE_LIMIT = 250
_KINDS = {"box": "box", "list": "choice", "number": "number"}
_STAND_IN = "the page offers no such address: a gateway on this machine stood in for one of its own"
IMPORT_ONLY = "has no field on the screen; only an import file sets it"


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
    ``verdict`` is one line; ``proven_at`` is an ISO time, None when nothing was ever proven. ``modes`` say which
    profile each mode uses and ``bind`` how that is set; ``others`` are the cards of those profiles. ``routes`` are the
    client's other entries that lead to this gateway.
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
    profile: str = ""
    modes: tuple[ModeLine, ...] = ()
    bind: tuple[str, ...] = ()
    others: tuple["Card", ...] = ()
    routes: tuple[OtherRoute, ...] = ()


def build_card(fields: Fields) -> Card:
    """Return the card of *fields*, with the smallest proven settings, in the order of the client's screen."""
    provider = labels.provider_name(fields.provider)
    settings = fields.shown_settings
    rows = (row for field in labels.fields(fields.provider, fields.client) for row in _rows(field, fields, settings))
    named = f"{fields.client.name} · {fields.preset.name if fields.preset else fields.endpoint.netloc}"
    return Card(
        title=safe(f"PRACTICE · {named}" if fields.practice else named),
        practice=fields.practice,
        client=fields.client.id,
        provider=provider,
        rows=(_provider_row(provider, fields), *rows),
        where=where(fields),
        after=after(fields),
        verdict=verdict_line(fields),
        proven_at=fields.proven_at,
        profile=safe(fields.profile),
        modes=mode_lines(fields),
        bind=bind_steps(fields),
        others=tuple(map(build_card, fields.team)),
        routes=other_routes(fields),
    )


def _provider_row(provider: str, fields: Fields) -> CardRow:
    """The entry to choose, and what has no row on its page: a base that is right already, headers without a place."""
    base = labels.holder(fields.provider, "base")
    notes = ["not “OpenAI”, which speaks another protocol"] if fields.provider == Dialect.OPENAI else []
    if base.default == fields.endpoint.base_url:
        notes.append(f"its own base URL is {base.default}, there is none to fill in")
    if fields.unplaced_headers:
        notes.append(f"its page has no place for the custom headers {', '.join(fields.unplaced_headers)}")
    return CardRow(labels.word("provider"), provider, "choice", safe("; ".join(notes)), name="apiProvider")


def _rows(field: labels.Field, fields: Fields, settings: ClientSettings) -> tuple[CardRow, ...]:
    """The rows of one field of the page: none where the client's default is right."""
    if field.holds:
        return tuple(_HOLDERS[field.holds](field, fields))
    if field.key not in set(settings):
        return ()
    if field.kind == "headers":
        return tuple(_header_row(field, name, value) for name, value in settings.headers.items())
    return (_setting_row(field, settings, reason(fields, field.key)),)


def _base_rows(field: labels.Field, fields: Fields) -> Iterator[CardRow]:
    """The base URL as this page takes it. A gateway on this machine stands in for one that a page offers."""
    url = fields.endpoint.base_url
    if field.choices and not fields.endpoint.is_loopback:
        yield CardRow(field.label, labels.required_choice(fields.provider, url).label, "choice", name=field.key)
    elif field.choices:
        yield CardRow(field.label, safe(url, 2000), "choice", _STAND_IN, name=field.key)
    elif url != field.default:
        kind, note = ("text", field.hint) if field.on_page else ("import", IMPORT_ONLY)
        yield CardRow(field.label, safe(url, 2000), kind, note, name=field.key)


def _key_rows(field: labels.Field, fields: Fields) -> Iterator[CardRow]:
    if fields.placeholder is not None:
        note = "this gateway needs no key, but Save stays grey while the field is empty"
        yield CardRow(field.label, safe(fields.placeholder, 60), "text", note, name=field.key)
        return
    yield CardRow(
        field.label,
        "paste your key",
        "key",
        safe(fields.key_where, _NOTE_LIMIT),
        secret=True,
        name=field.key,
        command=safe(fields.key_command, 500),
    )


def _model_rows(field: labels.Field, fields: Fields) -> Iterator[CardRow]:
    yield CardRow(field.label, safe(fields.model, 2000), "text", field.hint, name=field.key)


_HOLDERS = {"base": _base_rows, "key": _key_rows, "model": _model_rows}


def _setting_row(field: labels.Field, settings: ClientSettings, why: str) -> CardRow:
    """A setting that differs from the client's default, and the reason for it."""
    words = describe({field.key: settings[field.key]}).removeprefix(f"{setting(field.key).label}: ")
    if not field.on_page:
        return CardRow(field.label, words, "import", _noted(IMPORT_ONLY, why), name=field.key)
    place = f"under {labels.word('advanced')}" if field.advanced else ""
    return CardRow(field.label, words, _KINDS.get(field.kind, "text"), _noted(place, why, field.hint), name=field.key)


def _noted(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _header_row(field: labels.Field, name: str, value: HeaderValue) -> CardRow:
    secret = isinstance(value, ApiKey)
    shown = "paste its value" if secret else safe(value)
    header = safe(name, 100)
    return CardRow(field.label, f"{header}: {shown}", "header", field.hint, secret=secret, name=f"{field.key}.{header}")
