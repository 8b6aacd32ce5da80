"""The cards of the client's own entries for single vendors, and of the entries that were not chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.core.errors import UsageError
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.card import Card, build_card
from roo_wizard.handoff.card_text import WIDTH, card_text
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import fields_json
from roo_wizard.presets import load, preset
from roo_wizard.roo.clients import CLIENTS, ZOO, ClientProfile
from roo_wizard.roo.settings import NATIVE_PROVIDERS, SETTINGS, ClientSettings
from tests.handoff.native_bases import BASES

Make = Callable[..., Fields]
Prove = Callable[..., Report]
CARDS: dict[str, list[tuple[str, str, str]]] = {
    "requesty": [("Requesty API Key", "paste your key", "key"), ("Model", "m-1", "text")],
    "openrouter": [("OpenRouter API Key", "paste your key", "key"), ("Model", "m-1", "text")],
    "litellm": [
        ("LiteLLM Base URL", "https://litellm.example", "text"),
        ("LiteLLM API Key", "paste your key", "key"),
        ("Model", "m-1", "text"),
    ],
    "deepseek": [("DeepSeek API Key", "paste your key", "key"), ("Model", "m-1", "text")],
    "zai": [
        ("Z AI Entrypoint", "International Coding (https://api.z.ai/api/coding/paas/v4)", "choice"),
        ("Z AI API Key", "paste your key", "key"),
        ("Model", "m-1", "text"),
    ],
    "moonshot": [
        ("Moonshot Entrypoint", "api.moonshot.cn", "choice"),
        ("Moonshot API Key", "paste your key", "key"),
        ("Model", "m-1", "text"),
    ],
}

each = pytest.mark.parametrize("provider", NATIVE_PROVIDERS)


def native(make: Make, provider: str, url: str = "", **more: Any) -> Fields:
    chosen = ClientSettings({"apiProvider": provider, **more.pop("settings", {})})
    return make(url or BASES[provider], model="m-1", settings=chosen, **more)


def notes(card: Card) -> dict[str, str]:
    return {row.label: row.note for row in card.rows}


@each
@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_the_page_has_its_own_labels_in_its_own_order(make: Make, provider: str, client: ClientProfile) -> None:
    card = build_card(native(make, provider, client=client))
    assert [(row.label, row.value, row.kind) for row in card.rows[1:]] == CARDS[provider]
    assert (card.rows[0].label, card.rows[0].value) == ("API Provider", card.provider)
    assert "not “OpenAI”" not in card.rows[0].note
    assert client.name in card.where[0]


@each
def test_only_settings_that_the_page_has_are_shown(make: Make, provider: str) -> None:
    own = {"enableReasoningEffort", "litellmUsePromptCache"}
    everything: dict[str, Any] = {row.name: True for row in SETTINGS if row.kind == "bool" and row.name not in own}
    everything |= {"modelTemperature": 1, "rateLimitSeconds": 5, "contextWindow": 200_000, "maxTokens": 9}
    everything |= {"supportsImages": False, "openAiStreamingEnabled": False}
    card = build_card(native(make, provider, settings=everything, context_window=1_000_000))
    assert [row.label for row in card.rows[1 + len(CARDS[provider]) :]] == ["Use custom temperature", "Rate limit"]


def test_thinking_is_asked_for_in_the_words_of_the_own_entries(make: Make) -> None:
    asked = {"enableReasoningEffort": True, "reasoningEffort": "high", "modelMaxTokens": 20_000}
    rows = {row.label: row.value for row in build_card(native(make, "requesty", settings=asked)).rows[3:]}
    assert rows == {"Enable reasoning": "on", "Max Tokens": "20000", "Model Reasoning Effort": "High"}
    assert build_card(native(make, "zai", settings=asked)).rows[-1].label == "Model Reasoning Effort"
    assert len(build_card(native(make, "litellm", settings=asked)).rows) == 1 + len(CARDS["litellm"])


def test_a_limit_that_only_an_import_sets_says_so(make: Make) -> None:
    row = build_card(native(make, "moonshot", settings={"modelMaxTokens": 16_000})).rows[-1]
    assert (row.value, row.kind) == ("16000", "import")


@pytest.mark.parametrize(
    ("provider", "url"),
    [("requesty", "https://router.eu.requesty.ai/v1"), ("openrouter", "https://proxy.example/api/v1")],
)
def test_another_base_than_the_entrys_own_goes_into_its_box(make: Make, provider: str, url: str) -> None:
    card = build_card(native(make, provider, url))
    row = next(row for row in card.rows if row.label == "Use custom base URL")
    assert (row.value, row.kind) == (url, "text")
    assert "tick the box first" in row.note
    assert card.rows[0].note == ""


@pytest.mark.parametrize("provider", ["requesty", "openrouter", "deepseek"])
def test_a_base_that_is_right_already_is_named_beside_the_entry(make: Make, provider: str) -> None:
    card = build_card(native(make, provider))
    assert f"its own base URL is {BASES[provider]}" in card.rows[0].note
    assert card.after[0] == "Save stays grey until key and model are set."


def test_the_base_of_deepseek_has_no_field_and_needs_the_import(make: Make) -> None:
    row = build_card(native(make, "deepseek", "https://proxy.example/v1")).rows[-1]
    assert (row.name, row.value, row.kind) == ("deepSeekBaseUrl", "https://proxy.example/v1", "import")
    assert "only an import file" in row.note


@pytest.mark.parametrize(
    ("provider", "label", "words"),
    [
        ("litellm", "LiteLLM Base URL", "without /v1"),
        ("litellm", "Model", "silently replaced"),
        ("zai", "Model", "silently replaced by glm-4.6"),
        ("requesty", "Model", "Refresh Models"),
        ("deepseek", "Model", "can be typed"),
    ],
)
def test_a_trap_is_told_where_it_bites(make: Make, provider: str, label: str, words: str) -> None:
    assert words in notes(build_card(native(make, provider)))[label]


ZOO_TRAPS = [("litellm", "sent as it is"), ("zai", "replaced by glm-4.7"), ("moonshot", "without a limit")]


@pytest.mark.parametrize(("provider", "words"), ZOO_TRAPS)
def test_a_trap_is_the_clients_own(make: Make, provider: str, words: str) -> None:
    assert words in notes(build_card(replace(native(make, provider), client=ZOO)))["Model"]


@pytest.mark.parametrize("provider", ["zai", "moonshot"])
def test_an_address_that_the_page_does_not_offer_is_refused_but_for_a_stand_in(make: Make, provider: str) -> None:
    with pytest.raises(UsageError, match=r"Entrypoint for https://gw\.example/v1"):
        build_card(native(make, provider, "https://gw.example/v1"))
    row = build_card(native(make, provider, "http://127.0.0.1:9/v1")).rows[1]
    assert row.value == "http://127.0.0.1:9/v1"
    assert "the page offers no such address" in row.note


@each
def test_custom_headers_without_a_place_are_named_without_their_values(make: Make, provider: str) -> None:
    headers = {"X-Team": "core-canary", "X-Key": ApiKey("hidden-canary-1")}
    card = build_card(native(make, provider, settings={"openAiHeaders": headers}))
    assert "no place for the custom headers X-Team, X-Key" in card.rows[0].note
    assert "canary" not in " ".join(row.value + row.note for row in card.rows)
    assert "hidden-canary-1" not in card_text(card)


def test_what_was_proven_is_called_as_on_the_screen(make: Make, prove: Prove) -> None:
    report = prove(settings={"apiProvider": "litellm", "modelTemperature": 1})
    fields = make("https://litellm.example", report=report)
    assert fields.provider == "litellm"
    assert build_card(fields).provider == "LiteLLM"


def test_every_other_entry_that_the_preset_knows_follows_as_not_proven(make: Make) -> None:
    card = build_card(native(make, "requesty", preset=preset("requesty")))
    assert [(route.name, route.recommended) for route in card.routes] == [
        ("OpenAI Compatible", False),
        ("Anthropic", False),
    ]
    text = card_text(card)
    assert "OpenAI Compatible (not proven): Any model name can be typed." in text
    assert text.index("Fields (Requesty)") < text.index("(not proven)") < text.index("After pasting")


def test_a_better_entry_that_was_not_chosen_is_recommended_and_not_proven(make: Make) -> None:
    card = build_card(make("https://router.requesty.ai/v1", preset=preset("requesty")))
    assert card.routes[0].line.startswith("Requesty (recommended, but not proven here): Its own setup guide says so")


@pytest.mark.parametrize("name", load())
def test_the_chosen_entry_is_never_among_the_others_and_no_line_is_long(make: Make, name: str) -> None:
    for route in preset(name).routes:
        if not route.known or not route.bases[0].ready:
            continue
        chosen = {} if route.provider in {"openai", "anthropic"} else {"apiProvider": route.provider}
        url = route.bases[0].url
        card = build_card(make(url, route.dialect, preset=preset(name), settings=ClientSettings(chosen)))
        assert {one.provider for one in card.routes} == {one.provider for one in preset(name).routes} - {route.provider}
        known = {row.value for row in card.rows}
        assert [line for line in card_text(card).splitlines() if len(line) > WIDTH and line.strip() not in known] == []


def test_nothing_else_is_offered_for_practice_or_without_a_preset(make: Make) -> None:
    assert build_card(make()).routes == ()
    assert build_card(make(practice=True, preset=preset("requesty"))).routes == ()


def test_the_json_names_the_other_entries_and_that_none_is_proven(make: Make) -> None:
    told = fields_json(native(make, "litellm", preset=preset("litellm")))
    assert told["settings"] == {"apiProvider": "litellm"}
    assert [(route["provider"], route["proven"], route["recommended"]) for route in told["routes"]] == [
        ("openai", False, True),
        ("anthropic", False, False),
    ]
