"""A person's own export of the client's settings, read here and nowhere else (roo-code.md 3).

Such a file holds every key in clear text. Each becomes an `ApiKey` while the JSON is parsed, and the settings that
concern no provider are dropped in the same moment: nothing later could show them.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.core.text import SafeText, safe
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.profiles.files import NO_FILE, read_private, reason
from roo_wizard.profiles.team.raw import depth_exceeds

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 12
MAX_PROFILES = 200
MAX_VALUES = 100
"""Values of one profile; the client has about a hundred names for all its providers together."""

_BOM = b"\xef\xbb\xbf"
_SECRET = re.compile(r"key|token|secret|password|credential", re.IGNORECASE)
"""In the name of every field that the client itself keeps as a secret (its ``SECRET_STATE_KEYS``), and of more."""
_HEADERS = "openAiHeaders"
_FLATTENED = "openAiCustomModelInfo"
_DROPPED = "globalSettings"
_NO_VALUES = frozenset({"id", "apiProvider"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
ROLES = {"base_url": ("{}baseurl",), "model": ("{}modelid", "apimodelid"), "key": ("{}apikey", "apikey")}
"""What the three fields that every provider has are called, in small letters."""
MOST_SECRET = 256 * 1024
"""Characters of all keys together, each of which is looked for; a service account's file has about 2,400."""
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]+")
_PASSWORD = re.compile(r":(?!\d{1,5}(?:[/?#\\]|$))")
"""A colon in an address that stands before no port."""
_URL_SECRETS = re.compile(r"(?<=://)[^/?#\s]*@|^[^/?#\s:]*@|[?#].*")
_SHORTEST = 8
_TELLING = 16
"""From this length on a key of one profile is no word of another one by chance."""
_SHOWN_PARTS = 20
_HINT = "give the file that Export in the client's settings writes"


@dataclass(frozen=True, slots=True)
class ClientValues:
    """One Configuration Profile of the export. ``values`` are ready to be shown, by import-file name; a key is •••."""

    name: str
    provider: str
    values: Mapping[str, SafeText]
    has_key: bool = False

    def name_of(self, role: str) -> str:
        """Return what the provider calls its own base_url, model or key here, "" where it has none."""
        wanted = [name.format(self.provider.lower()) for name in ROLES[role]]
        by_name = {name.lower(): name for name in self.values}
        return next((by_name[name] for name in wanted if name in by_name), "")

    @property
    def base_url(self) -> str:
        """The base URL of its provider, "" where the client's own is used."""
        return self.values.get(self.name_of("base_url"), "")

    @property
    def model(self) -> str:
        """The model id of its provider."""
        return self.values.get(self.name_of("model"), "")


@dataclass(frozen=True, slots=True)
class ClientExport:
    """What an export says about providers.

    ``current`` is the name of the profile in use, "" where there is none; the client takes the first one where the
    named one is missing. ``modes`` are names of profiles by mode; ``notes`` are traps of the file.
    """

    exported_on: str
    current: str
    profiles: Mapping[str, ClientValues] = field(default_factory=dict)
    modes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def current_profile(self) -> ClientValues | None:
        """The profile that is in use, None in an export without any."""
        return self.profiles.get(self.current)


def read_export(path: Path) -> ClientExport:
    """Return what the export at *path* says; raises `UsageError` with one sentence that repeats nothing of it."""
    try:
        data = read_private(path, MAX_BYTES + 1, follow=True)
        written = path.stat().st_mtime
    except FileNotFoundError:
        raise UsageError(f"{safe(path, 150)} does not exist", _HINT) from None
    except OSError as error:
        why = NO_FILE if path.is_dir() else reason(error)
        raise UsageError(f"{safe(path, 150)} cannot be read: {why}", _HINT) from None
    except ValueError:
        raise UsageError(f"{safe(path, 150)} is no path", _HINT) from None
    return parse_export(data, datetime.fromtimestamp(max(0, min(written, 4e9)), UTC).date().isoformat())


