"""The client's settings by their import-file names, and what each is called on the screen.

A new setting is one row of `SETTINGS`. Values that equal the client's default are never kept, so that
``ClientSettings`` compares, prints and proves only what a person has to change.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.exchange import HeaderValue, Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.roo.labels import provider_name

SettingValue = Json


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings page. ``kind`` is bool, number, integer, text, choice, list or headers;
    ``label`` is the client's own; ``import_only`` has no field on the screen (roo-code.md 3.4).
    ``place`` is the object of the import file that holds the value, "" for the profile itself.
    """

    name: str
    kind: str
    default: SettingValue
    label: str
    choices: tuple[str, ...] = ()
    import_only: bool = False
    place: str = ""


_MODEL = "openAiCustomModelInfo"

NATIVE_PROVIDERS = ("requesty", "openrouter", "litellm", "deepseek", "zai", "moonshot")
"""The client's own entries for single vendors whose requests are known (roo-code.md 4.9), by import-file name."""

GENERAL_PROVIDERS = ("openai", "anthropic")
"""The general entries, each that of one dialect: the default, and therefore never kept."""

SETTINGS: tuple[Setting, ...] = (
    Setting("apiProvider", "choice", "", "API Provider", NATIVE_PROVIDERS),
    Setting("openRouterSpecificProvider", "text", "", "OpenRouter Provider Routing"),
    Setting("litellmUsePromptCache", "bool", False, "Enable prompt caching"),
    Setting("openAiR1FormatEnabled", "bool", False, "Enable R1 model parameters"),
    Setting("openAiStreamingEnabled", "bool", True, "Enable streaming"),
    Setting("includeMaxTokens", "bool", False, "Include max output tokens"),
    Setting("openAiUseAzure", "bool", False, "Use Azure"),
    Setting("azureApiVersion", "text", "", "Set Azure API version"),
    Setting("openAiHeaders", "headers", {}, "Custom Headers"),
    Setting("enableReasoningEffort", "bool", False, "Enable Reasoning Effort"),
    Setting(
        "reasoningEffort", "choice", "", "Model Reasoning Effort", ("low", "medium", "high", "xhigh"), place=_MODEL
    ),
    Setting("maxTokens", "integer", -1, "Max Output Tokens", place=_MODEL),
    Setting("contextWindow", "integer", 128_000, "Context Window Size", place=_MODEL),
    Setting("supportsImages", "bool", True, "Image Support", place=_MODEL),
    Setting("supportsPromptCache", "bool", False, "Prompt Caching", place=_MODEL),
    Setting("modelMaxTokens", "integer", 0, "Max Tokens", import_only=True),
    Setting("preserveReasoning", "bool", False, "preserveReasoning", import_only=True, place=_MODEL),
    Setting("excludedTools", "list", (), "excludedTools", import_only=True, place=_MODEL),
    Setting("includedTools", "list", (), "includedTools", import_only=True, place=_MODEL),
    Setting("modelTemperature", "number", None, "Use custom temperature"),
    Setting("rateLimitSeconds", "integer", 0, "Rate limit"),
    Setting("anthropicUseAuthToken", "bool", False, "Pass Anthropic API Key as Authorization header"),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_SWITCHES = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_CHOICE_LABELS = {"low": "Low", "medium": "Medium", "high": "High", "xhigh": "Extra High"}
_TEMPERATURES = (0.0, 2.0)


class ClientSettings(Mapping[str, SettingValue]):
    """The settings of one connection that differ from the client's defaults; immutable and hashable.

    ``settings["openAiStreamingEnabled"]`` of an unset name gives the client's default.
    Iteration and length cover only what differs.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, SettingValue] | None = None) -> None:
        kept: dict[str, SettingValue] = {}
        for name, value in (values or {}).items():
            row = setting(name)
            frozen = tuple(value) if row.kind == "list" else value
            if frozen != row.default:
                kept[name] = frozen
        self._values = {name: kept[name] for name in _BY_NAME if name in kept}

    def __getitem__(self, name: str) -> SettingValue:
        return self._values[name] if name in self._values else _BY_NAME[name].default

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(repr(self._values))

    def __repr__(self) -> str:
        return f"ClientSettings({self._values!r})"

    def with_(self, changes: Mapping[str, SettingValue]) -> "ClientSettings":
        """Return these settings with *changes* on top (custom headers are merged, not replaced)."""
        merged = dict(self._values) | dict(changes)
        if "openAiHeaders" in changes:
            merged["openAiHeaders"] = {**self["openAiHeaders"], **changes["openAiHeaders"]}
        return ClientSettings(merged)

    def public(self) -> dict[str, Json]:
        """Return the settings for a report: secret header values are masked."""
        values = dict(self._values)
        if "openAiHeaders" in values:
            values["openAiHeaders"] = {
                name: "•••" if isinstance(value, ApiKey) else value for name, value in self.headers.items()
            }
        return values

    @property
    def headers(self) -> Mapping[str, HeaderValue]:
        """The custom headers; a secret value is an ``ApiKey``."""
        value: Mapping[str, HeaderValue] = self["openAiHeaders"]
        return value


def provider_id(dialect: Dialect, settings: Mapping[str, SettingValue]) -> str:
    """Return the entry of the client's provider list, by import-file name.

    Without ``apiProvider`` it is the general one of *dialect*: "openai" (OpenAI Compatible) or "anthropic".
    """
    return str(settings["apiProvider"] or dialect.value)


def setting(name: str) -> Setting:
    """Return the row called *name*; raises `UnknownName`."""
    if name not in _BY_NAME:
        raise UnknownName("setting", name, list(_BY_NAME))
    return _BY_NAME[name]


def parse_setting(assignment: str) -> tuple[str, SettingValue]:
    """Read ``NAME=VALUE`` from the command line; raises `UsageError` for a value of the wrong kind.

    Switches take true/false and on/off, lists take names joined by commas. Headers are refused here: a header
    may be a secret, and has options of its own that know the difference.
    """
    name, equals, text = assignment.partition("=")
    row = setting(name.strip())
    if not equals:
        raise UsageError(f"{row.name} needs a value", f"write --setting {row.name}={_example(row)}")
    if row.kind == "headers":
        raise UsageError("custom headers are no --setting", "use --header 'Name: value' or --header-env 'Name=ENV'")
    return row.name, _READERS[row.kind](row, text.strip())


def describe(settings: Mapping[str, SettingValue]) -> str:
    """Return the settings in the client's words: "Enable streaming: off, Use custom temperature: 1".

    A secret header value is never shown, and no text is longer than a line.
    """
    return ", ".join(f"{setting(name).label}: {_words(setting(name), value)}" for name, value in settings.items())


def to_import(settings: Mapping[str, SettingValue]) -> dict[str, Json]:
    """Return *settings* as the import file nests them (roo-code.md 3.2).

    As soon as one value lives in the model's own object, that object also names the two values without which the
    client takes the profile for invalid. Secret headers are left out: an import file is no place for them.
    """
    profile: dict[str, Json] = {}
    for name, value in settings.items():
        row = setting(name)
        place = profile.setdefault(row.place, {}) if row.place else profile
        place[name] = _importable(value)
    if _MODEL in profile:
        needed = {name: _BY_NAME[name].default for name in ("contextWindow", "supportsPromptCache")}
        profile[_MODEL] = needed | profile[_MODEL]
    return profile


def _importable(value: SettingValue) -> Json:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {name: text for name, text in value.items() if not isinstance(text, ApiKey)}
    return value


def _example(row: Setting) -> str:
    examples = {"bool": "on", "integer": "32000", "number": "1", "list": "apply_diff,write_to_file"}
    return row.choices[0] if row.choices else examples.get(row.kind, "…")


def _wrong(row: Setting, text: str, expected: str) -> UsageError:
    return UsageError(f"{safe(text, 40)!r} is no value for {row.name}", f"it takes {expected}")


def _switch(row: Setting, text: str) -> bool:
    if text.lower() not in _SWITCHES:
        raise _wrong(row, text, "on or off (true or false)")
    return _SWITCHES[text.lower()]


def _integer(row: Setting, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _wrong(row, text, "a whole number") from None


def _number(row: Setting, text: str) -> float | int:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    low, high = _TEMPERATURES
    if not low <= number <= high:
        raise _wrong(row, text, f"a number from {low:g} to {high:g}")
    return int(number) if number.is_integer() else number


def _choice(row: Setting, text: str) -> str:
    general = GENERAL_PROVIDERS if row.name == "apiProvider" else ()
    if text not in (*row.choices, *general):
        raise _wrong(row, text, f"one of {', '.join((*general, *row.choices))}")
    return text


def _names(row: Setting, text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not all(name.replace("_", "").isalnum() for name in names):
        raise _wrong(row, text, "tool names joined by commas")
    return names


_READERS: Mapping[str, Callable[[Setting, str], SettingValue]] = {
    "bool": _switch,
    "integer": _integer,
    "number": _number,
    "choice": _choice,
    "list": _names,
    "text": lambda _, text: text,
}


def _words(row: Setting, value: SettingValue) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return "; ".join(
            f"{safe(name, 60)} = {'•••' if isinstance(text, ApiKey) else safe(text, 60)}"
            for name, text in value.items()
        )
    if isinstance(value, (tuple, list)):
        return " ".join(safe(name, 40) for name in value)
    if row.name == "apiProvider":
        return provider_name(str(value))
    return _CHOICE_LABELS.get(str(value), safe(value, 60)) if row.kind == "choice" else safe(value, 60)


__all__ = [
    "GENERAL_PROVIDERS",
    "NATIVE_PROVIDERS",
    "SETTINGS",
    "ClientSettings",
    "Setting",
    "SettingValue",
    "UsageError",
    "describe",
    "parse_setting",
    "provider_id",
    "setting",
    "to_import",
]
