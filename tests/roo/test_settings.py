import pytest

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.roo.settings import ClientSettings, describe, parse_setting, to_import

READ: list[tuple[str, str, Json]] = [
    ("openAiStreamingEnabled=off", "openAiStreamingEnabled", False),
    ("openAiStreamingEnabled = TRUE", "openAiStreamingEnabled", True),
    ("modelTemperature=1", "modelTemperature", 1),
    ("modelTemperature=0.6", "modelTemperature", 0.6),
    ("maxTokens=-1", "maxTokens", -1),
    ("reasoningEffort=xhigh", "reasoningEffort", "xhigh"),
    ("azureApiVersion=2025-01-01", "azureApiVersion", "2025-01-01"),
    ("excludedTools=apply_diff, write_to_file", "excludedTools", ("apply_diff", "write_to_file")),
]


@pytest.mark.parametrize(("assignment", "name", "value"), READ)
def test_an_assignment_is_read(assignment: str, name: str, value: Json) -> None:
    assert parse_setting(assignment) == (name, value)


REFUSED = [
    "openAiStreamingEnabled",
    "openAiStreamingEnabled=maybe",
    "modelTemperature=hot",
    "modelTemperature=nan",
    "modelTemperature=3",
    "maxTokens=1.5",
    "reasoningEffort=none",
    "excludedTools=a;b",
    "openAiHeaders=X-Team: a",
]


@pytest.mark.parametrize("assignment", REFUSED)
def test_a_value_of_the_wrong_kind_is_refused_with_a_hint(assignment: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_setting(assignment)
    assert raised.value.hint


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="modelTemperatur"):
        parse_setting("modelTemperatur=1")


def test_settings_are_described_in_the_clients_words() -> None:
    settings = ClientSettings({"modelTemperature": 1, "openAiStreamingEnabled": False, "reasoningEffort": "xhigh"})
    assert describe(settings) == (
        "Enable streaming: off, Model Reasoning Effort: Extra High, Use custom temperature: 1"
    )
    assert describe(ClientSettings()) == ""
    assert describe({"excludedTools": ["apply_diff", "skill"]}) == "excludedTools: apply_diff skill"


def test_a_secret_header_is_never_described() -> None:
    headers = {"X-Team": "a\x1b[31m", "X-Gate": ApiKey("very-secret-1")}
    text = describe(ClientSettings({"openAiHeaders": headers}))
    assert text == "Custom Headers: X-Team = a[31m; X-Gate = •••"


def test_only_what_differs_is_kept() -> None:
    settings = ClientSettings({"modelTemperature": None, "maxTokens": -1, "excludedTools": [], "openAiHeaders": {}})
    assert (len(settings), settings["openAiStreamingEnabled"], settings["maxTokens"]) == (0, True, -1)
    assert settings == ClientSettings()
    assert hash(settings) == hash(ClientSettings())


def test_changes_are_laid_on_top_and_headers_are_merged() -> None:
    first = ClientSettings({"openAiHeaders": {"A": "1"}, "modelTemperature": 1})
    second = first.with_({"openAiHeaders": {"B": "2"}, "modelTemperature": None})
    assert dict(second.headers) == {"A": "1", "B": "2"}
    assert second["modelTemperature"] is None
    assert first["modelTemperature"] == 1


def test_an_import_file_nests_what_belongs_to_the_model() -> None:
    settings = ClientSettings(
        {
            "openAiStreamingEnabled": False,
            "maxTokens": 500,
            "excludedTools": ["skill"],
            "openAiHeaders": {"X-Team": "a", "X-Gate": ApiKey("secret-1")},
        }
    )
    assert to_import(settings) == {
        "openAiStreamingEnabled": False,
        "openAiHeaders": {"X-Team": "a"},
        "openAiCustomModelInfo": {
            "contextWindow": 128_000,
            "supportsPromptCache": False,
            "maxTokens": 500,
            "excludedTools": ["skill"],
        },
    }
    assert to_import(ClientSettings({"modelTemperature": 1})) == {"modelTemperature": 1}


@pytest.mark.parametrize("provider", ["openai", "anthropic", "litellm"])
def test_a_provider_is_named_by_its_import_file_name(provider: str) -> None:
    assert parse_setting(f"apiProvider={provider}") == ("apiProvider", provider)


def test_an_unknown_provider_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as raised:
        parse_setting("apiProvider=groq")
    assert "openai" in raised.value.hint
    assert "moonshot" in raised.value.hint
