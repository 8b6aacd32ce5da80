"""The strict shape of profiles.toml. Imported only when the file is read or written: pydantic is heavy."""

import math
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.text import is_clean, safe
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.profiles.key_address import PREVIOUS
from roo_wizard.profiles.names import clean_name, folded
from roo_wizard.profiles.record import ROTATED_ON, checked
from roo_wizard.roo.clients import CLIENTS
from roo_wizard.roo.labels import modes
from roo_wizard.roo.settings import setting

_HEADER_NAME = re.compile(r"[A-Za-z0-9!$%&'*+.^_`|~-]{1,100}")
_CREDENTIAL_HEADERS = {"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"}
_KEY_PLACE = re.compile(r"keyring|session|none|env:[A-Za-z_][A-Za-z0-9_]{0,99}")
_KINDS: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, float),
    "integer": (int,),
    "text": (str,),
    "choice": (str,),
    "list": (list,),
}


def _line(text: str) -> str:
    if not text or not is_clean(text, 2000):
        raise ValueError("an empty text, or control or invisible characters in it")
    return text


def _url(text: str) -> str:
    address = read_base_url(text)
    if address.endpoint is None or address.endpoint.base_url != text:
        raise ValueError("not a normalised base URL")
    return text


def _client(name: str) -> str:
    if name not in CLIENTS:
        raise ValueError(f"the client is one of {', '.join(CLIENTS)}")
    return name


def _mode(slug: str) -> str:
    if slug not in modes():
        raise ValueError(f"the modes are {', '.join(modes())}")
    return slug


def _header(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name) or name.lower() == PREVIOUS:
        raise ValueError("not a header name that can be kept")
    return name


def _public_header(name: str) -> str:
    if name.lower() in _CREDENTIAL_HEADERS:
        raise ValueError("this header carries a secret; only its name may stand in secret_headers")
    return _header(name)


def _key_place(text: str) -> str:
    if not _KEY_PLACE.fullmatch(text):
        raise ValueError("the key's place is keyring, session, none or env:NAME")
    return text


def checked_settings(values: dict[str, Any]) -> dict[str, Any]:
    """Return client settings of a file as they are; raises `ValueError` for a name or value that the client lacks."""
    for name, value in values.items():
        row = _setting_row(name)
        allowed = _KINDS.get(row.kind, ())
        if not isinstance(value, allowed) or (isinstance(value, bool) and row.kind != "bool"):
            raise ValueError(f"{name} has a value of the wrong kind")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} is no number that JSON can write")
        if row.kind == "choice" and value not in row.choices:
            raise ValueError(f"{name} is one of {', '.join(row.choices)}")
        if any(not isinstance(item, str) or not is_clean(item) for item in _texts(value)):
            raise ValueError(f"{name} holds control or invisible characters")
    return values


def fits_dialect(settings: dict[str, Any], dialect: str) -> bool:
    """Whether the client has what *settings* and *dialect* say: its entries for single vendors speak OpenAI's alone."""
    return dialect == "openai" or not settings.get("apiProvider")


def _facts(facts: dict[str, str]) -> dict[str, str]:
    try:
        changed = [name for name, text in facts.items() if not text or checked(name, text) != text]
    except RooWizardError as error:
        raise ValueError(error.message) from None
    if changed:
        raise ValueError(f"{changed[0]} is empty, or has blanks around it")
    return facts


def _day(text: str) -> str:
    return _facts({ROTATED_ON: text})[ROTATED_ON] if text else ""


def _no_key(text: str) -> str:
    if looks_like_key(text):
        raise ValueError("looks like a key: no secret stands in this file")
    return text


def _setting_row(name: str) -> Any:
    try:
        return setting(name)
    except RooWizardError as error:
        raise ValueError(error.message) from None


def _texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