def parse_export(data: bytes, exported_on: str) -> ClientExport:
    """Return what the bytes of an export say; raises `UsageError` likewise."""
    if len(data) > MAX_BYTES:
        raise _unusable(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    secrets: set[ApiKey] = set()
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=lambda pairs: _masked(pairs, secrets))
    except UnicodeDecodeError:
        raise _unusable("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _unusable(f"line {error.lineno}, column {error.colno}: this is not JSON") from None
    except (RecursionError, ValueError):
        raise _unusable("it holds a number or a nesting beyond all measure") from None
    table = _table(document, "providerProfiles")
    if depth_exceeds(document, MAX_DEPTH):
        raise _unusable(f"it is nested more than {MAX_DEPTH} levels deep")
    notes = ("the file begins with a byte order mark: the client itself would refuse it",) if data[:3] == _BOM else ()
    return _export(table, exported_on, notes, frozenset(one for one in secrets if len(one) >= _TELLING))


def _masked(pairs: list[tuple[str, Json]], secrets: set[ApiKey]) -> dict[str, Json]:
    """The object of *pairs* without the settings that are no business of ours, and with every secret as a key.

    Those with a name of secrets are put into *secrets*, also one that a second field of its name hides.
    """
    masked = [(_key_as_mask(name), _mask(name, value)) for name, value in pairs if name != _DROPPED]
    secrets.update(value for name, value in masked if isinstance(value, ApiKey) and _SECRET.search(name))
    return dict(masked)


def _key_as_mask(name: str) -> str:
    return "•••" if looks_like_key(name) else name


def _mask(name: str, value: Json) -> Json:
    if name == _HEADERS:
        each = value.items() if isinstance(value, dict) else [("(all)", value)]
        return {header: _key(one) if isinstance(one, str) else ApiKey("•••") for header, one in each}
    if isinstance(value, list):
        return [_mask(name, one) for one in value]
    is_secret = isinstance(value, str) and (_SECRET.search(name) or looks_like_key(value))
    return _key(value) if is_secret else value


def _key(text: str) -> ApiKey:
    """*text* as a key that can be looked for: half a character, as JSON can write it, becomes a question mark."""
    return ApiKey(text.encode("utf-8", "replace").decode())


def _export(
    table: Mapping[str, Json], exported_on: str, notes: tuple[str, ...], secrets: Collection[ApiKey]
) -> ClientExport:
    configs = _table(table, "apiConfigs")
    if len(configs) > MAX_PROFILES:
        raise _unusable(f"it holds more than {MAX_PROFILES} profiles")
    values = (value for one in configs.values() if isinstance(one, dict) for value in one.values())
    if sum(len(key) for value in values for key in _secrets(value)) > MOST_SECRET:
        raise _unusable(f"its keys have more than {MOST_SECRET // 1024} KiB")
    found = {name: _values(name, one, secrets) for name, one in configs.items() if isinstance(one, dict)}
    profiles = tuple(found.values())
    by_id = {_compared(one.get("id", "")): found[name].name for name, one in configs.items() if name in found}
    wanted = table.get("currentApiConfigName")
    current = found.get(wanted if isinstance(wanted, str) else "") or next(iter(profiles), None)
    bound = table.get("modeApiConfigs")
    modes = bound.items() if isinstance(bound, dict) else ()
    return ClientExport(
        exported_on,
        current.name if current else "",
        {one.name: one for one in profiles},
        {_named(mode, secrets): by_id.get(_compared(one), "") for mode, one in list(modes)[:MAX_VALUES]},
        notes,
    )


def _compared(value: Json) -> ApiKey:
    """*value* as ids are compared: one may have been masked, as in a mode whose name has "key" in it."""
    return value if isinstance(value, ApiKey) else _key(str(value))


def _named(name: str, secrets: Collection[ApiKey]) -> SafeText:
    return safe("•••") if _key(name) in secrets else _line(name) or safe("(no name)")


def _values(name: str, config: Mapping[str, Json], known: Collection[ApiKey]) -> ClientValues:
    """The profile *name*; *known* are the keys of all profiles, and no text of this one may be one of them."""
    flat = {key: value for key, value in config.items() if key != _FLATTENED}
    nested = config.get(_FLATTENED)
    flat |= nested if isinstance(nested, dict) else {}
    secrets = [one for value in flat.values() for one in _secrets(value)]
    redactor = Redactor(one for one in secrets if len(one) >= _SHORTEST)

    def said(value: Json) -> SafeText:
        return safe("•••") if isinstance(value, str) and _key(value) in known else shown_value(value)

    named = {key: _whole(key, value) for key, value in flat.items() if _NAME.fullmatch(key) and value is not None}
    texts = [said(name), said(config.get("apiProvider", "")), *map(said, named.values())]
    if redactor.finds("\n".join(texts)):  # one look at all of them
        texts = [shown_value(redactor.shown(text)) for text in texts]
    kept = [(key, text) for key, text in zip(named, texts[2:], strict=True) if text and key not in _NO_VALUES]
    has_key = any(isinstance(value, ApiKey) and value for key, value in flat.items() if _SECRET.search(key))
    return ClientValues(
        texts[0] or "(no name)",
        texts[1] if _NAME.fullmatch(texts[1]) else "",
        dict(kept[:MAX_VALUES]),
        has_key,
    )


def _whole(name: str, value: Json) -> Json:
    """*value*, or one key for a whole object or list where the client keeps a secret."""
    return ApiKey("•••") if isinstance(value, (dict, list)) and _SECRET.search(name) else value


def _secrets(value: Json) -> Iterator[ApiKey]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    yield from (part for part in parts if isinstance(part, ApiKey))


def shown_value(value: Json) -> SafeText:
    """Return *value* in a few words: on, off, a number, a text without what hides in addresses; a key as •••."""
    if isinstance(value, dict):
        return _line(
            ", ".join(
                f"{_line(name)}: {shown_value(_whole(name, one))}" for name, one in list(value.items())[:_SHOWN_PARTS]
            )
        )
    if isinstance(value, (list, tuple)):
        return _line(", ".join(map(shown_value, value[:_SHOWN_PARTS])))
    if isinstance(value, bool):
        return _line("on" if value else "off")
    if isinstance(value, ApiKey):
        return _line("•••" if value else "")
    return _line(_address(value) if isinstance(value, str) else value)


def _address(text: str) -> str:
    """*text*, of which nothing is left that hides in an address: user, password, query."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _URL_SECRETS.sub("", text) if "://" in text else text
    rest = text[scheme.end() :]
    user, _, host = rest.rpartition("@")
    return scheme[0] + _URL_SECRETS.sub("", host if _PASSWORD.search(user) else rest)


def _line(text: object) -> SafeText:
    """One safe line; what only now looks like a key, since invisible characters parted it, is masked as well."""
    line = safe(text)
    return safe("•••") if looks_like_key(line) else line


def _table(document: Json, name: str) -> Mapping[str, Json]:
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, dict):
        raise _unusable(f"it has no {name}")
    return value


def _unusable(what: str) -> UsageError:
    return UsageError(f"the export cannot be used: {what}", _HINT)
