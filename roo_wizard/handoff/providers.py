"""The client's provider pages as data: their fields in screen order (roo-code.md 2.3, 2.4).

A further provider is one more entry of `PROVIDERS`.
"""

from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a provider page. ``holds`` is base_url, key, model or setting (then ``name`` says which)."""

    name: str
    label: str
    holds: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of the client. ``id`` is its import-file name; settings without a slot follow the slots."""

    id: str
    label: str
    slots: tuple[Slot, ...]


PROVIDERS: dict[Dialect, Provider] = {
    Dialect.OPENAI: Provider(
        "openai",
        "OpenAI Compatible",
        (
            Slot("openAiBaseUrl", "Base URL", "base_url"),
            Slot("openAiApiKey", "API Key", "key"),
            Slot("openAiModelId", "Model", "model", "if the list does not show it, type it: Use custom"),
        ),
    ),
    Dialect.ANTHROPIC: Provider(
        "anthropic",
        "Anthropic",
        (
            Slot("apiKey", "Anthropic API Key", "key"),
            Slot("anthropicBaseUrl", "Use custom base URL", "base_url", "tick the box first"),
            Slot("anthropicUseAuthToken", "", "setting"),
            Slot("apiModelId", "Model", "model"),
        ),
    ),
}

SETTING_NOTES: dict[str, str] = {
    "includeMaxTokens": "the box looks ticked even when unset: untick it, tick it again",
    "modelTemperature": "under Advanced settings: tick the box, then move the slider",
    "openAiHeaders": "Add Header, then the name and the value",
    "azureApiVersion": "tick the box first",
    "reasoningEffort": "appears below Enable Reasoning Effort",
}
"""What a person has to know to set a value on the screen, where the label alone is not enough."""

IMPORT_ONLY = "has no field on the screen; only an import file sets it"