Line = Annotated[str, Field(max_length=2000), AfterValidator(_line)]
Url = Annotated[Line, AfterValidator(_url)]
HeaderName = Annotated[str, AfterValidator(_header)]
NoKey = Annotated[Line, AfterValidator(_no_key)]
ImportName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
PublicName = Annotated[str, AfterValidator(_public_header)]


class ProfileTable(BaseModel):
    """One ``[profiles.NAME]`` table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    base_url: Url
    typed_url: str = Field(default="", max_length=2000)
    dialect: Literal["openai", "anthropic"] = "openai"
    model: Line
    client: Annotated[str, AfterValidator(_client)] = "roo"
    preset: Line | None = None
    key_place: Annotated[str, AfterValidator(_key_place)] = "keyring"
    allow_http: bool = False
    secret_headers: list[HeaderName] = []
    headers: dict[PublicName, Line] = {}
    settings: Annotated[dict[str, Any], AfterValidator(checked_settings)] = {}
    context_window: int | None = Field(default=None, gt=0)
    served_model: Line | None = None
    last_verdict: Line | None = None
    last_cause: Line | None = None
    checked_at: Line | None = None

    @model_validator(mode="after")
    def _entry(self) -> Self:
        if not fits_dialect(self.settings, self.dialect):
            raise ValueError(f"the entry that apiProvider names does not speak {self.dialect}")
        return self


class ClientBeforeTable(BaseModel):
    """One ``[profiles.NAME.client_before]`` table: the client's own values before, out of an export of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    exported_on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    profile: NoKey
    provider: ImportName
    base_url: NoKey | None = None
    model: NoKey | None = None
    settings: dict[ImportName, NoKey] = Field(default={}, max_length=100)


class SavedTable(ProfileTable):
    """One ``[profiles.NAME]`` table with what is on record beside it."""

    record: Annotated[dict[str, str], AfterValidator(_facts)] = {}
    client_before: ClientBeforeTable | None = None


class PreviousTable(ProfileTable):
    """One ``[previous.NAME]`` table: what the profile was before its last change."""

    key_replaced: bool = False
    rotated_on: Annotated[str, AfterValidator(_day)] | None = None
    taken_back: bool = False


class ProfilesTable(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_version: Literal[5] = Field(alias="schema")
    default: str | None = None
    fallback: str | None = None
    modes: dict[Annotated[str, AfterValidator(_mode)], str] = {}
    profiles: dict[str, SavedTable] = {}
    previous: dict[str, PreviousTable] = {}

    @model_validator(mode="after")
    def _names(self) -> "ProfilesTable":
        try:
            clean = [clean_name(name) for name in self.profiles]
            before = [clean_name(name) for name in self.previous]
        except RooWizardError as error:
            raise ValueError(error.message) from None
        if clean != list(self.profiles) or len({folded(name) for name in clean}) < len(clean):
            raise ValueError("two profiles have the same name, or a name has blanks around it")
        if before != list(self.previous) or not set(map(folded, before)) <= set(map(folded, clean)):
            raise ValueError("the values before a change belong to no profile")
        if self.default is not None and folded(self.default) not in map(folded, clean):
            raise ValueError("the default profile does not exist")
        mentioned = (*self.modes.values(), *((self.fallback,) if self.fallback is not None else ()))
        if not set(map(folded, mentioned)) <= set(map(folded, clean)):
            raise ValueError("a mode or the fallback names a profile that does not exist")
        return self


def read_tables(document: dict[str, Any]) -> ProfilesTable:
    """Return *document* checked; raises `ValueError` with one line that names the place but never a value.

    A person may have pasted a key into a wrong place of the file, so that values are not repeated.
    """
    try:
        return ProfilesTable.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        parts = ("•••" if looks_like_key(str(part)) else str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        words = "a key stands there; none has a place in this file" if looks_like_key(message) else message
        raise ValueError(safe(f"{'.'.join(parts) or 'the file'}: {words}")) from None


__all__ = ["PreviousTable", "ProfileTable", "ProfilesTable", "SavedTable", "read_tables"]
