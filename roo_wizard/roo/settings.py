"""The client's settings by their import-file names, and what each is called on the screen.

A new setting is one row of `SETTINGS`. Values that equal the client's default are never kept, so that
``ClientSettings`` compares, prints and proves only what a person has to change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.exchange import HeaderValue, Json

SettingValue = Json


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings page. ``kind`` is bool, number, integer, text, choice or headers;
    ``label`` is the client's own; ``import_only`` has no field on the screen (roo-code.md 3.4).
    """

    name: str
    kind: str
    default: SettingValue
    label: str
    choices: tuple[str, ...] = ()
    import_only: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("openAiR1FormatEnabled", "bool", False, "Enable R1 model parameters"),
    Setting("openAiStreamingEnabled", "bool", True, "Enable streaming"),
    Setting("includeMaxTokens", "bool", False, "Include max output tokens"),
    Setting("openAiUseAzure", "bool", False, "Use Azure"),
    Setting("azureApiVersion", "text", "", "Set Azure API version"),
    Setting("openAiHeaders", "headers", {}, "Custom Headers"),
    Setting("enableReasoningEffort", "bool", False, "Enable Reasoning Effort"),
    Setting("reasoningEffort", "choice", "", "Model Reasoning Effort", ("low", "medium", "high", "xhigh")),
    Setting("maxTokens", "integer", -1, "Max Output Tokens"),
    Setting("contextWindow", "integer", 128_000, "Context Window Size"),
    Setting("supportsImages", "bool", True, "Image Support"),
    Setting("supportsPromptCache", "bool", False, "Prompt Caching"),
    Setting("modelMaxTokens", "integer", 0, "Max Tokens", import_only=True),
    Setting("preserveReasoning", "bool", False, "preserveReasoning", import_only=True),
    Setting("excludedTools", "list", (), "excludedTools", import_only=True),
    Setting("includedTools", "list", (), "includedTools", import_only=True),
    Setting("modelTemperature", "number", None, "Use custom temperature"),
    Setting("anthropicUseAuthToken", "bool", False, "Pass Anthropic API Key as Authorization header"),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


class ClientSettings(Mapping[str, SettingValue]):
    """The settings of one connection that differ from the client's defaults; immutable and hashable.

    ``settings["openAiStreamingEnabled"]`` of an unset name gives the client's default.
    Iteration and length cover only what differs.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, SettingValue] | None = None) -> None:
        kept: dict[str, SettingValue] = {}
        for name, value in (values or {}).items():
            if name not in _BY_NAME:
                raise UnknownName("setting", name, list(_BY_NAME))
            if value != _BY_NAME[name].default:
                kept[name] = value
        self._values = {name: kept[name] for name in _BY_NAME if name in kept}

    def __getitem__(self, name: str) -> SettingValue:
        return self._values[name] if name in self._values else _BY_NAME[name].default

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

    @property
    def headers(self) -> Mapping[str, HeaderValue]:
        """The custom headers; a secret value is an ``ApiKey``."""
        value: Mapping[str, HeaderValue] = self["openAiHeaders"]
        return value


def setting(name: str) -> Setting:
    """Return the row called *name*; raises `UnknownName`."""
    if name not in _BY_NAME:
        raise UnknownName("setting", name, list(_BY_NAME))
    return _BY_NAME[name]


def parse_setting(assignment: str) -> tuple[str, SettingValue]:
    """Read ``NAME=VALUE`` from the command line; raises `UsageError` for a value of the wrong kind."""
    raise NotImplementedError


def describe(settings: Mapping[str, SettingValue]) -> str:
    """Return the settings in the client's words: "Enable streaming: off, Use custom temperature: 1"."""
    raise NotImplementedError


__all__ = [
    "SETTINGS",
    "ClientSettings",
    "Setting",
    "SettingValue",
    "UsageError",
    "describe",
    "parse_setting",
    "setting",
]
