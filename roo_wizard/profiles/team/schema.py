"""The strict shape of a team file. Imported only when one is read or written: pydantic is heavy."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.text import is_clean, safe
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.profiles.schema import fits_dialect
from roo_wizard.profiles.team.file import ASK, SHARED_SETTINGS
from roo_wizard.profiles.team.headers import header_problem, value_problem
from roo_wizard.roo.clients import CLIENTS
from roo_wizard.roo.settings import setting

_REFERENCE = re.compile(r"\$\{|\$\(|\$env:|\{\{|^\s*!|`|%[A-Z_]{3,}%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d))?")
_SCHEMES = {"https", "http"}
_KINDS: dict[str, tuple[type, ...]] = {"bool": (bool,), "number": (int, float), "integer": (int,), "choice": (str,)}
_RANGES: dict[str, tuple[float, float]] = {"modelTemperature": (0, 2), "rateLimitSeconds": (0, 60)}
_LARGEST = 100_000_000


def _line(text: str) -> str:
    if not text.strip() or not is_clean(text, 2000):
        raise ValueError("is empty, or holds line breaks, control or invisible characters")
    if looks_like_key(text):
        raise ValueError("looks like a key: a team file never holds a secret")
    if _REFERENCE.search(text):
        raise ValueError("looks like a reference or a command: a team file holds plain values, nothing is expanded")
    return text


def _page(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise ValueError("is no web address (https://…, without a user name)")
    return text


def _header(name: str) -> str:
    problem = header_problem(name)
    if problem:
        raise ValueError(problem)
    return name


def _client(name: str) -> str:
    if name not in CLIENTS:
        raise ValueError(f"is none of {', '.join(CLIENTS)}")
    return name


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("is no date such as 2026-11-20")
    return text


def _settings(values: dict[str, Any]) -> dict[str, Any]:
    for name, value in values.items():
        if name not in SHARED_SETTINGS:
            raise ValueError(f"may hold only {', '.join(SHARED_SETTINGS)}")
        row = setting(name)
        if not isinstance(value, _KINDS[row.kind]) or (isinstance(value, bool) and row.kind != "bool"):
            raise ValueError(f"has a value of the wrong kind for {name}")
        if row.kind == "choice" and value not in row.choices:
            raise ValueError(f"has no such {name}: it is one of {', '.join(row.choices)}")
        low, high = _RANGES.get(name, (-1, _LARGEST))
        if isinstance(value, (int, float)) and not low <= value <= high:
            raise ValueError(f"has a value for {name} that is out of its range")
    return values


Line = Annotated[str, Field(max_length=300), AfterValidator(_line)]
Sentence = Annotated[str, Field(max_length=1000), AfterValidator(_line)]
Url = Annotated[str, Field(max_length=1000), AfterValidator(_line)]
Page = Annotated[Url, AfterValidator(_page)]


class Expected(BaseModel):
    """``[expects]``: what the sender's work needs of the gateway."""

    model_config = ConfigDict(extra="forbid", strict=True)

    tools: bool | None = None
    streaming: bool | None = None
    images: bool | None = None
    context_window: int | None = Field(default=None, gt=0, le=_LARGEST)


class Verified(BaseModel):
    """``[verdict]``: what the proof said to the sender, and when."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Literal["ready", "ready-with-settings", "risky", "blocked", "inconclusive"]
    date: Annotated[Line, AfterValidator(_date)]
    model: Line
    client: Annotated[str, AfterValidator(_client)] = "roo"


class TeamTable(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_version: Literal["roo-wizard.team-file/1"] = Field(alias="schema")
    name: Line
    base_url: Url
    models: list[Line] = Field(min_length=1, max_length=50)
    dialect: Literal["openai", "anthropic"] = "openai"
    modes: dict[Literal["code", "architect", "ask", "debug", "orchestrator"], Line] = {}
    headers: dict[Annotated[str, AfterValidator(_header)], Line] = Field(default={}, max_length=20)
    settings: Annotated[dict[str, Any], AfterValidator(_settings)] = {}
    key_page: Page | None = None
    key_rules: Sentence | None = None
    usage_page: Page | None = None
    models_page: Page | None = None
    contact: Sentence | None = None
    expects: Expected = Expected()
    verdict: Verified | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "TeamTable":
        address = read_base_url(self.base_url, Dialect(self.dialect))
        if address.endpoint is None:
            raise ValueError(f"base_url cannot be used: {address.problem}")
        if address.endpoint.base_url != self.base_url:
            why = address.corrections[0].why if address.corrections else "lower case, no default port, no final dot"
            raise ValueError(f"base_url is not written plainly: {why}")
        if not fits_dialect(self.settings, self.dialect):
            raise ValueError(f"settings.apiProvider names an entry that does not speak {self.dialect}")
        if len(set(self.models)) < len(self.models) or not set(self.modes.values()) <= set(self.models):
            raise ValueError("models names one twice, or modes names one that is not among models")
        if len({name.lower() for name in self.headers}) < len(self.headers):
            raise ValueError("headers has the same name twice")
        for name, value in self.headers.items():
            problem = value_problem(name, value) if value != ASK else ""
            if problem:
                raise ValueError(f"headers.{name} {problem}")
        return self


_SENTENCES = {
    "missing": "is missing",
    "string_type": "is not text",
    "bool_type": "is neither true nor false",
    "int_type": "is no whole number",
    "list_type": "is no list",
    "dict_type": "is no table",
    "model_type": "is no table",
    "extra_forbidden": "is no field of a team file",
    "string_too_long": "is too long",
    "too_long": "holds too many entries",
    "too_short": "holds no entry",
    "literal_error": "has none of the values that it may have",
    "greater_than": "is too small",
    "less_than_equal": "is too large",
}


def read_table(document: dict[str, Any]) -> TeamTable:
    """Return *document* checked; raises `ValueError` with one sentence that says what and where, never a value."""
    try:
        return TeamTable.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        words = _SENTENCES.get(first["type"], message if first["type"] == "value_error" else "cannot be used")
        raise ValueError(safe(f"{_place(first['loc'])} {words}".strip())) from None


def _place(parts: tuple[int | str, ...]) -> str:
    """Return the field's name; a name that may itself be a pasted key is not repeated."""
    kept = [str(part) for part in parts if part != "[key]"]
    return safe(".".join("•••" if looks_like_key(part) else part for part in kept), 100)
